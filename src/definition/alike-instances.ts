import type { Facts } from '../core/facts.ts';
import type { Host } from '../core/inventory.ts';
import { oncePer } from '../core/once-per.ts';
import type { ExpressionScope } from './expressions.ts';
import type { Instance } from './instances.ts';
import type { Task } from './model.ts';
import type { Outcome } from './settled.ts';

/** What was looked at to turn a task into a resource. */
export interface Looked {
  readonly vars: Set<string>;
  /** Fields of the host, and of its facts. */
  readonly host: Set<string>;
  readonly facts: Set<string>;
  /** True when it came of something else besides, which may be different on each host. */
  isOwn: boolean;
}

/** Makes a record in which nothing is yet. */
export function lookedAtNothing(): Looked {
  return { vars: new Set(), host: new Set(), facts: new Set(), isOwn: false };
}

/** The same names, of which it is recorded what is looked at below `host` and `facts`. */
export function watched(roots: ExpressionScope['roots'], looked: Looked): ExpressionScope['roots'] {
  const { host, facts, ...others } = roots;
  return {
    get host() {
      return watchedFields(host, looked.host);
    },
    get facts() {
      return watchedFields(facts, looked.facts);
    },
    ...others,
  };
}

/** Which fields there are is the same for all hosts. */
function watchedFields(value: unknown, fields: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const note = (key: string | symbol): void => {
    if (typeof key === 'string') fields.add(key);
  };
  return new Proxy(value, {
    get: (from, key): unknown => {
      note(key);
      return Reflect.get(from, key);
    },
    getOwnPropertyDescriptor: (from, key) => {
      note(key);
      return Reflect.getOwnPropertyDescriptor(from, key);
    },
  });
}

/** A task of a host, as it was turned into something. */
interface Turned {
  readonly instance: Instance;
  readonly facts: Facts | undefined;
  readonly looked: Looked;
  readonly outcome: Outcome;
}

/** What became of tasks on other hosts of which the same was looked at: that need not be worked out once more. */
export interface AlikeInstances {
  of(instance: Instance, facts: Facts | undefined): Outcome | undefined;
  keep(instance: Instance, facts: Facts | undefined, looked: Looked, outcome: Outcome): void;
}

/** So many kinds of hosts are told apart for a task. */
const KINDS = 4;

/** Makes a memory of tasks, in which nothing is yet. */
export function createAlikeInstances(): AlikeInstances {
  const turnedOf = oncePer((_task: Task): Turned[] => []);
  return {
    of: (instance, facts) => turnedOf(instance.task).find((one) => isAlike(one, instance, facts))?.outcome,
    keep(instance, facts, looked, outcome) {
      // A resource that is not shared may be of this host alone.
      const isShareable = outcome.kind === 'skipped' || (outcome.kind === 'resource' && outcome.resource.isShared === true);
      if (looked.isOwn || !isShareable) return;
      const turned = turnedOf(instance.task);
      turned.unshift({ instance, facts, looked, outcome });
      turned.length = Math.min(turned.length, KINDS);
    },
  };
}

function isAlike({ instance, facts, looked }: Turned, other: Instance, factsNow: Facts | undefined): boolean {
  return (
    instance.conditions.length === other.conditions.length &&
    instance.conditions.every((node, place) => node === other.conditions[place]) &&
    JSON.stringify(instance.identity) === JSON.stringify(other.identity) &&
    [...looked.vars].every((name) => instance.vars.get(name)?.value === other.vars.get(name)?.value) &&
    // Whether a variable is there can decide too.
    instance.vars.size === other.vars.size &&
    [...instance.vars.keys()].every((name) => other.vars.has(name)) &&
    areEqual(looked.host, instance.host, other.host) &&
    (looked.facts.size === 0 || (facts !== undefined && factsNow !== undefined && areEqual(looked.facts, facts, factsNow)))
  );
}

function areEqual<T extends Host | Facts>(fields: ReadonlySet<string>, one: T, other: T): boolean {
  return [...fields].every((field) => JSON.stringify(Reflect.get(one, field)) === JSON.stringify(Reflect.get(other, field)));
}
