import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Facts } from '../core/facts.ts';
import { holeText } from '../core/hole.ts';
import type { Host } from '../core/inventory.ts';
import type { StoredFile } from '../core/plan.ts';
import type { Resource } from '../core/resource.ts';
import { atOnce, inTurns } from '../core/turns.ts';
import { createAlikeInstances, lookedAtNothing, type AlikeInstances } from './alike-instances.ts';
import { evaluatorOf, type Evaluator } from './evaluate.ts';
import type { ExpressionScope } from './expressions.ts';
import { circleMistake, undecidedOutcome } from './expand-mistakes.ts';
import { instancesOf, type Instance } from './instances.ts';
import type { Expansion, ExpandedItem, ExpandOptions, KnownOutputs, Role, Site, SiteExpander } from './model.ts';
import { caution, distinct, mistake, place } from './problem.ts';
import { bindInstance, conditionsHold } from './resolve-instance.ts';
import { createSiteRoots, type SiteRoots } from './roots.ts';
import { createScope } from './scope.ts';
import { settledHosts, type Asked, type Known, type Outcome, type Settled, type SettledHosts } from './settled.ts';
import { siteFunctions } from './site-functions.ts';
import { didYouMean } from './suggest.ts';
import { Undecided } from './undecided.ts';

/** What expansions of a site have in common; `settled` is of one expander. */
interface Lasting {
  readonly site: Site;
  readonly options: ExpandOptions;
  readonly evaluator: Evaluator;
  readonly roots: SiteRoots;
  readonly alike: AlikeInstances;
  readonly settled: SettledHosts;
}

/**
 * Turns every task into a resource, host by host in written order. Hosts without facts are left out, but may still be asked for outputs: what they
 * will yield is known by their tasks. The same mistake on several hosts is told once. Only mistakes of hosts within `options.limit` count.
 */
export function expandSite(site: Site, facts: ReadonlyMap<string, Facts>, outputs: KnownOutputs, options: ExpandOptions = {}): Expansion {
  return atOnce(expandHosts(lastingOf(site, options), facts, outputs));
}

/**
 * Gives expanders, which do the same for many hosts, again and again when more values are known: others get their turn between hosts, and what asked for no
 * value of another host is not turned once more while the facts and the values of its own are the same. That is forgotten with the expander.
 */
export function siteExpanders(site: Site, options: ExpandOptions = {}): () => SiteExpander {
  const common = lastingOf(site, options);
  return () => {
    const lasting = { ...common, settled: settledHosts() };
    return (facts, outputs) => inTurns(expandHosts(lasting, facts, outputs));
  };
}

function lastingOf(site: Site, options: ExpandOptions): Lasting {
  return {
    site,
    options,
    evaluator: evaluatorOf(site),
    roots: createSiteRoots(site.inventory),
    alike: createAlikeInstances(),
    settled: settledHosts(),
  };
}

/** Expands host by host; stops after each. */
function* expandHosts(lasting: Lasting, facts: ReadonlyMap<string, Facts>, outputs: KnownOutputs): Generator<undefined, Expansion> {
  const { site, options } = lasting;
  const expander = new Expander(lasting, facts, outputs);
  const hosts = new Map<string, readonly ExpandedItem[]>();
  const diagnostics: Diagnostic[] = [];
  const limit = options.limit === undefined ? undefined : new Set(options.limit);
  const notes = new Map<Role, Diagnostic>();
  for (const host of site.inventory.hosts) {
    if (!facts.has(host.name)) continue;
    const { items, problems } = expander.expandHost(host);
    hosts.set(host.name, items);
    if (limit?.has(host.name) ?? true) {
      diagnostics.push(...problems);
      for (const role of expander.rolesOf(host))
        if (role.note !== undefined && !notes.has(role)) notes.set(role, caution('RB1600', `role ${role.name}: ${role.note}`));
    }
    yield undefined;
  }
  return { hosts, stored: storedFiles(site), diagnostics: distinct([...diagnostics, ...notes.values()]) };
}

/** The large files of roles whose contents were wanted. */
function storedFiles(site: Site): ReadonlyMap<string, StoredFile> {
  const files = [...site.roles.values()].flatMap((role) => [...role.files.values()].map((file) => file.stored()));
  return new Map(files.flatMap((file) => (file === undefined ? [] : [[file.digest, file.stored]])));
}

class Expander {
  readonly #site: Site;
  readonly #lasting: Lasting;
  readonly #facts: ReadonlyMap<string, Facts>;
  readonly #outputs: KnownOutputs;
  /** Of hosts without facts. */
  readonly #instances = new Map<string, readonly Instance[]>();
  readonly #outcomes = new Map<Instance, Known>();
  readonly #open: Instance[] = [];
  /** Values of hosts that were asked for, in their order. */
  readonly #asked: Asked[] = [];

  constructor(lasting: Lasting, facts: ReadonlyMap<string, Facts>, outputs: KnownOutputs) {
    this.#site = lasting.site;
    this.#lasting = lasting;
    this.#facts = facts;
    this.#outputs = outputs;
  }

  expandHost(host: Host): { readonly items: readonly ExpandedItem[]; readonly problems: readonly Diagnostic[] } {
    const items: ExpandedItem[] = [];
    const problems: Diagnostic[] = [];
    const seen = new Map<string, Instance>();
    for (const instance of this.#instancesOf(host)) {
      const outcome = this.#outcomeOf(instance);
      const { play, task } = instance;
      if (outcome.kind === 'mistaken') problems.push(...outcome.diagnostics);
      if (outcome.kind === 'deferred') items.push({ play, deferred: { task: task.name ?? task.type, until: outcome.until } });
      if (outcome.kind !== 'resource') continue;
      const { address } = outcome.resource;
      const earlier = seen.get(address);
      if (earlier === undefined) {
        seen.set(address, instance);
        items.push({ play, resource: outcome.resource });
      } else {
        problems.push(
          mistake('RB1500', `${address} is described twice for ${host.name}`, task.source, {
            host: host.name,
            address,
            why: `it is described in ${place(earlier.task.source)} already`,
            mend: 'join the two, or choose with "when"',
          }),
        );
      }
    }
    return { items, problems };
  }

  /** The roles that a host has, each once. */
  rolesOf(host: Host): ReadonlySet<Role> {
    return new Set(this.#instancesOf(host).flatMap((one) => one.role ?? []));
  }

  #instancesOf(host: Host): readonly Instance[] {
    const known = this.#settledOf(host)?.instances ?? this.#instances.get(host.name);
    if (known !== undefined) return known;
    const made = instancesOf(this.#site, host, this.#lasting.options);
    const facts = this.#facts.get(host.name);
    if (facts === undefined) this.#instances.set(host.name, made);
    else this.#lasting.settled.keep(host, facts, { instances: made, outcomes: new Map() });
    return made;
  }

  #settledOf(host: Host): Settled | undefined {
    return this.#lasting.settled.of(host, this.#facts.get(host.name));
  }

  #outcomeOf(instance: Instance): Outcome {
    const settled = this.#settledOf(instance.host)?.outcomes;
    const known = this.#stillKnown(settled?.get(instance)) ?? this.#outcomes.get(instance);
    if (known !== undefined) {
      this.#asked.push(...known.asked);
      return known.outcome;
    }
    const first = this.#asked.length;
    const depth = this.#open.push(instance);
    const outcome = this.#resolve(instance);
    this.#open.length = depth - 1; // Also without those that an expression left open when it was ended because it took too long.
    const asked = this.#asked.slice(first);
    const isSettled = (outcome.kind === 'resource' || outcome.kind === 'skipped') && asked.every(({ host }) => host === instance.host.name);
    (isSettled && settled !== undefined ? settled : this.#outcomes).set(instance, { outcome, asked });
    return outcome;
  }

  /** What is known, where all values that it came of are the same. */
  #stillKnown(known: Known | undefined): Known | undefined {
    const isSame = ({ host, address, values }: Asked): boolean =>
      [...values].every(([output, value]) => this.#outputs(host, address, output) === value);
    return known?.asked.every(isSame) === true ? known : undefined;
  }

  #resolve(instance: Instance): Outcome {
    const { evaluator, roots, alike } = this.#lasting;
    const facts = this.#facts.get(instance.host.name);
    const known = alike.of(instance, facts);
    if (known !== undefined) return known;
    const looked = lookedAtNothing();
    const call = (name: string, values: readonly unknown[]): unknown => this.#call(instance, name, values);
    const outcome = this.#bind(instance, createScope(evaluator, instance.vars, roots.of(instance.host, facts), call, looked));
    alike.keep(instance, facts, looked, outcome);
    return outcome;
  }

  #bind(instance: Instance, scope: ExpressionScope): Outcome {
    const { host, task } = instance;
    try {
      if (!this.#holds(instance, scope)) return { kind: 'skipped' };
      const type = this.#site.types.find((one) => one.type === task.type);
      if (type === undefined) return { kind: 'skipped' };
      return { kind: 'resource', resource: bindInstance(instance, type, this.#lasting.evaluator, scope, this.#facts.get(host.name)) };
    } catch (error) {
      if (error instanceof Undecided) return undecidedOutcome(instance, error);
      if (error instanceof RunbookError)
        return {
          kind: 'mistaken',
          diagnostics: error.diagnostics.map((one) => ({ ...one, source: one.source ?? task.source, host: one.host ?? host.name })),
        };
      throw error;
    }
  }

  /** A host that was not asked for its facts counts as having what its conditions on them choose. */
  #holds(instance: Instance, scope: ExpressionScope): boolean {
    try {
      return conditionsHold(instance, this.#lasting.evaluator, scope);
    } catch (error) {
      if (error instanceof Undecided && !this.#facts.has(instance.host.name)) return true;
      throw error;
    }
  }

  #call(instance: Instance, name: string, values: readonly unknown[]): unknown {
    if (name === 'output') return this.#outputOf(instance, String(values[0]), String(values[1]));
    const found = Object.hasOwn(siteFunctions, name) ? siteFunctions[name] : undefined;
    return this.#withOutputs(instance, found?.derive(this.#site.inventory, instance.host.name, values));
  }

  /** Puts the values of outputs where a derived value names them: `{ host, address, output }`. */
  #withOutputs(instance: Instance, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#withOutputs(instance, item));
    if (typeof value !== 'object' || value === null) return value;
    if ('host' in value && 'address' in value && 'output' in value && Object.keys(value).length === 3) {
      const values = this.#outputOf(instance, String(value.host), String(value.address));
      return Reflect.get(values, String(value.output));
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, this.#withOutputs(instance, item)]));
  }

  /** The values that a resource of a host yields: as text where they are known, else as holes. */
  #outputOf(consumer: Instance, hostName: string, address: string): object {
    const known = new Map<string, string | undefined>();
    this.#asked.push({ host: hostName, address, values: known });
    const host = this.#site.inventory.hosts.find((one) => one.name === hostName);
    if (host === undefined) {
      const names = this.#site.inventory.hosts.map((one) => one.name);
      throw new RunbookError(
        mistake('RB1504', `output() names no host: "${hostName}"${didYouMean(hostName, names)}`, consumer.task.source, {
          mend: `hosts: ${names.join(', ')}`,
        }),
      );
    }
    const producer = this.#producerOf(consumer, host, address);
    for (const output of Object.keys(producer.outputs)) known.set(output, this.#outputs(hostName, address, output));
    return Object.fromEntries<string>([
      ...Object.entries(producer.outputs).map(([output, { pattern }]): readonly [string, string] => [
        output,
        known.get(output) ?? holeText({ kind: 'output', host: hostName, address, output, pattern, secret: false }),
      ]),
      ...Object.entries(producer.demands).map(([output, { pattern }]): readonly [string, string] => [
        output,
        holeText({ kind: 'output', host: hostName, address, output, pattern, secret: true }),
      ]),
    ]);
  }

  #producerOf(consumer: Instance, host: Host, address: string): Resource {
    const type = address.split(':', 1)[0];
    const candidates = this.#instancesOf(host).filter((one) => one.task.type === type);
    let deferred: string | undefined;
    for (const candidate of candidates) {
      if (this.#open.includes(candidate)) throw new RunbookError(circleMistake(this.#open, candidate));
      const outcome = this.#outcomeOf(candidate);
      if (outcome.kind === 'resource' && outcome.resource.address === address) return outcome.resource;
      if (outcome.kind === 'mistaken') throw new RunbookError(...outcome.diagnostics);
      if (outcome.kind === 'deferred') deferred = outcome.until;
    }
    if (deferred !== undefined || (!this.#facts.has(host.name) && candidates.length > 0)) {
      // Asking makes the need known, so that the host's facts can be brought.
      this.#outputs(host.name, address, '');
      throw new Undecided({ kind: 'unknown', until: `${host.name} ${address}` });
    }
    const there = this.#instancesOf(host).flatMap((one) => {
      const outcome = (this.#settledOf(host)?.outcomes.get(one) ?? this.#outcomes.get(one))?.outcome;
      return outcome?.kind === 'resource' ? [outcome.resource.address] : [];
    });
    const first = candidates[0];
    throw new RunbookError(
      mistake('RB1501', `${host.name} has no ${address}${didYouMean(address, there)}`, consumer.task.source, {
        ...(first === undefined ? {} : { why: `its ${type} of ${place(first.task.source)} is another, or is not chosen there by "when"` }),
        mend: `add the resource to a play for ${host.name}, or correct the address`,
      }),
    );
  }
}
