import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import { deskCommand, insideCommand, requireLab } from '../../../src/lab/lab-status.ts';
import { runCommand, tryCommand } from '../../../src/lab/run-command.ts';
import { noisePatterns } from '../overlay-tree.ts';
import type { LabProject } from '../support/lab-project.ts';
import { changedPaths, type HostTree } from '../truth/host-tree.ts';
import { readTrees } from '../truth/judge-run.ts';
import type { Disturbance } from './area.ts';

const program = fileURLToPath(new URL('../../../src/cli/runbook', import.meta.url));
/** Time limit of a run, and of a disturbance: where much else runs, one of the whole site takes more than five minutes. */
const LIMIT_MS = 1_200_000;

/** A case on its way, and what it found so far. */
export interface Course {
  readonly project: LabProject;
  /** The hosts of the case; all that a run is limited to. */
  readonly hosts: readonly string[];
  readonly playbook: string;
  readonly faults: string[];
}

/** A run of `runbook` that came to its end. */
export interface EndedRun {
  readonly status: number;
  readonly text: string;
  readonly events: readonly RunEvent[];
}

/** Runs `runbook` at the desk. Another exit code than those is an error, with what the run said. */
export async function runAtDesk(course: Course, args: readonly string[], expected: readonly number[]): Promise<EndedRun> {
  const { options } = course.project.lab;
  const argv = [
    'env',
    `--chdir=${course.project.folder}`,
    `RUNBOOK_LAB=${options.name}`,
    program,
    ...args,
    ...(args[0] === 'undo' ? [] : ['--limit', course.hosts.join(',')]),
    '-i',
    'lab',
    '--format',
    'json',
  ];
  const done = await tryCommand(deskCommand(requireLab(options), argv), { timeoutMs: LIMIT_MS });
  const events = done.output.split('\n').flatMap((line) => readEvent(line));
  const ended = { status: done.status, text: `${done.output}${done.errors}`, events };
  if (expected.includes(done.status)) return ended;
  const words = diagnosticsOf(ended).map((one) => `${one.code} ${one.address ?? ''} ${one.what} ${one.why ?? ''}`);
  const said = words.length === 0 ? ended.text.slice(-1500) : [...new Set(words)].join('\n');
  throw new Error(`runbook ${args.join(' ')} ended with ${done.status}: ${said}`);
}

function readEvent(line: string): readonly RunEvent[] {
  if (!line.startsWith('{"at":')) return [];
  const event: RunEvent = JSON.parse(line);
  return [event];
}

/** Everything that a run said. */
export function diagnosticsOf({ events }: EndedRun): readonly Diagnostic[] {
  return events.flatMap((event) => {
    if (event.event === 'plan_ready') return [...event.plan.warnings, ...event.plan.hosts.flatMap((host) => host.failure ?? [])];
    return 'diagnostic' in event && event.diagnostic !== undefined ? [event.diagnostic] : [];
  });
}

/** Runs shell as root of the host. */
export async function disturb(course: Course, host: string, { kind, script }: Disturbance): Promise<void> {
  const argv = insideCommand(requireLab(course.project.lab.options), host, ['sh', '-euc', script]);
  try {
    await runCommand(argv, { timeoutMs: LIMIT_MS });
  } catch (error) {
    throw new Error(`the disturbance "${kind}" failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The hosts' file systems as they are now, by name. */
export function treesNow({ project, hosts }: Course): ReadonlyMap<string, HostTree> {
  return readTrees(project, hosts);
}

/** A fault for what changed, apart from noise. */
export function expectSame(course: Course, what: string, before: ReadonlyMap<string, HostTree>): void {
  const after = treesNow(course);
  for (const [host, tree] of before) {
    const paths = changedPaths(tree, after.get(host) ?? tree).filter((path) => !isNoise(path));
    if (paths.length > 0) course.faults.push(`${what} on ${host}: ${paths.join(' ')}`);
  }
}

/** True for what a host writes by itself. */
function isNoise(path: string): boolean {
  return noisePatterns().some((pattern) => matchesGlob(path.slice(1), pattern));
}
