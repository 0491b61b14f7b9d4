import { describe, expect, test } from 'vitest';
import { run } from '../../../src/core/action.ts';
import { holeText } from '../../../src/core/hole.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { Session } from '../../../src/core/session.ts';
import { hostsEntry } from '../../../src/resources/hosts-entry.ts';
import { line } from '../../../src/resources/line.ts';
import { bindResource } from '../../support/bind.ts';
import { createBench, inPlay } from '../../support/engine-bench.ts';
import { done } from '../../support/fake-commands.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource, valueOutput } from '../../support/made-resource.ts';

const secret = holeText({ kind: 'secret', name: 'registry.password' });
const token = holeText({ kind: 'output', host: 'good', address: 'made:key', output: 'token', pattern: '.*', secret: true });

describe('a host that writes holes into a file of which one line is managed', () => {
  test.each([
    ['line', '/etc/environment', line, { path: '/etc/environment', name: 'proxy', line: 'no_proxy=localhost' }],
    ['hosts_entry', '/etc/hosts', hostsEntry, { address: '198.18.30.11', names: ['api.site.lab'] }],
  ] as const)('%s: gets back what it wrote, and neither a secret nor a token of another host', async (_name, path, type, params) => {
    const theirs = `a ${secret}\nb ${token}\n`;
    const bad = new FakeHost({ name: 'bad', files: { [path]: theirs } });
    const good = new FakeHost({ name: 'good', sysctls: { key: '0' }, commands: { token: () => done('abcdef.0123456789abcdef\n') } });
    const bench = createBench({
      sessions: [bad, good],
      secrets: { 'registry.password': 'hunter2hunter2' },
      items: () => ({
        bad: inPlay(0, bindResource(type, params)),
        good: inPlay(0, madeResource('key', { demands: { token: { argv: ['token'], pattern: '.*', timeoutMs: 1000 } } })),
      }),
    });
    const plan = await bench.plan();
    expect(plan.demands).toEqual([]);
    const outcome = await bench.apply(plan);
    expect(outcome.hosts.get('bad')?.status).toBe('ok');
    const written = Buffer.from(bad.model.content(path, 100_000, undefined), 'base64').toString();
    expect(written.startsWith(theirs)).toBe(true);
    expect(written).not.toContain('hunter2');
    expect(written).not.toContain('abcdef.');
  });
});

describe('a host that is lost before it made what another waits for', () => {
  /** A host whose link breaks when steps are sent to it. */
  function lostWhenExecuting(host: FakeHost): Session {
    const lost = (): Promise<never> =>
      Promise.reject(new RunbookError({ code: 'RB4001', severity: 'error', what: 'the link broke', host: host.host }));
    return {
      host: host.host,
      ask: (requests) => host.ask(requests),
      execute: lost,
      bring: lost,
      run: lost,
      stats: () => host.stats(),
      close: () => host.close(),
    };
  }
  const hole = (host: string, name: string): string =>
    holeText({ kind: 'output', host, address: `made:${name}`, output: name, pattern: '[0-9]+', secret: false });

  test('does not keep the others waiting for ever, also not those behind the ones that wait', async () => {
    const producer = new FakeHost({ name: 'producer', sysctls: { key: '0' } });
    const middle = new FakeHost({ name: 'middle', sysctls: { second: '0' } });
    const last = new FakeHost({ name: 'last', sysctls: { third: '0' } });
    const bench = createBench({
      sessions: [lostWhenExecuting(producer), middle, last],
      items: () => ({
        producer: inPlay(0, madeResource('key', { value: '7', outputs: { key: valueOutput('key') } })),
        middle: inPlay(
          0,
          madeResource('second', {
            actions: [run(['true'], { stdin: hole('producer', 'key') })],
            outputs: { second: valueOutput('second') },
          }),
        ),
        last: inPlay(0, madeResource('third', { actions: [run(['true'], { stdin: hole('middle', 'second') })] })),
      }),
    });
    const outcome = await bench.apply(await bench.plan());
    expect([...outcome.hosts].map(([host, one]) => `${host} ${one.status}`)).toEqual([
      'producer unreachable',
      'middle blocked',
      'last blocked',
    ]);
    expect(outcome.exitCodes).toContain(4);
    expect(middle.performed).toEqual([]);
    expect(last.performed).toEqual([]);
  });

  test('nor does a run that the operator stops: what was not begun is told, and nobody waits for it', async () => {
    let isStopping = false;
    const producer = new FakeHost({
      name: 'producer',
      sysctls: { first: '0', key: '0' },
      commands: {
        stop: (model) => {
          isStopping = true;
          model.setSysctl('first', '1');
          return done();
        },
      },
    });
    const middle = new FakeHost({ name: 'middle', sysctls: { second: '0' } });
    const bench = createBench({
      sessions: [producer, middle],
      items: () => ({
        producer: inPlay(
          0,
          madeResource('first', { actions: [run(['stop'])], labels: ['disruptive'] }),
          madeResource('key', { value: '7', outputs: { key: valueOutput('key') } }),
        ),
        middle: inPlay(0, madeResource('second', { actions: [run(['true'], { stdin: hole('producer', 'key') })] })),
      }),
    });
    const outcome = await bench.apply(await bench.plan(), () => isStopping);
    expect(outcome.hosts.get('producer')?.status).toBe('not_run');
    expect(outcome.complete).toBe(false);
    expect(outcome.exitCodes).toContain(130);
    expect(middle.performed).toEqual([]);
  });
});
