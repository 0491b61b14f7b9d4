import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hostOf } from '../../../src/lab/lab-state.ts';
import { requireLab } from '../../../src/lab/lab-status.ts';
import type { LabProject } from '../support/lab-project.ts';
import { findMarks } from './marks.ts';

/** Folders of a host that are in memory, not among the files that were written since it was made. */
const VOLATILE = ['run', 'tmp', 'dev/shm'];
const LARGEST_FILE = 64 * 1024 * 1024;

/** The files below a folder, by their paths; links are not followed, pipes and devices left out. */
export function filesBelow(folder: string, skip: (path: string) => boolean = () => false): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skip(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, skip);
    return entry.isFile() ? [path] : [];
  });
}

/** The files below a folder that were written since then, in milliseconds since 1970. */
export function filesSince(folder: string, sinceMs: number): readonly string[] {
  return filesBelow(folder).filter((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= sinceMs);
}

/** One line for each file that holds a mark. */
export function searchFiles(paths: readonly string[], named: (path: string) => string, more: readonly string[] = []): readonly string[] {
  return paths.flatMap((path) => {
    const [found] = findMarks(readStart(path), more);
    return found === undefined ? [] : [`${named(path)}: ${found.spelling}: ${found.around}`];
  });
}

/** A file may go while it is looked for. */
function readStart(path: string): Buffer {
  try {
    if (statSync(path).size <= LARGEST_FILE) return readFileSync(path);
    const descriptor = openSync(path, 'r');
    const bytes = Buffer.alloc(LARGEST_FILE);
    const size = readSync(descriptor, bytes);
    closeSync(descriptor);
    return bytes.subarray(0, size);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Every file that a host has written since it was made, and all that it has in memory, by its path there. */
export function filesOfHost(project: LabProject, host: string): ReadonlyMap<string, string> {
  const { upper } = hostOf(requireLab(project.lab.options), host);
  const root = project.rootOf(host);
  const written = filesBelow(upper).map((path) => [path.slice(upper.length), path] as const);
  const volatile = VOLATILE.flatMap((name) => filesBelow(join(root, name)).map((path) => [path.slice(root.length), path] as const));
  return new Map([...written, ...volatile]);
}

/** What is wrong with the rights of a file that may hold a secret: it, or the store above it, is to be root's alone. */
export function openToOthers(root: string, path: string): readonly string[] {
  const { mode, uid } = lstatSync(join(root, path));
  const isPrivate = uid === 0 && (mode & 0o077) === 0;
  const store = /^\/var\/lib\/runbook\/undo/u.exec(path)?.[0];
  const storeMode = store === undefined ? undefined : lstatSync(join(root, store)).mode;
  const isInStore = storeMode !== undefined && (storeMode & 0o077) === 0;
  return isPrivate || isInStore ? [] : [`${path}: mode ${(mode & 0o7777).toString(8)}, owner ${uid}`];
}

/** All that systemd's journal of a host has, in the form that shows every field. */
export function hostJournal(project: LabProject, host: string): Promise<string> {
  return project.inside(host, 'journalctl --sync 2>/dev/null || :; journalctl --no-pager --output export --all');
}

/** Numbers by which this machine knows the first process of a host, and its sshd. */
export function tracedProcesses(project: LabProject, host: string): readonly number[] {
  const init = hostOf(requireLab(project.lab.options), host).init?.pid ?? 0;
  const namespace = readlinkSync(`/proc/${init}/ns/pid`);
  const isSshd = (pid: number): boolean => {
    try {
      return (
        readlinkSync(`/proc/${pid}/ns/pid`) === namespace &&
        /sshd: .*\[listener\]|^\/usr\/sbin\/sshd/u.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      );
    } catch {
      return false;
    }
  };
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number);
  return [init, ...pids.filter((pid) => isSshd(pid))];
}

/** What strace has written, with each text as it was: arguments and environment of every program that was started. */
export function decodeTrace(file: string): string {
  const text = readFileSync(file, 'latin1');
  return Buffer.from(
    text.replace(/\\x([0-9a-f]{2})/gu, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString('utf8');
}

/** A call without what the program itself was given as a variable: its launcher (find), Node, and what starts it once more at the lab's desk (nsenter) have it. */
export function withoutGiven(call: string, given: string): string {
  return /execve\("[^"]*\/(runbook|node|find|nsenter)"/u.test(call) ? call.replaceAll(given, '') : call;
}
