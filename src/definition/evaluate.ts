import { RunbookError, type Source } from '../core/diagnostic.ts';
import { ExpressionMistake } from './expression-mistake.ts';
import { createExpressions, type Expressions, type ExpressionScope } from './expressions.ts';
import { lazyObject } from './lazy-fields.ts';
import { mistake, type Problems } from './problem.ts';
import { parseTemplate } from './template-parse.ts';
import { renderTemplate } from './template-render.ts';
import { TemplateMistake, type Template } from './template-tree.ts';
import { textFile } from './text-file.ts';
import { isSecret } from './var-nodes.ts';
import type { YamlMapping, YamlNode, YamlScalar } from './yaml-node.ts';

/** Turns what was written into values. Mistakes are thrown as a RunbookError with the place; what is not known yet as Undecided. */
export interface Evaluator {
  readonly expressions: Expressions;
  /** The value of a node, with the templates and expressions in it evaluated. */
  valueOf(node: YamlNode, scope: ExpressionScope): unknown;
  /** The value of an expression that needs no `${ … }`, as in `when`. */
  expressionOf(node: YamlScalar, scope: ExpressionScope): unknown;
  /** The text of a template. */
  render(template: Template, scope: ExpressionScope): string;
  /** A text of a YAML file as a template; throws the mistakes in it. */
  templateOf(node: YamlScalar): Template;
}

/** The inside of a text that is wholly `${ … }`, with the offset at which it begins; undefined for any other text. */
export function wholeExpression(text: string): { readonly inside: string; readonly offset: number } | undefined {
  const start = text.search(/\S/u);
  const trimmed = text.trim();
  if (!trimmed.startsWith('${') || !trimmed.endsWith('}')) return undefined;
  if (closingBrace(trimmed) !== trimmed.length - 1) return undefined;
  return { inside: trimmed.slice(2, -1), offset: start + 2 };
}

/** Index of the brace that closes the `${` at the beginning; braces in quotes do not count. */
function closingBrace(text: string): number {
  let depth = 0;
  let quote = '';
  for (let index = 1; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}

const evaluators = new WeakMap<object, Evaluator>();

/** The evaluator of a site: what was parsed to check it is not parsed again to expand it. */
export function evaluatorOf(site: object): Evaluator {
  const known = evaluators.get(site);
  if (known !== undefined) return known;
  const made = createEvaluator(createExpressions());
  evaluators.set(site, made);
  return made;
}

/** Makes an evaluator with its caches. */
export function createEvaluator(expressions: Expressions): Evaluator {
  const templates = new WeakMap<YamlScalar, Template>();
  const templateOf = (node: YamlScalar): Template => {
    const known = templates.get(node);
    if (known !== undefined) return known;
    const problems: Problems = [];
    const text = String(node.value);
    const file = textFile(node.source.file, text);
    const made = parseTemplate(file, problems, (line, column) => node.placeAt((file.lineStarts[line - 1] ?? 0) + column - 1));
    if (made === undefined) throw new RunbookError(...problems);
    templates.set(node, made);
    return made;
  };
  const express = (node: YamlScalar, text: string, offset: number, scope: ExpressionScope): unknown => {
    try {
      return expressions.evaluate(text, scope);
    } catch (error) {
      throw placed(error, (at) => node.placeAt(offset + at));
    }
  };
  const valueOfText = (node: YamlScalar, text: string, scope: ExpressionScope): unknown => {
    const whole = wholeExpression(text);
    if (whole !== undefined) return express(node, whole.inside, whole.offset, scope);
    return text.includes('{{') ? render(templateOf(node), scope) : text;
  };
  const render = (template: Template, scope: ExpressionScope): string => {
    try {
      return renderTemplate(template, templateRoot(scope));
    } catch (error) {
      throw placed(error, () => undefined);
    }
  };
  const valueOf = (node: YamlNode, scope: ExpressionScope): unknown => {
    if (node.kind === 'list') return node.items.map((item) => valueOf(item, scope));
    if (node.kind === 'scalar') return typeof node.value === 'string' ? valueOfText(node, node.value, scope) : node.value;
    if (isSecret(node)) throw new RunbookError(misplacedSecret(node));
    return Object.fromEntries(node.entries.map((entry) => [entry.key, valueOf(entry.value, scope)]));
  };
  const expressionOf = (node: YamlScalar, scope: ExpressionScope): unknown => {
    if (typeof node.value !== 'string') return node.value;
    const whole = wholeExpression(node.value);
    return express(node, whole?.inside ?? node.value, whole?.offset ?? 0, scope);
  };
  return { expressions, valueOf, expressionOf, render, templateOf };
}

/** The mistake of a secret outside the inventory. */
export function misplacedSecret(node: YamlMapping): ReturnType<typeof mistake> {
  return mistake('RB1404', 'a secret is named here, outside the inventory', node.source, {
    mend: 'move it to "vars" of the inventory, of a zone, a group or a host, and use the variable here',
  });
}

/** Names of a template: the variables by their own names, and the roots. */
function templateRoot({ roots }: ExpressionScope): object {
  const vars: unknown = roots['vars'];
  const own = typeof vars === 'object' && vars !== null ? vars : {};
  const has = (name: string): boolean => Object.hasOwn(roots, name) || Object.hasOwn(own, name);
  return lazyObject({
    has,
    names: () => [...new Set([...Object.keys(own), ...Object.keys(roots)])],
    read: (name): unknown => (Object.hasOwn(roots, name) ? roots[name] : Reflect.get(own, name)),
  });
}

function placed(error: unknown, placeAt: (offset: number) => Source | undefined): Error {
  if (error instanceof ExpressionMistake)
    return new RunbookError(
      mistake(error.code, error.message, placeAt(error.offset), error.mend === undefined ? {} : { mend: error.mend }),
    );
  if (error instanceof TemplateMistake)
    return new RunbookError(mistake(error.code, error.message, error.source, error.mend === undefined ? {} : { mend: error.mend }));
  if (error instanceof RangeError)
    return new RunbookError(mistake('RB1303', 'this template is nested too deep, or makes too long a text', placeAt(0)));
  return error instanceof Error ? error : new Error(String(error));
}
