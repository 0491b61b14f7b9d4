/**
 * Runs `runbook` and its peers on the same work in the peers' lab, in turns, and tells what each took:
 *
 *     node bench/peers.ts --lab FOLDER [--hosts 1,10,50] [--rtt 40] [--phases first,noop,check,drift] [--tools runbook,script,…] [--repeat 5]
 *                         [--budget 420] [--full] [--resume] [--store]
 *
 * As root, on Linux with version 1 of the cpuacct cgroup. PB is the lab's scratch folder. `--budget`: a tool is not run again in a phase when its runs there have taken
 * so many seconds. `--full`: what the stored plot shows, up to 200 hosts and 100 ms. `--resume`: goes on behind the last phase that came to its end. `--store`: the results
 * take the place of those in bench/results, which they are compared with either way.
 */
import { appendFileSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { must } from './peers/command.ts';
import { compareResults } from './peers/compare.ts';
import { cacheFolder, installNeeds, installPeers } from './peers/environment.ts';
import { PeersLab } from './peers/lab.ts';
import { plotOf } from './peers/plot.ts';
import { blockKey, readResults, type Block, type Line } from './peers/records.ts';
import { runTool } from './peers/run-tool.ts';
import { tableOf } from './peers/table.ts';
import { tools, type Tool } from './peers/tools.ts';

const { values } = parseArgs({
  options: {
    lab: { type: 'string', default: join(import.meta.dirname, '../../shared/bench/peers') },
    hosts: { type: 'string', default: '1,10,50' },
    rtt: { type: 'string', default: '40' },
    phases: { type: 'string', default: 'first,noop,check,drift' },
    tools: { type: 'string', default: tools.map((tool) => tool.name).join(',') },
    repeat: { type: 'string', default: '5' },
    budget: { type: 'string', default: '420' },
    full: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    store: { type: 'boolean', default: false },
  },
});
/** A tool that failed so often in a phase is not run again there. */
const MOST_FAILURES = 2;
const numbers = (text: string): readonly number[] => text.split(',').map(Number);
const phases = ['first', 'noop', 'check', 'drift'] as const;
const stored = join(import.meta.dirname, 'results');
const part = join(cacheFolder, 'peers.jsonl');

function blocks(): readonly Block[] {
  if (!values.full) {
    const wanted = phases.filter((phase) => values.phases.split(',').includes(phase));
    return numbers(values.rtt).flatMap((rtt) => numbers(values.hosts).flatMap((hosts) => wanted.map((phase) => ({ hosts, rtt, phase }))));
  }
  const one = (hosts: number, rtt: number, ...some: readonly Block['phase'][]): readonly Block[] =>
    some.map((phase) => ({ hosts, rtt, phase }));
  return [
    ...[1, 10, 50].flatMap((hosts) => one(hosts, 40, ...phases)),
    ...[100, 200].flatMap((hosts) => one(hosts, 40, 'first', 'noop')),
    ...[0, 100].flatMap((rtt) => [1, 10].flatMap((hosts) => one(hosts, rtt, 'noop'))),
  ];
}

installNeeds();
mkdirSync(cacheFolder, { recursive: true });
const peers = installPeers();
const lab = new PeersLab(values.lab, process.env['PB'] ?? join(tmpdir(), 'pb'));
const env = { ...lab.env, ...peers.env };
const repeat = Number(values.repeat);
const chosen = values.tools
  .split(',')
  .map((name) => {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error(`there is no tool ${name}: ${tools.map((one) => one.name).join(', ')}`);
    return tool;
  })
  .filter((tool) => tool.fromPypi === undefined || peers.versions.has(tool.fromPypi));
const planned = blocks();
const most = Math.max(...planned.map((block) => block.hosts));

const kept = values.resume ? readResults(part).lines : [];
const done = new Set(kept.flatMap((line) => (line.kind === 'block' ? [blockKey(line)] : [])));
writeFileSync(part, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
const write = (line: Line): void => appendFileSync(part, `${JSON.stringify(line)}\n`);
if (kept.length === 0)
  write({ kind: 'head', startedAt: new Date().toISOString(), machine: machine(), commit: commit(), versions: versions(), repeat });

lab.up(most);
// What the program keeps for its next start is made now, not in the first run that counts.
must([join(import.meta.dirname, '../src/cli/runbook'), '--version'], env);
rmSync(join(lab.scratch, 'runbook'), { recursive: true, force: true });
for (const block of planned) if (!done.has(blockKey(block))) await measure(block);

const results = readResults(part);
const table = tableOf(results);
console.log(`\n${table}`);
const worse = compareResults(readResults(join(stored, 'peers.jsonl')), results);
console.log(
  worse.length === 0 ? 'No difference from the stored results beyond the noise.' : `Beside the stored results:\n${worse.join('\n')}`,
);
const target = values.store ? stored : cacheFolder;
mkdirSync(target, { recursive: true });
if (values.store) copyFileSync(part, join(stored, 'peers.jsonl'));
writeFileSync(join(target, 'peers.md'), table);
writeFileSync(join(target, 'peers.svg'), plotOf(results, join(stored, 'simulated.jsonl')));
console.log(`written: ${join(target, 'peers.md')}, ${join(target, 'peers.svg')}`);
if (results.failures.length > 0) process.exitCode = 1;

/** Runs all tools of a block in turns. */
async function measure(block: Block): Promise<void> {
  const { hosts, rtt, phase } = block;
  lab.setRoundTrip(rtt, most);
  must([join(import.meta.dirname, 'peers/site.sh'), String(hosts)], env);
  const taking = chosen.filter((tool) => hosts <= tool.mostHosts);
  if (phase !== 'first') await settle(taking, block);
  const spent = new Map<Tool, number>();
  const failed = new Map<Tool, number>();
  const digests = new Set<string>();
  for (let repetition = 1; repetition <= repeat; repetition += 1) {
    for (const tool of taking) {
      if ((failed.get(tool) ?? 0) >= MOST_FAILURES || (spent.get(tool) ?? 0) > Number(values.budget)) continue;
      if (phase === 'first') {
        lab.reset(hosts);
        // Nobody has been there: no journal and no questions of a former run.
        rmSync(join(lab.scratch, 'runbook/.runbook'), { recursive: true, force: true });
      }
      const result = await runTool(lab, tool, block, env);
      const said = `${blockKey(block)}: ${tool.name}`;
      if ('failed' in result) {
        failed.set(tool, (failed.get(tool) ?? 0) + 1);
        write({ kind: 'failure', ...block, tool: tool.name, why: result.failed });
        console.log(`${said} failed: ${result.failed}`);
        continue;
      }
      if (phase !== 'drift') digests.add(lab.verify(hosts));
      if (digests.size > 1) throw new Error(`${said} leaves another state than those before it: ${[...digests].join(' and ')}`);
      write({ kind: 'run', ...block, tool: tool.name, ...result });
      spent.set(tool, (spent.get(tool) ?? 0) + result.wallS);
      console.log(`${said} ${result.wallS.toFixed(2)} s (${repetition} of ${repeat}; other CPU ${result.foreignS} s)`);
    }
  }
  write({ kind: 'block', ...block, digest: [...digests].join(' ') });
}

/** Brings the hosts to the wanted state, with the quickest tools; where it is wanted, disturbs them again. */
async function settle(taking: readonly Tool[], block: Block): Promise<void> {
  const quick = ['script', 'runbook'].flatMap((name) => taking.filter((tool) => tool.name === name));
  for (const tool of quick) await runTool(lab, tool, { ...block, phase: 'first' }, env);
  if (block.phase === 'drift') lab.disturb(block.hosts);
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
}

function commit(): string {
  const changed = must(['git', '-C', import.meta.dirname, 'status', '--porcelain', '--', '../src']) === '' ? '' : ', with changes';
  return must(['git', '-C', import.meta.dirname, 'rev-parse', '--short', 'HEAD']) + changed;
}

function versions(): Record<string, string> {
  const [ssh = ''] = must(['sh', '-c', 'ssh -V 2>&1']).split(',');
  return {
    node: must([join(import.meta.dirname, '../node_modules/.bin/node'), '--version']),
    'hand-written script on': ssh,
    ...Object.fromEntries(
      ['ansible-core', 'mitogen', 'pyinfra', 'python'].flatMap((name) => [[name, peers.versions.get(name) ?? 'not there']]),
    ),
  };
}
