import Handlebars from 'handlebars';
import type { Source } from '../core/diagnostic.ts';
import { mistake, type Problems } from './problem.ts';
import { didYouMean } from './suggest.ts';
import {
  blockHelpers,
  TemplateMistake,
  valueHelpers,
  type BlockHelper,
  type Template,
  type TemplatePart,
  type TemplateValue,
} from './template-tree.ts';
import { placeInLine, type TextFile } from './text-file.ts';

/** Where a line and column of the template stand in the file that the reader sees. Lines and columns from 1. */
export type Placer = (line: number, column: number) => Source;

/** Parses a template with the grammar of Handlebars; the mistakes in it are added to `problems`. */
export function parseTemplate(
  file: TextFile,
  problems: Problems,
  placer: Placer = (line, column) => placeInLine(file, line, column),
): Template | undefined {
  if (isTooDeep(file.text)) {
    problems.push(tooDeep(placer));
    return undefined;
  }
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(file.text);
  } catch (error) {
    problems.push(unclosedBlock(file.text, error, placer) ?? syntaxMistake(error, placer));
    return undefined;
  }
  try {
    return { file, parts: convertProgram(program, placer) };
  } catch (error) {
    if (error instanceof RangeError) {
      problems.push(tooDeep(placer));
      return undefined;
    }
    if (!(error instanceof TemplateMistake)) throw error;
    problems.push(mistake(error.code, error.message, error.source, error.mend === undefined ? {} : { mend: error.mend }));
    return undefined;
  }
}

/** Blocks in blocks, and brackets in brackets. The grammar's parser takes the cube of the time for them: minutes for some thousand. */
const DEEPEST = 64;

function isTooDeep(text: string): boolean {
  let blocks = 0;
  for (const [tag] of text.matchAll(/\{\{[^]*?(?:\}\}|$)/gu)) {
    if (/^\{\{~?(?:#|\^\s*[^\s}~])/u.test(tag)) blocks += 1;
    else if (/^\{\{~?\//u.test(tag)) blocks -= 1;
    let brackets = 0;
    for (const character of tag) {
      brackets += character === '(' ? 1 : character === ')' ? -1 : 0;
      if (brackets > DEEPEST) return true;
    }
    if (blocks > DEEPEST) return true;
  }
  return false;
}

function tooDeep(placer: Placer): ReturnType<typeof mistake> {
  return mistake('RB1301', `this template is nested too deep: more than ${DEEPEST} blocks or brackets in each other`, placer(1, 1));
}

/** The grammar only says that the text ends too early; the reader wants to know which block is open. */
function unclosedBlock(text: string, error: unknown, placer: Placer): ReturnType<typeof mistake> | undefined {
  if (!(error instanceof Error) || !error.message.endsWith("got 'EOF'")) return undefined;
  const open: { readonly name: string; readonly line: number; readonly column: number }[] = [];
  text.split('\n').forEach((line, index) => {
    for (const match of line.matchAll(/\{\{~?(?<kind>[#^/])\s*(?<name>[^\s}~]+)/gu)) {
      const { kind = '', name = '' } = match.groups ?? {};
      if (kind === '/') open.pop();
      else open.push({ name, line: index + 1, column: match.index + 1 });
    }
  });
  const last = open.at(-1);
  if (last === undefined) return undefined;
  return mistake('RB1301', `this is no valid template: the block {{#${last.name}}} is not closed`, placer(last.line, last.column), {
    mend: `write {{/${last.name}}} where it ends`,
  });
}

function syntaxMistake(error: unknown, placer: Placer): ReturnType<typeof mistake> {
  if (!(error instanceof Error)) throw error;
  const lines = error.message.split('\n');
  const known = 'lineNumber' in error && typeof error.lineNumber === 'number' ? error.lineNumber : undefined;
  const told = /^(?:Parse|Lexical) error on line (\d+)/u.exec(error.message);
  const column = 'column' in error && typeof error.column === 'number' ? error.column + 1 : Math.max(1, (lines[2] ?? '').indexOf('^') + 1);
  const what =
    told === null
      ? error.message.replace(/ - \d+:\d+$/u, '')
      : (lines.at(-1) ?? '').replace(/^Expecting .*, got '(.*)'$/u, 'nothing can stand here that begins so ($1)');
  return mistake(
    'RB1301',
    `this is no valid template: ${what}`,
    placer(known ?? Number(told?.[1] ?? 1), known === undefined ? 1 : column),
    {
      mend: 'each {{#block}} needs its {{/block}}, each {{ its }}',
    },
  );
}

function convertProgram(program: hbs.AST.Program | undefined, placer: Placer): readonly TemplatePart[] {
  return (program?.body ?? []).flatMap((statement) => convertStatement(statement, placer));
}

function convertStatement(node: hbs.AST.Statement, placer: Placer): readonly TemplatePart[] {
  const source = placeNode(node, placer);
  if (isContent(node)) return node.value === '' ? [] : [{ kind: 'text', text: node.value }];
  if (node.type === 'CommentStatement') return [];
  if (isMustache(node)) return [{ kind: 'value', value: convertCall(node.path, node.params, node.hash, placer), source }];
  if (isBlock(node)) return [convertBlock(node, placer, source)];
  const what = node.type.startsWith('Partial') ? 'partials ({{> …}}) are not read here' : 'decorators ({{* …}}) are not read here';
  throw new TemplateMistake('RB1302', what, source, 'write the text out, or make it a file of its own');
}

function convertBlock(node: hbs.AST.BlockStatement, placer: Placer, source: Source): TemplatePart {
  const name = node.path.original;
  const helper = blockHelpers.find((one) => one === name);
  if (helper === undefined) {
    const mend =
      node.params.length === 0
        ? `write {{#each ${name}}} for a list or {{#if ${name}}} for a condition`
        : `blocks are ${blockHelpers.join(', ')}`;
    throw new TemplateMistake('RB1302', `there is no block {{#${name}}}${didYouMean(name, blockHelpers)}`, source, mend);
  }
  const [argument, more] = node.params;
  if (argument === undefined || more !== undefined || hasHash(node.hash)) {
    throw new TemplateMistake(
      'RB1302',
      `{{#${helper}}} takes one value`,
      source,
      'put a condition of several parts in brackets: {{#if (and a b)}}',
    );
  }
  return makeBlock(helper, node, convertValue(argument, placer), placer, source);
}

function makeBlock(
  helper: BlockHelper,
  node: hbs.AST.BlockStatement,
  argument: TemplateValue,
  placer: Placer,
  source: Source,
): TemplatePart {
  // A block that begins with {{^…}} has its body on the other side.
  const body = convertProgram(node.program, placer);
  const otherwise = convertProgram(node.inverse, placer);
  return { kind: 'block', helper, argument, names: node.program?.blockParams ?? [], body, otherwise, source };
}

function convertCall(
  path: hbs.AST.Node,
  params: readonly hbs.AST.Expression[],
  hash: hbs.AST.Hash | undefined,
  placer: Placer,
): TemplateValue {
  if (params.length === 0 && !hasHash(hash)) return convertValue(path, placer);
  const source = placeNode(path, placer);
  const name = isPath(path) ? path.original : '';
  if (hasHash(hash)) throw new TemplateMistake('RB1302', 'helpers take no NAME=VALUE here', source, 'write the values one after the other');
  const arity = Object.hasOwn(valueHelpers, name) ? valueHelpers[name] : undefined;
  if (arity === undefined) {
    throw new TemplateMistake(
      'RB1302',
      `there is no helper "${name}"${didYouMean(name, Object.keys(valueHelpers))}`,
      source,
      `helpers are ${Object.keys(valueHelpers).join(', ')}; for more, put a value in vars with an expression: "\${ … }"`,
    );
  }
  if (params.length < arity[0] || params.length > arity[1]) {
    throw new TemplateMistake(
      'RB1302',
      `the helper ${name} takes ${arity[0] === arity[1] ? arity[0] : `${arity[0]} to ${arity[1]}`} values, not ${params.length}`,
      source,
    );
  }
  return { kind: 'call', helper: name, arguments: params.map((one) => convertValue(one, placer)), source };
}

function convertValue(node: hbs.AST.Node, placer: Placer): TemplateValue {
  const source = placeNode(node, placer);
  if (isSubExpression(node)) return convertCall(node.path, node.params, node.hash, placer);
  if (isPath(node)) {
    const own = /^(?:this|\.)(?:$|[./])/u.test(node.original);
    // The grammar types names as texts, but a name may itself be a literal in brackets.
    return { kind: 'path', up: node.depth, at: node.data, own, names: node.parts.map(String), text: node.original, source };
  }
  if (isLiteral(node)) return { kind: 'literal', value: node.value, source };
  return { kind: 'literal', value: null, source };
}

function placeNode(node: hbs.AST.Node, placer: Placer): Source {
  return placer(node.loc.start.line, node.loc.start.column + 1);
}

function hasHash(hash: hbs.AST.Hash | undefined): boolean {
  return (hash?.pairs.length ?? 0) > 0;
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}
function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}
function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}
function isSubExpression(node: hbs.AST.Node): node is hbs.AST.SubExpression {
  return node.type === 'SubExpression';
}
function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}
function isLiteral(node: hbs.AST.Node): node is hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral {
  return ['StringLiteral', 'NumberLiteral', 'BooleanLiteral'].includes(node.type);
}
