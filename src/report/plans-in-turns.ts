import type { RunEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import { giveTurn } from '../core/turns.ts';
import type { Reporter } from './reporter.ts';

/**
 * A reporter for which `prepare` makes what it shows of a plan, while others get their turn. Nobody waits for that: what happens meanwhile is shown behind the plan, in the
 * order in which it happened.
 */
export function withPlansInTurns(reporter: Reporter, prepare: (plan: Plan, digest: string) => Promise<void>): Reporter {
  let waiting: RunEvent[] = [];
  let showing: Promise<void> | undefined;
  const showWaiting = async (): Promise<void> => {
    for (let events = waiting; events.length > 0; events = waiting) {
      waiting = [];
      for (const event of events) {
        if (event.event === 'plan_ready') await prepare(event.plan, event.digest);
        await giveTurn();
        reporter.onEvent(event);
      }
    }
    showing = undefined;
  };
  return {
    onEvent(event) {
      if (showing === undefined && event.event !== 'plan_ready') {
        reporter.onEvent(event);
        return;
      }
      waiting.push(event);
      showing ??= showWaiting();
      // Whoever awaits `settle` or `close` is told.
      showing.catch(() => undefined);
    },
    shown: () => showing ?? Promise.resolve(),
    async settle() {
      await showing;
      await reporter.settle();
    },
    async close() {
      try {
        await showing;
      } finally {
        await reporter.close();
      }
    },
  };
}
