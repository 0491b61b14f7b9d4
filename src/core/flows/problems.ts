import { RunbookError, type Diagnostic } from '../diagnostic.ts';
import type { Flow, Host, Inventory } from '../inventory.ts';
import { isJsonObject } from '../json.ts';
import { inSlices } from '../turns.ts';
import { controlPathProblem } from './control-path.ts';
import { networksOverlap, parseNetwork } from './ipv4.ts';
import { relayFrontends } from './relay.ts';
import { resolveNames, zoneOfAddress } from './names.ts';
import { isCarrier, tunnelEnd, tunnelEnds, tunnelPeers } from './tunnel.ts';

/** Everything in the flows from which no firewall, tunnel or relay can be made; all of it at once. Stops now and then. */
export function* flowProblems(inventory: Inventory): Generator<undefined, readonly Diagnostic[]> {
  const paths: Diagnostic[] = [];
  const clusters: Diagnostic[] = [];
  const relays: Diagnostic[] = [];
  yield* inSlices(inventory.hosts, (host) => {
    const path = controlPathProblem(inventory, host);
    if (path !== undefined) paths.push(path);
    clusters.push(...clusterNetworkProblems(inventory, host));
    relays.push(...problemsOf(() => relayFrontends(inventory, host.name)));
  });
  const tunnels = [...new Set(inventory.flows.flatMap((flow) => flow.over ?? []))];
  return [
    ...paths,
    ...tunnels.flatMap((name) => uncarriedProblem(inventory, name) ?? []),
    ...tunnels.flatMap((name) =>
      tunnelEnds(inventory, name).flatMap((end) => problemsOf(() => tunnelPeers(inventory, end.host.name, name))),
    ),
    ...inventory.flows.flatMap((flow) => (flow.over === undefined ? [] : endlessProblems(inventory, flow, flow.over))),
    ...uniqueByWhat(clusters),
    ...uniqueByWhat(relays),
  ];
}

function problemsOf(derive: () => unknown): readonly Diagnostic[] {
  try {
    derive();
    return [];
  } catch (error) {
    if (error instanceof RunbookError) return error.diagnostics;
    throw error;
  }
}

function uniqueByWhat(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = new Map<string, Diagnostic>();
  for (const one of all) if (!first.has(one.what)) first.set(one.what, one);
  return [...first.values()];
}

/** RB2506: a flow goes over a tunnel that no flow lets through. */
function uncarriedProblem(inventory: Inventory, interfaceName: string): Diagnostic | undefined {
  const ends = tunnelEnds(inventory, interfaceName);
  const isCarried = inventory.flows.some((flow) =>
    ends.some((end) => isCarrier(flow, end) && resolveNames(inventory, flow.to).hasHost(end.host)),
  );
  if (isCarried) return undefined;
  const source = inventory.flows.find((flow) => flow.over === interfaceName)?.source;
  return {
    code: 'RB2506',
    severity: 'error',
    what: `a flow goes over ${interfaceName}, but no flow lets that tunnel through`,
    ...(source === undefined ? {} : { source }),
    why:
      ends.length === 0
        ? `No host has the variables \`wg: { address: … }\` of an end of ${interfaceName}.`
        : 'The flow that carries a tunnel goes to the UDP port (`wg.port`) of one of its ends, without `over`.',
    mend: 'Add a flow from the side that opens the tunnel: `{ from: gateway, to: relay, ports: [51820/udp], purpose: tunnel }`, and `wg: { address, port }` to the hosts of both sides.',
  };
}

/** RB2504: a flow over a tunnel names hosts in whose zone no end of the tunnel stands. */
function endlessProblems(inventory: Inventory, flow: Flow, interfaceName: string): readonly Diagnostic[] {
  const zonesWithEnd = new Set(tunnelEnds(inventory, interfaceName).map((end) => end.host.zone));
  const sides = [resolveNames(inventory, flow.from), resolveNames(inventory, flow.to)];
  const lost = sides.flatMap((side) => [
    ...side.hosts
      .filter((host: Host) => tunnelEnd(host, interfaceName) === undefined && !zonesWithEnd.has(host.zone))
      .map((host) => host.name),
    ...side.services.filter((service) => !zonesWithEnd.has(zoneOfAddress(inventory, service.address) ?? '')).map((service) => service.name),
  ]);
  if (lost.length === 0) return [];
  return [
    {
      code: 'RB2504',
      severity: 'error',
      what: `the flow "${flow.purpose}" goes over ${interfaceName}, but no end of it stands in the zone of ${lost.join(', ')}`,
      ...(flow.source === undefined ? {} : { source: flow.source }),
      why: 'What goes through a tunnel leaves it at an end, and an end serves the hosts of its own zone.',
      mend: `Give a host of that zone the variables of an end (\`wg: { address: … }\`), or leave out \`over: ${interfaceName}\`.`,
    },
  ];
}

/** RB2508: the networks of pods and services (variables `cluster`) overlap a zone. */
function clusterNetworkProblems(inventory: Inventory, host: Host): readonly Diagnostic[] {
  const { cluster } = host.vars;
  if (!isJsonObject(cluster)) return [];
  return ['pod_cidr', 'service_cidr'].flatMap((name) => {
    const text = cluster[name];
    if (typeof text !== 'string') return [];
    const network = parseNetwork(text);
    if (network === undefined) return [];
    const overlapping = inventory.zones.filter((zone) =>
      zone.cidrs.flatMap((cidr) => parseNetwork(cidr) ?? []).some((one) => networksOverlap(one, network)),
    );
    return overlapping.map((zone): Diagnostic => ({
      code: 'RB2508',
      severity: 'error',
      what: `cluster.${name} ${text} overlaps zone ${zone.name} (${zone.cidrs.join(', ')})`,
      ...(zone.source === undefined ? {} : { source: zone.source }),
      why: 'Pods and services would get addresses of hosts, and packets for those hosts would end in the cluster.',
      mend: 'Choose another network for the cluster; it cannot be changed once the cluster runs.',
    }));
  });
}
