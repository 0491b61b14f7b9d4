import { describe, expect, test } from 'vitest';
import { restore, run } from '../../../src/core/action.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { command } from '../../../src/resources/command.ts';
import { directory } from '../../../src/resources/directory.ts';
import { file } from '../../../src/resources/file.ts';
import { addressesOf, app, config, forward, motd, of, start, statusesOf, undoCase } from '../../support/undo-case.ts';

describe('an undo leaves, and says so,', () => {
  const opaque = of(command, { name: 'one', argv: ['make', 'it'], writes: ['/opt/made/x'] });
  const make = { make: (): { exitCode: number; output: string } => ({ exitCode: 0, output: '' }) };

  test('what its type cannot take back, and a folder in which that stays', async () => {
    const { bench } = undoCase([of(directory, { path: '/opt/made' }), opaque, motd], { ...start, commands: make });
    const plan = await bench.planUndo(bench.past(await bench.apply()));
    expect(addressesOf(plan)).toEqual(['file:/etc/motd']);
    expect(plan.warnings.map((one) => [one.code, one.address, one.why])).toEqual([
      ['RB3032', 'command:one', 'its type cannot be taken back'],
      ['RB3032', 'directory:/opt/made', 'command:one has put something into it, and stays'],
    ]);
  });

  test('what was changed again by a step that stays', async () => {
    const edit: Resource = {
      ...of(command, { name: 'edit', argv: ['edit-motd'], writes: ['/etc/motd'] }),
      footprint: ['path:/etc/motd'],
    };
    const { host, bench } = undoCase([motd, edit], {
      ...start,
      commands: {
        'edit-motd': (model) => {
          model.write('/etc/motd', { text: 'edited\n' }, '0640', 'root', 'root');
          return { exitCode: 0, output: '' };
        },
      },
    });
    const plan = await bench.planUndo(bench.past(await bench.apply()));
    expect(plan.steps).toEqual([]);
    expect(plan.warnings.map((one) => one.why)).toEqual(['its type cannot be taken back', 'command:edit changed it afterwards, and stays']);
    expect(host.model.text('/etc/motd')).toBe('edited\n');
  });

  test('what the host keeps no more', async () => {
    const { host, bench } = undoCase([motd, forward]);
    const past = bench.past(await bench.apply());
    host.store.kept.clear();
    const plan = await bench.planUndo(past);
    expect([plan.steps, plan.warnings.map((one) => one.why)]).toEqual([
      [],
      ['what the host kept of it is not there any more', 'what the host kept of it is not there any more'],
    ]);
  });

  test('what the host never kept', async () => {
    const { bench } = undoCase([motd]);
    const events = (await bench.apply()).map((event) => (event.event === 'step_done' ? { ...event, kept: false } : event));
    expect((await bench.planUndo(bench.past(events))).warnings.map((one) => one.why)).toEqual(['the host kept nothing of it']);
  });
});

describe('a step that did not come to its end', () => {
  const failing: Resource = {
    ...of(file, { path: '/etc/motd', content: 'new\n' }),
    converge: () => ({
      actions: [
        { do: 'write', path: '/etc/motd', content: { text: 'half\n' }, mode: '0644', owner: 'root', group: 'root' },
        run(['false']),
      ],
      predictions: [],
      undo: restore('path:/etc/motd'),
    }),
  };

  test('is put back from what was kept, and the plan says so', async () => {
    const { host, bench } = undoCase([forward, failing], {
      ...start,
      commands: { false: () => ({ exitCode: 1, output: '' }) },
    });
    const past = bench.past(await bench.apply());
    expect(past.steps.map((one) => one.outcome)).toEqual(['changed', 'unfinished']);
    expect(host.model.text('/etc/motd')).toBe('half\n');
    const plan = await bench.planUndo(past);
    expect(plan.steps[0]?.summary).toContain('did not come to its end');
    expect(statusesOf(await bench.carryOut(plan, 'run-2'))).toEqual(['file:/etc/motd changed', 'sysctl:net.ipv4.ip_forward changed']);
    expect(host.model.text('/etc/motd')).toBe('old\n');
  });

  test('is put back when its end never came to the journal, and left when it never began', async () => {
    const { host, bench } = undoCase([motd, forward]);
    const events = (await bench.apply()).filter((event) => event.event !== 'step_done');
    const [first] = host.store.kept.keys();
    host.store.kept.delete([...host.store.kept.keys()].find((at) => at !== first) ?? '');
    host.model.setSysctl('net.ipv4.ip_forward', '0');
    const plan = await bench.planUndo(bench.past(events));
    expect([addressesOf(plan), plan.warnings]).toEqual([['file:/etc/motd'], []]);
    await bench.carryOut(plan, 'run-2');
    expect(host.model.text('/etc/motd')).toBe('old\n');
  });

  test('of the undo itself is finished by the next one', async () => {
    const { host, bench } = undoCase([motd, config, app]);
    const past = bench.past(await bench.apply());
    const plan = await bench.planUndo(past);
    let told = 0;
    const cut = bench.carryOut(plan, 'run-2', () => (told += 1) > 1);
    await cut;
    host.model.write('/etc/app.conf', { text: 'new\n' }, '0600', 'root', 'root');
    const refused = await bench.planUndo(past);
    expect(refused.hosts.map((one) => one.failure?.code)).toEqual(['RB3031']);
    const next = await bench.planUndo(past, { isTorn: ({ step }) => step.address === 'file:/etc/app.conf' });
    expect(next.hosts.map((one) => one.failure)).toEqual([undefined]);
    await bench.carryOut(next, 'run-3');
    expect([host.model.text('/etc/motd'), host.model.text('/etc/app.conf'), host.model.configInUse('app', ['/etc/app.conf'])]).toEqual([
      'old\n',
      'old\n',
      'current',
    ]);
  });
});
