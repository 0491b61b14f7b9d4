import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Facts } from '../core/facts.ts';
import type { Resource } from '../core/resource.ts';
import type { Gatherer } from './gather.ts';
import type { Look } from './look.ts';
import { outputKey, readOutputs } from './known-outputs.ts';
import type { Expand, Expanded, Expansion, KnownOutputs, Order } from './ports.ts';

/** What is to be planned of each host, and which hosts were contacted only for values of theirs. */
export interface ExpandedHosts {
  readonly expanded: Map<string, readonly Expanded[]>;
  readonly diagnostics: readonly Diagnostic[];
  readonly stored: NonNullable<Expansion['stored']>;
  readonly outside: ReadonlySet<string>;
}

function expandedHosts({ hosts, diagnostics, stored = new Map() }: Expansion, outside: ReadonlySet<string>): ExpandedHosts {
  return { expanded: new Map(hosts), diagnostics, stored, outside };
}

/**
 * Expands, reads the outputs that the first expansion turned out to need, and expands again with what is known; `early` has the values of hosts that need
 * none of others. Hosts outside the scope are only contacted when a value of theirs is needed.
 */
export async function expandWithOutputs(
  order: Order,
  facts: ReadonlyMap<string, Facts>,
  gatherers: ReadonlyMap<string, Gatherer>,
  early: ReadonlyMap<string, KnownOutputs>,
  expand: Expand,
  reach: (host: string) => Promise<void>,
): Promise<ExpandedHosts> {
  const wanted = new Set<string>();
  const record: KnownOutputs = (host, address, output) => {
    const known = early.get(host);
    if (known !== undefined) return known(host, address, output);
    wanted.add(outputKey(host, address, output));
    return undefined;
  };
  let expansion = await expandOrThrow(expand, facts, record);
  if (wanted.size === 0) return expandedHosts(expansion, new Set());

  // What is bound with the facts of a producer may name further values, of further hosts.
  const outside = new Set<string>();
  const scope = new Set(order.scope);
  for (;;) {
    const missing = [...wanted].flatMap((key) => hostOfKey(key)).filter((host) => !scope.has(host) && !outside.has(host));
    if (missing.length === 0) break;
    for (const host of missing) outside.add(host);
    await Promise.all([...outside].map((host) => reach(host)));
    expansion = await expandOrThrow(expand, facts, record);
  }
  const left = [...gatherers].filter(([host]) => !early.has(host));
  const read = await readOutputs(
    new Map(
      left.map(([host, gatherer]) => [
        host,
        {
          gatherer,
          resources: scope.has(host)
            ? resourcesOf(expansion, host)
            : resourcesOf(expansion, host).filter((one) => isWanted(wanted, host, one)),
        },
      ]),
    ),
  );
  const known: KnownOutputs = (host, ...output) => (early.get(host) ?? read)(host, ...output);
  return expandedHosts(await expandOrThrow(expand, facts, known), outside);
}

async function expandOrThrow(expand: Expand, facts: ReadonlyMap<string, Facts>, outputs: KnownOutputs): Promise<Expansion> {
  const expansion = await expand(facts, outputs);
  const errors = expansion.diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new RunbookError(...errors);
  return expansion;
}

/** What a host became by itself, its values where it needs them, and what was seen on the way there. */
export interface ExpandedAlone {
  readonly items: readonly Expanded[];
  readonly outputs?: KnownOutputs;
  readonly seen: ReadonlyMap<Resource, Look>;
}

/** Expands a host by itself: undefined where it needs a value of another host, or something is wrong. */
export async function expandAlone(host: string, facts: Facts, gatherer: Gatherer, expand: Expand): Promise<ExpandedAlone | undefined> {
  const own = new Map([[host, facts]]);
  let isAsked = false;
  let isAlone = true;
  const record: KnownOutputs = (producer) => {
    isAsked = true;
    isAlone &&= producer === host;
    return undefined;
  };
  let expansion = await expand(own, record);
  if (!isAlone) return undefined;
  const seen = new Map<Resource, Look>();
  const resources = resourcesOf(expansion, host);
  const outputs = isAsked
    ? await readOutputs(new Map([[host, { gatherer, resources }]]), (resource, look) => void seen.set(resource, look))
    : undefined;
  if (outputs !== undefined) expansion = await expand(own, outputs);
  const items = expansion.hosts.get(host);
  if (items === undefined || expansion.diagnostics.some((one) => one.severity === 'error')) return undefined;
  return { items, seen, ...(outputs === undefined ? {} : { outputs }) };
}

function hostOfKey(key: string): readonly string[] {
  const parts: unknown = JSON.parse(key);
  return Array.isArray(parts) && typeof parts[0] === 'string' ? [parts[0]] : [];
}

function isWanted(wanted: ReadonlySet<string>, host: string, resource: Resource): boolean {
  return Object.keys(resource.outputs).some((output) => wanted.has(outputKey(host, resource.address, output)));
}

function resourcesOf(expansion: Expansion, host: string): readonly Resource[] {
  return (expansion.hosts.get(host) ?? []).flatMap((item: Expanded) => ('resource' in item ? [item.resource] : []));
}
