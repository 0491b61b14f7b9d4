import type { Source } from '../core/diagnostic.ts';
import { rootNames } from './roots.ts';
import { didYouMean } from './suggest.ts';
import { TemplateMistake, type Template, type TemplatePart, type TemplateValue } from './template-tree.ts';
import { decided } from './undecided.ts';
import { isList, kindOf } from './value-kinds.ts';

/** What names stand for at one place of a template. */
interface Frame {
  readonly context: unknown;
  /** `@index` and the like, without the `@`. */
  readonly marks: ReadonlyMap<string, unknown>;
  /** Names after `as |…|`. */
  readonly names: ReadonlyMap<string, unknown>;
  readonly outer?: Frame;
  /** What may still be written. */
  readonly budget: Budget;
}

/** Counts down what one rendering makes, the same for all its frames: blocks within blocks over long lists would never end. */
interface Budget {
  left: number;
}

/** Longest text of a template, in characters; each piece of it counts one more. */
const LIMIT_CHARACTERS = 4 * 1024 * 1024;

/**
 * The text of a template, with the meaning that Handlebars gives it in strict mode and without escaping, but stricter: only data is
 * reached; what is missing is a mistake everywhere, also in `{{#if}}`; a list or a mapping is not written as text. A value with a hole may
 * only be written; where it would decide something, Undecided is thrown. Throws TemplateMistake.
 */
export function renderTemplate(template: Template, root: unknown): string {
  return renderParts(template.parts, {
    context: root,
    marks: new Map([['root', root]]),
    names: new Map(),
    budget: { left: LIMIT_CHARACTERS },
  });
}

function renderParts(parts: readonly TemplatePart[], frame: Frame): string {
  return parts
    .map((part) => {
      const text = renderPart(part, frame);
      frame.budget.left -= part.kind === 'block' ? 1 : text.length + 1;
      if (frame.budget.left < 0 && part.kind !== 'text') throw tooMuch(part.source);
      return text;
    })
    .join('');
}

function renderPart(part: TemplatePart, frame: Frame): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'value') return textOf(evaluate(part.value, frame), part);
  const value = decided(evaluate(part.argument, frame));
  switch (part.helper) {
    case 'if':
      return renderParts(isTruthy(value) ? part.body : part.otherwise, frame);
    case 'unless':
      return renderParts(isTruthy(value) ? part.otherwise : part.body, frame);
    case 'with':
      return isTruthy(value) ? renderParts(part.body, inner(frame, value, [], part.names, [value])) : renderParts(part.otherwise, frame);
    case 'each':
      return renderEach(part, value, frame);
  }
}

function renderEach(part: Extract<TemplatePart, { kind: 'block' }>, value: unknown, frame: Frame): string {
  if (typeof value !== 'object' || value === null) {
    throw new TemplateMistake(
      'RB1303',
      `{{#each}} needs a list or a mapping, and ${describe(part.argument)} is ${kindOf(value)}`,
      part.source,
    );
  }
  const items: readonly (readonly [string | number, unknown])[] = isList(value)
    ? value.map((item, index): readonly [number, unknown] => [index, item])
    : Object.keys(value).map((key): readonly [string, unknown] => [key, Reflect.get(value, key)]);
  if (items.length === 0) return renderParts(part.otherwise, frame);
  return items
    .map(([key, item], index) => {
      frame.budget.left -= 1;
      if (frame.budget.left < 0) throw tooMuch(part.source);
      const marks: readonly (readonly [string, unknown])[] = [
        ['key', key],
        ['index', index],
        ['first', index === 0],
        ['last', index === items.length - 1],
      ];
      return renderParts(part.body, inner(frame, item, marks, part.names, [item, key]));
    })
    .join('');
}

function tooMuch(source: Source): TemplateMistake {
  return new TemplateMistake('RB1303', `this template makes more than ${LIMIT_CHARACTERS} characters`, source);
}

function inner(
  outer: Frame,
  context: unknown,
  marks: readonly (readonly [string, unknown])[],
  names: readonly string[],
  values: readonly unknown[],
): Frame {
  const bound = names.map((name, index) => [name, values[index]] as const);
  return { context, marks: new Map([...outer.marks, ...marks]), names: new Map([...outer.names, ...bound]), outer, budget: outer.budget };
}

function evaluate(value: TemplateValue, frame: Frame): unknown {
  if (value.kind === 'literal') return value.value;
  if (value.kind === 'path') return follow(value, frame);
  return callHelper(value, frame);
}

function follow(path: Extract<TemplateValue, { kind: 'path' }>, frame: Frame): unknown {
  let names = path.names;
  let here: unknown;
  const [first = ''] = names;
  if (path.at) {
    if (!frame.marks.has(first))
      throw new TemplateMistake('RB1303', `there is no @${first} here${didYouMean(first, frame.marks.keys())}`, path.source);
    here = frame.marks.get(first);
    names = names.slice(1);
  } else if (path.up === 0 && !path.own && frame.names.has(first)) {
    here = frame.names.get(first);
    names = names.slice(1);
  } else {
    let at: Frame | undefined = frame;
    for (let up = path.up; up > 0; up -= 1) at = at?.outer;
    if (at === undefined)
      throw new TemplateMistake('RB1303', `${path.text} goes further up than the blocks around it`, path.source, 'remove a "../"');
    here = at.context;
    // Names that every template has lead out of blocks by themselves, unless the item has such a field.
    if (path.up === 0 && !path.own && rootNames.some((name) => name === first) && !hasOwn(here, first)) here = frame.marks.get('root');
  }
  for (const name of names) here = member(here, name, path);
  return here;
}

/** One step into a list or mapping. Only what is data of its own counts. */
function member(value: unknown, name: string, path: Extract<TemplateValue, { kind: 'path' }>): unknown {
  const from = decided(value);
  if (typeof from === 'object' && from !== null && Object.hasOwn(from, name)) {
    const found: unknown = Reflect.get(from, name);
    if (found !== undefined) return found;
  }
  const known = typeof from === 'object' && from !== null && !isList(from) ? Object.keys(from) : [];
  const what =
    typeof from === 'object' && from !== null
      ? `"${path.text}" is not there: no "${name}"${didYouMean(name, known)}`
      : `"${path.text}" is not there: what should hold "${name}" is ${kindOf(from)}`;
  const mend =
    path.names[0] === name && !path.at ? 'inside {{#each}} and {{#with}} write {{@root.NAME}} for a variable of the host' : undefined;
  throw new TemplateMistake('RB1300', what, path.source, mend);
}

function callHelper(call: Extract<TemplateValue, { kind: 'call' }>, frame: Frame): unknown {
  const values = call.arguments.map((one) => evaluate(one, frame));
  const [a, b] = values;
  switch (call.helper) {
    case 'eq':
      return decided(a) === decided(b);
    case 'ne':
      return decided(a) !== decided(b);
    case 'and':
      return values.every((one) => isTruthy(decided(one)));
    case 'or':
      return values.some((one) => isTruthy(decided(one)));
    case 'not':
      return !isTruthy(decided(a));
    case 'has': {
      const from = decided(a);
      return hasOwn(from, String(decided(b)));
    }
    case 'lookup': {
      const key = String(decided(b));
      return member(a, key, { kind: 'path', up: 0, at: true, own: false, names: [key], text: `lookup … ${key}`, source: call.source });
    }
    case 'join': {
      const list = decided(a);
      if (!isList(list)) throw new TemplateMistake('RB1303', `join needs a list, not ${kindOf(list)}`, call.source);
      return list.map((item) => textOf(item, call)).join(String(decided(b)));
    }
    case 'json':
      return JSON.stringify(a, (_key, item: unknown) => decided(item));
    case 'indent': {
      const width = decided(b);
      const text = textOf(a, call);
      return typeof width === 'number' ? text.replace(/^(?=.)/gmu, ' '.repeat(Math.min(Math.max(width, 0), 80))) : text;
    }
    default:
      throw new TemplateMistake('RB1302', `there is no helper "${call.helper}"`, call.source);
  }
}

function hasOwn(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function isTruthy(value: unknown): boolean {
  return isList(value) ? value.length > 0 : Boolean(value);
}

function textOf(value: unknown, at: { readonly source: Source; readonly value?: TemplateValue }): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const name = at.value === undefined ? 'a value' : describe(at.value);
  const mend = isList(value)
    ? 'write {{#each …}}, {{join … ", "}} or {{json …}}'
    : value === null || value === undefined
      ? 'give it a value, or ask with {{#if …}}'
      : 'name one of its fields, or write {{json …}}';
  throw new TemplateMistake('RB1303', `${name} is ${kindOf(value)}, which cannot be written as text`, at.source, mend);
}

function describe(value: TemplateValue): string {
  return value.kind === 'path' ? `"${value.text}"` : 'the value';
}
