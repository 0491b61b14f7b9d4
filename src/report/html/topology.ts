import type { Plan, PlannedHost } from '../../core/plan.ts';

/** A host, or hosts of a group, as the drawing shows them. */
export interface Chip {
  readonly name: string;
  readonly hosts: readonly PlannedHost[];
  /** Number of hosts on which something is changed. */
  readonly touched: number;
  /** Steps on it, or on all of them together. */
  readonly steps: number;
  readonly noReturn: boolean;
}

/** A row of the drawing: a zone with its hosts, this machine, or what is no host of the plan. */
export interface Band {
  readonly kind: 'machine' | 'zone' | 'other';
  readonly name: string;
  readonly chips: readonly Chip[];
}

/** Connections between rows, by their places. */
export interface Lane {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Numbers of the flows, or the jump host on the way in. */
  readonly label: string;
}

/** What the drawing of a plan shows. */
export interface Topology {
  readonly bands: readonly Band[];
  readonly flows: readonly Lane[];
  readonly ways: readonly Lane[];
  /** Numbers of flows that are in the table only. */
  readonly leftOut: readonly number[];
}

/** Hosts of a zone that are drawn one by one; beyond that, by groups. */
const DRAWN_HOSTS = 24;
/** Lanes of flows that are drawn. */
const DRAWN_LANES = 12;

/** Zones, hosts, the way in and the flows of a plan, as rows and lanes. */
export function topologyOf(plan: Plan): Topology {
  const steps = Map.groupBy(plan.steps, (step) => step.host);
  const chipOf = (name: string, hosts: readonly PlannedHost[]): Chip => {
    const own = hosts.flatMap((host) => steps.get(host.name) ?? []);
    return {
      name,
      hosts,
      touched: hosts.filter((host) => steps.has(host.name)).length,
      steps: own.length,
      noReturn: own.some((step) => step.labels.includes('point_of_no_return')),
    };
  };
  const zones = [...Map.groupBy(plan.hosts, (host) => host.zone)]
    .map(([name, hosts]): Band & { readonly depth: number } => ({
      kind: 'zone',
      name,
      chips: hosts.length <= DRAWN_HOSTS ? hosts.map((host) => chipOf(host.name, [host])) : byGroup(hosts, chipOf),
      depth: Math.min(...hosts.map((host) => host.via.length)),
    }))
    .sort((a, b) => a.depth - b.depth);
  const names = new Set(plan.hosts.map((host) => host.name));
  const jumps = plan.hosts.flatMap((host) => host.via).filter((name) => !names.has(name));
  const known = new Set([...zones.map((zone) => zone.name), ...names, ...plan.hosts.flatMap((host) => host.groups), 'all']);
  const strangers = plan.flows.flatMap((flow) => [...flow.from.names, ...flow.to.names]).filter((name) => !known.has(name));
  const others = [...new Set([...jumps, ...strangers])];
  const bands: readonly Band[] = [
    { kind: 'machine', name: '', chips: [] },
    ...zones,
    ...(others.length === 0 ? [] : [{ kind: 'other' as const, name: '', chips: others.map((name) => chipOf(name, [])) }]),
  ];
  const zoneOf = new Map(plan.hosts.map((host) => [host.name, host.zone]));
  const placeOf = (name: string): number =>
    bands.findIndex((band) =>
      band.kind === 'zone' ? band.name === (zoneOf.get(name) ?? name) : band.chips.some((chip) => chip.name === name),
    );
  const places = (end: { readonly names: readonly string[]; readonly hosts: readonly string[] }): readonly number[] =>
    [...new Set([...end.hosts, ...end.names].map(placeOf))].filter((place) => place >= 0).sort((a, b) => a - b);
  const numbered = plan.flows.map((flow, index) => ({ number: index + 1, from: places(flow.from), to: places(flow.to) }));
  const lanes = [...Map.groupBy(numbered, ({ from, to }) => JSON.stringify([from, to])).values()]
    .flatMap((same) => (same[0] === undefined ? [] : [{ ...same[0], numbers: same.map((flow) => flow.number) }]))
    .filter((lane) => lane.from.length > 0 && lane.to.length > 0);
  const drawn = lanes.slice(0, DRAWN_LANES);
  return {
    bands,
    flows: drawn.map(({ from, to, numbers }) => ({ from, to, label: numbers.join(' ') })),
    ways: waysIn(plan.hosts, placeOf),
    leftOut: numbered.map((flow) => flow.number).filter((number) => !drawn.some((lane) => lane.numbers.includes(number))),
  };
}

function byGroup(hosts: readonly PlannedHost[], chipOf: (name: string, hosts: readonly PlannedHost[]) => Chip): readonly Chip[] {
  const groups = [...Map.groupBy(hosts, (host) => host.groups[0] ?? '')];
  const shown = groups.length <= DRAWN_HOSTS ? groups : groups.slice(0, DRAWN_HOSTS - 1);
  const rest = groups.slice(shown.length).flatMap(([, members]) => members);
  return [...shown.map(([name, members]) => chipOf(name, members)), ...(rest.length === 0 ? [] : [chipOf('…', rest)])];
}

/** One lane a jump host: from where it stands to the zones that are entered through it. */
function waysIn(hosts: readonly PlannedHost[], placeOf: (name: string) => number): readonly Lane[] {
  const byJump = Map.groupBy(hosts, (host) => host.via.at(-1) ?? '');
  return [...byJump].map(([jump, entered]) => ({
    from: [jump === '' ? 0 : placeOf(jump)],
    to: [...new Set(entered.map((host) => placeOf(host.name)))].sort((a, b) => a - b),
    label: jump,
  }));
}
