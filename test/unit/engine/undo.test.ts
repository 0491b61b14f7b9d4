import { describe, expect, test } from 'vitest';
import { parseUnit } from '../../../src/core/answer.ts';
import { sha256 } from '../../../src/core/digest.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import { holeText, unknownUntil } from '../../../src/core/hole.ts';
import { requestKey } from '../../../src/core/request.ts';
import { file } from '../../../src/resources/file.ts';
import { line } from '../../../src/resources/line.ts';
import { inPlay } from '../../support/engine-bench.ts';
import type { FakeHost } from '../../support/fake-host.ts';
import { fakeFile } from '../../support/fake-model.ts';
import { createUndoBench, undoableHost } from '../../support/undo-bench.ts';
import { addressesOf, app, config, forward, motd, of, start, statusesOf, undoCase } from '../../support/undo-case.ts';

/** How the host answers all that the steps of the run asked. */
function answersOf(host: FakeHost, events: readonly RunEvent[]): Readonly<Record<string, string>> {
  const plans = events.flatMap((event) => (event.event === 'plan_ready' ? [event.plan] : []));
  const requests = plans.flatMap((plan) => plan.steps.flatMap((step) => step.guard.requests));
  return Object.fromEntries(requests.map((request) => [requestKey(request), host.answer(request)]));
}

describe('an undo', () => {
  test('puts back what a run changed, in reverse; a second one has nothing to do', async () => {
    const { host, bench } = undoCase([motd, forward, of(file, { path: '/etc/made', content: 'x' })]);
    const events = await bench.apply();
    const { model } = host;
    expect([model.text('/etc/motd'), model.sysctls.get('net.ipv4.ip_forward'), model.text('/etc/made')]).toEqual(['new\n', '1', 'x']);
    const plan = await bench.planUndo(bench.past(events));
    expect(addressesOf(plan)).toEqual(['file:/etc/made', 'sysctl:net.ipv4.ip_forward', 'file:/etc/motd']);
    expect(plan.steps.map((step) => [step.change.kind, step.guard.before, step.guard.after].map((one) => one?.length ?? 0))).toEqual([
      [6, 64, 64],
      [6, 64, 64],
      [6, 64, 64],
    ]);
    expect(statusesOf(await bench.carryOut(plan, 'run-2')).map((one) => one.split(' ')[1])).toEqual(['changed', 'changed', 'changed']);
    expect([model.text('/etc/motd'), model.paths.get('/etc/motd')?.mode]).toEqual(['old\n', '0644']);
    expect([model.sysctls.get('net.ipv4.ip_forward'), model.paths.has('/etc/made')]).toEqual(['0', false]);
    const again = await bench.planUndo(bench.past(events));
    expect([again.steps, again.hosts.map((one) => one.unchanged), again.warnings]).toEqual([[], [3], []]);
  });

  test('asks each host once', async () => {
    const { host, bench } = undoCase([motd, forward]);
    const past = bench.past(await bench.apply());
    const before = host.asked.length;
    await bench.planUndo(past);
    expect(host.asked.length - before).toBe(1);
  });

  test('can be undone itself', async () => {
    const { host, bench } = undoCase([motd, config, app]);
    const before = await bench.apply();
    const done = answersOf(host, before);
    const undone = await bench.carryOut(await bench.planUndo(bench.past(before)), 'run-2');
    expect(answersOf(host, before)).not.toEqual(done);
    await bench.carryOut(await bench.planUndo(bench.past(undone, 'run-2')), 'run-3');
    expect(answersOf(host, before)).toEqual(done);
  });

  test('lets a unit read its files again when they are back, and not before', async () => {
    const { host, bench } = undoCase([config, app, motd]);
    const events = await bench.apply();
    host.performed.length = 0;
    const plan = await bench.planUndo(bench.past(events));
    expect(addressesOf(plan)).toEqual(['file:/etc/motd', 'file:/etc/app.conf', 'service:app']);
    await bench.carryOut(plan, 'run-2');
    const restarted = host.performed.findIndex((action) => action.do === 'run' && action.argv.includes('app'));
    const restored = host.performed.findIndex((action) => action.do === 'restore' && action.thing === 'path:/etc/app.conf');
    expect(restored).toBeGreaterThanOrEqual(0);
    expect(restarted).toBeGreaterThan(restored);
    expect(host.model.configInUse('app', ['/etc/app.conf'])).toBe('current');
    expect((await bench.planUndo(bench.past(events))).steps).toEqual([]);
  });

  test('does not tell of fields that waited for a step of the run', async () => {
    const { bench } = undoCase([motd]);
    const past = bench.past(await bench.apply());
    const fields = [
      { field: 'type', before: unknownUntil('package:app'), after: 'file' },
      { field: 'mode', before: '0600', after: '0644' },
    ];
    const steps = past.steps.map((one) => ({ ...one, step: { ...one.step, change: { kind: 'create' as const, fields } } }));
    const plan = await bench.planUndo({ ...past, steps });
    expect(plan.steps.map((step) => step.change)).toEqual([{ kind: 'delete', fields: [{ field: 'mode', before: '0644', after: '0600' }] }]);
  });

  test('stops a unit that did not run, before its files go', async () => {
    const { host, bench } = undoCase([config, app], {
      ...start,
      units: { app: { load: 'loaded', active: 'failed', enabled: 'disabled' } },
    });
    const past = bench.past(await bench.apply());
    const plan = await bench.planUndo(past);
    expect(addressesOf(plan)).toEqual(['service:app', 'file:/etc/app.conf']);
    await bench.carryOut(plan, 'run-2');
    expect(parseUnit(host.model.unit('app'))).toEqual({ load: 'loaded', active: 'inactive', enabled: 'disabled' });
    expect(host.model.text('/etc/app.conf')).toBe('old\n');
    // With its file the unit itself is gone: that is as good as stopped.
    host.model.units.delete('app');
    const again = await bench.planUndo(past);
    expect([again.steps, again.hosts.map((one) => one.failure)]).toEqual([[], [undefined]]);
  });

  test('sees what an earlier step of the undo brings back', async () => {
    const lines = ['a', 'b'].map((name) => of(line, { path: '/etc/hosts', name, line: `${name}=1` }));
    const { host, bench } = undoCase(lines);
    const plan = await bench.planUndo(bench.past(await bench.apply()));
    expect(plan.hosts.map((one) => one.failure)).toEqual([undefined]);
    expect(statusesOf(await bench.carryOut(plan, 'run-2'))).toEqual(['line:/etc/hosts#b changed', 'line:/etc/hosts#a changed']);
    expect(host.model.text('/etc/hosts')).toBe('127.0.0.1 localhost\n');
  });

  test('takes plays and batches in reverse', async () => {
    const hosts = ['h1', 'h2', 'h3'].map((name) => undoableHost({ name, ...start }));
    const names = hosts.map((one) => one.host);
    const bench = createUndoBench({
      sessions: hosts,
      items: () => Object.fromEntries(names.map((name) => [name, [...inPlay(0, motd), ...inPlay(1, forward)]])),
      plays: [
        { name: 'first', batches: [['h1', 'h2'], ['h3']], maxFailures: 0 },
        { name: 'second', batches: [names] },
      ],
    });
    const plan = await bench.planUndo(bench.past(await bench.apply()), { scope: new Set(['h1', 'h3']) });
    expect(plan.plays).toEqual([
      { name: 'second', batches: [['h1', 'h3']] },
      { name: 'first', batches: [['h3'], ['h1']] },
    ]);
    expect(plan.steps.map((step) => step.id)).toEqual([
      'h1 sysctl:net.ipv4.ip_forward',
      'h3 sysctl:net.ipv4.ip_forward',
      'h3 file:/etc/motd',
      'h1 file:/etc/motd',
    ]);
    expect(plan.undoOf).toBe('run-1');
  });

  test('takes back a step that came again in a later stage', async () => {
    let text = 'one\n';
    const host = undoableHost({ name: 'h1', ...start });
    const bench = createUndoBench({
      sessions: [host],
      items: () => ({ h1: inPlay(0, of(file, { path: '/etc/motd', content: text })) }),
    });
    const first = await bench.apply();
    text = 'two\n';
    const events = [...first, ...(await bench.apply(2))];
    const plan = await bench.planUndo(bench.past(events));
    expect(addressesOf(plan)).toEqual(['file:/etc/motd', 'file:/etc/motd (2)']);
    const [second, once] = plan.steps;
    expect([second?.texts?.[0]?.after, once?.texts?.[0]?.after]).toEqual(['one\n', 'old\n']);
    expect(statusesOf(await bench.carryOut(plan, 'run-2'))).toEqual(['file:/etc/motd changed', 'file:/etc/motd (2) changed']);
    expect(host.model.text('/etc/motd')).toBe('old\n');
  });
});

describe('an undo refuses', () => {
  test('a host on which something was changed since, says what, and does the others', async () => {
    const hosts = ['h1', 'h2'].map((name) => undoableHost({ name, ...start }));
    const [h1, h2] = hosts;
    const bench = createUndoBench({ sessions: hosts, items: () => ({ h1: inPlay(0, motd, forward), h2: inPlay(0, motd) }) });
    const events = await bench.apply();
    h1?.model.setSysctl('net.ipv4.ip_forward', '2');
    const plan = await bench.planUndo(bench.past(events), {
      laterRun: (host, request, answer) => (requestKey(request) === 'sysctl net.ipv4.ip_forward' ? `run-7 ${host} ${answer}` : undefined),
    });
    expect(plan.hosts.map((one) => one.failure?.code)).toEqual(['RB3031', undefined]);
    expect(plan.hosts[0]?.failure?.why).toBe(
      'sysctl:net.ipv4.ip_forward: "sysctl net.ipv4.ip_forward": was "1" after the run, is "2", by the run run-7 h1 2',
    );
    expect(plan.steps.map((step) => step.id)).toEqual(['h2 file:/etc/motd']);
    await bench.carryOut(plan, 'run-2');
    expect([h1?.model.text('/etc/motd'), h2?.model.text('/etc/motd')]).toEqual(['new\n', 'old\n']);
  });

  test('what is changed between its plan and its step', async () => {
    const { host, bench } = undoCase([motd, forward]);
    const plan = await bench.planUndo(bench.past(await bench.apply()));
    host.model.write('/etc/motd', { text: 'theirs\n' }, '0644', 'root', 'root');
    expect(statusesOf(await bench.carryOut(plan, 'run-2'))).toEqual(['sysctl:net.ipv4.ip_forward changed', 'file:/etc/motd refused']);
    expect(host.model.text('/etc/motd')).toBe('theirs\n');
  });

  test('to show what a step that holds a secret has become', async () => {
    const { host, bench } = undoCase([of(file, { path: '/etc/key', content: holeText({ kind: 'secret', name: 'key' }), mode: '0600' })], {
      ...start,
      files: { '/etc/key': fakeFile('hunter2\n', '0600') },
    });
    const events = await bench.apply();
    const past = bench.past(events);
    expect(past.steps.map((one) => one.step.secret)).toEqual([true]);
    const journal = JSON.stringify(events);
    for (const text of ['hunter2\n', 'swordfish']) for (const secret of [text, sha256(text)]) expect(journal).not.toContain(secret);
    const plan = await bench.planUndo(past);
    expect(plan.steps[0]?.guard.marks).toHaveLength(plan.steps[0]?.guard.requests.length ?? -1);
    host.model.write('/etc/key', { text: 'theirs\n' }, '0600', 'root', 'root');
    const refused = await bench.planUndo(past);
    expect(refused.hosts[0]?.failure?.why).toContain('it is not shown');
    expect(statusesOf(await bench.carryOut(plan, 'run-2'))).toEqual(['file:/etc/key refused']);
    host.model.write('/etc/key', { text: 'swordfish' }, '0600', 'root', 'root');
    expect(statusesOf(await bench.carryOut(await bench.planUndo(past), 'run-3'))).toEqual(['file:/etc/key changed']);
    expect(host.model.text('/etc/key')).toBe('hunter2\n');
  });
});

test('answers of a journal that are not one a request, or hold what only the program writes, count as not known', async () => {
  const { bench } = undoCase([motd]);
  const events = await bench.apply();
  for (const after of [[], ['x', '\uE000{}\uE001'], ['a', 'b', 'c']]) {
    const changed = events.map((event) => (event.event === 'step_done' ? { ...event, after } : event));
    expect(bench.past(changed).steps.map((one) => one.after)).toEqual([undefined]);
  }
});
