import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import type { Plan } from '../core/plan.ts';
import { planBytes, planDigestOf } from '../core/plan-digest.ts';
import { LARGEST_PLAN_BYTES, readPlanFile } from '../definition/plan-file.ts';
import { count, showDateTime } from '../report/wording.ts';
import { growSlowly } from './grow-slowly.ts';
import type { Io } from './io.ts';
import { placeFor, writeOrRefuse, type GiveBytes } from './whole-file.ts';

/** A larger plan, and what is shown of it, is a lot in memory. */
const LARGE_PLAN_BYTES = 4 * 1024 * 1024;

/** A plan file, read and checked. */
export interface OpenPlan {
  /** Absolute path. */
  readonly file: string;
  readonly packed: Plan;
  readonly digest: string;
}

/** True when a path leads to a file that begins as a plan does, with `{`. Everything else is the name of something. */
export function isPlanFile(io: Io, path: string): boolean {
  const file = resolve(io.cwd, path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    const descriptor = openSync(file, 'r');
    try {
      const first = Buffer.alloc(1);
      return readSync(descriptor, first) === 1 && first.toString('latin1') === '{';
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw notRead(file, error instanceof Error ? error.message : String(error));
  }
}

/** Reads a plan file. Throws RB6021 when it cannot be read, and what `readPlanFile` throws. */
export function openPlanFile(io: Io, path: string): OpenPlan {
  const file = resolve(io.cwd, path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw notRead(file, stat === undefined ? 'there is no such file' : 'it is no file');
  const { size } = stat;
  if (size > LARGEST_PLAN_BYTES) throw notRead(file, `it has ${size} bytes, more than the ${LARGEST_PLAN_BYTES} that are read`);
  if (size > LARGE_PLAN_BYTES) growSlowly();
  const bytes = readFileSync(file);
  const packed = readPlanFile(bytes, path);
  return { file, packed, digest: planDigestOf(bytes, packed) };
}

/** Absolute path that a plan is to be written to. Throws RB6021 when nothing can be written there, before hosts are asked anything. */
export function planPlace(io: Io, out: string): string {
  return placeFor(io.cwd, out, notWritten);
}

/** Writes a packed plan as `writeWholeFile` does, and gives its size in bytes. Throws RB6021. */
export function writePlanFile(file: string, plan: Plan, mode?: number): number {
  let sizeBytes = 0;
  const give: GiveBytes = (take) =>
    planBytes(plan, (block) => {
      sizeBytes += block.length;
      take(block);
    });
  writeOrRefuse(file, give, notWritten, mode);
  return sizeBytes;
}

/** What is said of a plan that was written: where it is, how large, its digest, and what it does not do. */
export function savedPlanLines(file: string, plan: Plan, digest: string, sizeBytes: number): readonly string[] {
  const failed = plan.hosts.flatMap((host) => (host.failure === undefined ? [] : [host.name]));
  return [
    `The plan is in ${file} (${Math.max(1, Math.ceil(sizeBytes / 1024))} KiB), sha256:${digest}`,
    ...(plan.validUntil === undefined ? [] : [`It is not carried out after ${showDateTime(plan.validUntil, {})}.`]),
    ...(failed.length === 0
      ? []
      : [
          `It does nothing on ${failed.join(', ')}: ${failed.length === 1 ? 'this host' : `these ${failed.length} hosts`} could not be planned.`,
        ]),
    ...(plan.steps.length === 0 ? ['It has no step: applying it changes nothing.'] : []),
    ...(plan.stageEnds.length === 0
      ? []
      : [`It is not whole: after its ${count(plan.steps.length, 'step')} the rest has to be planned (stage ${plan.stage + 1}).`]),
  ];
}

function notRead(file: string, why: string): RunbookError {
  return new RunbookError({ code: 'RB6021', severity: 'error', what: `the plan ${file} cannot be read`, why, mend: 'look at the file' });
}

function notWritten(file: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6021',
    severity: 'error',
    what: `the plan cannot be written to ${file}`,
    why,
    mend: 'name another place with --out',
  });
}
