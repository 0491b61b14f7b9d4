import { answersDigest } from '../core/digest.ts';
import type { Plan, Step } from '../core/plan.ts';
import type { ReadyStep, Session, StepResult } from '../core/session.ts';
import { largeContents } from './large-contents.ts';
import type { EnginePorts } from './ports.ts';

/** A transfer that takes longer is told of while it goes on, and how often: milliseconds. */
const TOLD_AFTER_MS = 2_000;
const TOLD_EVERY_MS = 1_000;

/** What bringing the large contents of a step came to. */
export interface Brought {
  readonly durationMs: number;
  /** How the step ended when the host could not take a content. */
  readonly failure?: StepResult;
}

/**
 * Brings the large contents that a step writes to its host, and tells of it as the beginning of the step. Undefined where there is nothing to bring: the step writes no
 * large content, or the host looks as if it would not be carried out. Rejects with a RunbookError when the host is lost or a file is not what it was.
 */
export async function bringContents(
  step: Step,
  ready: ReadyStep,
  session: Session,
  plan: Pick<Plan, 'contents'>,
  ports: Pick<EnginePorts, 'emit' | 'now' | 'openContent'>,
): Promise<Brought | undefined> {
  const contents = largeContents(step, plan.contents);
  if (contents.length === 0 || !(await willBegin(ready, session, step))) return undefined;
  const about = { host: step.host, address: step.address };
  const at = (): string => ports.now().toISOString();
  const startedMs = performance.now();
  const durationMs = (): number => Math.round(performance.now() - startedMs);
  ports.emit({ at: at(), event: 'step_started', ...about, task: step.task });
  for (const { digest, stored, action } of contents) {
    const content = await ports.openContent(digest, stored);
    let toldMs = startedMs + TOLD_AFTER_MS - TOLD_EVERY_MS;
    const onProgress = (doneBytes: number): void => {
      if (performance.now() < toldMs + TOLD_EVERY_MS) return;
      toldMs = performance.now();
      ports.emit({ at: at(), event: 'step_progress', ...about, doneBytes, totalBytes: stored.sizeBytes });
    };
    try {
      const refusal = await session.bring(content, step.identity, onProgress);
      if (refusal === undefined) continue;
      const failure: StepResult = {
        id: step.id,
        status: 'failed',
        answers: [],
        failedAction: action,
        output: refusal.output,
        durationMs: durationMs(),
      };
      return { durationMs: durationMs(), failure };
    } finally {
      await content.close();
    }
  }
  return { durationMs: durationMs() };
}

/** False when the host would find the step done already, or refuse it: nothing is sent in vain. The guard is checked again when the step begins. */
async function willBegin({ requests, before, after }: ReadyStep, session: Session, { identity }: Step): Promise<boolean> {
  if (requests.length === 0 || (before ?? after) === undefined) return true;
  const seen = answersDigest(await session.ask(requests, identity));
  return seen !== after && (before === undefined || seen === before);
}
