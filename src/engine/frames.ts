import type { Step } from '../core/plan.ts';

/** True for a step that is sent by itself: what could cut the way in, what interrupts, what takes long. */
export function travelsAlone(step: Step): boolean {
  return (
    step.labels.includes('guarded') ||
    step.labels.includes('disruptive') ||
    step.actions.some((action) => action.do === 'run' && action.long === true)
  );
}

/**
 * The steps at the front of the queue that can travel in one frame: one account, all holes fillable now, none that travels alone. A step whose guard holds
 * marks is asked about just before its frame is sent, so it comes first in one; where also AFTER is compared by marks, nothing may come behind it. A step for which
 * `bringsContent` holds comes first too: its content is brought when all before it has succeeded.
 */
export function nextFrame(
  queue: readonly Step[],
  isReady: (step: Step) => boolean,
  bringsContent: (step: Step) => boolean = () => false,
): readonly Step[] {
  const [first] = queue;
  if (first === undefined || travelsAlone(first)) return first === undefined ? [] : [first];
  const account = JSON.stringify(first.identity);
  const end = queue.findIndex(
    (step, index) =>
      index > 0 &&
      (travelsAlone(step) ||
        queue[index - 1]?.guard.marksAfter !== undefined ||
        step.guard.marks !== undefined ||
        bringsContent(step) ||
        JSON.stringify(step.identity) !== account ||
        !isReady(step)),
  );
  return end < 0 ? queue : queue.slice(0, end);
}
