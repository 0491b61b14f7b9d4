import type { Action, Content } from '../core/action.ts';
import { contentId } from '../core/digest.ts';
import { hasHole, holesOf, type Hole } from '../core/hole.ts';
import type { Step } from '../core/plan.ts';
import { eachInTurns } from '../core/turns.ts';

/** Every text of an action that may contain holes. */
export function textsOfAction(action: Action): readonly string[] {
  switch (action.do) {
    case 'run':
      return [...action.argv, ...Object.values(action.environment ?? {}), ...(action.stdin === undefined ? [] : [action.stdin])];
    case 'write':
      return 'text' in action.content ? [action.content.text] : [];
    default:
      return [];
  }
}

/** The holes that must be filled before the step can be sent. */
export function holesOfStep(step: Step): readonly Hole[] {
  return [...step.actions.flatMap((action) => textsOfAction(action)), ...(step.guard.afterAnswers ?? [])].flatMap((text) => holesOf(text));
}

/** Contents with holes, by id: their digests are known only when they are filled. */
export function openContents(steps: readonly Pick<Step, 'actions'>[]): Readonly<Record<string, Content>> {
  const contents: Record<string, Content> = {};
  for (const step of steps) {
    for (const action of step.actions) {
      if (action.do === 'write' && 'text' in action.content && hasHole(action.content.text))
        contents[contentId(action.content)] = action.content;
    }
  }
  return contents;
}

/** The steps of a plan by host and play, in order; others get their turn meanwhile. */
export async function stepsByHost<S extends Pick<Step, 'host' | 'play'>>(
  steps: readonly S[],
): Promise<(host: string, play: number) => readonly S[]> {
  const byHost = new Map<string, Map<number, S[]>>();
  await eachInTurns(steps, (step) => {
    let plays = byHost.get(step.host);
    if (plays === undefined) byHost.set(step.host, (plays = new Map<number, S[]>()));
    const own = plays.get(step.play);
    if (own === undefined) plays.set(step.play, [step]);
    else own.push(step);
  });
  return (host, play) => byHost.get(host)?.get(play) ?? [];
}
