import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBench, inPlay, type Bench } from '../support/engine-bench.ts';
import { openCountedHost, type CountedHost } from './support/counted-host.ts';
import { nodeWork } from './support/node-work.ts';

/*
 * How many processes a host starts for 24 resources, counted by the kernel in a process namespace of the host's own. What a shell starts depends on the
 * shell, not on the machine. Rarely the kernel leaves out a number, which counts as one: so the smallest of three counts is taken (on a busy machine two in a row had one too many), and of what is done once one more is let pass.
 */
describe.each([
  { shell: 'dash', nothing: 13, diff: 16, first: 49 },
  { shell: 'busybox ash', nothing: 12, diff: 15, first: 49 },
  // It starts one more for some commands whose output is taken.
  { shell: 'bash', nothing: 12, diff: 19, first: 49 },
])('a host whose shell is $shell', ({ shell, nothing, diff, first }) => {
  let host: CountedHost;
  let bench: Bench;
  beforeAll(async () => {
    host = await openCountedHost(shell);
    bench = createBench({ sessions: [host.session], items: () => ({ here: inPlay(0, ...nodeWork()) }) });
  });
  afterAll(() => host.close());
  const forksOf = async (work: () => Promise<unknown>): Promise<number> =>
    Math.min(await host.forksOf(work), await host.forksOf(work), await host.forksOf(work));

  test('is counted process by process', async () => {
    const started = (commands: string): Promise<number> => forksOf(() => host.session.run(['sh', '-c', commands], 'login', 10_000));
    const none = await started('exit');
    expect([(await started('env true; exit')) - none, (await started('env true; env true; (env true; :); exit')) - none]).toEqual([1, 4]);
  });

  test('tells its log with one process, and goes on', async () => {
    const tell = (line: string): Promise<unknown> => host.session.execute([], 'login', () => undefined, line);
    // With the first the function comes, which another process reads.
    await tell('begins');
    expect(await forksOf(() => tell("it's over"))).toBe(1);
    expect(await host.session.ask([{ ask: 'exists', path: '/etc' }], 'login')).toEqual(['present']);
  });

  test('brings them all about', async () => {
    const plan = await bench.plan();
    expect(plan.steps.length).toBeGreaterThan(20);
    expect(await host.forksOf(() => bench.apply(plan))).toBeLessThanOrEqual(first);
    expect(bench.of('step_done').map((event) => event.status)).toEqual(plan.steps.map(() => 'changed'));
  });

  test('sees that there is nothing to do', async () => {
    let steps = -1;
    const forks = await forksOf(async () => {
      steps = (await bench.plan()).steps.length;
    });
    expect(steps).toBe(0);
    expect(forks).toBeLessThanOrEqual(nothing);
  });

  test('shows how three files were changed', async () => {
    const changed = ['banner', 'names', 'selinux'].map((name) => `/etc/site/${name}`);
    await host.session.run(['sh', '-c', 'for file do echo changed >>"$file"; done', 'sh', ...changed], 'login', 10_000);
    let shown: readonly (string | undefined)[] = [];
    const forks = await forksOf(async () => {
      const { steps } = await bench.plan();
      shown = steps.flatMap((step) => step.texts ?? []).map((text) => text.before?.split('\n').at(-2));
    });
    expect(shown).toEqual(['changed', 'changed', 'changed']);
    expect(forks).toBeLessThanOrEqual(diff);
  });
});
