import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Problems } from '../../../src/definition/problem.ts';
import { textFile } from '../../../src/definition/text-file.ts';
import type { YamlNode } from '../../../src/definition/yaml-node.ts';
import { readYaml } from '../../../src/definition/yaml-read.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { verdictOf } from '../oracles.ts';
import { oftenSound } from '../spoil-text.ts';
import { oddNames, oddValues, writeJson, type Tree } from '../tree.ts';
import { chooser, writeYaml } from '../write-yaml.ts';
import { yamlTokens } from '../../support/yaml-tokens.ts';

const tokens = [
  ...yamlTokens,
  ':',
  '-',
  '&b [*a, *a]',
  '!!str ',
  '!!binary ',
  '!vault ',
  '|\n',
  '|+2\n',
  '>-\n',
  ' #',
  '~',
  '0',
  '<<: ',
  '\n  ',
  '\r',
  '\r\n',
  '\n---\n',
  '\n...\n',
  '? ',
  ',',
  '%YAML 1.2\n',
  '%TAG ! x\n',
  '__proto__: ',
  '\u0000',
  '\uE000',
  '\uFEFF',
  '\u0085',
  '\u2028',
  '\u202E',
  '한',
  '\\x41',
  '\\u',
  '\\U0010FFFF',
  '.inf',
  '0x',
  '\uD800',
];

const { tree: anyTree } = fc.letrec<{ tree: Tree; entry: readonly [string, Tree] }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: oddValues, weight: 2 },
    {
      arbitrary: fc.constantFrom<Tree[]>('a', 'two words', 'line\nline\n', 'x: y', '- z', '"', "it's", 'a #b', '1.20', '0644', 7, true),
      weight: 3,
    },
    { arbitrary: fc.array(tie('tree'), { maxLength: 4 }), weight: 2 },
    { arbitrary: fc.array(tie('entry'), { maxLength: 5 }).map((entries): Tree => ({ entries })), weight: 3 },
  ),
  entry: fc.tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom('a', 'b', 'c', 'key', 'the key', '1', 'true'), weight: 6 },
      { arbitrary: fc.constantFrom(...oddNames), weight: 1 },
    ),
    tie('tree'),
  ),
}));

/** Documents that cost much: each a simple piece so often. */
const large = fc
  .record({
    piece: fc.constantFrom(
      '- ',
      '[',
      '{a: ',
      'k%: v\n',
      '- &a% [*a]\n',
      '"',
      '? ',
      '&x ',
      '!!str ',
      '# c\n',
      'a: b: ',
      '\n',
      ' ',
      '- *a\n',
      '- >\n',
      "''",
      '%TAG !% x\n',
    ),
    times: fc.constantFrom(100, 5000, 60_000),
  })
  .map(({ piece, times }) =>
    Array.from({ length: Math.min(times, Math.floor(1_000_000 / piece.length)) }, (_, index) => piece.replace('%', String(index))).join(''),
  );

const written = fc.tuple(anyTree, fc.nat()).map(([tree, ways]) => ({ text: writeYaml(tree, chooser(ways)), tree: writeJson(tree) }));

const inputs: fc.Arbitrary<Texts> = fc.oneof(
  { arbitrary: written, weight: 1200 },
  {
    arbitrary: oftenSound(
      written.map(({ text }) => text),
      tokens,
      0,
    ).map((text) => ({ text })),
    weight: 900,
  },
  { arbitrary: large.map((text) => ({ text })), weight: 5 },
);

/** YAML documents: what was written is read as it was meant, or refused at its place. */
export const yaml: FuzzKind = {
  name: 'yaml',
  share: 22,
  sources: ['definition/yaml-read.ts', 'definition/yaml-tree.ts', 'definition/yaml-node.ts', 'definition/text-file.ts'],
  inputs,
  judge: (input) => {
    const text = textOf(input, 'text');
    const problems: Problems = [];
    const node = readYaml(textFile('a.yml', text), problems);
    const lines = text.split('\n');
    for (const { source } of problems) {
      if (source?.text === undefined) continue;
      must(lines[source.line - 1]?.replace(/\r$/u, '') === source.text, () => `line ${source.line} is not ${JSON.stringify(source.text)}`);
      must(source.column <= source.text.length + 1, () => `column ${source.column} is behind the line ${JSON.stringify(source.text)}`);
    }
    must(node !== undefined || problems.length > 0, () => 'nothing was read, and nothing said');
    if (input['tree'] !== undefined && node !== undefined && problems.length === 0) {
      const meant: unknown = JSON.parse(input['tree']);
      must(isDeepStrictEqual(plain(node), meant), () => `${JSON.stringify(meant)} was written, and ${JSON.stringify(plain(node))} read`);
    }
    if (node !== undefined && problems.length === 0) must(!hasForbidden(node), () => 'a key or character that is forbidden came through');
    return verdictOf(problems);
  },
};

function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return Object.is(node.value, -0) ? 0 : node.value;
  if (node.kind === 'list') return node.items.map((item) => plain(item));
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
}

function hasForbidden(node: YamlNode): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'string' && /[\0\uE000\uE001]/u.test(node.value);
  if (node.kind === 'list') return node.items.length < 1000 && node.items.some((item) => hasForbidden(item));
  const keys = node.entries.map((entry) => entry.key);
  return (
    new Set(keys).size !== keys.length ||
    keys.some((key) => ['__proto__', 'constructor', 'prototype', '<<'].includes(key)) ||
    node.entries.some((entry) => hasForbidden(entry.value))
  );
}
