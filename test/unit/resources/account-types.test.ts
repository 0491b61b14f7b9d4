import { describe, expect, test } from 'vitest';
import { unknownUntil } from '../../../src/core/hole.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { GROUP_ENSURE, USER_ENSURE } from '../../../src/resources/account-scripts.ts';
import { group } from '../../../src/resources/group.ts';
import { user } from '../../../src/resources/user.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

const ops = { uid: '1000', group: 'ops', gecos: 'Operators', home: '/home/ops', shell: '/bin/bash', groups: ['wheel', 'adm'] };

function hostWithOps(): FakeHost {
  return new FakeHost({ users: { ops }, groups: { ops: '1000', wheel: '10', adm: '4', sudo: '27' } });
}

describe('user', () => {
  test.each<[string, JsonObject, readonly string[]]>([
    ['made with a group of its own', { name: 'deploy' }, ['useradd', '-m', '-U', 'deploy']],
    ['made for a program', { name: 'exporter', system: true, group: 'adm' }, ['useradd', '-r', '-M', '-g', 'adm', 'exporter']],
    [
      'made with all that can be stated',
      { name: 'deploy', uid: 1200, groups: ['sudo', 'adm'], comment: 'Deploys', home: '/srv/deploy', shell: '/bin/sh' },
      ['useradd', '-m', '-U', '-u', '1200', '-G', 'adm,sudo', '-c', 'Deploys', '-d', '/srv/deploy', '-s', '/bin/sh', 'deploy'],
    ],
    ['only what differs is changed', { name: 'ops', shell: '/bin/sh', comment: 'Operators' }, ['usermod', '-s', '/bin/sh', 'ops']],
    ['groups are exactly those stated', { name: 'ops', groups: ['sudo'] }, ['usermod', '-G', 'sudo', 'ops']],
    [
      'a primary group that is named among the groups too',
      { name: 'ops', group: 'adm', groups: ['adm', 'sudo'] },
      ['usermod', '-g', 'adm', '-G', 'sudo', 'ops'],
    ],
    ['no groups at all', { name: 'ops', groups: [] }, ['usermod', '-G', '', 'ops']],
    ['removed', { name: 'ops', present: false }, ['userdel', 'ops']],
  ])('%s', async (_name, params, command) => {
    const host = hostWithOps();
    const { planned, status } = await applyOne(user, params, host);
    expect(commandsOf(planned)).toEqual([command]);
    expect(status).toBe('changed');
    expect((await planOne(user, params, host)).change.kind).toBe('none');
  });

  test('what is not stated is left as it is, and the order of groups does not count', async () => {
    expect((await planOne(user, { name: 'ops' }, hostWithOps())).change.kind).toBe('none');
    expect((await planOne(user, { name: 'ops', groups: ['adm', 'wheel'] }, hostWithOps())).change.kind).toBe('none');
  });

  test('an account that an earlier step may make is made or changed by the host', async () => {
    const planned = await planResource(bindResource(user, { name: 'haproxy', shell: '/usr/sbin/nologin' }), () =>
      unknownUntil('package:haproxy'),
    );
    expect(commandsOf(planned)).toEqual([['sh', '-c', USER_ENSURE, 'sh', 'haproxy', '2', '-m', '-U', '-s', '/usr/sbin/nologin']]);
    expect(planned.after).toEqual(['shell=/usr/sbin/nologin']);
  });

  test.each<[Json, RegExp]>([
    [{ name: '-o' }, /^name: is no name of an account/u],
    [{ name: '0' }, /^name: is no name of an account/u],
    [{ name: 'root', present: false }, /^present: root is not removed/u],
    [{ name: 'ops', comment: 'a:0:0' }, /^comment: must be one line without/u],
    [{ name: 'ops', uid: -1 }, /^uid: /u],
    [{ name: 'ops', groups: ['a,b'] }, /^groups\.0: is no name/u],
  ])('%j is refused', (params, message) => {
    expect(problemsOf(user, params).join('\n')).toMatch(message);
  });
});

describe('group', () => {
  test.each<[string, JsonObject, readonly string[]]>([
    ['made', { name: 'deploy' }, ['groupadd', 'deploy']],
    ['made for a program with a number', { name: 'exporter', gid: 950, system: true }, ['groupadd', '-r', '-g', '950', 'exporter']],
    ['its number is changed', { name: 'adm', gid: 5 }, ['groupmod', '-g', '5', 'adm']],
    ['removed', { name: 'adm', present: false }, ['groupdel', 'adm']],
  ])('%s', async (_name, params, command) => {
    const host = hostWithOps();
    const { planned, status } = await applyOne(group, params, host);
    expect(commandsOf(planned)).toEqual([command]);
    expect(status).toBe('changed');
    expect((await planOne(group, params, host)).change.kind).toBe('none');
  });

  test('a group that an earlier step may make is made or left by the host', async () => {
    const planned = await planResource(bindResource(group, { name: 'haproxy' }), () => unknownUntil('package:haproxy'));
    expect(commandsOf(planned)).toEqual([['sh', '-c', GROUP_ENSURE, 'sh', 'haproxy']]);
    expect(planned.after).toEqual(['present']);
  });
});
