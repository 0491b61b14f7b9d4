import { RunbookError } from '../../src/core/diagnostic.ts';
import type { ReadyStep, Session, StepProgress, StepResult } from '../../src/core/session.ts';
import type { FakeHost } from './fake-host.ts';

/**
 * A session to a fake host whose link breaks when so many actions were carried out, in the middle of a step or between two. The host
 * keeps what was done. Steps that ended before were reported.
 */
export function cutSession(host: FakeHost, actionsBeforeCut: number): Session {
  let left = actionsBeforeCut;
  const lost = (): RunbookError => new RunbookError({ code: 'RB4001', severity: 'error', what: 'the link broke', host: host.host });
  const carryOut = async (step: ReadyStep, onProgress: (progress: StepProgress) => void): Promise<StepResult | undefined> => {
    if (left >= step.actions.length) {
      left -= step.actions.length;
      const [result] = await host.execute([step], 'login', onProgress);
      return result;
    }
    onProgress({ kind: 'begin', id: step.id });
    for (const action of step.actions.slice(0, left)) host.perform(action);
    left = 0;
    throw lost();
  };
  return {
    host: host.host,
    ask: (requests) => host.ask(requests),
    execute: async (steps, _identity, onProgress) => {
      const results: StepResult[] = [];
      for (const step of steps) {
        const result = await carryOut(step, onProgress);
        if (result !== undefined) results.push(result);
      }
      return results;
    },
    bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
    run: (argv) => host.run(argv),
    stats: () => host.stats(),
    close: () => host.close(),
  };
}
