import type { RunEvent } from '../core/event.ts';
import { hasSentinel } from '../core/hole.ts';
import type { Plan, Step } from '../core/plan.ts';

/** A step of an earlier run that did something, or may have. */
export interface PastStep {
  readonly step: Step;
  /** Stage of the plan in which it stands. */
  readonly stage: number;
  /** Place among the steps of that plan. */
  readonly place: number;
  /** `changed`: done. `unfinished`: its actions may have begun, and nobody knows how far they came. `running`: its command still ran when the run ended. */
  readonly outcome: 'changed' | 'unfinished' | 'running';
  /** How the host answered before and after, by request of the guard, as far as it is known; marks when the step holds a secret. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** False when the host said that it kept nothing. */
  readonly kept: boolean;
}

/** An earlier run: its plans, one a stage, and what was done of them. */
export interface PastRun {
  readonly run: string;
  readonly plans: readonly Plan[];
  /** In the order of stages and plans. */
  readonly steps: readonly PastStep[];
}

type Done = Extract<RunEvent, { readonly event: 'step_done' }>;

/**
 * Reads what a run did out of its events. `planOf` gives the checked plan of a `plan_ready`, with every text in its place. Answers that are not one a request,
 * or hold what only the program itself may write, count as not known.
 */
export function readPastRun(
  run: string,
  events: readonly RunEvent[],
  planOf: (event: Extract<RunEvent, { readonly event: 'plan_ready' }>) => Plan,
): PastRun {
  const plans: Plan[] = [];
  const steps: PastStep[] = [];
  let sent = new Set<string>();
  let ended = new Map<string, Done>();
  const close = (): void => {
    const plan = plans.at(-1);
    if (plan !== undefined)
      steps.push(...plan.steps.flatMap((step, place) => pastStep(step, { stage: plan.stage, place }, sent, ended.get(step.id))));
    sent = new Set();
    ended = new Map();
  };
  for (const event of events) {
    if (event.event === 'plan_ready') {
      close();
      plans.push(planOf(event));
    } else if (event.event === 'steps_sent') for (const address of event.addresses) sent.add(`${event.host} ${address}`);
    else if (event.event === 'step_done') ended.set(`${event.host} ${event.address}`, event);
  }
  close();
  return { run, plans, steps };
}

function pastStep(
  step: Step,
  at: Pick<PastStep, 'stage' | 'place'>,
  sent: ReadonlySet<string>,
  done: Done | undefined,
): readonly PastStep[] {
  const before = answersOf(step, done?.before) ?? step.guard.seen ?? step.guard.marks;
  const base = { step, ...at, ...(before === undefined ? {} : { before }), kept: done?.kept !== false };
  if (done === undefined) return sent.has(step.id) ? [{ ...base, outcome: 'unfinished' }] : [];
  switch (done.status) {
    case 'changed': {
      const after = answersOf(step, done.after);
      return [{ ...base, outcome: 'changed', ...(after === undefined ? {} : { after }) }];
    }
    case 'failed':
      // What an undo needs could not be kept: nothing was done.
      return done.diagnostic?.code === 'RB3030' ? [] : [{ ...base, outcome: 'unfinished' }];
    case 'timed_out':
    case 'unknown':
      return [{ ...base, outcome: 'unfinished' }];
    case 'still_running':
      return [{ ...base, outcome: 'running' }];
    default:
      return [];
  }
}

function answersOf({ guard }: Step, answers: unknown): readonly string[] | undefined {
  if (!Array.isArray(answers) || answers.length !== guard.requests.length) return undefined;
  const texts = answers.filter((one: unknown): one is string => typeof one === 'string' && !hasSentinel(one));
  return texts.length === answers.length ? texts : undefined;
}
