import fc from 'fast-check';
import { textFile } from '../../../src/definition/text-file.ts';
import { forbiddenCharacter } from '../../../src/definition/yaml-read.ts';
import { holeText } from '../../../src/core/hole.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { Problems } from '../../../src/definition/problem.ts';
import { createEvaluator } from '../../../src/definition/evaluate.ts';
import { createExpressions } from '../../../src/definition/expressions.ts';
import { parseTemplate } from '../../../src/definition/template-parse.ts';
import { Undecided } from '../../../src/definition/undecided.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { mustBeContained, verdictOf } from '../oracles.ts';
import { spoilText, textChanges } from '../spoil-text.ts';

const names = [
  'title',
  'port',
  'list',
  'hosts',
  'map',
  'none',
  'flag',
  'text',
  'secret',
  'host',
  'host.name',
  'map.a',
  'map.b.c',
  'list.[0]',
  'this',
  'this.name',
  '../title',
  '@root.title',
  '@index',
  '@key',
  '@first',
  'vars.title',
  'groups.relay',
];
const odd = [
  'constructor',
  'constructor.constructor',
  '__proto__',
  'title.constructor',
  'list.length',
  'list.map',
  'map.hasOwnProperty',
  'this.__proto__.x',
  'toString',
  'process.env',
  'globalThis',
  '@root.constructor',
  '@root.__proto__',
  'lookup',
  '[__proto__]',
  '[a b]',
  '../../..',
  'text.length',
  'list.[__proto__]',
  'map.[constructor]',
];

const path = fc.oneof({ arbitrary: fc.constantFrom(...names), weight: 8 }, { arbitrary: fc.constantFrom(...odd), weight: 1 });
const { parts } = fc.letrec<{ value: string; call: string; part: string; parts: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: path, weight: 6 },
    { arbitrary: fc.constantFrom('"a"', "'b'", '1', '-2', 'true', 'null', 'undefined', '"__proto__"', '"constructor"'), weight: 2 },
    { arbitrary: tie('call').map((call) => `(${call})`), weight: 2 },
  ),
  call: fc.oneof(
    fc
      .tuple(fc.constantFrom('eq', 'ne', 'and', 'or', 'has', 'lookup', 'join', 'indent'), tie('value'), tie('value'))
      .map(([name, a, b]) => `${name} ${a} ${b}`),
    fc.tuple(fc.constantFrom('not', 'json', 'json', 'helperMissing', 'log', 'nope'), tie('value')).map(([name, a]) => `${name} ${a}`),
  ),
  part: fc.oneof(
    { depthSize: 'medium' },
    { arbitrary: fc.constantFrom('text ', 'a\nb\n', '{{! said }}', '\\{{x}}', ' ', '한', '{', '}'), weight: 4 },
    { arbitrary: path.map((one) => `{{${one}}}`), weight: 4 },
    { arbitrary: tie('call').map((call) => `{{${call}}}`), weight: 3 },
    {
      arbitrary: fc
        .tuple(
          fc.constantFrom('if', 'if', 'unless', 'each', 'each', 'with'),
          tie('value'),
          fc.constantFrom('', '', ' as |item at|'),
          tie('parts'),
          fc.option(tie('parts'), { freq: 1 }),
        )
        .map(
          ([name, value, bound, body, other]) =>
            `{{#${name} ${value}${bound}}}${body}${other === null ? '' : `{{else}}${other}`}{{/${name}}}`,
        ),
      weight: 4,
    },
    {
      arbitrary: fc.constantFrom(
        '{{{title}}}',
        '{{&title}}',
        '{{~title~}}',
        '{{> part}}',
        '{{* deco}}',
        '{{title x=1}}',
        '{{^flag}}no{{/flag}}',
        '{{#list}}x{{/list}}',
        '{{#each list}}{{@index}}{{/each}}',
        '{{item}}',
        '{{at}}',
      ),
      weight: 2,
    },
  ),
  parts: fc.array(tie('part'), { maxLength: 4 }).map((all) => all.join('')),
}));

const deep = fc
  .record({
    what: fc.constantFrom(
      '{{#if flag}}%{{/if}}',
      '{{#each list}}%{{/each}}',
      '{{#each many}}%{{/each}}',
      '{{not (%)}}',
      '(not %)',
      '{{title}}%',
    ),
    times: fc.constantFrom(20, 900, 5000),
  })
  .map(({ what, times }) => {
    const [before = '', after = ''] = what.split('%');
    return `${what.startsWith('(') ? '{{json ' : ''}${before.repeat(times)}x${after.repeat(times)}${what.startsWith('(') ? '}}' : ''}`;
  });

/** Lists in lists in lists: short to write, and 27 million pieces. */
const long = fc.constant('{{#each many}}{{#each @root.many}}{{#each @root.many}}xxxxx{{/each}}{{/each}}{{/each}}');

const tokens = [
  '{{',
  '}}',
  '{{{',
  '}}}',
  '{{#',
  '{{/',
  '{{else}}',
  '{{^',
  '~',
  '|',
  ' as |',
  '(',
  ')',
  '[',
  ']',
  '"',
  "'",
  '../',
  '@',
  '=',
  '{{!--',
  '--}}',
  '\\{{',
  '\\\\{{',
  '\n',
  '.',
  '/',
  '\u202E',
  '\uE000',
  '한',
  '{{#each many}}',
  '{{/each}}',
  '{{#if ',
];
const inputs: fc.Arbitrary<Texts> = fc
  .oneof(
    { arbitrary: parts, weight: 1400 },
    { arbitrary: fc.tuple(parts, textChanges(tokens, 2)).map(([text, changes]) => spoilText(text, changes)), weight: 500 },
    { arbitrary: deep, weight: 6 },
    { arbitrary: long, weight: 6 },
  )
  .map((template) => ({ template }));

const secret = holeText({ kind: 'secret', name: 'password' });
const vars = {
  title: 'Portal',
  port: 80,
  list: [1, 'b', { name: 'c' }],
  many: Array.from({ length: 300 }, (_, index) => index),
  map: { a: 1, b: { c: 'x' } },
  none: null,
  flag: true,
  text: 'a\nb\n',
  secret,
};
const roots = {
  host: { name: 'relay-1', groups: ['relay'] },
  hosts: { 'relay-1': { name: 'relay-1' } },
  groups: { relay: [{ name: 'relay-1' }] },
  facts: { os: { family: 'debian' } },
  inventory: { name: 'site' },
  vars,
};
/** The longest that a template may make (template-render.ts), and some more for its pieces. */
const LONGEST = 4 * 1024 * 1024 + 1000;
const evaluator = createEvaluator(createExpressions());

/** Templates, rendered for a host. */
export const template: FuzzKind = {
  name: 'template',
  share: 14,
  sources: ['definition/template-parse.ts', 'definition/template-render.ts', 'definition/value-kinds.ts', 'definition/undecided.ts'],
  inputs,
  judge: (input) => {
    const text = textOf(input, 'template');
    const file = textFile('a.hbs', text);
    const problems: Problems = [];
    const forbidden = forbiddenCharacter(file);
    if (forbidden !== undefined) return verdictOf([forbidden]);
    const made = parseTemplate(file, problems);
    must(made !== undefined || problems.length > 0, () => 'nothing was parsed, and nothing said');
    if (made === undefined) return verdictOf(problems);
    try {
      const rendered = evaluator.render(made, { roots, call: () => undefined });
      must(rendered.length <= LONGEST, () => `it made ${rendered.length} characters`);
      mustBeContained(rendered, 'a template');
      must(
        !/function|=>|\[object /u.test(rendered) || /function|=>|\[object /u.test(text),
        () => `it wrote something that is no data: ${rendered.slice(0, 200)}`,
      );
      return verdictOf([]);
    } catch (error) {
      if (error instanceof Undecided) return { reached: 'meaning', codes: [] };
      if (error instanceof RunbookError) return verdictOf(error.diagnostics);
      throw error;
    }
  },
};
