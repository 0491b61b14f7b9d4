import { sha256 } from '../core/digest.ts';
import { fillHoles, hasHole, holesOf, type Hole } from '../core/hole.ts';
import { requestKey, type Request } from '../core/request.ts';
import type { Convergence } from '../core/resource.ts';
import { openContents } from './step-holes.ts';

/** Gives the value of a secret by its name. */
export type SecretOf = (name: string) => Promise<string>;

/**
 * True when a step whose answers hide behind secrets would bring about what the host has already. Only the controller can tell: it knows the secrets, and
 * compares digests. The secrets go nowhere.
 */
export async function isSoAlready(
  requests: readonly Request[],
  answers: readonly string[],
  convergence: Convergence,
  secretOf: SecretOf,
): Promise<boolean> {
  const foretold = [...convergence.predictions.map((one) => one.answer), ...(convergence.becomes ?? []).map((one) => one.text)];
  if (!foretold.some((text) => hasHole(text))) return false;
  const predicted = new Map(convergence.predictions.map((one) => [requestKey(one.request), one.answer]));
  const after = requests.map((request) => predicted.get(requestKey(request)) ?? '');
  const contents = openContents([convergence]);
  const textOf = (id: string): string => {
    const content = contents[id];
    return content !== undefined && 'text' in content ? content.text : '';
  };
  const becomes = new Map((convergence.becomes ?? []).map(({ path, text }) => [requestKey({ ask: 'digest', path }), text]));
  const direct = [...after, ...becomes.values()].flatMap((answer) => holesOf(answer));
  const holes = [...direct, ...direct.flatMap((hole) => (hole.kind === 'digest' ? holesOf(textOf(hole.content)) : []))];
  if (!holes.some((hole) => hole.kind === 'secret')) return false;
  if (holes.some((hole) => hole.kind === 'output' || hole.kind === 'unknown')) return false;
  const values = new Map<string, string>();
  for (const hole of holes) if (hole.kind === 'secret') values.set(hole.name, await secretOf(hole.name));
  const fillSecret = (hole: Hole): string => (hole.kind === 'secret' ? (values.get(hole.name) ?? '') : '');
  const fill = (hole: Hole): string => (hole.kind === 'digest' ? sha256(fillHoles(textOf(hole.content), fillSecret)) : fillSecret(hole));
  return requests.every((request, index) => {
    const text = becomes.get(requestKey(request));
    return (text === undefined ? fillHoles(after[index] ?? '', fill) : sha256(fillHoles(text, fill))) === answers[index];
  });
}
