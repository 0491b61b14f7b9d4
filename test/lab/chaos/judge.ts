import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabProject } from '../support/lab-project.ts';
import { chaosHosts, filesOf, type WantedFile } from './chaos-role.ts';

const DAEMON = 1;

/** How a file stands on a host: content, mode and owner together. */
function isAs(file: string, { content, mode, owner }: WantedFile): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  const isOwned = stat.uid === (owner === 'daemon' ? DAEMON : 0);
  return isOwned && (stat.mode & 0o7777).toString(8) === mode && readFileSync(file).equals(content);
}

/** How a file stands, for a fault. */
function shownState(file: string): string {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return 'is not there';
  const start = stat.isFile() ? JSON.stringify(readFileSync(file).subarray(0, 24).toString('latin1')) : 'no file';
  return `is ${(stat.mode & 0o7777).toString(8)} ${stat.uid} ${stat.size} bytes ${start}`;
}

/** Files that are neither as the version before has them, nor as the new one does. */
export function tornFiles(project: LabProject, version: number): readonly string[] {
  return chaosHosts.flatMap((host) => {
    const before = new Map(filesOf(host, version - 1).map((file) => [file.path, file]));
    return filesOf(host, version).flatMap((wanted) => {
      const file = join(project.rootOf(host), wanted.path);
      const old = before.get(wanted.path);
      if (isAs(file, wanted) || (old !== undefined && isAs(file, old))) return [];
      return [`torn on ${host}: ${wanted.path} ${shownState(file)}`];
    });
  });
}

/** Files that are not as the version has them. */
export function wrongFiles(project: LabProject, version: number): readonly string[] {
  return chaosHosts.flatMap((host) =>
    filesOf(host, version).flatMap((wanted) => {
      const file = join(project.rootOf(host), wanted.path);
      return isAs(file, wanted) ? [] : [`not converged on ${host}: ${wanted.path} ${shownState(file)}`];
    }),
  );
}

/**
 * What must not be left when a host has converged: files on their way to their place (they are made in its folder), contents on their way, long commands that
 * run (what ended without a listener goes with the next long command of the host), a lock whose driver lives (that of one
 * which is gone goes with the next run that writes), a step
 * that the host is about to take back. What other programs leave in /tmp is theirs.
 */
const LEFTOVERS = `
{
find /opt/chaos /etc /tmp /var/tmp -xdev \\( -name '.*runbook-new*' -o -name 'runbook*' \\) -not -name 'runbook-lab*' -not -path '/etc/systemd/*'
find /var/lib/runbook/transfer -mindepth 1
find /var/lib/runbook/guard -name armed -o -name firing
for one in /run/runbook/long/*; do if [ -d $one ] && [ ! -e $one/code ]; then echo $one; fi; done
[ $(ls /run/runbook/long | wc -l) -le 2 ] || ls -d /run/runbook/long/*
if [ -e /run/runbook/lock ]; then set -- $(sed -n 3p /run/runbook/lock); [ "$(cut -d ' ' -f 22 /proc/$1/stat)" != "$2" ] || echo /run/runbook/lock; fi
} 2>/dev/null || true`;

/** What is left on the hosts and must not be. */
export async function leftovers(project: LabProject): Promise<readonly string[]> {
  const found: string[] = [];
  for (const host of chaosHosts) {
    const lines = (await project.inside(host, LEFTOVERS)).split('\n').filter((line) => line !== '');
    found.push(...lines.map((line) => `left on ${host}: ${line}`));
  }
  return found;
}

/** Hosts that cannot be entered from the desk any more. */
export async function unreachable(project: LabProject): Promise<readonly string[]> {
  const tried = await Promise.all(chaosHosts.map(async (host) => ({ host, ...(await project.overSsh(host, 'true')) })));
  return tried.flatMap((one) => (one.status === 0 ? [] : [`${one.host} cannot be entered: ${one.errors.trim().slice(-200)}`]));
}

/** Hosts whose own log does not have the head of the run's journal. Bare hosts have no log. */
export async function untoldHosts(project: LabProject, head: string, changed: readonly string[]): Promise<readonly string[]> {
  const untold: string[] = [];
  for (const host of changed.filter((one) => one !== 'bastion')) {
    const told = await project.inside(host, `journalctl -t runbook --no-pager -o cat -n 20 | grep -c 'journal head ${head}' || true`);
    if (Number(told) !== 1) untold.push(`${host} was not told the head ${head}`);
  }
  return untold;
}
