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

/** Values that a resource of a host yields, by output, as they were when they were asked for: undefined where one was not known. */
export interface Asked {
  readonly host: string;
  readonly address: string;
  readonly values: ReadonlyMap<string, string | undefined>;
}

/** What became of an instance, and of which values of hosts. */
export interface Known {
  readonly outcome: Outcome;
  readonly asked: readonly Asked[];
}

/** What is known of a host's tasks as long as its facts are the same object. */
export interface Settled {
  readonly instances: readonly Instance[];
  /** What became of those that asked for no value of another host. */
  readonly outcomes: Map<Instance, Known>;
}

/** What is settled of all hosts. */
export interface SettledHosts {
  of(host: Host, facts: Facts | undefined): Settled | undefined;
  keep(host: Host, facts: Facts, settled: Settled): void;
}

/** Makes a memory of what is settled, in which nothing is yet. */
export function settledHosts(): SettledHosts {
  // Not a WeakMap by facts: all that only such a one holds is marked in one go when garbage is collected, while nothing else can run.
  const known = new Map<string, { readonly facts: Facts; readonly settled: Settled }>();
  return {
    of: (host, facts) => {
      const kept = known.get(host.name);
      return kept !== undefined && kept.facts === facts ? kept.settled : undefined;
    },
    keep(host, facts, settled) {
      known.set(host.name, { facts, settled });
    },
  };
}
