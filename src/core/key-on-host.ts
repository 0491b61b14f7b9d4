import { answersDigest, sha256 } from './digest.ts';
import type { ReadyStep } from './session.ts';

/** What a public key of WireGuard looks like: 32 bytes as base64. */
export const PUBLIC_KEY_PATTERN = '[A-Za-z0-9+/]{43}=';

/** Stands in a text where the host puts the public half of a key. No text from outside can hold it (see `hasSentinel`). */
export const KEY_PLACE = '\uE000\uE001';

/** The step with the public half in its text, and the AFTER that follows from it. */
export function withKey({ keyed, ...step }: ReadyStep, key: string): ReadyStep {
  if (keyed === undefined) return step;
  let digest = '';
  const actions = step.actions.map((action) => {
    if (action.do !== 'write' || !('text' in action.content)) return action;
    const text = action.content.text.replaceAll(KEY_PLACE, () => key);
    digest = sha256(text);
    return { ...action, content: { text } };
  });
  return { ...step, actions, after: answersDigest(keyed.after.map((answer) => (answer === KEY_PLACE ? digest : answer))) };
}
