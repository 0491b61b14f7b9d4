import type { z } from 'zod';
import { RunbookError } from '../core/diagnostic.ts';
import { writeCanonical } from '../core/json.ts';
import { planBytes } from '../core/plan-digest.ts';
import type { Plan, Step } from '../core/plan.ts';
import { parseJsonPieces } from './json-pieces.ts';
import { checkPlan } from './plan-check.ts';
import { planSchema, stepSchema } from './plan-schema.ts';

/** The format of plan files that this program reads and writes. */
const FORMAT = 'runbook.plan/1';
/** Larger files are not read, in bytes. A plan for 500 hosts with 40 steps each has some 40 MiB. */
export const LARGEST_PLAN_BYTES = 256 * 1024 * 1024;
/** Objects and lists in each other; a plan has no more than a dozen, and values of states a few more. */
const DEEPEST = 64;
/** How deep the members of steps stand: equal ones are one value in memory. */
const MEMBER_OF_STEP = 3;
/** Names that mean something else in JavaScript objects. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** So many faults of one file are told. */
const MOST_FAULTS = 8;

/**
 * Reads the bytes of a plan file: a packed plan of which everything holds that other code relies on. `shown` is how messages call the file. Throws a RunbookError
 * that says what is wrong (RB6022 to RB6026): such a file may come from anywhere, so nothing of it is believed.
 */
export function readPlanFile(bytes: Uint8Array, shown: string): Plan {
  const refuse = (code: string, what: string, why: string): RunbookError =>
    new RunbookError({
      code,
      severity: 'error',
      what: `${shown} ${what}`,
      why,
      mend: `bring the file again, or plan again; runbook explain ${code}`,
    });
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('RB6022', 'is no plan', 'it is no JSON object in UTF-8, or breaks off before its end');
  const format: unknown = Reflect.get(value, 'format');
  if (format !== FORMAT)
    throw refuse('RB6023', 'has a format that this program does not know', `it says ${said(format)}; this program knows "${FORMAT}"`);
  const odd = oddity(value, 0, new Set());
  if (odd !== undefined) throw refuse('RB6025', 'is not as the format wants it', odd);
  if (!isCanonical(value, bytes))
    throw refuse(
      'RB6024',
      'was written anew by something else',
      'its bytes are not those that a plan with this content has (RFC 8785: order of members, spaces, line ends)',
    );
  const plan = checkMembers(value);
  if (!('format' in plan)) throw refuse('RB6025', 'is not as the format wants it', told(plan));
  const faults = checkPlan(plan);
  if (faults.length > 0) throw refuse('RB6026', 'contradicts itself', told(faults));
  return plan;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseJsonPieces(bytes);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** True when the bytes are the canonical text of the value. */
function isCanonical(value: object, bytes: Uint8Array): boolean {
  let at = 0;
  let isSame = true;
  planBytes(
    value,
    (block) => {
      isSame &&= Buffer.compare(block, bytes.subarray(at, at + block.length)) === 0;
      at += block.length;
    },
    sharedTexts(value),
  );
  return isSame && at === bytes.length;
}

/** Gives the canonical text of what several steps share, made once. */
function sharedTexts(value: object): (part: object) => string | undefined {
  const seen = new Set<unknown>();
  const texts = new Map<unknown, string | undefined>();
  const written: unknown = Reflect.get(value, 'steps');
  const steps: readonly unknown[] = Array.isArray(written) ? written : [];
  for (const step of steps) {
    for (const member of typeof step === 'object' && step !== null ? Object.values(step) : []) {
      if (typeof member !== 'object') continue;
      if (seen.has(member)) texts.set(member, undefined);
      else seen.add(member);
    }
  }
  return (part) => {
    if (!texts.has(part)) return undefined;
    let text = texts.get(part) ?? '';
    if (text === '') writeCanonical(part, (piece) => (text += piece));
    texts.set(part, text);
    return text;
  };
}

/** Checks each member of the plan, its steps one by one. Steps stay the objects that were read: what equal steps share in memory stays shared. */
function checkMembers(value: object): Plan | readonly string[] {
  const faultsOf = (issues: readonly z.core.$ZodIssue[], at: readonly PropertyKey[]): readonly string[] =>
    issues.map((one) => `${[...at, ...one.path].map(String).join('.')}: ${one.message}`);
  const written: unknown = Reflect.get(value, 'steps');
  if (!Array.isArray(written)) return ['steps: it is no list'];
  const rest = planSchema.safeParse({ ...value, steps: [] });
  if (!rest.success) return faultsOf(rest.error.issues, []);
  const faults: string[] = [];
  const check = createStepCheck((issues, index) => faults.push(...faultsOf(issues, ['steps', index])));
  const steps = written.filter((step: unknown, index): step is Step => check(step, index));
  return faults.length > 0 ? faults : { ...rest.data, steps };
}

/** A check of the steps of one plan. Members that were right in one step are right in all of them: a step's members are judged one by one. */
function createStepCheck(
  tell: (issues: readonly z.core.$ZodIssue[], index: number) => void,
): (step: unknown, index: number) => step is Step {
  const right = new Map<string, Set<unknown>>(Object.keys(stepSchema.shape).map((name) => [name, new Set()]));
  const schemas = new Map<string, z.ZodType>(Object.entries(stepSchema.shape));
  /** Which members stood together in a step that was right as a whole. */
  const together = new Set<string>();
  const isRight = (name: string, member: unknown): boolean => {
    const known = right.get(name);
    if (known?.has(member) !== true && schemas.get(name)?.safeParse(member).success !== true) return false;
    known?.add(member);
    return true;
  };
  return (step, index): step is Step => {
    const names = typeof step === 'object' && step !== null ? Object.keys(step).join(' ') : '';
    if (together.has(names) && Object.entries(step ?? {}).every(([name, member]) => isRight(name, member))) return true;
    const whole = stepSchema.safeParse(step);
    if (whole.success) together.add(names);
    else tell(whole.error.issues, index);
    return whole.success;
  };
}

/** What in a JSON value no plan can have, whatever its members mean. `sound` has the members of steps in which nothing was found. */
function oddity(value: unknown, depth: number, sound: Set<object>): string | undefined {
  if (typeof value === 'string') return oddText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST) return `it has more than ${DEEPEST} lists and objects in each other`;
  if (depth === MEMBER_OF_STEP && sound.has(value)) return undefined;
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.has(key)) return `it has a member named "${key}"`;
    const odd = oddText(key) ?? oddity(Reflect.get(value, key), depth + 1, sound);
    if (odd !== undefined) return odd;
  }
  if (depth === MEMBER_OF_STEP) sound.add(value);
  return undefined;
}

function oddText(text: string): string | undefined {
  if (text.includes('\0')) return 'it has a text with the character U+0000';
  return text.isWellFormed() ? undefined : 'it has a text with half of a character';
}

function said(format: unknown): string {
  return typeof format === 'string' ? JSON.stringify(format.slice(0, 60)) : 'none';
}

function told(faults: readonly string[]): string {
  const first = faults.slice(0, MOST_FAULTS).map((fault) => fault.slice(0, 300));
  return [...first, ...(faults.length > first.length ? [`and ${faults.length - first.length} more`] : [])].join('\n');
}
