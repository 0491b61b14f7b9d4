import { describe, expect, test } from 'vitest';
import { overlaps } from '../../../src/core/footprint.ts';
import { unknownUntil } from '../../../src/core/hole.ts';
import type { Json } from '../../../src/core/json.ts';
import { APT_INSTALL, DNF_INSTALL } from '../../../src/resources/package-scripts.ts';
import { packageType } from '../../../src/resources/package.ts';
import { bindResource, DEBIAN, problemsOf, RHEL } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

const none = { ...DEBIAN, package_manager: 'none' as const };

describe('package', () => {
  test.each([
    ['apt', DEBIAN, { name: 'haproxy' }, ['sh', '-c', APT_INSTALL, 'sh', 'haproxy']],
    ['apt, exact version', DEBIAN, { name: 'haproxy', version: '2.6.12-1' }, ['sh', '-c', APT_INSTALL, 'sh', 'haproxy=2.6.12-1']],
    ['dnf', RHEL, { name: 'haproxy' }, ['sh', '-c', DNF_INSTALL, 'sh', 'haproxy']],
    ['dnf, exact version', RHEL, { name: 'haproxy', version: '0:2.4.22-3.el9' }, ['sh', '-c', DNF_INSTALL, 'sh', 'haproxy-0:2.4.22-3.el9']],
  ])('installs by %s', async (_name, facts, params, command) => {
    const planned = await planOne(packageType, params, new FakeHost(), facts);
    expect(commandsOf(planned)).toEqual([command]);
    expect(planned.made?.actions[0]).toMatchObject({ long: true, onTimeout: 'leave' });
  });

  test.each([
    ['apt', DEBIAN, ['dpkg', '--remove', 'telnet']],
    ['dnf', RHEL, ['rpm', '-e', 'telnet']],
  ])('removes by the tool that refuses to remove others too: %s', async (_name, facts, command) => {
    const host = new FakeHost({ packages: { telnet: '1' } });
    const { planned, status } = await applyOne(packageType, { name: 'telnet', present: false }, host, facts);
    expect(commandsOf(planned)).toEqual([command]);
    expect(status).toBe('changed');
  });

  test('never lets a transaction remove a package', () => {
    expect(APT_INSTALL).toContain('--no-remove');
    expect(APT_INSTALL).not.toMatch(/--allow-remove|--force-yes|--allow-unauthenticated/u);
    expect(DNF_INSTALL).toContain('--setopt=obsoletes=False');
    expect(DNF_INSTALL).not.toMatch(/--allowerasing|--nogpgcheck/u);
  });

  test('an installed package of another version is changed only when a version is stated', async () => {
    const host = new FakeHost({ packages: { chrony: '4.0-1' }, available: { chrony: { version: '4.3-2' } } });
    expect((await planOne(packageType, { name: 'chrony' }, host)).change.kind).toBe('none');
    expect((await planOne(packageType, { name: 'chrony', version: '4.3-2' }, host)).change).toEqual({
      kind: 'update',
      fields: [{ field: 'version', before: '4.0-1', after: '4.3-2' }],
    });
  });

  test('a package that is half installed is installed again', async () => {
    const planned = await planResource(bindResource(packageType, { name: 'chrony' }), () => 'broken');
    expect(planned.change.fields).toEqual([{ field: 'present', before: 'broken', after: true }]);
    expect(planned.after).toEqual(['installed']);
  });

  test('what an earlier step may pull in is installed all the same, and the end is known', async () => {
    const planned = await planResource(bindResource(packageType, { name: 'chrony' }), () => unknownUntil('package:x'));
    expect(planned.change.kind).toBe('update');
    expect(planned.after).toEqual(['installed']);
  });

  test('may bring files and units that are not there, but none of the administrator', async () => {
    const { made } = await planOne(packageType, { name: 'haproxy' }, new FakeHost());
    const may = made?.mayCreate ?? [];
    expect(overlaps(may, ['path:/etc/haproxy/haproxy.cfg'])).toBe(true);
    expect(overlaps(may, ['unit:haproxy'])).toBe(true);
    expect(overlaps(may, ['path:/usr/local/bin/x'])).toBe(false);
    expect(overlaps(may, ['path:/root/.ssh'])).toBe(false);
  });

  test('says so where there is no package manager', async () => {
    await expect(planOne(packageType, { name: 'haproxy' }, new FakeHost(), none)).rejects.toThrow(/RB2005/u);
  });

  test.each<[Json, RegExp]>([
    [{ name: '--allow-remove-essential' }, /^name: is no name of a package/u],
    [{ name: 'a b' }, /^name: is no name of a package/u],
    [{ name: 'a=1' }, /^name: is no name of a package/u],
    [{ name: 'a', version: '1 2' }, /^version: is no version/u],
    [{ name: 'a', version: '1', present: false }, /^version: must not be given/u],
  ])('%j is refused', (params, message) => {
    expect(problemsOf(packageType, params).join('\n')).toMatch(message);
  });
});
