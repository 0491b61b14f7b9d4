import type { Plan } from '../../core/plan.ts';
import { showLine } from '../show-value.ts';
import { count, showDuration } from '../wording.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** How long a plan will take, as far as former runs tell, and what they tell nothing of. */
export function durationSentence(plan: Plan): string {
  const { duration } = plan;
  if (duration === undefined) return 'No former run to judge the time from.';
  const { estimateMs, steps, last } = duration;
  const unknown = plan.steps.length - steps;
  const part = unknown === 0 ? '' : ` for ${steps} of ${count(plan.steps.length, 'step')}`;
  const former =
    last === undefined ? '' : ` (run ${showLine(last.run)}: ${showDuration(last.durationMs)} for ${count(last.changed, 'change')})`;
  const rest = unknown === 0 ? '' : `; of the other ${unknown === 1 ? 'one' : unknown} no former run tells`;
  const time = estimateMs < 10 * SECOND_MS ? 'Less than 10 s' : `About ${showDuration(roughMs(estimateMs))}`;
  return `${time}${part}${former}${rest}.`;
}

/** No finer than a guess is: to ten seconds below a minute, to half a minute below ten minutes, to minutes beyond. */
export function roughMs(durationMs: number): number {
  const step = durationMs < MINUTE_MS ? 10 * SECOND_MS : durationMs < 10 * MINUTE_MS ? MINUTE_MS / 2 : MINUTE_MS;
  return Math.max(1, Math.round(durationMs / step)) * step;
}
