import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { textFile } from '../../../src/definition/text-file.ts';
import { plainValue } from '../../../src/definition/var-nodes.ts';
import { nodeAt } from '../../../src/definition/yaml-node.ts';
import { readYaml } from '../../../src/definition/yaml-read.ts';

function read(text: string): {
  readonly value: unknown;
  readonly problems: readonly Diagnostic[];
  readonly node: ReturnType<typeof readYaml>;
} {
  const problems: Diagnostic[] = [];
  const node = readYaml(textFile('f.yml', text), problems);
  return { node, problems, value: node === undefined ? undefined : plainValue(node) };
}

test.each([
  ['', null],
  ['# only a comment\n', null],
  ['a: 1\nb: [x, 2.5, true, null, ~]\n', { a: 1, b: ['x', 2.5, true, null, null] }],
  ['yes: no\non: off', { yes: 'no', on: 'off' }],
  ['1.20.2: "1.20"\n80: x', { '1.20.2': '1.20', '80': 'x' }],
  ['a: &x { b: 1 }\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
  ['a: !!str 1\nb: ! 2', { a: '1', b: '2' }],
  ['a: |\n  one\n  two\nb: >-\n  x\n  y', { a: 'one\ntwo\n', b: 'x y' }],
  ['a: 0x1F\nb: 0o17\nc: 1e3', { a: 31, b: 15, c: 1000 }],
])('reads %j', (text, value) => {
  expect(read(text)).toMatchObject({ value, problems: [] });
});

test('every node tells where it stands', () => {
  const { node } = read('a:\n  - b: "x"\n    c: [1, {d: e}]\n');
  const at = (...path: readonly (string | number)[]): unknown => (node === undefined ? undefined : nodeAt(node, path)?.source);
  expect(at('a')).toMatchObject({ line: 2, column: 3 });
  expect(at('a', 0, 'b')).toEqual({ file: 'f.yml', line: 2, column: 9, text: '  - b: "x"' });
  expect(at('a', 0, 'c', 1, 'd')).toMatchObject({ line: 3, column: 16 });
});

test.each([
  ['plain: one ${ x }', 'plain', 8, { line: 1, column: 16 }],
  ['quoted: "one ${ x }"', 'quoted', 8, { line: 1, column: 18 }],
  ['block: |\n  one\n    two\n', 'block', 6, { line: 3, column: 5 }],
  // Escapes move the characters, so only the beginning can be told.
  ['escaped: "\\u0041 ${ x }"', 'escaped', 4, { line: 1, column: 11 }],
])('tells the place of a character inside %j', (text, key, offset, place) => {
  const { node } = read(text);
  const scalar = node === undefined ? undefined : nodeAt(node, [key]);
  expect(scalar?.kind === 'scalar' ? scalar.placeAt(offset) : undefined).toMatchObject(place);
});

test.each([
  ['a: 1\na: 2', 'RB1004'],
  ['a: .inf', 'RB1006'],
  ['a: 12345678901234567890', 'RB1006'],
  ['? [a]\n: 1', 'RB1002'],
  ['~: 1', 'RB1002'],
  ['constructor: 1', 'RB1002'],
  ['a: !!js/function x', 'RB1002'],
  ['a: &x [*x]', 'RB1002'],
  ['a: "\u0000"', 'RB1007'],
  ['a: \u001b[31m', 'RB1007'],
  [`a: ${'['.repeat(70)}${']'.repeat(70)}`, 'RB1001'],
])('refuses %j with %s', (text, code) => {
  expect(read(text).problems.map((one) => one.code)).toContain(code);
});

test('aliases that would grow without limit are refused at once', () => {
  const lines = [
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from(
      { length: 12 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 10 }, () => `*a${index}`).join(', ')}]`,
    ),
  ];
  const { problems, node } = read(lines.join('\n'));
  expect(problems.map((one) => one.code)).toEqual(['RB1008']);
  expect(node).toBeUndefined();
});

test('a value written as JSON is read as it was', () => {
  const keys = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/u).filter((key) => key !== 'constructor' && key !== 'prototype');
  const texts = fc.string().filter((text) => !/[\p{Cc}\uE000\uE001]/u.test(text));
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      texts,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(values, (value) => {
      expect(read(JSON.stringify(value))).toMatchObject({ value, problems: [] });
    }),
    { numRuns: 200 },
  );
});
