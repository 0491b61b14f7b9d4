import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../src/core/json.ts';
import type { Texts } from './fuzz-kind.ts';
import type { Finding } from './run-kind.ts';
import { jsonOf } from './tree.ts';

const folder = join(import.meta.dirname, 'corpus');

/** An input that once showed a fault, and stays as a test. */
export interface Kept {
  readonly kind: string;
  /** File below `corpus`. */
  readonly file: string;
  readonly input: Texts;
}

/** True for texts by their names. */
export function isTexts(value: unknown): value is Texts {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((one) => typeof one === 'string')
  );
}

/** Every input that is kept. */
export function keptInputs(): readonly Kept[] {
  return readdirSync(folder)
    .sort()
    .flatMap((kind) =>
      readdirSync(join(folder, kind))
        .sort()
        .map((name) => ({ kind, file: `${kind}/${name}`, ...readKept(join(folder, kind, name)) })),
    );
}

/**
 * The input of a file. A text that is one piece many times over is written as `repeated`: what stands before, the piece (`%` is its number), how often, and what stands behind
 * as often.
 */
function readKept(path: string): { readonly input: Texts } {
  const value = jsonOf(readFileSync(path, 'utf8'));
  const { input = {}, repeated = {} } = isJsonObject(value) ? value : {};
  const made = Object.entries(isJsonObject(repeated) ? repeated : {}).map(([name, one]) => [name, isJsonObject(one) ? repeat(one) : '']);
  const whole: unknown = { ...(isJsonObject(input) ? input : {}), ...Object.fromEntries(made) };
  if (!isTexts(whole)) throw new TypeError(`${path} has no input`);
  return { input: whole };
}

function repeat(how: JsonObject): string {
  const times = Number(how['times']);
  const pieces = Array.from({ length: times }, (_, index) => member(how, 'piece').replace('%', String(index)));
  return `${member(how, 'before')}${pieces.join('')}${member(how, 'behind').repeat(times)}`;
}

function member(how: JsonObject, name: string): string {
  const text = how[name];
  return typeof text === 'string' ? text : '';
}

/** Writes what was found beside what is kept; gives the file. The same input is written once. */
export function keepFinding({ kind, input, message, seed }: Finding): string {
  mkdirSync(join(folder, kind), { recursive: true });
  const name = `${createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 12)}.json`;
  const file = join(folder, kind, name);
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify({ fault: message.split('\n')[0], seed, input }, undefined, 2)}\n`);
  return file;
}
