/**
 * Runs that are struck: `npm run test:chaos` strikes a hundred, `-- --runs 20` so many, `-- --seed 1234` from that seed on. As root. Each run changes files, a
 * package, a service and a firewall on hosts behind a bastion; at a moment chosen over its whole length something happens to it (`strikes.ts`). Then everything is
 * mended, and it is judged what is left: no torn file, nothing forgotten, whole journals, hosts that can be entered, and an apply that converges. Ends with 1
 * when a run shows a fault.
 */
import { parseArgs } from 'node:util';
import { makeAllBlank, makeChaosLab } from './chaos-lab.ts';
import { calibrate, chaosRun, type ChaosCourse, type ChaosResult } from './chaos-run.ts';
import { STRIKES } from './strikes.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string' }, name: { type: 'string' }, keep: { type: 'boolean' } },
});
const first = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const runs = Number(values.runs ?? 100);
if (!Number.isInteger(first) || !Number.isInteger(runs) || first < 0 || runs < 1) throw new Error('--seed and --runs are whole numbers');
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const startedMs = Date.now();
const results: ChaosResult[] = [];
const project = await makeChaosLab(values.name ?? 'rpx');
try {
  const course: ChaosCourse = { project, version: 0, usualMs: 0 };
  await calibrate(course);
  say(`seeds ${first} to ${first + runs - 1}; undisturbed a run takes ${(course.usualMs / 1000).toFixed(1)} s`);
  for (let seed = first; seed < first + runs; seed += 1) {
    const one = await chaosRun(course, seed);
    results.push(one);
    const how = one.faults.length === 0 ? 'well' : 'FAULT';
    const when = `${one.phase}, after ${(one.struckAfterMs / 1000).toFixed(1)} s`;
    say(
      `seed ${seed}  ${how}  ${one.kind} (${one.host}) in ${when}: ended ${one.ended}, ${one.applies} to converge, ${(one.tookMs / 1000).toFixed(0)} s`,
    );
    for (const fault of one.faults) say(`  ${fault.replaceAll('\n', '\n    ')}`);
    // What one run has spoiled is no fault of the next.
    if (one.faults.length > 0) {
      await makeAllBlank(project);
      await calibrate(course);
    }
  }
} finally {
  if (values.keep !== true) await project.remove();
}
say('');
for (const kind of STRIKES) {
  const of = results.filter((one) => one.kind === kind);
  if (of.length === 0) continue;
  const counts = (words: readonly (string | number)[]): string =>
    [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${word} ${all.length}`).join(', ');
  const faulty = of.filter((one) => one.faults.length > 0).length;
  say(
    `${kind}: ${of.length} runs, ${faulty} with a fault; struck in: ${counts(of.map((one) => one.phase))}; exit codes: ${counts(of.map((one) => one.ended))}`,
  );
}
const faulty = results.filter((one) => one.faults.length > 0).map((one) => one.seed);
say(`${results.length} runs in ${((Date.now() - startedMs) / 60_000).toFixed(1)} min, ${faulty.length} with a fault`);
if (faulty.length > 0) say(`with a fault: ${faulty.join(' ')}; one alone: npm run test:chaos -- --runs 1 --seed ${faulty[0]}`);
process.exitCode = faulty.length > 0 ? 1 : 0;
