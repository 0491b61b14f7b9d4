import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionMistake } from './expression-mistake.ts';
import { didYouMean } from './suggest.ts';
import { decided } from './undecided.ts';
import { isList, kindOf } from './value-kinds.ts';

/** The piece of the expression that a node stands for. */
export function textOf(node: ASTNode): string {
  return node.input.slice(node.start, node.end);
}

/** Arithmetic of two numbers; undefined for operators that are none. Whole numbers divide to whole numbers. */
export function count(node: ASTNode, a: number, b: number): number | boolean | undefined {
  switch (node.op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '%': {
      if (b === 0) throw new ExpressionMistake('RB1305', 'division by zero', node.start);
      if (node.op === '%') return a % b;
      return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
    }
    default:
      return undefined;
  }
}

/** Longest text that joining makes, in characters, and longest list, in items. */
const LIMIT_CHARACTERS = 4 * 1024 * 1024;
const LIMIT_ITEMS = 100_000;

/** Refuses to join what would grow beyond all use: variables that double each other fill the memory in a few lines. */
export function refuseGrowth(a: unknown, b: unknown, node: ASTNode): void {
  const tooLong =
    (typeof a === 'string' && typeof b === 'string' && a.length + b.length > LIMIT_CHARACTERS) ||
    (isList(a) && isList(b) && a.length + b.length > LIMIT_ITEMS);
  if (tooLong)
    throw new ExpressionMistake('RB1305', `joined they have more than ${LIMIT_CHARACTERS} characters or ${LIMIT_ITEMS} items`, node.start);
}

/** How many characters, items or keys. */
export function sizeOf(value: unknown, node: ASTNode): number {
  if (typeof value === 'string') return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new ExpressionMistake('RB1305', `size needs a text, a list or a mapping, not ${kindOf(value)}`, node.start);
}

/** A field of a mapping or an item of a list. Only what is data of its own counts. */
export function member(value: unknown, key: unknown, node: ASTNode): unknown {
  const from = decided(value);
  if (isList(from) && typeof key === 'number') {
    if (key in from) return from[key];
    throw new ExpressionMistake('RB1300', `there is no item ${key}: the list has ${from.length}`, node.start);
  }
  const name = String(key);
  if (typeof from === 'object' && from !== null && !isList(from)) {
    const found: unknown = Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;
    if (found !== undefined) return found;
    throw new ExpressionMistake('RB1300', `"${textOf(node)}" is not there: no "${name}"${didYouMean(name, Object.keys(from))}`, node.start);
  }
  throw new ExpressionMistake('RB1300', `"${textOf(node)}" is not there: what should hold "${name}" is ${kindOf(from)}`, node.start);
}

/** The mistake of a name that is not there. */
export function unknownName(name: string, offset: number, roots: Readonly<Record<string, unknown>>): ExpressionMistake {
  const vars = roots['vars'];
  const isVariable = typeof vars === 'object' && vars !== null && Object.hasOwn(vars, name);
  return new ExpressionMistake(
    'RB1300',
    `there is no "${name}"${isVariable ? '' : didYouMean(name, Object.keys(roots))}`,
    offset,
    isVariable ? `write vars.${name}` : `names here: ${Object.keys(roots).join(', ')}; variables are vars.NAME`,
  );
}
