import { Environment, EvaluationError, ParseError, TypeError as CelTypeError, type ASTNode } from '@marcbachmann/cel-js';
import { createValueViews } from './expression-values.ts';
import { siteFunctions } from './site-functions.ts';
import { didYouMean } from './suggest.ts';
import { decided, Undecided } from './undecided.ts';

/** Functions of this language, with their numbers of arguments. */
export const expressionFunctions: Readonly<Record<string, number>> = { output: 2, tunnel_peers: 1, firewall_rules: 0, relay_frontends: 0, host_entries: 0 };

/** What names and functions mean for one evaluation. */
export interface ExpressionScope {
  /** `vars`, `host`, `facts` …: properties may be computed when they are read. */
  readonly roots: Readonly<Record<string, unknown>>;
  call(name: string, values: readonly unknown[]): unknown;
}

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

/** Evaluates expressions of the Common Expression Language. */
export interface Expressions {
  /** Parses without evaluating; throws ExpressionMistake. The tree is for looking at names. */
  parse(text: string): ASTNode;
  /**
   * The plain value. A text with a hole that is only passed on (by a name, in a list, as a branch, joined with `+`) stays as it is;
   * where it would decide the value, Undecided is thrown. Throws ExpressionMistake.
   */
  evaluate(text: string, scope: ExpressionScope): unknown;
}

/** Makes an evaluator with its cache of parsed expressions. */
export function createExpressions(): Expressions {
  const views = createValueViews();
  const parsed = new Map<string, ReturnType<Environment['parse']>>();
  let current: ExpressionScope | undefined;
  const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
  for (const [name, arity] of Object.entries(expressionFunctions)) {
    const parameters = Array.from({ length: arity }, () => 'dyn').join(', ');
    environment.registerFunction(`${name}(${parameters}): dyn`, (...values: readonly unknown[]) => views.view(current?.call(name, values.slice(0, arity).map((one) => views.plain(one)))));
  }

  const parse = (text: string): ReturnType<Environment['parse']> => {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    try {
      const made = environment.parse(text);
      parsed.set(text, made);
      return made;
    } catch (error) {
      throw translate(error, 'RB1304', 0);
    }
  };

  /** Lets the library evaluate a piece of text; `names` stand for values already known. */
  const delegate = (text: string, offset: number, scope: ExpressionScope, names: Readonly<Record<string, unknown>> = {}): unknown => {
    const before = current;
    current = scope;
    try {
      const context: Record<string, unknown> = {};
      for (const [name, value] of Object.entries({ ...scope.roots, ...names })) context[name] = views.view(value);
      return views.plain(parse(text)(context));
    } catch (error) {
      throw translate(error, 'RB1305', offset);
    } finally {
      current = before;
    }
  };

  const evaluate = (node: ASTNode, scope: ExpressionScope): unknown => {
    switch (node.op) {
      case 'value':
        return typeof node.args === 'object' && node.args !== null ? delegate(textOf(node), node.start, scope) : views.plain(node.args);
      case 'id':
        if (Object.hasOwn(scope.roots, node.args)) return scope.roots[node.args];
        throw unknownName(node.args, node.start, scope);
      case '.':
        return member(evaluate(node.args[0], scope), node.args[1], node);
      case '[]':
        return member(evaluate(node.args[0], scope), decided(evaluate(node.args[1], scope)), node);
      case 'list':
        return node.args.map((item) => evaluate(item, scope));
      case 'map':
        return Object.fromEntries(node.args.map(([key, value]) => [String(decided(evaluate(key, scope))), evaluate(value, scope)]));
      case '?:':
        return condition(node.args[0], scope) ? evaluate(node.args[1], scope) : evaluate(node.args[2], scope);
      case '!_':
        return !condition(node.args, scope);
      case '&&':
        return logical(false, node.args, scope);
      case '||':
        return logical(true, node.args, scope);
      case 'call':
        return call(node, node.args[0], node.args[1], scope);
      case '+':
        return add(node, node.args, scope);
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '-':
      case '*':
      case '/':
      case '%':
      case 'in':
        return binary(node, decided(evaluate(node.args[0], scope)), decided(evaluate(node.args[1], scope)), scope);
      default:
        return delegate(textOf(node), node.start, scope);
    }
  };

  const condition = (node: ASTNode, scope: ExpressionScope): boolean => {
    const value = decided(evaluate(node, scope));
    if (typeof value === 'boolean') return value;
    throw new ExpressionMistake('RB1305', `a condition is true or false, not ${kindOf(value)}`, node.start);
  };

  /** Either side may settle the answer alone, even when the other is undecided. */
  const logical = (settles: boolean, [left, right]: readonly [ASTNode, ASTNode], scope: ExpressionScope): boolean => {
    let failure: unknown;
    for (const side of [left, right]) {
      try {
        if (condition(side, scope) === settles) return settles;
      } catch (error) {
        failure = failure === undefined || failure instanceof Undecided ? error : failure;
      }
    }
    if (failure !== undefined) throw failure;
    return !settles;
  };

  const add = (node: ASTNode, [left, right]: readonly [ASTNode, ASTNode], scope: ExpressionScope): unknown => {
    const a = evaluate(left, scope);
    const b = evaluate(right, scope);
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
    return binary(node, decided(a), decided(b), scope);
  };

  /** Numbers are counted here, since 2.0 of a YAML file is no different from 2; the rest is the library's. */
  const binary = (node: ASTNode, a: unknown, b: unknown, scope: ExpressionScope): unknown => {
    const counted = typeof a === 'number' && typeof b === 'number' ? count(node, a, b) : undefined;
    if (counted !== undefined) return counted;
    if (node.op === 'in' && typeof b === 'object' && b !== null && !Array.isArray(b)) return Object.hasOwn(b, String(a));
    return delegate(`a ${node.op} b`, node.start, scope, { a, b });
  };

  const call = (node: ASTNode, name: string, nodes: readonly ASTNode[], scope: ExpressionScope): unknown => {
    const [only] = nodes;
    if (name === 'has' && only?.op === '.' && nodes.length === 1) {
      const from = decided(evaluate(only.args[0], scope));
      return typeof from === 'object' && from !== null && Object.hasOwn(from, only.args[1]);
    }
    if (name === 'size' && only !== undefined && nodes.length === 1) return sizeOf(decided(evaluate(only, scope)), node);
    if (expressionFunctions[name] !== nodes.length) return delegate(textOf(node), node.start, scope);
    return scope.call(name, nodes.map((one) => decided(evaluate(one, scope))));
  };

  return {
    parse: (text) => {
      const made = parse(text);
      const check = made.check();
      if (!check.valid && check.error?.code === 'no_matching_overload') throw unknownFunction(check.error, text);
      return made.ast;
    },
    evaluate: (text, scope) => evaluate(parse(text).ast, scope),
  };
}

function count(node: ASTNode, a: number, b: number): number | boolean | undefined {
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

function sizeOf(value: unknown, node: ASTNode): number {
  if (typeof value === 'string') return [...value].length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new ExpressionMistake('RB1305', `size needs a text, a list or a mapping, not ${kindOf(value)}`, node.start);
}

function textOf(node: ASTNode): string {
  return node.input.slice(node.start, node.end);
}

function member(value: unknown, key: unknown, node: ASTNode): unknown {
  const from = decided(value);
  if (Array.isArray(from) && typeof key === 'number') {
    if (key in from) return from[key];
    throw new ExpressionMistake('RB1300', `there is no item ${key}: the list has ${from.length}`, node.start);
  }
  const name = String(key);
  if (typeof from === 'object' && from !== null && !Array.isArray(from)) {
    const found: unknown = Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;
    if (found !== undefined) return found;
    throw new ExpressionMistake('RB1300', `"${textOf(node)}" is not there: no "${name}"${didYouMean(name, Object.keys(from))}`, node.start);
  }
  throw new ExpressionMistake('RB1300', `"${textOf(node)}" is not there: what should hold "${name}" is ${kindOf(from)}`, node.start);
}

function unknownName(name: string, offset: number, scope: ExpressionScope): ExpressionMistake {
  const vars = scope.roots['vars'];
  const isVariable = typeof vars === 'object' && vars !== null && Object.hasOwn(vars, name);
  return new ExpressionMistake('RB1300', `there is no "${name}"${isVariable ? '' : didYouMean(name, Object.keys(scope.roots))}`, offset, isVariable ? `write vars.${name}` : `names here: ${Object.keys(scope.roots).join(', ')}; variables are vars.NAME`);
}

/** The library names a function that it does not have by its overloads; the reader meant a name. */
function unknownFunction(error: { readonly summary: string; readonly range?: { readonly start: number; readonly end: number } }, text: string): ExpressionMistake {
  const called = /for '(\w+)\((.*)\)'$/u.exec(error.summary);
  const [, name = '', given = ''] = called ?? [];
  const arity = Object.hasOwn(expressionFunctions, name) ? expressionFunctions[name] : undefined;
  const offset = error.range?.start ?? 0;
  if (called === null) return new ExpressionMistake('RB1304', sentence(error.summary), offset);
  if (arity !== undefined) return new ExpressionMistake('RB1304', `${name} takes ${arity} value${arity === 1 ? '' : 's'}, not ${given === '' ? 0 : given.split(',').length}`, Math.max(0, text.indexOf(name)));
  return new ExpressionMistake('RB1304', `there is no function "${name}" for (${given})${didYouMean(name, Object.keys(expressionFunctions))}`, Math.max(0, text.indexOf(name)), `functions of a site: ${Object.keys(expressionFunctions).join(', ')}`);
}

function translate(error: unknown, code: string, offset: number): unknown {
  if (error instanceof Undecided || error instanceof ExpressionMistake) return error;
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError) {
    return new ExpressionMistake(code, sentence(error.summary), offset + (error.range?.start ?? 0));
  }
  if (error instanceof TypeError) return new ExpressionMistake(code, error.message, offset);
  return error;
}

function sentence(summary: string): string {
  return summary.replace(/\bdyn<(\w+)>/gu, '$1');
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : typeof value === 'string' ? `the text ${JSON.stringify(value)}` : `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`;
}
