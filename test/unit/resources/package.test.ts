import { describe, expect, test } from 'vitest';
import { overlaps } from '../../../src/core/footprint.ts';
import { hasHole, unknownUntil } from '../../../src/core/hole.ts';
import type { Json } from '../../../src/core/json.ts';
import { APT_INSTALL, DNF_INSTALL, UNPLANNED } from '../../../src/resources/package-scripts.ts';
import { packageType } from '../../../src/resources/package.ts';
import { bindResource, DEBIAN, problemsOf, RHEL } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { applyOne, commandsOf, planOne, planResource, stepOf } from '../../support/plan-one.ts';

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

  test.each([
    ['dnf', RHEL, true],
    ['apt', DEBIAN, false],
  ])('tells with %s whether rpm may take in keys that the sources name', (_name, facts, isTold) => {
    const { footprint } = bindResource(packageType, { name: 'haproxy' }, facts);
    expect(overlaps(footprint, ['package:gpg-pubkey'])).toBe(isTold);
  });

  const available = { haproxy: { version: '2.6', needs: ['liblua', 'libssl'] }, liblua: { version: '5.4' }, libssl: { version: '3.0' } };

  test('lists all that it brings, for the reader, the script, the footprint and later steps', async () => {
    const { made } = await planOne(packageType, { name: 'haproxy' }, new FakeHost({ available, packages: { libssl: '3.0' } }));
    expect(made?.actions[0]).toMatchObject({ stdin: 'planned\ninstall liblua 5.4\ninstall haproxy 2.6\n', refusal: UNPLANNED });
    expect(made?.summary).toBe('install haproxy 2.6 and 1 more: liblua 5.4');
    expect(made?.fields).toEqual([
      {
        field: 'packages',
        after: [
          { name: 'liblua', version: '5.4' },
          { name: 'haproxy', version: '2.6' },
        ],
      },
    ]);
    expect(made?.footprint).toEqual(['package:liblua', 'package:haproxy']);
    expect(made?.predictions).toContainEqual({ request: { ask: 'package_version', name: 'liblua' }, answer: '5.4' });
  });

  test.each([
    ['an index', 'no index', 'install haproxy; all that it brings is known after the index was read'],
    [
      'the package in the index',
      'unresolved\nE: Unable to\n  locate it',
      /known after the index was read \(the one that the host has does not lead to it: E: Unable to; locate it\)$/u,
    ],
    ['root', 'unable\ncan be asked only as root', /known after it was installed \(the host could not say: can be asked only as root\)$/u],
    [
      'an answer that can be read',
      'planned\ninstall a',
      /the host could not say: the answer of the host cannot be read at "install a"\)$/u,
    ],
    [
      'sources that are still to come',
      unknownUntil('file:/etc/apt/x'),
      'install haproxy; all that it brings is known after file:/etc/apt/x',
    ],
  ])('without %s the list is known later, and additions are open', async (_title, answer, summary) => {
    const { made } = await planResource(bindResource(packageType, { name: 'haproxy' }), (request) =>
      request.ask === 'transaction' ? answer : 'absent',
    );
    expect(made?.actions[0]).toMatchObject({ stdin: 'open\n', refusal: UNPLANNED });
    expect(made?.summary).toMatch(summary);
    expect(made?.footprint).toEqual(['index:']);
    expect(made?.fields?.map((field) => hasHole(field.after))).toEqual([true]);
  });

  test('names three of many, versions from and to, sizes, and the day of an old index', async () => {
    const lines = [
      'index 1699000000',
      'install a 1',
      'upgrade b 1 2',
      'downgrade c 2 1',
      'install d 4',
      'install e 5',
      'upgrade chrony 4.0 4.3',
      'download 2249000',
      'disk -512000',
    ];
    const { made } = await planResource(bindResource(packageType, { name: 'chrony', version: '4.3' }), (request) =>
      request.ask === 'transaction' ? ['planned', ...lines].join('\n') : request.ask === 'package' ? 'installed' : '4.0',
    );
    expect(made?.summary).toBe(
      'upgrade chrony 4.0 → 4.3 and 5 more: a 1, b 1 → 2, downgrade of c 2 → 1, …; 2.2 MB to download, 512 kB of disk become free; by the index of 2023-11-03',
    );
  });

  test('an index younger than a day is not worth a word', async () => {
    const { made } = await planResource(bindResource(packageType, { name: 'jq' }), (request) =>
      request.ask === 'transaction' ? 'planned\nindex 1699990000\ninstall jq 1' : 'absent',
    );
    expect(made?.summary).toBe('install jq 1');
  });

  test('asks for no transaction where the host is as wanted', async () => {
    const host = new FakeHost({ packages: { chrony: '4.0' } });
    const asked: string[] = [];
    for (const params of [{ name: 'chrony' }, { name: 'chrony', version: '4.0' }, { name: 'telnet', present: false }])
      await planResource(bindResource(packageType, params), (request) => {
        asked.push(request.ask);
        return host.answer(request);
      });
    expect(asked.length).toBeGreaterThan(3);
    expect(asked).not.toContain('transaction');
  });

  test('refuses in the plan what would remove another package', async () => {
    const host = new FakeHost({ available: { app: { version: '1', conflicts: ['rival'] } }, packages: { rival: '3' } });
    await expect(planOne(packageType, { name: 'app' }, host)).rejects.toThrow(/RB2061.*installing app would remove rival 3/u);
  });

  test('refuses in the plan to remove what another package needs', async () => {
    const host = new FakeHost({ available, packages: { haproxy: '2.6', liblua: '5.4' } });
    await expect(planOne(packageType, { name: 'liblua', present: false }, host)).rejects.toThrow(
      /RB2062.*liblua.*haproxy would have to go too/u,
    );
  });

  test('a removal shows the version that goes', async () => {
    const { made } = await planOne(packageType, { name: 'telnet', present: false }, new FakeHost({ packages: { telnet: '0.17-44' } }));
    expect(made?.fields).toEqual([{ field: 'packages', before: [{ name: 'telnet', version: '0.17-44' }] }]);
  });

  test('a step whose transaction is another one now is refused, and nothing was done', async () => {
    const host = new FakeHost({ available });
    const planned = await planOne(packageType, { name: 'haproxy' }, host);
    host.model.available.set('liblua', { version: '5.5' });
    const [result] = await host.execute([stepOf(planned)], 'login', () => undefined);
    expect(result).toMatchObject({ status: 'refused', failedAction: 0, output: 'install liblua 5.5' });
    expect(host.model.packages.size).toBe(0);
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
