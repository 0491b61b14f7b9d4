import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UnitState } from '../../../src/core/answer.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { directory } from '../../../src/resources/directory.ts';
import { file } from '../../../src/resources/file.ts';
import { service } from '../../../src/resources/service.ts';
import { bindResource } from '../../support/bind.ts';
import { cutSession } from '../../support/cut-session.ts';
import { createBench, inPlay } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { fakeFile, fakeFolder, type FakePath } from '../../support/fake-model.ts';

const FILES = ['/etc/x', '/etc/y', '/opt/a/z'];
const UNITS = ['one', 'two'];

const mode = fc.constantFrom('0644', '0600', '0755');
const text = fc.constantFrom('', 'one\n', 'two\n', '값 "$x" \'y\'\n');

/** What the host is to begin with. */
const hostState = fc.record({
  files: fc.dictionary(fc.constantFrom('/etc/x', '/etc/y'), fc.tuple(text, mode), { noNullPrototype: true }),
  folder: fc.option(mode, { nil: undefined }),
  units: fc.tuple(
    ...UNITS.map(() =>
      fc.record({
        load: fc.constant('loaded'),
        active: fc.constantFrom('active', 'inactive'),
        enabled: fc.constantFrom('enabled', 'disabled'),
      }),
    ),
  ),
});
type HostState = {
  readonly files: Readonly<Record<string, [string, string]>>;
  readonly folder: string | undefined;
  readonly units: readonly UnitState[];
};

function hostOf(state: HostState): FakeHost {
  const files: Record<string, FakePath> = {};
  for (const [path, [content, bits]] of Object.entries(state.files)) files[path] = fakeFile(content, bits);
  if (state.folder !== undefined) files['/opt/a'] = fakeFolder(state.folder);
  return new FakeHost({
    name: 'a',
    files,
    units: Object.fromEntries(
      UNITS.map((name, index) => [name, state.units[index] ?? { load: 'loaded', active: 'inactive', enabled: 'disabled' }]),
    ),
  });
}

/** What is declared: the folder first, files in any order, services that read some of them last. */
const declared = fc
  .record({
    folder: mode,
    files: fc
      .shuffledSubarray(FILES)
      .chain((paths) =>
        fc.tuple(fc.constant(paths), fc.array(fc.record({ content: text, mode, present: fc.boolean() }), { minLength: 3, maxLength: 3 })),
      ),
    services: fc.subarray(UNITS).chain((names) =>
      fc.tuple(
        fc.constant(names),
        fc.array(fc.record({ enabled: fc.boolean(), running: fc.boolean(), reads: fc.subarray(FILES), reload: fc.boolean() }), {
          minLength: 2,
          maxLength: 2,
        }),
      ),
    ),
  })
  .map(({ folder, files: [paths, wanted], services: [names, states] }): readonly Resource[] => {
    const isKept = (path: string): boolean => wanted[paths.indexOf(path)]?.present === true;
    return [
      bindResource(directory, { path: '/opt/a', mode: folder }),
      ...paths.map((path, index) => {
        const one = wanted[index];
        return bindResource(file, one?.present === true ? { path, content: one.content, mode: one.mode } : { path, present: false });
      }),
      ...names.map((name, index) => {
        const one = states[index];
        const reads = (one?.reads ?? []).filter((path) => isKept(path)).map((path) => `file:${path}`);
        const isRunning = one?.running ?? true;
        return bindResource(service, {
          name,
          enabled: one?.enabled ?? true,
          running: isRunning,
          runs_with: isRunning ? reads : [],
          on_change: one?.reload === true ? 'reload' : 'restart',
        });
      }),
    ];
  });

/** What counts of a host: all but how often its units were started. */
function stateOf(host: FakeHost): unknown {
  const units = [...host.model.units].map(([name, { load, active, enabled }]) => [name, `${load} ${active} ${enabled}`]);
  const paths = [...host.model.paths].map(([path, entry]) => [path, `${entry.type} ${entry.mode} ${host.model.text(path) ?? ''}`]);
  return { units: Object.fromEntries(units), paths: Object.fromEntries(paths) };
}

const benchOf = (host: FakeHost, resources: readonly Resource[], cutAfter?: number) =>
  createBench({ sessions: [cutAfter === undefined ? host : cutSession(host, cutAfter)], items: () => ({ a: inPlay(0, ...resources) }) });

async function converge(host: FakeHost, resources: readonly Resource[]): Promise<void> {
  const bench = benchOf(host, resources);
  const outcome = await bench.apply(await bench.plan());
  expect(outcome.hosts.get('a')).toMatchObject({ status: 'ok', diagnostics: [] });
}

/** A new bench, since answers are kept for the time of a plan. */
const planOf = async (host: FakeHost, resources: readonly Resource[]) => benchOf(host, resources).plan();

test('planning asks and never writes; what is planned is done; a second plan is empty', async () => {
  await fc.assert(
    fc.asyncProperty(hostState, declared, async (state, resources) => {
      const host = hostOf(state);
      const before = stateOf(host);
      const plan = await planOf(host, resources);
      expect([stateOf(host), host.performed, host.model.touched]).toEqual([before, [], []]);
      await converge(host, resources);
      const touched = new Set(host.model.touched);
      expect((await planOf(host, resources)).steps).toEqual([]);
      expect(host.model.touched.length > 0).toBe(plan.steps.length > 0);
      const allowed = new Set(plan.steps.flatMap((step) => step.footprint));
      expect([...touched].filter((entry) => !allowed.has(entry))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('cut off after any number of actions, the next run brings the host to the same state', async () => {
  await fc.assert(
    fc.asyncProperty(hostState, declared, fc.nat(12), async (state, resources, cutAfter) => {
      const whole = hostOf(state);
      await converge(whole, resources);
      const host = hostOf(state);
      const bench = benchOf(host, resources, cutAfter);
      const outcome = await bench.apply(await bench.plan());
      expect(['ok', 'unreachable']).toContain(outcome.hosts.get('a')?.status);
      await converge(host, resources);
      expect(stateOf(host)).toEqual(stateOf(whole));
      expect((await planOf(host, resources)).steps).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('an old plan done again after it was cut off does the rest, and nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(hostState, declared, fc.nat(6), async (state, resources, stepsDone) => {
      const host = hostOf(state);
      const bench = benchOf(host, resources);
      const plan = await bench.plan();
      await bench.apply({ ...plan, steps: plan.steps.slice(0, stepsDone) });
      const outcome = await bench.apply(plan);
      expect(outcome.hosts.get('a')?.status).toBe('ok');
      const ends = bench.of('step_done').map((event) => `${event.address} ${event.status}`);
      expect(ends.filter((end) => end.endsWith(' changed'))).toEqual(plan.steps.map((step) => `${step.address} changed`));
    }),
    { numRuns: 100 },
  );
});
