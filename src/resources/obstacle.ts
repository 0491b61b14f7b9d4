import { ABSENT } from '../core/answer.ts';
import { RunbookError } from '../core/diagnostic.ts';
import { hasHole } from '../core/hole.ts';
import type { Json } from '../core/json.ts';

/** Refuses to plan where something of another kind stands at the path: what it holds would be lost. */
export function refuseObstacle(address: string, path: string, type: Json | undefined, accepted: readonly string[]): void {
  if (typeof type !== 'string' || hasHole(type) || type === ABSENT || accepted.includes(type)) return;
  throw new RunbookError({
    code: 'RB2000',
    severity: 'error',
    what: `${path} is ${nameOf(type)} on the host`,
    address,
    why: `The resource wants ${accepted.map((one) => nameOf(one)).join(' or ')} there, and what stands there would be lost.`,
    mend: 'Look at it on the host and move it away by hand, or write the path that is meant.',
  });
}

function nameOf(type: string): string {
  if (type === 'directory') return 'a folder';
  if (type === 'link') return 'a symbolic link';
  if (type === 'file') return 'a file';
  return 'a device, socket or pipe';
}
