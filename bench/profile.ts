/**
 * Shows where the time of a run goes: `npm run profile -- plan site -i inventory/lab`, any verb that tells a run as JSON lines. Without words, it is that plan.
 * Prints the time line, what each host cost, processes that the hosts of a lab started, and where the controller's CPU was busy. The profiler itself slows the program down.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countForks, readProcessCounters } from '../src/lab/count-forks.ts';
import { labPaths } from '../src/lab/lab-paths.ts';
import { readLabState } from '../src/lab/lab-state.ts';
import { readCpuProfiles, type Share } from './profile/cpu-profile.ts';
import { readTimeLine } from './profile/time-line.ts';

const program = join(import.meta.dirname, '../src/cli/runbook');
const words = process.argv.length > 2 ? process.argv.slice(2) : ['plan', 'site', '-i', 'inventory/lab'];
const SHOWN = 15;
const HOSTS_SHOWN = 12;

const folder = mkdtempSync(join(tmpdir(), 'runbook-profile-'));
try {
  show();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function show(): void {
  const name = process.env['RUNBOOK_LAB'] ?? '';
  const lab = readLabState(labPaths({ projectFolder: process.cwd(), ...(name === '' ? {} : { name }) }).stateFile);
  const before = lab === undefined ? {} : readProcessCounters(lab);
  const largest = join(folder, 'largest');
  const startedAtMs = Date.now();
  const child = spawnSync('time', ['-o', largest, '-f', '%M %U %S', program, ...words, '--format', 'json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1024 * 1024 * 1024,
    env: { ...process.env, NODE_OPTIONS: `--cpu-prof --cpu-prof-interval=200 --cpu-prof-dir=${join(folder, 'cpu')}` },
  });
  const tookMs = Date.now() - startedAtMs;
  const forks = lab === undefined ? {} : countForks(before, readProcessCounters(lab));
  const { moments, hosts } = readTimeLine(child.stdout, startedAtMs);
  console.log(`runbook ${words.join(' ')} ended with ${child.status ?? child.error?.message ?? 'a signal'}\n`);
  if (moments.length === 0) {
    console.log(child.stdout);
    process.exitCode = 1;
    return;
  }

  console.log('Time line, ms since the start       first  middle    last');
  for (const one of [...moments, { name: 'the program has ended', firstMs: tookMs, middleMs: tookMs, lastMs: tookMs }])
    console.log(`  ${one.name.padEnd(33)}${[one.firstMs, one.middleMs, one.lastMs].map((ms) => ms.toFixed(0).padStart(8)).join('')}`);

  console.log('\nHosts                     round trips  logins     sent B  received B  processes');
  for (const one of hosts.slice(0, HOSTS_SHOWN)) {
    const columns = [one.roundTrips, one.authentications, one.bytesSent, one.bytesReceived, forks[one.host] ?? '-'];
    console.log(`  ${one.host.padEnd(24)}${columns.map((value) => String(value).padStart(11)).join('')}`);
  }
  if (hosts.length > HOSTS_SHOWN) console.log(`  … ${hosts.length - HOSTS_SHOWN} more`);

  const [kib = 0, user = 0, system = 0] = readFileSync(largest, 'utf8').trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  const cpu = readCpuProfiles(readdirSync(join(folder, 'cpu')).map((file) => join(folder, 'cpu', file)));
  console.log(
    `\nController: ${user.toFixed(2)} s user, ${system.toFixed(2)} s system, at most ${(kib / 1024).toFixed(0)} MB; main thread busy for ${cpu.busyMs.toFixed(0)} ms`,
  );
  tell('by part', cpu.byPart, cpu.busyMs);
  tell('by function', cpu.byFunction, cpu.busyMs);
}

function tell(title: string, shares: readonly Share[], all: number): void {
  console.log(`\n  ${title.padEnd(60)}      ms    %`);
  for (const { name, ms } of shares.slice(0, SHOWN))
    console.log(`  ${name.padEnd(60)} ${ms.toFixed(1).padStart(7)} ${((100 * ms) / all).toFixed(0).padStart(4)}`);
}
