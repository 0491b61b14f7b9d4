import { expect, test } from 'vitest';
import { runStages, type StagesRun } from '../../../src/cli/run-stages.ts';
import type { MadePlan } from '../../../src/cli/site-run.ts';
import { planDigest } from '../../../src/core/plan-digest.ts';
import { packPlan } from '../../../src/core/plan-pack.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource, valueOutput } from '../../support/made-resource.ts';

/** A host on which the value that the first step brings decides what the second is. */
function staged(): {
  readonly host: FakeHost;
  readonly bench: Bench;
  readonly run: StagesRun;
  readonly plan: (stage: number) => Promise<MadePlan>;
} {
  const host = new FakeHost({ name: 'a', sysctls: { version: '0', fresh: '0' } });
  const version = madeResource('version', { value: '2', outputs: { version: valueOutput('version') } });
  const bench = createBench({
    sessions: [host],
    items: (outputs) =>
      outputs('a', 'made:version', 'version') === undefined
        ? { a: [...inPlay(0, version), { play: 0, deferred: { task: 'Configure', until: 'made:version' } }] }
        : { a: inPlay(0, version, madeResource('fresh')) },
  });
  const run: StagesRun = {
    ports: bench.ports,
    pool: bench.pool,
    reporter: { onEvent: () => undefined, settle: () => Promise.resolve(), close: () => Promise.resolve() },
    startedMs: 0,
    emit: (event) => bench.ports.emit({ at: '', ...event }),
    announce: (plan, digest) => Promise.resolve(bench.ports.emit({ at: '', event: 'plan_ready', plan, digest })),
    end: (result) => Promise.resolve(bench.ports.emit({ at: '', event: 'run_done', ...result })),
    isStopping: () => false,
    beginWriting: () => undefined,
  };
  const plan = async (stage: number): Promise<MadePlan> => {
    const made = await bench.plan(stage);
    const packed = packPlan(made);
    return { plan: made, packed, digest: planDigest(packed) };
  };
  return { host, bench, run, plan };
}

/** Answers with yes, and counts how often it was asked. */
function yes(): { readonly confirm: () => Promise<boolean>; asked: number } {
  const answers = { asked: 0, confirm: () => Promise.resolve((answers.asked += 1) > 0) };
  return answers;
}

const valueOf = (host: FakeHost): readonly unknown[] => ['version', 'fresh'].map((name) => host.model.sysctls.get(name));

test('a plan that ends before the change is whole is done, says what is to be typed, and ends with 2', async () => {
  const { host, bench, run, plan } = staged();
  const exitCode = await runStages(run, { first: await plan(1), confirm: yes().confirm }, {});
  expect([exitCode, valueOf(host)]).toEqual([2, ['2', '0']]);
  expect(bench.of('notice').map((event) => event.text)).toEqual([
    expect.stringContaining(
      'the rest (stage 2) depends on what was just done and has to be planned: runbook plan playbooks/site.yml -i site --out FILE',
    ),
  ]);
  expect(bench.of('run_done')).toMatchObject([{ exitCode: 2, changed: 1 }]);
});

test.each([
  ['asks at each stage', {}, 2],
  ['asks at the first only with --approve-stages', { approveStages: true }, 1],
  ['asks never with -y', { yes: true }, 0],
])('what goes on with further stages %s', async (_how, options, asked) => {
  const { host, run, plan } = staged();
  const answers = yes();
  const exitCode = await runStages(run, { first: await plan(1), next: plan, confirm: answers.confirm }, options);
  expect([exitCode, valueOf(host), answers.asked]).toEqual([0, ['2', '1'], asked]);
});

test('a stage that is not confirmed is not begun', async () => {
  const { host, run, plan } = staged();
  const confirm = (): Promise<boolean> => Promise.resolve(false);
  expect([await runStages(run, { first: await plan(1), next: plan, confirm }, { approveStages: true }), valueOf(host)]).toEqual([
    130,
    ['0', '0'],
  ]);
});

test.each([
  ['while the question waited', {}, 1, ['0', '0'], [0]],
  ['while an earlier stage was done', { approveStages: true }, 2, ['2', '0'], [1]],
])('a plan whose time ended %s is not begun', async (_when, options, late, values, changed) => {
  const { host, bench, run, plan } = staged();
  const ends = async (stage: number): Promise<MadePlan> => {
    const made = await plan(stage);
    const validUntil = stage === late ? '2026-01-01T00:00:00.000Z' : '2999-01-01T00:00:00.000Z';
    return { ...made, plan: { ...made.plan, validUntil } };
  };
  const exitCode = await runStages(run, { first: await ends(1), next: ends, confirm: yes().confirm }, options);
  expect([exitCode, valueOf(host), bench.of('run_done').map((event) => event.changed)]).toEqual([3, values, changed]);
  expect(bench.of('notice').at(-1)?.text).toMatch(/^RB6028: the plan is over; nothing of it was done: it was good until 202[56]-/u);
});

test('when a host is lost, the change is not called whole', async () => {
  const { host, bench, run, plan } = staged();
  const first = await plan(1);
  host.model.sysctls.set('version', 'moved');
  expect([await runStages(run, { first, confirm: yes().confirm }, { yes: true }), valueOf(host)]).toEqual([3, ['moved', '0']]);
  expect(bench.of('notice')).toEqual([]);
});
