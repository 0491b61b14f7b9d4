import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadInventory } from '../../../src/definition/site.ts';
import { labDown } from '../../../src/lab/lab-down.ts';
import type { Lab } from '../../../src/lab/lab-host.ts';
import { labPaths } from '../../../src/lab/lab-paths.ts';
import { hostOf } from '../../../src/lab/lab-state.ts';
import { insideCommand, labSshCommand, requireLab } from '../../../src/lab/lab-status.ts';
import { labUp } from '../../../src/lab/lab-up.ts';
import { runCommand, tryCommand, type CommandResult } from '../../../src/lab/run-command.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));

/** The program, as a user starts it. */
export const program = join(top, 'src/cli/runbook');

/** What a program that was run left: both outputs together, as a terminal shows them. */
export interface Shown {
  readonly status: number;
  readonly text: string;
}

/** What is typed when a text appears. */
export interface Typing {
  readonly when: string;
  readonly type: string;
}

/** A project folder with a lab of its own, which `runbook` finds as it would the project's. */
export interface LabProject {
  readonly folder: string;
  readonly lab: Lab;
  /** Runs `runbook` in the folder, in a terminal when something is to be typed. */
  runbook(args: readonly string[], typing?: readonly Typing[]): Promise<Shown>;
  /** Runs shell as root of a lab host, past ssh. Throws when it fails. */
  inside(host: string, script: string): Promise<string>;
  /** Runs a command on a lab host as its login account, by ssh(1) from the desk through the bastion. */
  overSsh(host: string, command: string): Promise<CommandResult>;
  /** Root of a lab host's file system, as this machine sees it. */
  rootOf(host: string): string;
  remove(): Promise<void>;
}

/** Writes the files of a project and builds the lab of its `inventory/lab` under that name. */
export async function makeLabProject(name: string, files: Readonly<Record<string, string>>): Promise<LabProject> {
  const folder = join(top, '.runbook', `test-${name}`);
  const options = { projectFolder: folder, name };
  await labDown(options);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const inventory = loadInventory(join(folder, 'inventory/lab'), { home: '/root', projectFolder: folder, defaultUser: 'root' });
  await labUp(inventory, options, () => undefined);
  // Where the program looks for the lab of a project.
  symlinkSync(labPaths(options).folder, labPaths({ projectFolder: folder }).folder);
  return {
    folder,
    lab: { inventory, options },
    runbook: (args, typing = []) => runInTerminalOrNot(folder, args, typing),
    inside: (host, script) => runCommand(insideCommand(requireLab(options), host, ['sh', '-euc', script]), { timeoutMs: 60_000 }),
    overSsh: (host, command) => {
      const via = inventory.hosts.find((one) => one.name === host)?.via ?? [];
      return tryCommand(labSshCommand(requireLab(options), host, via, [command]), { timeoutMs: 30_000 });
    },
    rootOf: (host) => `/proc/${hostOf(requireLab(options), host).init?.pid}/root`,
    remove: async () => {
      await labDown(options);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const LIMIT_MS = 120_000;

/** Without typing there is no terminal; with it script(1) makes one, and each text is typed when its turn has come and its prompt is there. */
function runInTerminalOrNot(folder: string, args: readonly string[], typing: readonly Typing[]): Promise<Shown> {
  const quoted = [program, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const [command, ...rest] = typing.length === 0 ? [program, ...args] : ['script', '-qefc', `stty cols 200; exec ${quoted}`, '/dev/null'];
  const child = spawn(command, rest, { cwd: folder, stdio: [typing.length === 0 ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  let text = '';
  let typed = 0;
  let searchFrom = 0;
  const take = (bytes: Buffer): void => {
    text += bytes.toString();
    const next = typing[typed];
    const at = next === undefined ? -1 : text.indexOf(next.when, searchFrom);
    if (next === undefined || at < 0) return;
    typed += 1;
    searchFrom = at + next.when.length;
    child.stdin?.write(`${next.type}\r`);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? 255, text: text.replaceAll('\r\n', '\n') });
    });
  });
}
