import { describe, expect, it } from 'vitest';
import { RunbookError } from '../../../../src/core/diagnostic.ts';
import { firewallRules } from '../../../../src/core/flows/firewall.ts';
import { hostEntries } from '../../../../src/core/flows/host-entries.ts';
import { formatNetwork, parseNetwork, subtractNetwork } from '../../../../src/core/flows/ipv4.ts';
import { flowProblems } from '../../../../src/core/flows/problems.ts';
import { atOnce } from '../../../../src/core/turns.ts';
import { relayFrontends } from '../../../../src/core/flows/relay.ts';
import { routerRules } from '../../../../src/core/flows/router.ts';
import { tunnelPeers } from '../../../../src/core/flows/tunnel.ts';
import { flows, host, hosts, ports, site } from './site.ts';

const codes = (problems: readonly { readonly code: string }[]): readonly string[] => problems.map((one) => one.code);
const codesOf = (action: () => unknown): readonly string[] => {
  try {
    action();
    return [];
  } catch (error) {
    return error instanceof RunbookError ? codes(error.diagnostics) : ['other'];
  }
};

describe('networks', () => {
  it.each([
    ['198.18.10.11', '198.18.10.11/32'],
    ['198.18.10.11/24', '198.18.10.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255', '255.255.255.255/32'],
  ])('%s is %s', (text, network) => {
    const parsed = parseNetwork(text);
    expect(parsed === undefined ? undefined : formatNetwork(parsed)).toBe(network);
  });

  it.each(['', '1.2.3', '1.2.3.256', '1.2.3.4/33', 'worker-1', '::1'])('%s is none', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });

  it('takes an address out of a network', () => {
    const rest = subtractNetwork({ first: 0x0a00_0000, prefixLength: 30 }, { first: 0x0a00_0001, prefixLength: 32 });
    expect(rest.map(formatNetwork)).toEqual(['10.0.0.0/32', '10.0.0.2/31']);
  });
});

describe('firewall of a host', () => {
  it('lets the last jump host in first of all', () => {
    for (const name of ['relay-1', 'cp-1', 'worker-1']) {
      expect(firewallRules(site(), name).input[0]).toMatchObject({ protocol: 'tcp', ports: ['22'], from: ['192.0.2.10'] });
    }
  });

  it('lets the jump host in even where no flow says so', () => {
    expect(firewallRules(site({ flows: [] }), 'worker-1').input).toEqual([
      { comment: 'the way by which runbook comes in', protocol: 'tcp', ports: ['22'], from: ['192.0.2.10'] },
    ]);
  });

  it('is not made for a directly reached host into which no flow leads', () => {
    expect(codesOf(() => firewallRules(site({ flows: [] }), 'bastion'))).toEqual(['RB2501']);
  });

  it('opens to a relay what flows allow, from where they allow it', () => {
    const { input, forward, masquerade } = firewallRules(site(), 'relay-1');
    expect(input.slice(2)).toEqual([
      { comment: 'portal (SEC-1042)', protocol: 'tcp', ports: ['80'], from: ['100.64.1.0/24'] },
      { comment: 'tunnel wg0', protocol: 'udp', ports: ['51820'], from: ['203.0.113.11'] },
    ]);
    expect([forward, masquerade]).toEqual([[], []]);
  });

  it('lets the gateway forward what goes over the tunnel, with its own address', () => {
    const { input, forward, masquerade, clamp_mss } = firewallRules(site(), 'cp-1');
    const service = {
      comment: 'portal service',
      protocol: 'tcp',
      ports: ['8080'],
      from: ['10.77.0.1', '10.77.0.2'],
      to: ['203.0.113.21/32'],
    };
    const api = { comment: 'cluster API', protocol: 'tcp', ports: ['6443'], from: ['10.77.0.1', '10.77.0.2'] };
    expect(forward).toEqual([
      { ...service, in_interface: 'wg0' },
      { ...api, to: ['203.0.113.12/32'], in_interface: 'wg0' },
    ]);
    expect(masquerade).toEqual([service, { ...api, to: ['203.0.113.12/32'] }]);
    expect(clamp_mss).toEqual(['wg0']);
    expect(input).toContainEqual({ ...api, in_interface: 'wg0' });
    expect(input).toContainEqual({ comment: 'etcd', protocol: 'tcp', ports: ['2379-2380'], from: ['203.0.113.12'], own: true });
  });

  it('shows tunnelled traffic to an inner host as coming from the gateway', () => {
    const { input, forward } = firewallRules(site(), 'worker-1');
    expect(input.slice(2)).toEqual([{ comment: 'portal service', protocol: 'tcp', ports: ['8080'], from: ['203.0.113.11'] }]);
    expect(forward).toEqual([]);
  });

  it('forwards for inner hosts that open connections to the far end', () => {
    const { forward, masquerade } = firewallRules(
      site({ flows: [...flows, { from: ['worker'], to: ['relay'], ports: ports('514/udp'), over: 'wg0', purpose: 'logs' }] }),
      'cp-1',
    );
    const logs = {
      comment: 'logs',
      protocol: 'udp',
      ports: ['514'],
      from: ['203.0.113.21'],
      to: ['10.77.0.1', '10.77.0.2'],
      out_interface: 'wg0',
    };
    expect(forward).toContainEqual(logs);
    expect(masquerade).toContainEqual(logs);
  });
});

describe('peers of a tunnel', () => {
  it('are opened from the inside only, and never carry the own address of the gateway', () => {
    expect(tunnelPeers(site(), 'relay-1', 'wg0')).toEqual([
      {
        name: 'cp-1',
        public_key: { host: 'cp-1', address: 'wireguard_key:/etc/wireguard/wg0.key', output: 'public_key' },
        allowed_ips: ['10.77.0.11/32', '203.0.113.21/32', '203.0.113.12/32'],
      },
    ]);
  });

  it('have endpoint and keepalive on the side that opens the tunnel', () => {
    const peer = (name: string, address: string, endpoint: string): object => ({
      name,
      public_key: { host: name, address: 'wireguard_key:/etc/wireguard/wg0.key', output: 'public_key' },
      allowed_ips: [address],
      endpoint,
      keepalive_s: 25,
    });
    expect(tunnelPeers(site(), 'cp-1', 'wg0')).toEqual([
      peer('relay-1', '10.77.0.1/32', '198.51.100.11:51820'),
      peer('relay-2', '10.77.0.2/32', '198.51.100.12:51820'),
    ]);
  });

  it('of a whole zone leave out the address of the gateway', () => {
    const wide = flows.map((flow) => (flow.over === undefined ? flow : { ...flow, to: ['internal'] }));
    const allowed = tunnelPeers(site({ flows: wide }), 'relay-1', 'wg0').flatMap((peer) => peer.allowed_ips);
    const holds = (address: number): boolean =>
      allowed.some((text) => {
        const network = parseNetwork(text);
        return network !== undefined && address >= network.first && address < network.first + 2 ** (32 - network.prefixLength);
      });
    const zoneFirst = 0xcb00_7100;
    expect(Array.from({ length: 256 }, (_, last) => last).filter((last) => !holds(zoneFirst + last))).toEqual([11]);
  });

  it('may not share addresses', () => {
    const twoGateways = hosts.map((one) =>
      one.name === 'cp-2'
        ? host('cp-2', 'internal', '203.0.113.12', ['control_plane', 'gateway'], { wg: { address: '10.77.0.12/24', port: 51820 } }, [
            'bastion',
          ])
        : one,
    );
    const groups = site().groups.map((group) => (group.name === 'gateway' ? { ...group, hosts: ['cp-1', 'cp-2'] } : group));
    expect(codesOf(() => tunnelPeers(site({ hosts: twoGateways, groups }), 'relay-1', 'wg0'))).toEqual(['RB2502']);
  });

  it('are not known on a host that is no end', () => {
    expect(codesOf(() => tunnelPeers(site(), 'worker-1', 'wg0'))).toEqual(['RB2507']);
  });
});

describe('relay', () => {
  it('pairs flows by purpose and uses addresses', () => {
    expect(relayFrontends(site(), 'relay-1')).toEqual([
      {
        name: 'portal-80',
        port: 80,
        mode: 'http',
        purpose: 'portal',
        servers: [{ name: 'worker-1', address: '203.0.113.21', port: 8080 }],
      },
    ]);
  });

  it('reaches an end of the tunnel by its tunnel address', () => {
    const more = [...flows, { from: ['outside'], to: ['relay'], ports: ports('6443/tcp'), purpose: 'cluster API' }];
    expect(relayFrontends(site({ flows: more }), 'relay-2')[1]?.servers.map((server) => server.address)).toEqual([
      '10.77.0.11',
      '203.0.113.12',
    ]);
  });

  it('does not relay administration', () => {
    expect(relayFrontends(site(), 'bastion')).toEqual([]);
  });

  it('says when ports do not pair', () => {
    const uneven = flows.map((flow) => (flow.purpose === 'portal service' ? { ...flow, ports: ports('8080/tcp', '8081/tcp') } : flow));
    expect(codesOf(() => relayFrontends(site({ flows: uneven }), 'relay-1'))).toEqual(['RB2505']);
  });
});

describe('router', () => {
  it('lets flows through from zone to zone, and no tunnelled one', () => {
    const rules = routerRules(site()).map(
      (rule) => `${rule.from_zone}>${rule.to_zone} ${rule.from.join(',')}>${rule.to.join(',')} ${rule.first}-${rule.last}/${rule.protocol}`,
    );
    expect(rules).toEqual([
      'outside>mgmt 100.64.1.0/24>192.0.2.10 22-22/tcp',
      'mgmt>dmz 192.0.2.10>198.51.100.0/24 22-22/tcp',
      'mgmt>internal 192.0.2.10>203.0.113.0/24 22-22/tcp',
      'outside>dmz 100.64.1.0/24>198.51.100.11,198.51.100.12 80-80/tcp',
      'internal>dmz 203.0.113.11>198.51.100.11,198.51.100.12 51820-51820/udp',
      'dmz>mgmt 198.51.100.0/24>192.0.2.2 80-80/tcp',
      'internal>mgmt 203.0.113.0/24>192.0.2.2 80-80/tcp',
    ]);
  });
});

it('names every host and service for /etc/hosts', () => {
  expect(hostEntries(site()).map((entry) => `${entry.address} ${entry.names.join(' ')}`)).toEqual([
    ...hosts.map((one) => `${one.address} ${one.name}`),
    '192.0.2.2 packages',
  ]);
});

describe('problems of the flows', () => {
  it('are none in a sound site', () => {
    expect(atOnce(flowProblems(site()))).toEqual([]);
  });

  it.each([
    ['RB2501', flows.filter((flow) => flow.purpose !== 'administration'), 6],
    ['RB2506', flows.filter((flow) => flow.purpose !== 'tunnel wg0'), 1],
    ['RB2504', [...flows, { from: ['relay'], to: ['bastion'], ports: ports('53/udp'), over: 'wg0', purpose: 'names' }], 1],
    [
      'RB2505',
      flows
        .map((flow) => (flow.purpose === 'portal' ? { ...flow, ports: ports('80/tcp', '443/tcp', '444/tcp') } : flow))
        .map((flow) => (flow.purpose === 'portal service' ? { ...flow, ports: ports('1/tcp', '2/tcp') } : flow)),
      2,
    ],
  ])('%s', (code, changed, count) => {
    expect(codes(atOnce(flowProblems(site({ flows: changed }))))).toEqual(Array.from({ length: count }, () => code));
  });

  it.each([
    ['pod_cidr', '203.0.0.0/16', ['RB2508']],
    ['service_cidr', '203.0.113.128/25', ['RB2508']],
    ['pod_cidr', '10.244.0.0/16', []],
  ])('a %s of %s', (name, cidr, expected) => {
    const clustered = hosts.map((one) => ({ ...one, vars: { ...one.vars, cluster: { [name]: cidr } } }));
    expect(codes(atOnce(flowProblems(site({ hosts: clustered }))))).toEqual(expected);
  });
});
