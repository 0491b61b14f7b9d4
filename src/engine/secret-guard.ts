import { answersDigest } from '../core/digest.ts';
import type { Step } from '../core/plan.ts';
import type { ReadyStep, Session, StepResult } from '../core/session.ts';
import type { Mark } from './secret-marks.ts';

/** A digest that no answers have: a step with it as BEFORE is done only by a host on which it is done already. */
const NEVER = '0'.repeat(64);

/**
 * Gives the steps whose plan holds marks a BEFORE that the host can compare: it is asked first, the marks of its answers are compared here, and their digest goes
 * with the step. Where they are as AFTER already, the host is told so. The steps are sent in one frame, so none of the marked ones may depend on one before it (see `nextFrame`).
 */
export async function withMarkedGuards(
  steps: readonly Step[],
  ready: readonly ReadyStep[],
  session: Session,
  mark: Mark,
): Promise<readonly ReadyStep[]> {
  const [first] = steps;
  const marked = steps.filter((step) => step.guard.marks !== undefined);
  if (first === undefined || marked.length === 0) return ready;
  const answers = await session.ask(
    marked.flatMap((step) => step.guard.requests),
    first.identity,
  );
  let from = 0;
  const guards = new Map<string, Pick<ReadyStep, 'before' | 'after'>>();
  for (const step of marked) {
    const own = answers.slice(from, from + step.guard.requests.length);
    from += step.guard.requests.length;
    const before = isMarked(own, step.guard.marks, mark) ? answersDigest(own) : NEVER;
    guards.set(step.id, isMarked(own, step.guard.marksAfter, mark) ? { before, after: answersDigest(own) } : { before });
  }
  return ready.map((step) => ({ ...step, ...guards.get(step.id) }));
}

function isMarked(answers: readonly string[], marks: readonly string[] | undefined, mark: Mark): boolean {
  return marks !== undefined && answers.every((answer, index) => mark(answer) === marks[index]);
}

/** The result as the marks of AFTER judge it: a host that does not look so after all was done has failed the step. */
export function judgeMarks({ guard }: Step, result: StepResult, mark: Mark): StepResult {
  if (guard.marksAfter === undefined || result.status !== 'changed' || isMarked(result.answers, guard.marksAfter, mark)) return result;
  return { ...result, status: 'failed' };
}

/** The result with marks in the place of answers that could give a secret away. */
export function withoutSecrets(step: Step, result: StepResult, mark: Mark): StepResult {
  if (step.secret !== true) return result;
  return {
    ...result,
    answers: result.answers.map((answer) => mark(answer)),
    ...(result.before === undefined ? {} : { before: result.before.map((answer) => mark(answer)) }),
  };
}
