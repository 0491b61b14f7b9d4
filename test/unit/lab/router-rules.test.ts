import { describe, expect, test } from 'vitest';
import { routerFirewall } from '../../../src/lab/router-rules.ts';
import { layOut } from '../../../src/lab/topology.ts';
import { smallSite } from '../../lab/small-site.ts';

const rules = routerFirewall(smallSite, layOut(smallSite).segments, 'outside')
  .split('\n')
  .map((line) => line.trim());

describe("firewall of the lab's router", () => {
  test('opens the flows between zones, from their senders to their receivers', () => {
    const accepted = rules.filter((rule) => / dport .* accept /.test(rule));
    expect(accepted).toEqual([
      'iifname "z-outside" oifname "z-mgmt" ip saddr { 198.18.1.0/24 } ip daddr { 198.18.20.10 } tcp dport 22 counter accept comment "outside to bastion"',
      'iifname "z-mgmt" oifname "z-internal" ip saddr { 198.18.20.10 } ip daddr { 198.18.30.0/24 } tcp dport 22 counter accept comment "bastion to internal"',
      'iifname "z-internal" oifname "z-mgmt" ip saddr { 198.18.30.0/24 } ip daddr { 198.18.20.2 } tcp dport 80 counter accept comment "internal to packages"',
    ]);
  });

  test('does not open what goes through the tunnel', () => {
    expect(rules.filter((rule) => rule.includes('8080'))).toEqual([]);
  });

  test('drops all else, and counts what leaves each inner zone', () => {
    expect(rules).toContain('type filter hook forward priority filter; policy drop;');
    expect(rules).toContain('iifname "z-internal" oifname { "uplink", "z-outside" } counter name out_internal drop');
    expect(rules.at(rules.indexOf('chain input {') - 2)).toBe('counter name denied drop');
  });

  test('drops a sender that is not of its zone before any flow is looked at', () => {
    const spoofed = rules.findIndex((rule) => rule.startsWith('iifname "z-internal" ip saddr != { 198.18.30.0/24 }'));
    expect(spoofed).toBeGreaterThan(0);
    expect(spoofed).toBeLessThan(rules.findIndex((rule) => rule.includes('dport')));
  });
});
