import { RunbookError } from '../core/diagnostic.ts';
import { isCanonical } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { checkPlan } from './plan-check.ts';
import { planSchema } from './plan-schema.ts';

/** The format of plan files that this program reads and writes. */
const FORMAT = 'runbook.plan/1';
/** Larger files are not read, in bytes. A plan for 500 hosts with 40 steps each has some 40 MiB. */
export const LARGEST_PLAN_BYTES = 256 * 1024 * 1024;
/** Objects and lists in each other; a plan has no more than a dozen, and values of states a few more. */
const DEEPEST = 64;
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
  const text = decode(bytes);
  if (text === undefined) throw refuse('RB6022', 'is no plan', 'it is no UTF-8 text');
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('RB6022', 'is no plan', 'it is no JSON object, or breaks off before its end');
  const format: unknown = Reflect.get(value, 'format');
  if (format !== FORMAT)
    throw refuse('RB6023', 'has a format that this program does not know', `it says ${said(format)}; this program knows "${FORMAT}"`);
  const odd = oddity(value, 0);
  if (odd !== undefined) throw refuse('RB6025', 'is not as the format wants it', odd);
  if (!isCanonical(value, text))
    throw refuse(
      'RB6024',
      'was written anew by something else',
      'its bytes are not those that a plan with this content has (RFC 8785: order of members, spaces, line ends)',
    );
  const parsed = planSchema.safeParse(value);
  if (!parsed.success)
    throw refuse(
      'RB6025',
      'is not as the format wants it',
      told(parsed.error.issues.map((one) => `${one.path.map(String).join('.')}: ${one.message}`)),
    );
  const faults = checkPlan(parsed.data);
  if (faults.length > 0) throw refuse('RB6026', 'contradicts itself', told(faults));
  return parsed.data;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** What in a JSON value no plan can have, whatever its members mean. */
function oddity(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return oddText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST) return `it has more than ${DEEPEST} lists and objects in each other`;
  if (Array.isArray(value)) {
    for (const one of value) {
      const odd = oddity(one, depth + 1);
      if (odd !== undefined) return odd;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.has(key)) return `it has a member named "${key}"`;
    const odd = oddText(key) ?? oddity(Reflect.get(value, key), depth + 1);
    if (odd !== undefined) return odd;
  }
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
