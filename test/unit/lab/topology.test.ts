import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import { layOut } from '../../../src/lab/topology.ts';
import { smallSite } from '../../lab/small-site.ts';

function faultsOf(inventory: Inventory): readonly string[] {
  try {
    layOut(inventory);
    return [];
  } catch (error) {
    return error instanceof RunbookError ? error.diagnostics.map((one) => `${one.code} ${one.what}`) : [String(error)];
  }
}

describe('network of a lab', () => {
  test('has a segment a zone, with the router as its first address', () => {
    expect(layOut(smallSite).segments.map((one) => [one.bridge, one.routerAddresses])).toEqual([
      ['z-outside', ['198.18.1.1/24']],
      ['z-mgmt', ['198.18.20.1/24']],
      ['z-internal', ['198.18.30.1/24']],
    ]);
  });

  test('puts the desk outside and the packages where their address lies', () => {
    const { desk, packages } = layOut(smallSite);
    expect(desk).toMatchObject({ zone: 'outside', address: '198.18.1.100', router: '198.18.1.1', prefixLength: 24 });
    expect(packages).toMatchObject({ zone: 'mgmt', address: '198.18.20.2', router: '198.18.20.1' });
  });

  test('interface names stay within the 15 characters of Linux and apart', () => {
    const zones = ['a-zone-with-a-long-name-1', 'a-zone-with-a-long-name-2'].map((name) => ({ name, cidrs: [], via: [], online: true }));
    const names = layOut({ ...smallSite, zones: [...smallSite.zones, ...zones] }).segments.map((one) => one.bridge);
    expect(names.filter((name) => name.length > 15)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('every mistake is told at once', () => {
    const [bastion, inner] = smallSite.hosts;
    if (bastion === undefined || inner === undefined) throw new Error('the small site has lost its hosts');
    const broken = {
      ...smallSite,
      zones: smallSite.zones.filter((zone) => zone.name !== 'outside'),
      hosts: [
        { ...bastion, address: '203.0.113.1' },
        { ...inner, name: 'two words' },
      ],
    };
    expect(faultsOf(broken)).toEqual([
      'RB7003 bastion at 203.0.113.1 lies in no network of zone mgmt',
      'RB7003 two words cannot be the name of a lab host',
      "RB7003 the inventory has no zone outside, where the operator's desk stands",
    ]);
  });
});
