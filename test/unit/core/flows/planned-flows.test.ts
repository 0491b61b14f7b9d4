import { expect, it } from 'vitest';
import { memberCounts, plannedFlows } from '../../../../src/core/flows/planned-flows.ts';
import { site } from './site.ts';

it('keeps the flows that touch the hosts, with the hosts that groups and zones stood for', () => {
  const found = plannedFlows(site(), ['worker-1']);
  expect(found.map((flow) => flow.purpose)).toEqual(['administration', 'portal service', 'packages']);
  expect(found[1]).toEqual({
    from: { names: ['relay'], hosts: ['relay-1', 'relay-2'] },
    to: { names: ['worker'], hosts: ['worker-1'] },
    ports: ['8080/tcp'],
    over: 'wg0',
    purpose: 'portal service',
  });
});

it('names zones without hosts and services, keeps tickets, and writes ranges of ports', () => {
  const found = plannedFlows(site(), ['relay-1', 'cp-1']);
  const portal = found.find((flow) => flow.ticket === 'SEC-1042');
  expect(portal).toMatchObject({ from: { names: ['outside'], hosts: [] }, ports: ['80/tcp'], ticket: 'SEC-1042' });
  expect(found.find((flow) => flow.purpose === 'etcd')?.ports).toEqual(['2379-2380/tcp']);
  expect(found.find((flow) => flow.purpose === 'packages')?.to).toEqual({ names: ['packages'], hosts: [] });
  expect(plannedFlows(site(), [])).toEqual([]);
});

it('counts the hosts of zones and groups, also of empty ones', () => {
  expect(memberCounts(site())).toMatchObject({ outside: 0, mgmt: 1, dmz: 2, internal: 3, relay: 2, control_plane: 2, worker: 1 });
});
