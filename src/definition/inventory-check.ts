import { networkContains, networksOverlap } from '../core/flows/ipv4.ts';
import type { Source } from '../core/diagnostic.ts';
import { inSlices } from '../core/turns.ts';
import type { InventoryDraft, Written } from './inventory-draft.ts';
import { mistake, place, type Problems } from './problem.ts';
import { didYouMean } from './suggest.ts';

/** Something that bears a name which must be unique in the inventory. */
interface Named {
  readonly kind: 'zone' | 'host' | 'group' | 'service';
  readonly name: string;
  readonly source: Source;
}

/** Everything with a name: groups that only hosts name are groups too. */
export function namesOf(draft: InventoryDraft): readonly Named[] {
  const declared: Named[] = [
    ...draft.zones.map((one) => ({ kind: 'zone' as const, name: one.name, source: one.source })),
    ...draft.hosts.map((one) => ({ kind: 'host' as const, name: one.name, source: one.source })),
    ...draft.groups.map((one) => ({ kind: 'group' as const, name: one.name, source: one.source })),
    ...draft.services.map((one) => ({ kind: 'service' as const, name: one.name, source: one.source })),
  ];
  const groups = new Set(draft.groups.map((one) => one.name));
  const implied = draft.hosts
    .flatMap((host) => host.groups)
    .filter((one) => !groups.has(one.text) && groups.add(one.text))
    .map((one) => ({ kind: 'group' as const, name: one.text, source: one.source }));
  return [...declared, ...implied];
}

/** Finds what cannot be among zones, hosts, groups and flows: doubled names and addresses, overlaps, references to nothing. Stops now and then. */
export function* checkInventory(draft: InventoryDraft, problems: Problems): Generator<undefined, void> {
  const named = namesOf(draft);
  yield* checkNames(named, problems);
  checkNetworks(draft, problems);
  yield* checkAddresses(draft, problems);
  yield* checkReferences(draft, named, problems);
}

function* checkNames(named: readonly Named[], problems: Problems): Generator<undefined, void> {
  const seen = new Map<string, Named>();
  yield* inSlices(named, (one) => {
    const earlier = seen.get(one.name);
    if (one.name === 'all') {
      problems.push(
        mistake('RB1100', `a ${one.kind} cannot be called "all"`, one.source, {
          why: '"all" stands for every host',
          mend: 'choose another name',
        }),
      );
    } else if (earlier === undefined) {
      seen.set(one.name, one);
    } else {
      const what =
        earlier.kind === one.kind
          ? `two ${one.kind}s are called "${one.name}"`
          : `the ${one.kind} "${one.name}" has the name of a ${earlier.kind}`;
      problems.push(
        mistake('RB1100', what, one.source, {
          why: `names of zones, hosts, groups and services are unique together; the ${earlier.kind} is in ${place(earlier.source)}`,
          mend: 'rename one of the two',
        }),
      );
    }
  });
}

function checkNetworks(draft: InventoryDraft, problems: Problems): void {
  const all = draft.zones.flatMap((zone) => zone.cidrs.map((cidr) => ({ zone: zone.name, cidr })));
  all.forEach((one, index) => {
    const other = all.slice(0, index).find((before) => networksOverlap(before.cidr.network, one.cidr.network));
    if (other === undefined) return;
    problems.push(
      mistake(
        'RB1103',
        `the network ${one.cidr.text} of zone ${one.zone} overlaps ${other.cidr.text} of zone ${other.zone}`,
        one.cidr.source,
        {
          why: `an address must belong to one zone; the other is in ${place(other.cidr.source)}`,
          mend: 'make the networks smaller, so that they share no address',
        },
      ),
    );
  });
}

function* checkAddresses(draft: InventoryDraft, problems: Problems): Generator<undefined, void> {
  const seen = new Map<string, { readonly name: string; readonly source: Source }>();
  yield* inSlices(draft.hosts, (host) => {
    if (host.address === undefined) return;
    const { text, source, network } = host.address;
    const earlier = seen.get(text);
    if (earlier !== undefined) {
      problems.push(
        mistake('RB1107', `${host.name} has the address ${text} of ${earlier.name}`, source, {
          why: `${earlier.name} is in ${place(earlier.source)}`,
          mend: 'give each host its own address',
        }),
      );
    }
    seen.set(text, { name: host.name, source });
    const zone = draft.zones.find((one) => one.name === host.zone?.text);
    if (zone === undefined || zone.cidrs.length === 0 || zone.cidrs.some((cidr) => networkContains(cidr.network, network))) return;
    const right = draft.zones.find((one) => one.cidrs.some((cidr) => networkContains(cidr.network, network)));
    problems.push(
      mistake(
        'RB1106',
        `the address ${text} of ${host.name} is outside its zone ${zone.name} (${zone.cidrs.map((cidr) => cidr.text).join(', ')})`,
        source,
        {
          mend:
            right === undefined
              ? 'correct the address, or add its network to the zone'
              : `it lies in zone ${right.name}: correct the address or the zone`,
        },
      ),
    );
  });
}

/** For so many names it is said which one may be meant: each is compared with all that there are. */
const MOST_SUGGESTED = 100;
/** So many of the names that there are stand in a message. */
const MOST_NAMED = 12;

function* checkReferences(draft: InventoryDraft, named: readonly Named[], problems: Problems): Generator<undefined, void> {
  const names = (...kinds: readonly Named['kind'][]): ReadonlySet<string> =>
    new Set(named.filter((one) => kinds.includes(one.kind)).map((one) => one.name));
  const [hosts, zones, groups] = [names('host'), names('zone'), names('group')];
  let suggested = 0;
  const refer = (written: Written, code: string, what: string, known: ReadonlySet<string>): void => {
    if (known.has(written.text)) return;
    suggested += 1;
    const near = suggested > MOST_SUGGESTED ? '' : didYouMean(written.text, known);
    const first = [...known].slice(0, MOST_NAMED).join(', ');
    const mend = known.size === 0 ? 'there is none' : `there are: ${first}${known.size > MOST_NAMED ? ', …' : ''}`;
    problems.push(mistake(code, `${what} "${written.text}"${near}`, written.source, { mend }));
  };
  for (const zone of draft.zones) for (const hop of zone.via) refer(hop, 'RB1104', `"via" of zone ${zone.name} names no host:`, hosts);
  yield* inSlices(draft.hosts, (host) => {
    if (host.zone !== undefined) refer(host.zone, 'RB1101', `${host.name} is in an unknown zone`, zones);
    for (const hop of host.via ?? []) refer(hop, 'RB1104', `"via" of ${host.name} names no host:`, hosts);
  });
  for (const group of draft.groups) {
    for (const child of group.children) refer(child, 'RB1101', `the group ${group.name} has an unknown child`, groups);
    yield* inSlices(group.hosts, (host) => refer(host, 'RB1101', `the group ${group.name} has an unknown host`, hosts));
  }
  const ends = new Set(['all', ...names('zone', 'group', 'host', 'service')]);
  for (const flow of draft.flows) for (const end of flow.names) refer(end, 'RB1108', 'a flow names nothing of this inventory:', ends);
}
