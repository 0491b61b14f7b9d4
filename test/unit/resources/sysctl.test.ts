import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { unknownUntil } from '../../../src/core/hole.ts';
import type { Json } from '../../../src/core/json.ts';
import { overlaps } from '../../../src/core/footprint.ts';
import { sysctl } from '../../../src/resources/sysctl.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

const forward = { name: 'net.ipv4.ip_forward', value: 1 };
const path = '/etc/sysctl.d/99-zz-net.ipv4.ip_forward.conf';
const text = 'net.ipv4.ip_forward = 1\n';

describe('sysctl', () => {
  test('sets the live value and keeps it in a file of its own', async () => {
    const host = new FakeHost({ sysctls: { 'net.ipv4.ip_forward': '0' } });
    const { planned, status } = await applyOne(sysctl, forward, host);
    expect(status).toBe('changed');
    expect(planned.made?.summary).toBe(`live 0 → 1, kept in ${path}`);
    expect(commandsOf(planned)).toEqual(['write', ['sysctl', '-q', '-w', 'net.ipv4.ip_forward=1']]);
    expect(host.model.text(path)).toBe(text);
    expect(host.model.sysctls.get('net.ipv4.ip_forward')).toBe('1');
  });

  test('writes only the file when the live value is right, and only the value when the file is', async () => {
    const live = await planOne(sysctl, forward, new FakeHost({ sysctls: { 'net.ipv4.ip_forward': '1' } }));
    expect(commandsOf(live)).toEqual(['write']);
    const kept = await planOne(sysctl, forward, new FakeHost({ sysctls: { 'net.ipv4.ip_forward': '0' }, files: { [path]: text } }));
    expect(commandsOf(kept)).toEqual([['sysctl', '-q', '-w', 'net.ipv4.ip_forward=1']]);
  });

  test('a file of the right content and a wrong mode is written again', async () => {
    const file = { type: 'file' as const, mode: '0666', owner: 'root', group: 'root', bytes: Buffer.from(text) };
    const host = new FakeHost({ sysctls: { 'net.ipv4.ip_forward': '1' }, files: { [path]: file } });
    expect(commandsOf(await planOne(sysctl, forward, host))).toEqual(['write']);
  });

  test('a parameter with several words is the same however it is spaced', async () => {
    const digest = createHash('sha256').update('net.ipv4.tcp_rmem = 4096 131072 6291456\n').digest('hex');
    const resource = bindResource(sysctl, { name: 'net.ipv4.tcp_rmem', value: '4096\t131072  6291456' });
    const planned = await planResource(resource, (request) => {
      return { sysctl: '4096 131072 6291456', stat: 'file 0644 root root', digest }[String(request.ask)] ?? '';
    });
    expect(planned.change.kind).toBe('none');
  });

  test('a parameter that no kernel module brought is a mistake, but one that an earlier step brings is not', async () => {
    const bridge = { name: 'net.bridge.bridge-nf-call-iptables', value: 1 };
    await expect(planOne(sysctl, bridge, new FakeHost())).rejects.toThrow(/RB2004: the kernel of the host has no parameter net\.bridge/u);
    const planned = await planResource(bindResource(sysctl, bridge), (request) =>
      request.ask === 'sysctl' ? unknownUntil('kernel_module:br_netfilter') : 'absent',
    );
    expect(planned.made?.summary).toContain('live (known after kernel_module:br_netfilter) → 1');
  });

  test('forwarding resets the parameters of interfaces, and says so in its footprint', () => {
    const { footprint } = bindResource(sysctl, forward);
    expect(overlaps(footprint, ['sysctl:net.ipv4.conf.eth0.send_redirects'])).toBe(true);
    expect(overlaps(footprint, ['sysctl:net.ipv6.conf.all.forwarding'])).toBe(false);
  });

  test('the file sorts behind the link to /etc/sysctl.conf', () => {
    expect('/etc/sysctl.d/99-sysctl.conf' < path).toBe(true);
  });

  test('a dot in the name of an interface stays readable in the name of the file', () => {
    const { footprint } = bindResource(sysctl, { name: 'net.ipv4.conf.eth0/100.rp_filter', value: 2 });
    expect(footprint).toContain('path:/etc/sysctl.d/99-zz-net.ipv4.conf.eth0-100.rp_filter.conf');
  });

  test.each<[Json, RegExp]>([
    [{ ...forward, value: true }, /^value: write a number or a text/u],
    [{ ...forward, value: '1\nkernel.panic = 1' }, /^value: write a number or a text/u],
    [{ ...forward, name: '-w' }, /^name: is no name of a kernel parameter/u],
    [{ ...forward, name: 'net/../../etc' }, /^name: is no name of a kernel parameter/u],
  ])('%j is refused', (params, message) => {
    expect(problemsOf(sysctl, params).join('\n')).toMatch(message);
  });
});
