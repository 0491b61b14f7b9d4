import { EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { didYouMean } from './suggest.ts';
import { OutOfTime } from './limited-time.ts';
import { Undecided } from './undecided.ts';

/** A mistake in an expression; `offset` is the character at which it lies. */
export class ExpressionMistake extends Error {
  readonly code: string;
  readonly offset: number;
  readonly mend: string | undefined;

  constructor(code: string, message: string, offset: number, mend?: string) {
    super(message);
    this.name = 'ExpressionMistake';
    this.code = code;
    this.offset = offset;
    this.mend = mend;
  }
}

/** What the library or a variable threw, as a mistake at a place of the whole expression where it is one. */
export function translate(error: unknown, code: string, offset: number): Error {
  if (error instanceof Undecided || error instanceof ExpressionMistake) return error;
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError) {
    return new ExpressionMistake(code, sentence(error.summary), offset + (error.range?.start ?? 0));
  }
  if (error instanceof OutOfTime)
    return new ExpressionMistake(
      code,
      'this expression takes too long',
      offset,
      'look for lists within lists, and for a regular expression with (…+)+ in it',
    );
  if (error instanceof TypeError) return new ExpressionMistake(code, error.message, offset);
  if (error instanceof RangeError) return new ExpressionMistake(code, 'this is nested too deep, or makes something too long', offset);
  return error instanceof Error ? error : new Error(String(error));
}

export function unknownFunction(
  error: { readonly summary: string; readonly range?: { readonly start: number; readonly end: number } },
  text: string,
  functions: Readonly<Record<string, number>>,
): ExpressionMistake {
  const called = /for '(\w+)\((.*)\)'$/u.exec(error.summary);
  const [, name = '', given = ''] = called ?? [];
  const arity = Object.hasOwn(functions, name) ? functions[name] : undefined;
  const offset = error.range?.start ?? 0;
  if (called === null) return new ExpressionMistake('RB1304', sentence(error.summary), offset);
  if (arity !== undefined)
    return new ExpressionMistake(
      'RB1304',
      `${name} takes ${arity} value${arity === 1 ? '' : 's'}, not ${given === '' ? 0 : given.split(',').length}`,
      Math.max(0, text.indexOf(name)),
    );
  return new ExpressionMistake(
    'RB1304',
    `there is no function "${name}" for (${given})${didYouMean(name, Object.keys(functions))}`,
    Math.max(0, text.indexOf(name)),
    `functions of a site: ${Object.keys(functions).join(', ')}`,
  );
}

function sentence(summary: string): string {
  return summary.replace(/\bdyn<(\w+)>/gu, '$1');
}
