import { describe, expect, test } from 'vitest';
import { unknownUntil } from '../../../src/core/hole.ts';
import type { Json } from '../../../src/core/json.ts';
import { directory } from '../../../src/resources/directory.ts';
import { LINK_SCRIPT, symlink } from '../../../src/resources/symlink.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { fakeFile, fakeFolder } from '../../support/fake-model.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

describe('directory', () => {
  const folder = { path: '/opt/site', mode: '0750' };

  test('makes a folder closed, then gives it owner and mode', async () => {
    const { planned, status } = await applyOne(directory, folder, new FakeHost());
    expect(status).toBe('changed');
    expect(commandsOf(planned)).toEqual([
      ['mkdir', '-m', '0700', '/opt/site'],
      ['chown', '-h', 'root:root', '/opt/site'],
      ['chmod', '00750', '/opt/site'],
    ]);
  });

  test('changes the mode of a folder that is there without making it', async () => {
    const planned = await planOne(directory, folder, new FakeHost({ files: { '/opt/site': fakeFolder('0755') } }));
    expect(commandsOf(planned)[0]).toEqual(['chown', '-h', 'root:root', '/opt/site']);
    expect(planned.change.fields).toEqual([{ field: 'mode', before: '0755', after: '0750' }]);
  });

  test('takes the set-group-id bit of a folder away, which chmod keeps when it is told four digits', async () => {
    const host = new FakeHost({ files: { '/opt/site': fakeFolder('2755') } });
    const { status } = await applyOne(directory, folder, host);
    expect(status).toBe('changed');
    expect(host.model.paths.get('/opt/site')?.mode).toBe('0750');
  });

  test('makes no mistake of a folder that an earlier step may bring', async () => {
    const planned = await planResource(bindResource(directory, folder), () => unknownUntil('package:x'));
    expect(commandsOf(planned)[0]).toEqual(['mkdir', '-p', '/opt/site']);
    expect(planned.after).toEqual(['directory 0750 root root']);
  });

  test('fails where the folder above is not there', async () => {
    expect((await applyOne(directory, { path: '/opt/a/b' }, new FakeHost())).status).toBe('failed');
  });

  test('removes an empty folder, and leaves one that is not', async () => {
    const gone = { path: '/opt/site', present: false };
    expect((await applyOne(directory, gone, new FakeHost({ files: { '/opt/site': fakeFolder() } }))).status).toBe('changed');
    const full = new FakeHost({ files: { '/opt/site': fakeFolder(), '/opt/site/a': 'x' } });
    expect((await applyOne(directory, gone, full)).status).toBe('failed');
    expect(full.model.text('/opt/site/a')).toBe('x');
  });

  test('never follows or replaces a link or a file', async () => {
    const link = { type: 'link' as const, mode: '0777', owner: 'root', group: 'root', target: '/srv' };
    await expect(planOne(directory, folder, new FakeHost({ files: { '/opt/site': link } }))).rejects.toThrow(
      /RB2000: \/opt\/site is a symbolic link/u,
    );
    await expect(planOne(directory, folder, new FakeHost({ files: { '/opt/site': fakeFile('') } }))).rejects.toThrow(
      /RB2000: \/opt\/site is a file/u,
    );
  });
});

describe('symlink', () => {
  const link = { path: '/opt/current', target: '/opt/v2' };
  const old = { type: 'link' as const, mode: '0777', owner: 'root', group: 'root', target: '/opt/v1' };

  test('is made, and moved to another target', async () => {
    const host = new FakeHost();
    expect((await applyOne(symlink, { ...link, target: '/opt/v1' }, host)).status).toBe('changed');
    const { planned, status } = await applyOne(symlink, link, host);
    expect(status).toBe('changed');
    expect(planned.change.fields).toEqual([{ field: 'target', before: '/opt/v1', after: '/opt/v2' }]);
    expect(host.model.stat('/opt/current')).toBe('link 0777 root root /opt/v2');
  });

  test('is not made again when only its owner is wrong', async () => {
    const host = new FakeHost({ files: { '/opt/current': { ...old, target: '/opt/v2', owner: 'games' } } });
    expect(commandsOf(await planOne(symlink, link, host))).toEqual([['chown', '-h', 'root:root', '/opt/current']]);
  });

  test('replaces neither a file nor a folder, also when that is only known on the host', async () => {
    await expect(planOne(symlink, link, new FakeHost({ files: { '/opt/current': 'x' } }))).rejects.toThrow(/RB2000/u);
    const planned = await planResource(bindResource(symlink, link), () => unknownUntil('package:x'));
    expect(commandsOf(planned)[0]).toEqual(['sh', '-c', LINK_SCRIPT, 'sh', '/opt/v2', '/opt/current']);
    const host = new FakeHost({ files: { '/opt/current': fakeFolder() } });
    const [first] = planned.made?.actions ?? [];
    expect(first === undefined ? undefined : host.perform(first).exitCode).toBe(1);
  });

  test('is removed', async () => {
    const host = new FakeHost({ files: { '/opt/current': old } });
    expect((await applyOne(symlink, { path: '/opt/current', present: false }, host)).status).toBe('changed');
    expect(host.model.stat('/opt/current')).toBe('absent');
  });

  test.each<[Json, RegExp]>([
    [{ path: '/opt/current' }, /^target: a link has a target/u],
    [{ ...link, present: false }, /^target: a link has a target/u],
    [{ ...link, target: '-s' }, /^target: must be a path/u],
    [{ ...link, target: 'a\nb' }, /^target: must be a path/u],
  ])('%j is refused', (params, message) => {
    expect(problemsOf(symlink, params).join('\n')).toMatch(message);
  });
});
