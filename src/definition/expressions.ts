import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { ExpressionMistake, translate, unknownFunction } from './expression-mistake.ts';
import { count, member, refuseGrowth, sizeOf, textOf, unknownName } from './expression-steps.ts';
import { createValueViews } from './expression-values.ts';
import { inLimitedTime } from './limited-time.ts';
import { siteFunctions } from './site-functions.ts';
import { decided, Undecided } from './undecided.ts';
import { isList, kindOf } from './value-kinds.ts';

/** Functions of this language, with their numbers of arguments. */
export const expressionFunctions: Readonly<Record<string, number>> = {
  output: 2,
  ...Object.fromEntries(Object.entries(siteFunctions).map(([name, { arity }]) => [name, arity])),
};

/** What names and functions mean for one evaluation. */
export interface ExpressionScope {
  /** `vars`, `host`, `facts` …: properties may be computed when they are read. */
  readonly roots: Readonly<Record<string, unknown>>;
  call(name: string, values: readonly unknown[]): unknown;
}

/** Longest expression, in nodes of its tree; each may be one level of it. */
const LIMIT_NODES = 2000;
/** What can go round in circles: lists in lists, and regular expressions that try everything. */
const CIRCLING = /\b(?:map|filter|all|exists|exists_one|matches)\s*\(/u;
/** Longest time for one expression of that sort, in milliseconds. Sound ones take less than ten. */
const LIMIT_MS = 2000;

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
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: LIMIT_NODES },
  });
  for (const [name, arity] of Object.entries(expressionFunctions)) {
    const parameters = Array.from({ length: arity }, () => 'dyn').join(', ');
    environment.registerFunction(`${name}(${parameters}): dyn`, (...values: readonly unknown[]) =>
      views.view(
        current?.call(
          name,
          values.slice(0, arity).map((one) => views.plain(one)),
        ),
      ),
    );
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

  /** Lets the library evaluate a piece of text with these names. */
  const delegate = (text: string, offset: number, scope: ExpressionScope, names: ExpressionScope['roots'] = scope.roots): unknown => {
    const before = current;
    current = scope;
    try {
      const context: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(names)) context[name] = views.view(value);
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
        throw unknownName(node.args, node.start, scope.roots);
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
    let failure: Error | undefined;
    for (const side of [left, right]) {
      try {
        if (condition(side, scope) === settles) return settles;
      } catch (error) {
        if (failure === undefined || failure instanceof Undecided) failure = translate(error, 'RB1305', side.start);
      }
    }
    if (failure !== undefined) throw failure;
    return !settles;
  };

  const add = (node: ASTNode, [left, right]: readonly [ASTNode, ASTNode], scope: ExpressionScope): unknown => {
    const a = evaluate(left, scope);
    const b = evaluate(right, scope);
    refuseGrowth(a, b, node);
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (isList(a) && isList(b)) return [...a, ...b];
    return binary(node, decided(a), decided(b), scope);
  };

  /** Numbers are counted here, since 2.0 of a YAML file is no different from 2; the rest is the library's. */
  const binary = (node: ASTNode, a: unknown, b: unknown, scope: ExpressionScope): unknown => {
    const counted = typeof a === 'number' && typeof b === 'number' ? count(node, a, b) : undefined;
    if (counted !== undefined) return counted;
    if (node.op === 'in' && typeof b === 'object' && b !== null && !isList(b)) return Object.hasOwn(b, String(a));
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
    return scope.call(
      name,
      nodes.map((one) => decided(evaluate(one, scope))),
    );
  };

  return {
    parse: (text) => {
      const made = parse(text);
      const check = made.check();
      if (!check.valid && check.error?.code === 'no_matching_overload') throw unknownFunction(check.error, text, expressionFunctions);
      return made.ast;
    },
    evaluate: (text, scope) => {
      const { ast } = parse(text);
      const before = current;
      try {
        return CIRCLING.test(text) ? inLimitedTime(LIMIT_MS, () => evaluate(ast, scope)) : evaluate(ast, scope);
      } catch (error) {
        throw translate(error, 'RB1305', 0);
      } finally {
        current = before;
      }
    },
  };
}
