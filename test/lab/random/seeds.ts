/**
 * Random starts: `npm run test:seeds -- --count 200` runs the seeds 1 to 200, `--seed 1234` that one alone (`--seed 1234 --count 10` that one and the nine
 * after it). As root. Ends with 1 when a seed shows a fault, or when a type of resource or a kind of disturbance is too rare among many seeds.
 */
import { parseArgs } from 'node:util';
import { fieldHosts, makeFieldLab } from './field-lab.ts';
import { rareAmong, tableOf } from './figures.ts';
import { makeCase } from './make-case.ts';
import { runSeeds } from './run-seeds.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, count: { type: 'string' }, lab: { type: 'string' }, keep: { type: 'boolean' } },
});
const first = Number(values.seed ?? 1);
const count = Number(values.count ?? (values.seed === undefined ? 200 : 1));
if (!Number.isInteger(first) || !Number.isInteger(count) || first < 0 || count < 1) throw new Error('--seed and --count are whole numbers');
const cases = Array.from({ length: count }, (_, index) => makeCase(first + index));

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const project = await makeFieldLab(values.lab ?? 'rpr');
try {
  const results = await runSeeds(project, fieldHosts, cases, (result) => {
    const how = result.faults.length === 0 ? 'well' : 'FAULT';
    say(`seed ${result.seed}  ${how}  ${result.steps} steps  ${(result.tookMs / 1000).toFixed(1)} s`);
    for (const fault of result.faults) say(`  ${fault.replaceAll('\n', '\n    ')}`);
  });
  const faulty = results.filter((one) => one.faults.length > 0);
  for (const line of tableOf(cases, results)) say(line);
  const rare = rareAmong(cases, results);
  for (const line of rare) say(`too rare: ${line}`);
  if (faulty.length > 0)
    say(`with a fault: ${faulty.map((one) => one.seed).join(' ')}; one alone: npm run test:seeds -- --seed ${faulty[0]?.seed}`);
  process.exitCode = faulty.length + rare.length > 0 ? 1 : 0;
} finally {
  if (values.keep !== true) await project.remove();
}
