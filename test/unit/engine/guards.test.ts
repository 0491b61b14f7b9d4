import { describe, expect, test } from 'vitest';
import { restore, run, type Action } from '../../../src/core/action.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { Plan, Step } from '../../../src/core/plan.ts';
import type { Disarmed, FreshSession, ReadyStep, Session } from '../../../src/core/session.ts';
import { executePlan, type Outcome } from '../../../src/engine/execute-plan.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource } from '../../support/made-resource.ts';

const NAMES = ['hop', 'behind', 'other'];

/** A site whose hosts say that they are armed; over a new connection they answer as `end` says. */
function site(end: (host: string) => Disarmed['state'] | 'lost'): {
  readonly bench: Bench;
  readonly sent: ReadyStep[];
  readonly entered: string[];
  readonly apply: (change: (plan: Plan) => Plan) => Promise<Outcome>;
} {
  const sent: ReadyStep[] = [];
  const entered: string[] = [];
  const sessionOf = (name: string): Session => {
    const host = new FakeHost({ name, sysctls: { x: '0', y: '0', z: '0' } });
    return {
      host: name,
      ask: (requests) => host.ask(requests),
      execute: async (steps, identity, onProgress) => {
        sent.push(...steps);
        const armed = steps.some((step) => step.arm !== undefined);
        for (const step of steps) if (step.arm !== undefined) onProgress({ kind: 'armed', id: step.id });
        const results = await host.execute(steps, identity, armed ? () => undefined : onProgress);
        return results.map((result) => (armed ? { ...result, guard: 'armed' as const } : result));
      },
      bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
      run: (argv) => host.run(argv),
      stats: () => host.stats(),
      close: () => host.close(),
    };
  };
  const sessions = NAMES.map((name) => sessionOf(name));
  const bench = createBench({
    sessions,
    items: () =>
      Object.fromEntries(
        NAMES.map((name) => [name, inPlay(0, madeResource('x'), madeResource('y', { labels: ['disruptive'] }), madeResource('z'))]),
      ),
    plays: [{ name: 'Everything', batches: [NAMES], maxFailures: 0 }],
  });
  const openAnew = async (name: string, behind: readonly string[]): Promise<FreshSession> => {
    const [session] = sessions.filter((one) => one.host === name);
    // Long enough for whoever does not wait to begin something.
    await turns(100);
    const state = end(name);
    if (session === undefined || state === 'lost')
      throw new RunbookError({ code: 'RB4001', severity: 'error', what: 'not reached', host: name });
    entered.push(name, ...behind.map((one) => `${name} ${one}`));
    return { ...session, disarm: () => Promise.resolve({ state, output: '' }) };
  };
  const ports = { ...bench.ports, transport: { ...bench.ports.transport, openAnew }, stopwatch: fastTime() };
  return {
    bench,
    sent,
    entered,
    apply: async (change) => executePlan(change(await bench.plan()), ports, bench.pool, () => false),
  };
}

/** Turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Time in which 50 ms are over with a turn of the event loop. */
function fastTime() {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    wait: async (forMs: number): Promise<void> => {
      const untilMs = nowMs + forMs;
      await turns(Math.ceil(forMs / 50));
      nowMs = Math.max(nowMs, untilMs);
    },
  };
}

const undo: readonly Action[] = [...restore('sysctl:y'), run(['true'])];
/** `behind` is reached through `hop`; its own and the hop's second step are guarded. */
const guarded =
  (...hosts: readonly string[]) =>
  (plan: Plan): Plan => ({
    ...plan,
    hosts: plan.hosts.map((host) => (host.name === 'behind' ? { ...host, via: ['hop'] } : host)),
    steps: plan.steps.map((step): Step =>
      hosts.includes(step.host) && step.address === 'made:y' ? { ...step, labels: ['guarded'], undo } : step,
    ),
  });

describe('a guarded step', () => {
  test('is armed with its undo, from where the host keeps it, and confirmed; what is behind a hop is entered through it', async () => {
    const { sent, entered, apply, bench } = site(() => 'confirmed');
    const outcome = await apply(guarded('hop'));
    const armed = sent.filter((step) => step.arm !== undefined);
    expect(armed).toHaveLength(1);
    expect(armed[0]?.arm).toMatchObject({
      seconds: 60,
      actions: [{ do: 'restore', thing: 'sysctl:y', from: expect.stringMatching(/^run-1\//u) }, { do: 'run' }],
    });
    expect(entered).toEqual(['hop', 'hop behind']);
    expect(outcome.complete).toBe(true);
    const [done] = bench.of('step_done').filter((one) => one.host === 'hop' && one.address === 'made:y');
    expect(done).toMatchObject({ status: 'changed', confirmed: true });
    expect(bench.of('step_done').filter((one) => one.confirmed === true)).toHaveLength(1);
  });

  test.each([
    ['fired', 'rolled_back', 'RB3040'],
    ['failed', 'unknown', 'RB3041'],
    ['lost', 'unknown', 'RB3041'],
  ] as const)('that comes out as %s is %s: exit code 5, counted as failed, and nothing more is done there', async (state, status, code) => {
    const { apply, bench, sent } = site((host) => (host === 'hop' ? state : 'confirmed'));
    const outcome = await apply(guarded('hop'));
    expect(outcome.hosts.get('hop')).toMatchObject({ status, exitCode: 5, changed: 1, diagnostics: [{ code }] });
    expect(
      bench
        .of('step_done')
        .filter((one) => one.host === 'hop')
        .map((one) => `${one.address} ${one.status}`),
    ).toEqual(['made:x changed', `made:y ${status}`]);
    expect(sent.some((step) => step.id === 'hop made:z')).toBe(false);
    expect(bench.of('play_done')).toMatchObject([{ failed: ['hop'], stopped: true }]);
    expect(outcome.complete).toBe(false);
  });

  test('keeps all behind it from beginning anything until it is decided', async () => {
    const { apply, bench } = site(() => 'confirmed');
    await apply(guarded('hop', 'behind'));
    const events = bench.events.map((event) =>
      event.event === 'steps_sent'
        ? `sent ${event.host} ${event.addresses.join(' ')}`
        : event.event === 'step_done'
          ? `done ${event.host} ${event.address}`
          : '',
    );
    const begin = events.indexOf('sent hop made:y');
    const end = events.indexOf('done hop made:y');
    expect(begin).toBeGreaterThanOrEqual(0);
    expect(events.slice(begin, end).filter((one) => one.startsWith('sent behind'))).toEqual([]);
    const other = events.indexOf('sent behind made:y');
    expect(events.slice(other, events.indexOf('done behind made:y')).filter((one) => one === 'sent hop made:y')).toEqual([]);
  });

  test('without an undo is sent as it is, and nothing is confirmed', async () => {
    const { apply, sent, entered } = site(() => 'confirmed');
    await apply((plan) => ({
      ...plan,
      steps: plan.steps.map((step) => (step.address === 'made:y' ? { ...step, labels: ['guarded'] as const } : step)),
    }));
    expect([sent.filter((step) => step.arm !== undefined), entered]).toEqual([[], []]);
  });
});

test('what an earlier step of the run has changed of the files that a unit reads is put back before the unit reads them', async () => {
  const { apply, sent } = site(() => 'confirmed');
  const reads: readonly Action[] = [run(['systemctl', 'restart', 'ssh']), { do: 'record_config', unit: 'ssh', paths: ['/etc/x'] }];
  await apply((plan) => ({
    ...plan,
    steps: plan.steps.map((step): Step => {
      if (step.host !== 'other') return step;
      if (step.address === 'made:x') return { ...step, undo: restore('path:/etc/x') };
      return step.address === 'made:y' ? { ...step, labels: ['guarded'], undo: reads } : step;
    }),
  }));
  const [armed] = sent.flatMap((step) => step.arm ?? []);
  expect(armed?.actions).toEqual([{ do: 'restore', thing: 'path:/etc/x', from: expect.stringMatching(/^run-1\//u) }, ...reads]);
});
