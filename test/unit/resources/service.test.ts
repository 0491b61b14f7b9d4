import { describe, expect, test } from 'vitest';
import { unknownUntil } from '../../../src/core/hole.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { RELOADED_SCRIPT, service } from '../../../src/resources/service.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

const config = 'file:/etc/haproxy/haproxy.cfg';
/** HAProxy says by itself when it has read its files, which may be after systemctl ended. */
const reloaded = ['sh', '-c', RELOADED_SCRIPT, 'sh', 'haproxy'];
const haproxy = { name: 'haproxy', runs_with: [config], on_change: 'reload' };

/** Plans against these two answers. */
function plan(params: JsonObject, unit: string, inUse = 'current') {
  return planResource(bindResource(service, params), (request) => (request.ask === 'unit' ? unit : inUse));
}

describe('what is done about a unit', () => {
  test.each<[string, JsonObject, string, string, readonly (readonly string[] | string)[], string | undefined]>([
    ['right', haproxy, 'loaded active enabled', 'current', [], undefined],
    [
      'stopped',
      haproxy,
      'loaded inactive disabled',
      'stopped',
      [['systemctl', 'enable', 'haproxy'], ['systemctl', 'start', 'haproxy'], 'record_config'],
      'enable, start',
    ],
    ['failed', { name: 'chrony' }, 'loaded failed enabled', '', [['systemctl', 'start', 'chrony']], 'start'],
    [
      'running with older configuration',
      haproxy,
      'loaded active enabled',
      'stale',
      [['systemctl', 'reload', 'haproxy'], reloaded, 'record_config'],
      'reload: its configuration changed since it was started',
    ],
    [
      'running with nobody knows what',
      { ...haproxy, on_change: 'restart' },
      'loaded active enabled',
      'unproved',
      [['systemctl', 'restart', 'haproxy'], 'record_config'],
      'restart: cannot prove what it runs with',
    ],
    [
      'running, and an earlier step changes its file',
      haproxy,
      'loaded active enabled',
      unknownUntil(config),
      [['systemctl', 'reload', 'haproxy'], reloaded, 'record_config'],
      `reload: ${config} changes`,
    ],
    [
      'brought by an earlier step',
      haproxy,
      unknownUntil('package:haproxy'),
      unknownUntil(config),
      [['systemctl', 'enable', 'haproxy'], ['systemctl', 'reload-or-restart', 'haproxy'], reloaded, 'record_config'],
      'enable, start or reload after package:haproxy',
    ],
    ['only to be enabled', { name: 'chrony' }, 'loaded active disabled', '', [['systemctl', 'enable', 'chrony']], 'enable'],
  ])('%s', async (_name, params, unit, inUse, commands, summary) => {
    const planned = await plan(params, unit, inUse);
    expect(commandsOf(planned)).toEqual(commands);
    expect(planned.made?.summary).toBe(summary);
  });

  test('a restart interrupts, a reload does not', async () => {
    expect((await plan({ ...haproxy, on_change: 'restart' }, 'loaded active enabled', 'stale')).made?.labels).toEqual(['disruptive']);
    expect((await plan(haproxy, 'loaded active enabled', 'stale')).made?.labels).toEqual([]);
  });

  test('a unit that is to be off is left alone when it is not even installed', async () => {
    expect((await plan({ name: 'firewalld', enabled: false, running: false }, 'not-found inactive none')).change.kind).toBe('none');
  });

  test('a unit that starts again and again counts as running when it is to be off', async () => {
    const planned = await plan({ name: 'x', enabled: false, running: false }, 'loaded activating disabled');
    expect(planned.made?.summary).toBe('stop');
    expect(planned.after).toEqual(['loaded inactive disabled']);
  });

  test('a static unit that is to run keeps its word in the prediction', async () => {
    const planned = await plan({ name: 'x', enabled: false }, 'loaded inactive static');
    expect(planned.after).toEqual(['loaded active static']);
  });
});

describe('what is refused while planning', () => {
  test.each<[string, JsonObject, string, RegExp]>([
    ['a unit that nothing brings', haproxy, 'not-found inactive none', /RB2001: there is no unit haproxy/u],
    ['a masked unit', haproxy, 'masked inactive masked', /RB2002: the unit haproxy is masked/u],
    ['a static unit that is to be enabled', { name: 'x' }, 'loaded inactive static', /RB2003: the unit x cannot be enabled: it is static/u],
  ])('%s', async (_name, params, unit, message) => {
    await expect(plan(params, unit)).rejects.toThrow(message);
  });

  test.each<[string, JsonObject, RegExp]>([
    ['a name that is an option', { name: '--now' }, /^name: is no name of a systemd unit/u],
    ['a path of a file instead of an address', { ...haproxy, runs_with: ['/etc/x'] }, /^runs_with\.0: must be the address of a resource/u],
    ['an address without a path', { ...haproxy, runs_with: ['package:haproxy'] }, /^runs_with\.0: must be the address of a resource/u],
    ['configuration of what is not to run', { ...haproxy, running: false }, /^runs_with: a unit that is not to run/u],
  ])('%s', (_name, params, message) => {
    expect(problemsOf(service, params).join('\n')).toMatch(message);
  });
});

describe('on a host', () => {
  const unit = { load: 'loaded', active: 'active', enabled: 'enabled' };

  test('a restart that is still due after an interrupted run is done by the next one, once', async () => {
    const host = new FakeHost({ units: { haproxy: unit }, files: { '/etc/haproxy/haproxy.cfg': 'one\n' } });
    await applyOne(service, haproxy, host);
    expect((await planOne(service, haproxy, host)).change.kind).toBe('none');
    host.model.setPath('/etc/haproxy/haproxy.cfg', {
      type: 'file',
      mode: '0644',
      owner: 'root',
      group: 'root',
      bytes: Buffer.from('two\n'),
    });
    expect((await applyOne(service, haproxy, host)).status).toBe('changed');
    expect((await planOne(service, haproxy, host)).change.kind).toBe('none');
  });

  test('the ending .service is the same unit', () => {
    expect(bindResource(service, { name: 'haproxy.service' }).address).toBe('service:haproxy');
  });

  test('lines of a file count as its configuration', async () => {
    const planned = await plan(
      { name: 'ssh', runs_with: ['line:/etc/ssh/sshd_config#root-login', 'file:/etc/ssh/sshd_config'] },
      'loaded active enabled',
    );
    expect(planned.requests).toContainEqual({ ask: 'config_in_use', unit: 'ssh', paths: ['/etc/ssh/sshd_config'] });
  });
});
