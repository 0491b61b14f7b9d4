import type { Host } from '../core/inventory.ts';
import type { Json } from '../core/json.ts';
import { oncePer } from '../core/once-per.ts';
import { createRecent, type Recent } from '../core/recent.ts';
import type { Resource } from '../core/resource.ts';
import type { Instance } from './instances.ts';
import type { Task } from './model.ts';

/** So many kinds of hosts are told apart for a task. When so many in a row were met for the first time it is another on each host, and no more are remembered. */
const KINDS = 50;

interface Known {
  readonly met: Recent<string, { readonly host: Host; readonly resource: Resource }>;
  strangers: number;
}

const knownOf = oncePer((_task: Task): Known => ({ met: createRecent(KINDS), strangers: 0 }));

/** The resource that the task of an instance becomes with these parameters: one for all hosts on which they and the account are equal, from the second of them on. */
export function sharedResource({ host, task, identity }: Instance, params: Json, make: () => Resource): Resource {
  const known = knownOf(task);
  if (known.strangers >= KINDS) return make();
  const key = JSON.stringify([identity, params]);
  const one = known.met.get(key);
  if (one !== undefined && (one.host === host || one.resource.isShared === true)) return one.resource;
  known.strangers = one === undefined ? known.strangers + 1 : 0;
  const resource: Resource = one === undefined ? make() : { ...one.resource, isShared: true };
  known.met.set(key, { host, resource });
  return resource;
}
