import { KEY_PLACE, PUBLIC_KEY_PATTERN } from '../core/key-on-host.ts';
import { hasSecret, holesOf, withoutHoles } from '../core/hole.ts';
import type { Step } from '../core/plan.ts';
import { isStraightPath } from '../core/straight-path.ts';
import { waitingHoles, type ValueSources } from './step-values.ts';

/** A longer text is not filled by a shell, in characters. */
const LONGEST_TEXT = 65_536;

/**
 * The path of the key whose public half the step writes, where that is all that it waits for, and a step in front of it among these makes it: then the host
 * puts it in by itself, and both travel in one frame. Undefined for every other step.
 */
export function keyInFrame(step: Step, steps: readonly Step[], context: ValueSources): string | undefined {
  const waiting = waitingHoles(step, context);
  const [hole] = waiting;
  if (hole === undefined || waiting.some((one) => one.host !== hole.host || one.address !== hole.address || one.output !== hole.output))
    return undefined;
  const producer = steps.find((one) => one === step || (one.host === hole.host && one.address === hole.address));
  if (producer === undefined || producer === step || !Object.hasOwn(producer.outputs, hole.output)) return undefined;
  const output = producer.outputs[hole.output];
  const isPublic = waiting.every((one) => one.pattern === PUBLIC_KEY_PATTERN && !one.secret);
  return output?.request.ask === 'public_key' && isPublic && takesKey(step) ? output.request.path : undefined;
}

/** True for a step that writes one text, and of which the digest of that text is all that cannot be told. */
function takesKey({ guard, actions, undo = [], secret }: Step): boolean {
  const [write] = actions;
  if (actions.length !== 1 || write?.do !== 'write' || write.validate !== undefined || !('text' in write.content)) return false;
  const { path, content } = write;
  const [stat = '', digest = ''] = guard.afterAnswers ?? [];
  const kinds = guard.requests.map((request) => ('path' in request && request.path === path ? request.ask : ''));
  return (
    secret === undefined &&
    isStraightPath(path) &&
    content.text.endsWith('\n') &&
    content.text.length <= LONGEST_TEXT &&
    !content.text.includes('\0') &&
    !content.text.includes(KEY_PLACE) &&
    !hasSecret(content.text) &&
    kinds.join(' ') === 'stat digest' &&
    guard.afterAnswers?.length === 2 &&
    /^file \d{4} [\w.-]+ [\w.-]+$/u.test(stat) &&
    holesOf(digest).length === 1 &&
    holesOf(digest)[0]?.kind === 'digest' &&
    withoutHoles(digest) === '' &&
    undo.every((action) => action.do === 'restore' && action.thing === `path:${path}`)
  );
}
