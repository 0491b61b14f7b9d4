import { JOURNAL_DEMANDS, type Group, type Host, type Inventory, type SshSettings } from '../core/inventory.ts';
import { inSlices } from '../core/turns.ts';
import type { GroupDraft, HostDraft, InventoryDraft, SshDraft, Written, ZoneDraft } from './inventory-draft.ts';
import type { InventoryOptions } from './model.ts';
import { mistake, type Problems } from './problem.ts';
import { nameSecret, type SecretRegistry } from './secrets.ts';
import { isSecret, nodeOf, overlayAll, plainObject } from './var-nodes.ts';
import type { YamlMapping, YamlNode } from './yaml-node.ts';

/** A host's own variables as nodes, to be laid under those of plays and roles. */
export type HostVars = ReadonlyMap<string, YamlMapping>;

/** Makes the inventory of the core out of what was written: groups, ways in, logins and variables resolved. Stops now and then. */
export function* resolveInventory(
  draft: InventoryDraft,
  about: { readonly name: string; readonly folder: string },
  options: InventoryOptions,
  registry: SecretRegistry,
): Generator<undefined, { readonly inventory: Inventory; readonly hostVars: HostVars }> {
  const { problems } = registry;
  const order = groupOrder(draft, problems);
  const members = membersOf(draft, order);
  const ways = new Ways(draft, problems);
  const named = yield* nameSecrets(draft, registry);
  const hosts: Host[] = [];
  const hostVars = new Map<string, YamlMapping>();
  const zonesByName = new Map(draft.zones.map((zone) => [zone.name, zone]));
  const hostsOf = new Map<string, string[]>(order.map((name) => [name, []]));
  const groupsByName = new Map(draft.groups.map((group) => [group.name, group]));
  yield* inSlices(draft.hosts, (host) => {
    const groups = order.filter((group) => members.get(group)?.has(host.name) === true);
    const zone = zonesByName.get(host.zone?.text ?? '');
    const drafts = groups.flatMap((name) => groupsByName.get(name) ?? []);
    const vars = overlayAll([named(draft), ...[zone, ...drafts, host].map((one) => named(one))]);
    hostVars.set(host.name, vars);
    for (const group of groups) hostsOf.get(group)?.push(host.name);
    hosts.push({
      name: host.name,
      zone: host.zone?.text ?? '',
      address: host.address?.text ?? '',
      groups,
      via: ways.to(host),
      ssh: settle(host, [host.ssh, ...drafts.map((one) => one.ssh).reverse(), zone?.ssh ?? {}, draft.ssh], draft.lab, options, problems),
      ...(host.connection === undefined ? {} : { connection: host.connection }),
      hostKeys: host.hostKeys,
      vars: plainObject(vars, () => ''),
      source: host.source,
    });
  });
  const zones = draft.zones.map((zone) => ({
    name: zone.name,
    cidrs: zone.cidrs.map((cidr) => cidr.text),
    via: zone.via.map((hop) => hop.text),
    online: zone.online,
    ...(zone.concurrency === undefined ? {} : { concurrency: zone.concurrency }),
    source: zone.source,
  }));
  const groups = Array.from(hostsOf, ([name, names]): Group => ({ name, hosts: names }));
  const services = draft.services.map(({ name, address }) => ({ name, address }));
  const guard = draft.guardSeconds === undefined ? {} : { guardSeconds: draft.guardSeconds };
  const demand = draft.demand.length === 0 ? {} : { demand: JOURNAL_DEMANDS.filter((one) => draft.demand.includes(one)) };
  return {
    inventory: { ...about, lab: draft.lab, zones, hosts, groups, services, flows: draft.flows.map((one) => one.flow), ...demand, ...guard },
    hostVars,
  };
}

/** Names of groups, parents before children, else in written order; a group of its own descendants is a mistake. */
function groupOrder(draft: InventoryDraft, problems: Problems): readonly string[] {
  const names = [
    ...new Set([...draft.groups.map((one) => one.name), ...draft.hosts.flatMap((host) => host.groups.map((group) => group.text))]),
  ];
  const parents = (name: string): readonly GroupDraft[] => draft.groups.filter((one) => one.children.some((child) => child.text === name));
  const order: string[] = [];
  const visit = (name: string, below: readonly string[]): void => {
    if (below.includes(name)) {
      const circle = [...below.slice(below.indexOf(name)), name].reverse().join(' → ');
      const source = draft.groups.find((one) => one.name === name)?.source;
      if (!problems.some((one) => one.code === 'RB1110'))
        problems.push(mistake('RB1110', `groups contain each other: ${circle}`, source, { mend: 'remove one of the children' }));
      return;
    }
    if (order.includes(name)) return;
    for (const parent of parents(name)) visit(parent.name, [...below, name]);
    if (!order.includes(name)) order.push(name);
  };
  for (const name of names) visit(name, []);
  return order;
}

/** Host names of each group, those of its children included. */
function membersOf(draft: InventoryDraft, order: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map<string, Set<string>>(order.map((name) => [name, new Set()]));
  for (const host of draft.hosts) for (const group of host.groups) members.get(group.text)?.add(host.name);
  for (const group of draft.groups) for (const host of group.hosts) members.get(group.name)?.add(host.text);
  for (const name of [...order].reverse()) {
    const children = draft.groups.find((one) => one.name === name)?.children ?? [];
    for (const child of children) for (const host of members.get(child.text) ?? []) members.get(name)?.add(host);
  }
  return members;
}

/** So many hosts may stand one behind the other on the way to a host. Sites have two or three. */
const MOST_HOPS = 16;

/** Finds the jump hosts of each host. */
class Ways {
  readonly #draft: InventoryDraft;
  readonly #hosts: ReadonlyMap<string, HostDraft>;
  readonly #problems: Problems;

  constructor(draft: InventoryDraft, problems: Problems) {
    this.#draft = draft;
    this.#hosts = new Map(draft.hosts.map((host) => [host.name, host]));
    this.#problems = problems;
  }

  /** Outermost first. A jump host that lies in the zone behind it is reached by the hops before it. */
  to(host: HostDraft, behind: readonly string[] = []): readonly string[] {
    const zone = this.#draft.zones.find((one) => one.name === host.zone?.text);
    const written = host.via ?? zone?.via ?? [];
    const own = written.findIndex((hop) => hop.text === host.name);
    const hops = own < 0 ? written : written.slice(0, own);
    const [first] = hops;
    if (first === undefined) return [];
    if (behind.includes(host.name)) {
      this.#reportCircle([...behind, host.name], first, zone);
      return [];
    }
    if (behind.length >= MOST_HOPS) {
      this.#reportLength(behind[0] ?? host.name, first);
      return [];
    }
    const outer = this.#hosts.get(first.text);
    return [...(outer === undefined ? [] : this.to(outer, [...behind, host.name])), ...hops.map((hop) => hop.text)];
  }

  #reportLength(host: string, hop: Written): void {
    if (this.#problems.some((one) => one.code === 'RB1116')) return;
    this.#problems.push(
      mistake('RB1116', `${host} is reached through more than ${MOST_HOPS} hosts, one behind the other`, hop.source, {
        why: 'each hop is a login inside the one before',
        mend: 'reach it, or one of the hosts on the way, through fewer',
      }),
    );
  }

  #reportCircle(hosts: readonly string[], hop: Written, zone: ZoneDraft | undefined): void {
    if (this.#problems.some((one) => one.code === 'RB1105')) return;
    this.#problems.push(
      mistake('RB1105', `"via" goes in a circle: ${hosts.join(' → ')}`, hop.source, {
        why: 'each of these hosts is to be reached through the next',
        mend: `let one of them be reached directly${zone === undefined ? '' : `: "via" of zone ${zone.name} is a candidate`}`,
      }),
    );
  }
}

/** The first that says something wins; the command line before all. */
function settle(host: HostDraft, drafts: readonly SshDraft[], lab: boolean, options: InventoryOptions, problems: Problems): SshSettings {
  const first = <K extends keyof SshDraft>(key: K): SshDraft[K] | undefined => drafts.find((one) => one[key] !== undefined)?.[key];
  const made = lab ? options.lab : undefined;
  const user = options.user ?? made?.user ?? first('user') ?? options.defaultUser;
  if (user === undefined) {
    problems.push(
      mistake('RB1111', `nothing says as whom to log in at ${host.name}`, host.source, {
        mend: 'add ssh: { user: NAME } to the inventory, a zone, a group or the host, or give --user',
      }),
    );
  }
  const keys = options.privateKey === undefined ? (made?.keys ?? first('keys') ?? []) : [options.privateKey];
  const ahead = first('ahead');
  return {
    user: user ?? '',
    port: first('port') ?? 22,
    keys,
    agent: first('agent') ?? made === undefined,
    ...(ahead === undefined ? {} : { ahead }),
  };
}

/** Gives each secret of the inventory its name; the variables then hold the text that stands for it. */
function* nameSecrets(
  draft: InventoryDraft,
  registry: SecretRegistry,
): Generator<undefined, (one: { readonly vars?: YamlMapping; readonly name?: string } | undefined) => YamlMapping | undefined> {
  const done = new Map<object, YamlMapping>();
  const scopes: readonly (readonly [string, { readonly vars?: YamlMapping }])[] = [
    ['the inventory', draft],
    ...draft.zones.map((one) => [`zone ${one.name}`, one] as const),
    ...draft.groups.map((one) => [`group ${one.name}`, one] as const),
    ...draft.hosts.map((one) => [`host ${one.name}`, one] as const),
  ];
  yield* inSlices(scopes, ([scope, one]) => {
    if (one.vars === undefined) return;
    const { vars } = one;
    done.set(one, {
      ...vars,
      entries: vars.entries.map((entry) => ({ ...entry, value: withSecrets(entry.value, entry.key, scope, registry) })),
    });
  });
  return (one) => (one === undefined ? undefined : done.get(one));
}

function withSecrets(node: YamlNode, path: string, scope: string, registry: SecretRegistry): YamlNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item, index) => withSecrets(item, `${path}.${index}`, scope, registry)) };
  if (isSecret(node)) return nodeOf(nameSecret(registry, node, path, scope), node.source);
  return {
    ...node,
    entries: node.entries.map((entry) => ({ ...entry, value: withSecrets(entry.value, `${path}.${entry.key}`, scope, registry) })),
  };
}
