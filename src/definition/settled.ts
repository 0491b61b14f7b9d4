import type { Diagnostic } from '../core/diagnostic.ts';
import type { Facts } from '../core/facts.ts';
import type { Host } from '../core/inventory.ts';
import type { Resource } from '../core/resource.ts';
import type { Instance } from './instances.ts';

/** What became of an instance. */
export type Outcome =
  | { readonly kind: 'resource'; readonly resource: Resource }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'deferred'; readonly until: string }
  | { readonly kind: 'mistaken'; readonly diagnostics: readonly Diagnostic[] };

/** What is known of a host's tasks as long as its facts are the same object. */
export interface Settled {
  readonly instances: readonly Instance[];
  /** What became of those that asked for no value of a host. */
  readonly outcomes: Map<Instance, Outcome>;
}

/** What is settled of all hosts. It is let go with the facts: of thousands of hosts it is much. */
export interface SettledHosts {
  of(host: Host, facts: Facts | undefined): Settled | undefined;
  keep(host: Host, facts: Facts, settled: Settled): void;
}

/** Makes a memory of what is settled, in which nothing is yet. */
export function settledHosts(): SettledHosts {
  const known = new WeakMap<Facts, Map<string, Settled>>();
  return {
    of: (host, facts) => (facts === undefined ? undefined : known.get(facts)?.get(host.name)),
    keep(host, facts, settled) {
      const hosts = known.get(facts) ?? new Map<string, Settled>();
      known.set(facts, hosts.set(host.name, settled));
    },
  };
}
