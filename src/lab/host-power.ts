import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { scriptPath } from './base-root.ts';
import { makeGroups, processesIn, readHierarchies, removeGroups } from './cgroups.ts';
import { readInotifyUse } from './inotify-use.ts';
import type { LabPaths } from './lab-paths.ts';
import type { LabHostState } from './lab-state.ts';
import { namespaceCommand, removeNamespace } from './network.ts';
import { identifyProcess, isRunning, killProcess, signalProcess, waitUntil } from './processes.ts';
import { tryCommand } from './run-command.ts';

/** Signal by which systemd powers off (systemd(1), SIGRTMIN+4). */
const powerOffSignal = 38;
const bootTimeoutMs = 120_000;

/** The first program of a host: systemd makes a whole one, sshd a bare one that has nothing else. */
export type FirstProgram = 'systemd' | 'sshd';

/** What starts first on a host of the inventory: sshd when it is in the group `bare`, which costs the machine little. */
export function firstProgramOf(host: Host | undefined): FirstProgram {
  return host?.groups.includes('bare') === true ? 'sshd' : 'systemd';
}

/** Starts a host whose namespace is there, and waits until its sshd answers. Gives its state with its first process. */
export async function powerOnHost(paths: LabPaths, host: LabHostState, program: FirstProgram): Promise<LabHostState> {
  if (host.init !== undefined && isRunning(host.init)) return host;
  const { folder } = host;
  for (const name of ['upper', 'work', 'root']) mkdirSync(join(folder, name), { recursive: true });
  chmodSync(join(folder, 'upper'), 0o755);
  rmSync(join(folder, 'pid'), { force: true });
  writeFileSync(join(folder, 'cgroups'), makeGroups(readHierarchies(), paths.group, host.name));
  writeFileSync(join(folder, 'boot_id'), `${randomUUID()}\n`);
  rmSync(join(folder, 'sysctl'), { force: true });
  symlinkSync(paths.sysctlFolder, join(folder, 'sysctl'));
  const script = [scriptPath('boot-host.sh'), host.name, folder, host.lower.join(':'), program];
  const argv = ['unshare', '--fork', '--mount', '--pid', '--uts', '--ipc', 'sh', ...script];
  startDetached(namespaceCommand(host.namespace, argv), join(folder, 'console'));
  const pidFile = join(folder, 'pid');
  const written = await waitUntil(() => identifyProcess(readNumber(pidFile)) !== undefined, 10_000, 30);
  const init = written ? identifyProcess(readNumber(pidFile)) : undefined;
  if (init === undefined) throw bootFailure(host, 'its first process did not start');
  const started = { ...host, init };
  const answered = await waitUntil(
    async () => {
      if (!isRunning(init)) throw bootFailure(host, 'its first process ended');
      return speaksSsh(host);
    },
    bootTimeoutMs,
    200,
  );
  if (!answered) throw bootFailure(host, `sshd did not answer within ${bootTimeoutMs / 1000} s`);
  return started;
}

/**
 * Takes a host's power away, or, when `orderly`, lets systemd shut it down. All that lived in memory is gone: processes, addresses, tunnels,
 * firewall rules, sysctls. Its file system stays.
 */
export async function powerOffHost(paths: LabPaths, host: LabHostState, orderly: boolean): Promise<LabHostState> {
  const { init, ...off } = host;
  if (init !== undefined) {
    if (orderly) {
      signalProcess(init, powerOffSignal);
      await waitUntil(() => !isRunning(init), 30_000);
    }
  }
  // The first process takes the others with it. Whatever else there is comes from a run that crashed before it was noted.
  const members = [
    ...(init !== undefined && isRunning(init) ? [init.pid] : []),
    ...processesIn(readHierarchies(), join(paths.group, host.name)),
  ].flatMap((pid) => identifyProcess(pid) ?? []);
  for (const one of members) if (!(await killProcess(one))) throw stuck(host, `process ${one.pid} does not end`);
  await removeNamespace(host.namespace);
  let left: readonly string[] = [];
  const removed = await waitUntil(() => (left = removeGroups(readHierarchies(), paths.group, host.name)).length === 0, 10_000, 50);
  if (!removed) throw stuck(host, `processes are left in ${left.join(', ')}`);
  return off;
}

/** Starts a program that outlives this one, its output going to a file. Gives its process number. */
export function startDetached(argv: readonly string[], outputFile: string): number | undefined {
  const output = openSync(outputFile, 'w', 0o600);
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { detached: true, stdio: ['ignore', output, output] });
  child.on('error', () => undefined);
  child.unref();
  closeSync(output);
  return child.pid;
}

async function speaksSsh(host: LabHostState): Promise<boolean> {
  const script = 'exec 3<> "/dev/tcp/127.0.0.1/$0" && read -r -t 5 line <&3 && [[ $line == SSH-2.0-* ]]';
  return (await tryCommand(namespaceCommand(host.namespace, ['bash', '-c', script, String(host.port)]))).status === 0;
}

function readNumber(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').trim() || 0);
  } catch {
    return 0;
  }
}

function bootFailure(host: LabHostState, what: string): RunbookError {
  const console = join(host.folder, 'console');
  const said = readFileSync(console, 'utf8').trim().split('\n').slice(-5).join('\n');
  const failure = { severity: 'error', what: `lab host ${host.name} did not boot: ${what}`, host: host.name } as const;
  const watches = readInotifyUse();
  // systemd ends without a word when it gets no inotify instance (inotify(7)); they are counted by user, for the whole machine.
  if (said === '' && watches.used >= watches.limit - 10) {
    return new RunbookError({
      ...failure,
      code: 'RB7012',
      why: `About ${watches.used} of the ${watches.limit} inotify instances of root are in use on this machine, and a host needs six.`,
      mend: 'Remove another lab with `runbook lab down`, or raise the limit: sysctl fs.inotify.max_user_instances=1024',
    });
  }
  return new RunbookError({
    ...failure,
    code: 'RB7006',
    ...(said === '' ? {} : { why: said }),
    mend: `Look at ${console}, then \`runbook lab down\` and \`runbook lab up\`.`,
  });
}

function stuck(host: LabHostState, why: string): RunbookError {
  return new RunbookError({
    code: 'RB7010',
    severity: 'error',
    what: `lab host ${host.name} could not be powered off`,
    host: host.name,
    why,
    mend: 'End what still runs in it (a shell that you opened there), then `runbook lab down`.',
  });
}
