/**
 * Random starts: `npm run test:seeds -- --count 200` runs the seeds 1 to 200, `--seed 1234` that one alone (`--seed 1234 --count 10` that one and the nine
 * after it). `--site` takes the eight hosts of the site's lab, disturbed, through the site's own playbook; there five seeds are the default. As root. Ends with
 * 1 when a seed shows a fault, or when a type of resource or a kind of disturbance is too rare among many seeds.
 */
import { parseArgs } from 'node:util';
import { fieldHosts, makeFieldLab } from './field-lab.ts';
import { rareAmong, tableOf } from './figures.ts';
import { makeCase } from './make-case.ts';
import type { CaseResult } from './run-case.ts';
import { runSeeds } from './run-seeds.ts';
import { makeWholeSite, readDeclared, runSiteCase, siteDisturbances } from './site-case.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, count: { type: 'string' }, site: { type: 'boolean' }, keep: { type: 'boolean' } },
});
const isSite = values.site === true;
const first = Number(values.seed ?? 1);
const count = Number(values.count ?? (values.seed !== undefined ? 1 : isSite ? 5 : 200));
if (!Number.isInteger(first) || !Number.isInteger(count) || first < 0 || count < 1) throw new Error('--seed and --count are whole numbers');
const seeds = Array.from({ length: count }, (_, index) => first + index);

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const tell = (result: CaseResult): void => {
  const how = result.faults.length === 0 ? 'well' : 'FAULT';
  say(`seed ${result.seed}  ${how}  ${result.steps} steps, ${result.staying} stay  ${(result.tookMs / 1000).toFixed(1)} s`);
  for (const fault of result.faults) say(`  ${fault.replaceAll('\n', '\n    ')}`);
};

const results: CaseResult[] = [];
const rare: string[] = [];
const project = isSite ? await makeWholeSite('rps8') : await makeFieldLab('rpr');
try {
  if (isSite) {
    const declared = await readDeclared(project);
    const cases = seeds.map((seed) => ({ seed, disturbances: siteDisturbances(project, declared, seed) }));
    for (const one of cases) {
      results.push(await runSiteCase(project, one.seed, one.disturbances));
      results.slice(-1).forEach(tell);
    }
    tableOf(
      cases.map((one) => ({ disturbances: [...one.disturbances.values()].flat() })),
      results,
    ).forEach(say);
  } else {
    const cases = seeds.map(makeCase);
    results.push(...(await runSeeds(project, fieldHosts, cases, tell)));
    tableOf(cases, results).forEach(say);
    rare.push(...rareAmong(cases, results));
  }
  for (const line of rare) say(`too rare: ${line}`);
  const faulty = results.filter((one) => one.faults.length > 0).map((one) => one.seed);
  if (faulty.length > 0)
    say(`with a fault: ${faulty.join(' ')}; one alone: npm run test:seeds -- ${isSite ? '--site ' : ''}--seed ${faulty[0]}`);
  process.exitCode = faulty.length + rare.length > 0 ? 1 : 0;
} finally {
  if (values.keep !== true) await project.remove();
}
