import { catalogue } from '../../src/cli/codes.ts';
import { RunbookError, type Diagnostic } from '../../src/core/diagnostic.ts';
import { renderDiagnostics } from '../../src/report/diagnostic.ts';
import { findControls } from '../support/find-controls.ts';
import { must, type Verdict } from './fuzz-kind.ts';

/** Codes that say that a text is none of its language; all others are said by code that knows what it means. */
const syntaxCodes: ReadonlySet<string> = new Set([
  'RB1000',
  'RB1001',
  'RB1002',
  'RB1004',
  'RB1007',
  'RB1008',
  'RB1301',
  'RB1304',
  'RB6022',
  'RB6023',
  'RB6024',
]);

/** The verdict that these diagnostics are, after a look at whether an operator can use them and a terminal bear them. */
export function verdictOf(diagnostics: readonly Diagnostic[]): Verdict {
  for (const one of diagnostics) {
    must(Object.hasOwn(catalogue, one.code), () => `the code ${one.code} is in no catalogue`);
    must(one.what.trim() !== '', () => `${one.code} says nothing`);
    if (one.source !== undefined)
      must(
        Number.isInteger(one.source.line) && one.source.line >= 1 && Number.isInteger(one.source.column) && one.source.column >= 1,
        () => `${one.code} is nowhere: ${JSON.stringify(one.source)}`,
      );
  }
  mustBeHarmless(renderDiagnostics(diagnostics, { color: false, width: 100 }), 'what is said of the input');
  mustBePure();
  const codes = diagnostics.filter((one) => one.severity === 'error').map((one) => one.code);
  return { reached: codes.some((code) => syntaxCodes.has(code)) ? 'syntax' : 'meaning', codes };
}

/** The diagnostics with which it ends; anything else that it throws goes on. */
export async function diagnosticsOf(work: () => unknown): Promise<readonly Diagnostic[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof RunbookError) return error.diagnostics;
    throw error;
  }
}

/** A text for people has nothing that a terminal obeys or that reorders it. */
export function mustBeHarmless(text: string, what: string): void {
  const controls = findControls(text);
  must(controls.length === 0, () => `${what} sends ${controls.join(', ')} to the terminal`);
}

const prototypes: readonly (readonly [string, object, number])[] = [
  ['Object', Object.prototype, Reflect.ownKeys(Object.prototype).length],
  ['Array', Array.prototype, Reflect.ownKeys(Array.prototype).length],
  ['String', String.prototype, Reflect.ownKeys(String.prototype).length],
  ['Function', Function.prototype, Reflect.ownKeys(Function.prototype).length],
];

/** What all objects inherit is as it was when the program began. */
export function mustBePure(): void {
  for (const [name, prototype, keys] of prototypes)
    must(Reflect.ownKeys(prototype).length === keys, () => `${name}.prototype has got a member`);
}

/** A value that stands in the environment of the program and in no input: whatever shows it has reached the process. */
const CANARY = 'canary-of-the-process-5b1f';
process.env['RUNBOOK_FUZZ_CANARY'] = CANARY;

/** A text does not hold what only the process knows. */
export function mustBeContained(text: string, what: string): void {
  must(
    !text.includes(CANARY) && !text.includes('[native code]') && !text.includes('function Object('),
    () => `${what} shows what belongs to the process`,
  );
}
