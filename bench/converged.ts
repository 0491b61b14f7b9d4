/**
 * Times `runbook verify site` on the rehearsal lab, where nothing is to change: node bench/converged.ts [RUNS]. As root, with the lab up and applied.
 * Prints minimum, median and maximum of the wall time as the operator sees it, and what each host was asked.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const top = join(import.meta.dirname, '..');
const runs = Number(process.argv[2] ?? 5);

interface Run {
  readonly wallMs: number;
  readonly roundTrips: number;
  readonly sentBytes: number;
  readonly hosts: number;
}

function verifyOnce(): Run {
  const startedMs = performance.now();
  const child = spawnSync(join(top, 'src/cli/runbook'), ['verify', 'site', '-i', 'inventory/lab', '--format', 'json'], {
    cwd: top,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const wallMs = performance.now() - startedMs;
  if (child.status !== 0)
    throw new Error(`verify ended with ${child.status ?? 'a signal'}: the lab must be up and applied (npm run rehearse)\n${child.stderr}`);
  const done: unknown = JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '');
  const hosts = listOf(done, 'hosts').map((host) => memberOf(host, 'stats'));
  return {
    wallMs,
    hosts: hosts.length,
    roundTrips: Math.max(...hosts.map((stats) => Number(memberOf(stats, 'roundTrips')))),
    sentBytes: hosts.reduce<number>((sum, stats) => sum + Number(memberOf(stats, 'bytesSent')), 0),
  };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = memberOf(value, name);
  return Array.isArray(list) ? list : [];
}

const results = Array.from({ length: runs }, verifyOnce).sort((a, b) => a.wallMs - b.wallMs);
const at = (place: number): string => `${((results[place]?.wallMs ?? 0) / 1000).toFixed(2)} s`;
const [first] = results;
console.log(`${runs} runs, ${first?.hosts ?? 0} hosts, nothing to change`);
console.log(`wall time: minimum ${at(0)}, median ${at(Math.floor(runs / 2))}, maximum ${at(runs - 1)}`);
console.log(
  `round trips a host: at most ${Math.max(...results.map((run) => run.roundTrips))}; sent in all: ${Math.round((first?.sentBytes ?? 0) / 1024)} KiB`,
);
