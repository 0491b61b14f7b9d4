/**
 * Brings a file of 200 MB to hosts of the peers' lab, through the bastion, and compares with scp(1): node bench/large-file.ts --lab FOLDER [--hosts 1,10] [--rtt 40] [--repeat 5].
 * As root; PB is the lab's scratch folder. `scp` has a connection to the bastion for each host (`scp -J`), `scp, shared` one for all. Each run begins with hosts that do not have
 * the file, in turns; it counts when each host has the file whole. `again` is a run that finds the file there. Prints medians, and appends each run to a file of the cache folder.
 */
import { appendFileSync, createReadStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { must } from './peers/command.ts';
import { cacheFolder, installNeeds } from './peers/environment.ts';
import { hostName, PeersLab, type BastionLimits } from './peers/lab.ts';
import { measure, type Measured } from './peers/measure.ts';
import { median } from './peers/records.ts';

const { values } = parseArgs({
  options: {
    lab: { type: 'string', default: join(import.meta.dirname, '../../shared/bench/peers') },
    hosts: { type: 'string', default: '1,10' },
    rtt: { type: 'string', default: '40' },
    repeat: { type: 'string', default: '5' },
  },
});

const MEBIBYTES = 200;
const TARGET = '/var/lib/pb-blob';

interface Way {
  readonly name: string;
  readonly argv: (hosts: number) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly bastion: BastionLimits;
  /** True when it finds the file in place and leaves it. */
  readonly isAgain?: boolean;
}

const here = import.meta.dirname;
const lab = new PeersLab(values.lab, process.env['PB'] ?? join(tmpdir(), 'pb'));
const project = join(lab.scratch, 'runbook');
const blob = join(lab.scratch, 'blob');
const runbook = (hosts: number): readonly string[] => [join(here, 'peers/runbook.sh'), 'converge', String(hosts)];
const scp = (hosts: number): readonly string[] => [join(lab.folder, 'tools/dist.sh'), 'scp', String(hosts)];
const ways: readonly Way[] = [
  { name: 'runbook', argv: runbook, env: { PREPARED: 'yes' }, bastion: 'stock' },
  { name: 'runbook, again', argv: runbook, env: { PREPARED: 'yes' }, bastion: 'stock', isAgain: true },
  { name: 'scp', argv: scp, env: { JUMP: 'plain', BLOB: blob }, bastion: 'raised' },
  { name: 'scp, shared', argv: scp, env: { JUMP: 'mux', BLOB: blob }, bastion: 'raised' },
];

installNeeds();
mkdirSync(cacheFolder, { recursive: true });
const [rtt, repeat, counts] = [Number(values.rtt), Number(values.repeat), values.hosts.split(',').map(Number)];
lab.up(Math.max(...counts));
lab.setRoundTrip(rtt, Math.max(...counts));
const digest = await makeBlob();
for (const hosts of counts) await compare(hosts);

/** Runs all ways in turns, and tells what they took. */
async function compare(hosts: number): Promise<void> {
  const taken = new Map<string, Measured[]>(ways.map((way) => [way.name, []]));
  makeProject(hosts);
  for (let repetition = 1; repetition <= repeat; repetition += 1) {
    for (const way of ways) {
      if (way.isAgain !== true) removeFiles(hosts);
      lab.setBastion(way.bastion);
      const run = await measure(lab, way.name, way.argv(hosts), { ...lab.env, ...way.env });
      const wrong = wrongHosts(hosts);
      const said = `${hosts} hosts, ${rtt} ms, ${way.name}`;
      if (run.status !== 0 || wrong.length > 0) {
        console.log(`${said}: failed with ${run.status}, file not whole on ${wrong.join(' ') || 'none'}\n${run.output.slice(-2000)}`);
        process.exitCode = 1;
        continue;
      }
      taken.get(way.name)?.push(run.taken);
      appendFileSync(
        join(cacheFolder, 'large-file.jsonl'),
        `${JSON.stringify({ at: new Date().toISOString(), hosts, rtt, way: way.name, ...run.taken })}\n`,
      );
      console.log(`${said}: ${run.taken.wallS.toFixed(1)} s (${repetition} of ${repeat}; other CPU ${run.taken.foreignS} s)`);
    }
  }
  removeFiles(hosts);
  const measureS = median((taken.get('scp') ?? []).map((run) => run.wallS));
  console.log(
    `\n| ${hosts} hosts, ${rtt} ms | Runs | Wall, s | × scp | Controller CPU, s | Bastion CPU, s | Host CPU, s | Sent, MiB | Largest process, MB | Logins |\n|${' --- |'.repeat(10)}`,
  );
  for (const [name, runs] of taken) {
    if (runs.length === 0) continue;
    const middle = (of: (run: Measured) => number): number => median(runs.map(of));
    const wallS = middle((run) => run.wallS);
    const cells = [
      name,
      String(runs.length),
      wallS.toFixed(2),
      (wallS / measureS).toFixed(2),
      middle((run) => run.controllerS).toFixed(2),
      middle((run) => run.bastionS).toFixed(2),
      middle((run) => run.hostsS).toFixed(2),
      middle((run) => run.sentKiB / 1024).toFixed(1),
      middle((run) => run.largestKiB / 1024).toFixed(0),
      middle((run) => run.logins).toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log('');
}

/** Makes a file that cannot be compressed, once; gives its SHA-256. */
async function makeBlob(): Promise<string> {
  if (!existsSync(blob)) {
    writeFileSync(blob, '');
    for (let index = 0; index < MEBIBYTES; index += 1) appendFileSync(blob, randomBytes(1024 * 1024));
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(blob), hash);
  return hash.digest('hex');
}

/** A project with nothing but the file, on the hosts of the benchmark. */
function makeProject(hosts: number): void {
  must([join(here, 'peers/site.sh'), String(hosts)], lab.env);
  const role = join(project, 'roles/node');
  mkdirSync(join(role, 'files'), { recursive: true });
  must(['cp', blob, join(role, 'files/blob')]);
  writeFileSync(join(role, 'tasks.yml'), `- file: { path: ${TARGET}, source: blob }\n`);
}

/** Runs a command in a host's namespaces, as root. */
function inside(index: number, script: string): string {
  const pid = readFileSync(join(lab.scratch, 'pid', hostName(index)), 'utf8').trim();
  return must(['nsenter', '-t', pid, '-m', '-n', '-r', '-w', 'sh', '-c', script]);
}

function removeFiles(hosts: number): void {
  for (let index = 1; index <= hosts; index += 1) inside(index, `rm -f ${TARGET}*`);
}

function wrongHosts(hosts: number): readonly string[] {
  return Array.from({ length: hosts }, (_, index) => index + 1)
    .filter((index) => inside(index, `sha256sum ${TARGET} 2>/dev/null || true`).split(' ')[0] !== digest)
    .map(hostName);
}

process.on('exit', () => rmSync(project, { recursive: true, force: true }));
