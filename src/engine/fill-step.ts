import type { Action, Content } from '../core/action.ts';
import { answersDigest, sha256 } from '../core/digest.ts';
import { fillHoles, type Hole } from '../core/hole.ts';
import type { Step } from '../core/plan.ts';
import type { ReadyStep } from '../core/session.ts';

/** Makes a step ready to be sent: every hole filled, the digest afterwards computed where it depends on them. */
export function fillStep(step: Step, contents: Readonly<Record<string, Content>>, valueOf: (hole: Hole) => string): ReadyStep {
  const fill = (text: string): string =>
    fillHoles(text, (hole) => (hole.kind === 'digest' ? digestOf(contents[hole.content], valueOf) : valueOf(hole)));
  const { guard } = step;
  const after =
    guard.after ?? (guard.afterAnswers === undefined ? undefined : answersDigest(guard.afterAnswers.map((answer) => fill(answer))));
  return {
    id: step.id,
    requests: guard.requests,
    ...(guard.before === undefined ? {} : { before: guard.before }),
    ...(after === undefined ? {} : { after }),
    actions: step.actions.map((action) => fillAction(action, fill)),
  };
}

function digestOf(content: Content | undefined, valueOf: (hole: Hole) => string): string {
  return content !== undefined && 'text' in content ? sha256(fillHoles(content.text, valueOf)) : '';
}

function fillAction(action: Action, fill: (text: string) => string): Action {
  switch (action.do) {
    case 'run':
      return {
        ...action,
        argv: action.argv.map((word) => fill(word)),
        ...(action.stdin === undefined ? {} : { stdin: fill(action.stdin) }),
        ...(action.environment === undefined
          ? {}
          : { environment: Object.fromEntries(Object.entries(action.environment).map(([name, value]) => [name, fill(value)])) }),
      };
    case 'write':
      return 'text' in action.content ? { ...action, content: { text: fill(action.content.text) } } : action;
    default:
      return action;
  }
}
