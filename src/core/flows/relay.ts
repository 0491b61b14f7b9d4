import { RunbookError, type Diagnostic } from '../diagnostic.ts';
import type { Flow, Host, Inventory } from '../inventory.ts';
import { findHost, resolveNames } from './names.ts';
import { tunnelEnd } from './tunnel.ts';

/** A server behind a relay. */
export type RelayServer = {
  readonly name: string;
  /** IPv4 address: its address in the tunnel when it is an end of it, else that on its own network. */
  readonly address: string;
  readonly port: number;
};

/** A port on which a relay listens, and what it passes connections to. */
export type RelayFrontend = {
  /** Made from purpose and port; letters, digits and hyphens. */
  readonly name: string;
  readonly port: number;
  /** `http` on port 80, where requests can be read; else `tcp`. */
  readonly mode: 'http' | 'tcp';
  readonly purpose: string;
  readonly servers: readonly RelayServer[];
};

/**
 * What a relay passes on, derived from the flows: a flow to it and a flow from it belong together when they have the same purpose, or when the
 * purpose of the second begins with that of the first (`portal` and `portal service`). Ports pair in written order; several ports may lead to one.
 * A flow without a counterpart (SSH for administration) is not relayed. Throws RB2505 where ports do not pair.
 */
export function relayFrontends(inventory: Inventory, hostName: string): readonly RelayFrontend[] {
  const host = findHost(inventory, hostName);
  if (host === undefined) return [];
  const arriving = inventory.flows.filter((flow) => flow.over === undefined && resolveNames(inventory, flow.to).hasHost(host));
  const leaving = inventory.flows.filter((flow) => resolveNames(inventory, flow.from).hasHost(host));
  const problems: Diagnostic[] = [];
  const frontends = arriving.flatMap((flow): readonly RelayFrontend[] => {
    const onward = leaving.filter((other) => belongs(flow.purpose, other.purpose));
    const ports = tcpPorts(flow).filter((port) => port !== host.ssh.port);
    const targets = onward.flatMap((other) => tcpPorts(other).map((port) => ({ flow: other, port })));
    if (ports.length === 0 || targets.length === 0) return [];
    if (targets.length !== 1 && targets.length !== ports.length) {
      problems.push(unpaired(flow, hostName, ports.length, targets.length));
      return [];
    }
    return ports.flatMap((port, index) => {
      const target = targets[targets.length === 1 ? 0 : index];
      return target === undefined
        ? []
        : [
            {
              name: frontendName(flow.purpose, port),
              port,
              mode: port === 80 ? 'http' : 'tcp',
              purpose: flow.purpose,
              servers: serversOf(inventory, target.flow, target.port),
            },
          ];
    });
  });
  if (problems.length > 0) throw new RunbookError(...problems);
  return frontends;
}

function belongs(arriving: string, leaving: string): boolean {
  return leaving === arriving || leaving.startsWith(`${arriving} `);
}

/** Ports that are written one by one: a range is not relayed. */
function tcpPorts(flow: Flow): readonly number[] {
  return flow.ports.filter((range) => range.protocol === 'tcp' && range.first === range.last).map((range) => range.first);
}

function serversOf(inventory: Inventory, flow: Flow, port: number): readonly RelayServer[] {
  const to = resolveNames(inventory, flow.to);
  const addressFor = (host: Host): string =>
    flow.over === undefined ? host.address : (tunnelEnd(host, flow.over)?.address ?? host.address);
  return [
    ...to.hosts.map((host) => ({ name: host.name, address: addressFor(host), port })),
    ...to.services.map((service) => ({ name: service.name, address: service.address, port })),
  ];
}

function frontendName(purpose: string, port: number): string {
  const slug = purpose
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return slug === '' ? `port-${port}` : `${slug}-${port}`;
}

function unpaired(flow: Flow, hostName: string, ports: number, targets: number): Diagnostic {
  return {
    code: 'RB2505',
    severity: 'error',
    host: hostName,
    what: `the flow "${flow.purpose}" brings ${ports} TCP ports to ${hostName}, while ${targets} ports lead on from it`,
    ...(flow.source === undefined ? {} : { source: flow.source }),
    why: 'Ports are paired in written order, so both flows need the same number of ports, or one port behind all.',
    mend: 'Write one flow pair for each purpose, with purposes that begin alike.',
  };
}
