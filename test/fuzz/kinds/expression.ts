import fc from 'fast-check';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { hasSentinel, holeText } from '../../../src/core/hole.ts';
import { createEvaluator } from '../../../src/definition/evaluate.ts';
import { createExpressions } from '../../../src/definition/expressions.ts';
import { textFile } from '../../../src/definition/text-file.ts';
import { Undecided } from '../../../src/definition/undecided.ts';
import { readYaml } from '../../../src/definition/yaml-read.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { mustBeContained, verdictOf } from '../oracles.ts';
import { spoilText, textChanges } from '../spoil-text.ts';

const atoms = [
  'vars.n',
  'vars.text',
  'vars.list',
  'vars.map',
  'vars.map.a',
  'vars.none',
  'vars.flag',
  'vars.secret',
  'host.name',
  'hosts["relay-1"].name',
  'groups.relay',
  'facts.os.family',
  '1',
  '0',
  '-1',
  '2.5',
  '"a"',
  "'b'",
  'true',
  'false',
  'null',
  '[1, 2]',
  '{"a": 1}',
  '9007199254740993',
  '1e400',
  'vars.many',
];
const odd = [
  'vars.constructor',
  'vars["__proto__"]',
  'host.constructor',
  'vars.list.constructor',
  '"a".constructor',
  '[].__proto__',
  'process',
  'globalThis',
  'this',
  'vars["constructor"]["constructor"]',
  'b"\\xee\\x80\\x80"',
  '"\\uE000"',
  'vars.list[99]',
  'vars.list["length"]',
  'vars.text[0]',
  '{"__proto__": 1}',
  '{"constructor": vars}',
  'type(1)',
  'duration("1s")',
  'timestamp("2026-01-01T00:00:00Z")',
  'dyn(vars)',
  'vars.nothing',
  'nothing',
  '1u',
  '0x10',
];

const { expression: anyExpression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: fc.constantFrom(...atoms), weight: 8 },
    { arbitrary: fc.constantFrom(...odd), weight: 1 },
    {
      arbitrary: fc
        .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||', 'in'), tie('expression'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      weight: 4,
    },
    { arbitrary: fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`), weight: 1 },
    {
      arbitrary: fc
        .tuple(
          fc.constantFrom('size', 'string', 'int', 'double', 'bool', '!', '-', 'has', 'output', 'host_entries', 'type', 'bytes'),
          tie('expression'),
        )
        .map(([name, a]) => `${name}(${a})`),
      weight: 2,
    },
    {
      arbitrary: fc
        .tuple(
          tie('expression'),
          fc.constantFrom(
            'startsWith',
            'contains',
            'matches',
            'split',
            'join',
            'size',
            'trim',
            'replace',
            'indexOf',
            'lowerAscii',
            'substring',
            'getHours',
          ),
          fc.array(tie('expression'), { maxLength: 2 }),
        )
        .map(([a, name, more]) => `${a}.${name}(${more.join(', ')})`),
      weight: 2,
    },
    {
      arbitrary: fc
        .tuple(tie('expression'), fc.constantFrom('map', 'filter', 'exists', 'all', 'exists_one'), tie('expression'))
        .map(([a, name, b]) => `${a}.${name}(x, ${b})`),
      weight: 2,
    },
    { arbitrary: fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a}[${b}]`), weight: 1 },
    { arbitrary: fc.array(tie('expression'), { maxLength: 3 }).map((all) => `[${all.join(', ')}]`), weight: 1 },
  ),
}));

const large = fc.constantFrom(
  'vars.many.map(a, vars.many.map(b, vars.many.map(c, a)))',
  'vars.many.all(a, vars.many.all(b, vars.many.all(c, vars.many.all(d, true))))',
  '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".matches("(a+)+$")',
  '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".matches("(a|a)*$")',
  '(vars.many + vars.many + vars.many + vars.many).map(a, vars.many.map(b, string(b)))',
  'vars.many.map(a, vars.text + vars.text).map(b, b + b)',
  `${'['.repeat(900)}1${']'.repeat(900)}`,
  `${'('.repeat(1900)}1${')'.repeat(1900)}`,
  `${'-'.repeat(1500)}1`,
  `vars${'.a'.repeat(1500)}`,
  `${'1 + '.repeat(900)}1`,
  '"x".replace("", "yyyyyyyyyyyyyyyyyyyyy")',
);

const tokens = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
  '?',
  ':',
  '"',
  "'",
  '\\',
  '+',
  '!',
  '&&',
  ' in ',
  'r"',
  'b"',
  '"""',
  '//',
  '\n',
  '0x',
  '1e',
  'u',
  '\u202E',
  '한',
  '${',
  '.map(x, ',
  'vars',
  '__proto__',
];
const inputs: fc.Arbitrary<Texts> = fc
  .oneof(
    { arbitrary: anyExpression, weight: 1400 },
    { arbitrary: fc.tuple(anyExpression, textChanges(tokens, 2)).map(([text, changes]) => spoilText(text, changes)), weight: 400 },
    { arbitrary: large, weight: 4 },
  )
  .map((expression) => ({ expression }));

const vars = {
  n: 7,
  text: 'some text',
  list: [1, 'b', { name: 'c' }],
  map: { a: 1, b: { c: 'x' } },
  none: null,
  flag: true,
  secret: holeText({ kind: 'secret', name: 'password' }),
  many: Array.from({ length: 200 }, (_, index) => index),
};
const roots = {
  vars,
  host: { name: 'relay-1', groups: ['relay'] },
  hosts: { 'relay-1': { name: 'relay-1' } },
  groups: { relay: [{ name: 'relay-1' }] },
  facts: { os: { family: 'debian' } },
  inventory: { name: 'site' },
};
const evaluator = createEvaluator(createExpressions());

/** Expressions, evaluated for a host. */
export const expression: FuzzKind = {
  name: 'expression',
  share: 9,
  sources: [
    'definition/expressions.ts',
    'definition/expression-steps.ts',
    'definition/expression-values.ts',
    'definition/expression-mistake.ts',
  ],
  inputs,
  judge: (input) => {
    const text = textOf(input, 'expression');
    const node = readYaml(textFile('a.yml', JSON.stringify(text)), []);
    if (node?.kind !== 'scalar') return { reached: 'syntax', codes: ['RB1007'] };
    try {
      const value = evaluator.expressionOf(node, { roots, call: () => undefined });
      const shown = JSON.stringify(value) ?? '';
      must(shown.length < 64 * 1024 * 1024, () => `it made ${shown.length} characters`);
      mustBeContained(shown, 'an expression');
      must(isData(value), () => `it gave something that is no data: ${String(value).slice(0, 200)}`);
      must(!hasSentinel(shown) || text.includes('secret') || text.includes('vars'), () => 'it made a hole');
      return verdictOf([]);
    } catch (error) {
      if (error instanceof Undecided) return { reached: 'meaning', codes: [] };
      if (error instanceof RunbookError) return verdictOf(error.diagnostics);
      throw error;
    }
  },
};

function isData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint';
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === Array.prototype || prototype === null) &&
    Object.values(value).every((one) => isData(one))
  );
}
