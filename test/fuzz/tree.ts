import fc from 'fast-check';
import { toJson, type Json } from '../../src/core/json.ts';

/** A document before it is written. Mappings are lists of entries, so that a key may stand twice. */
export type Tree = string | number | boolean | null | readonly Tree[] | Mapping;
/** A mapping of a document. */
export interface Mapping {
  readonly entries: readonly Entry[];
}
type Entry = readonly [string, Tree];

/** A mapping with these members. */
export function mapping(members: Readonly<Record<string, Tree | undefined>>): Mapping {
  return { entries: Object.entries(members).flatMap(([key, value]): Entry[] => (value === undefined ? [] : [[key, value]])) };
}

/** The value of a JSON text. */
export function jsonOf(text: string): Json {
  const value: unknown = JSON.parse(text);
  return toJson(value) ?? null;
}

/** The tree of a JSON value. */
export function treeOf(value: Json): Tree {
  if (typeof value !== 'object' || value === null) return value;
  if (isJsonList(value)) return value.map((item) => treeOf(item));
  return { entries: Object.entries(value).map(([key, item]): Entry => [key, treeOf(item)]) };
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** True for a list. */
export function isListTree(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** True for a mapping. */
export function isMapping(tree: Tree): tree is Mapping {
  return typeof tree === 'object' && tree !== null && !isListTree(tree);
}

/** JSON text of a tree, keys that stand twice included. */
export function writeJson(tree: Tree): string {
  if (isListTree(tree)) return `[${tree.map((item) => writeJson(item)).join(',')}]`;
  if (isMapping(tree)) return `{${tree.entries.map(([key, value]) => `${JSON.stringify(key)}:${writeJson(value)}`).join(',')}}`;
  return typeof tree === 'number' && !Number.isFinite(tree) ? '1e999' : JSON.stringify(tree);
}

/** One change of a document that leaves it well written. `at` and `other` tell nodes by their number in written order. */
export interface TreeChange {
  readonly kind: 'replace' | 'remove' | 'rename' | 'repeat' | 'swap' | 'wrap' | 'add' | 'copy';
  readonly at: number;
  readonly other: number;
  readonly key: string;
  readonly value: Tree;
  readonly times: number;
}

function childrenOf(tree: Tree): readonly Tree[] {
  if (isListTree(tree)) return tree;
  return isMapping(tree) ? tree.entries.map(([, value]) => value) : [];
}

function countNodes(tree: Tree): number {
  return childrenOf(tree).reduce((sum: number, child) => sum + countNodes(child), 1);
}

function nodeAt(tree: Tree, index: number): Tree {
  if (index === 0) return tree;
  let left = index - 1;
  for (const child of childrenOf(tree)) {
    const size = countNodes(child);
    if (left < size) return nodeAt(child, left);
    left -= size;
  }
  return tree;
}

/** The tree with the node of that number made into none, one or more; the root stays one. */
function edit(
  tree: Tree,
  index: number,
  make: (node: Tree, key: string | undefined) => readonly (readonly [string | undefined, Tree])[],
): Tree {
  let next = 0;
  const walk = (node: Tree, key: string | undefined): readonly (readonly [string | undefined, Tree])[] => {
    const own = next;
    next += 1;
    if (own === index) {
      next += countNodes(node) - 1;
      return make(node, key);
    }
    if (isListTree(node)) return [[key, node.flatMap((item) => walk(item, undefined).map(([, made]) => made))]];
    if (isMapping(node))
      return [
        [key, { entries: node.entries.flatMap(([name, value]) => walk(value, name).map(([to, made]): Entry => [to ?? name, made])) }],
      ];
    return [[key, node]];
  };
  return walk(tree, undefined)[0]?.[1] ?? tree;
}

/** The document after a change. */
export function changeTree(tree: Tree, change: TreeChange): Tree {
  const size = countNodes(tree);
  const at = change.at % size;
  const other = nodeAt(tree, change.other % size);
  return edit(tree, at, (node, key) => {
    switch (change.kind) {
      case 'replace':
        return [[key, change.value]];
      case 'remove':
        return [];
      case 'rename':
        return [[key === undefined ? undefined : change.key, node]];
      case 'repeat':
        return Array.from(
          { length: change.times },
          (_, index) => [index > 0 && key !== undefined && change.times > 2 ? `${key}${index}` : key, node] as const,
        );
      case 'swap':
      case 'copy':
        return change.kind === 'copy' && key !== undefined
          ? [
              [key, node],
              [change.key, other],
            ]
          : [[key, other]];
      case 'wrap':
        return [[key, change.times % 2 === 0 ? [node] : { entries: [[change.key, node]] }]];
      case 'add':
        return isMapping(node)
          ? [[key, { entries: [...node.entries, [change.key, change.value]] }]]
          : isListTree(node)
            ? [[key, [...node, change.value]]]
            : [[key, change.value]];
    }
  });
}

/** Changes of documents whose languages have these words. */
export function treeChanges(keys: readonly string[], values: fc.Arbitrary<Tree>, most: number): fc.Arbitrary<readonly TreeChange[]> {
  return fc.array(
    fc.record({
      kind: fc.constantFrom<TreeChange['kind'][]>(
        'replace',
        'replace',
        'replace',
        'remove',
        'rename',
        'repeat',
        'swap',
        'swap',
        'wrap',
        'add',
        'copy',
      ),
      at: fc.nat(2000),
      other: fc.nat(2000),
      key: fc.oneof({ arbitrary: fc.constantFrom(...keys), weight: 3 }, { arbitrary: fc.constantFrom(...oddNames), weight: 1 }),
      value: values,
      times: fc.oneof({ arbitrary: fc.constantFrom(0, 2, 3), weight: 8 }, { arbitrary: fc.constantFrom(20, 70), weight: 1 }),
    }),
    { maxLength: most },
  );
}

/** Names that mean something to a shell, a terminal, an option parser, a file system or an object of JavaScript. */
export const oddNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  ' ',
  '-rf',
  '--',
  '-oProxyCommand=id',
  '$(id)',
  '`id`',
  ';id',
  'a b',
  'a\nb',
  '../..',
  '/etc/shadow',
  '~root',
  'all',
  '*',
  '!',
  '<<',
  'null',
  'true',
  '0',
  '\u202Eabc',
  'a\u200Bb',
  '\uFEFF',
  '\u001B[2J',
  '\u009B31m',
  '\u0000',
  '\uE000{}\uE001',
  '한글',
  '👩‍👩‍👧',
  '\uD800',
  'é',
  'x'.repeat(300),
] as const;

const oddTexts = [
  ...oddNames,
  '{{',
  '{{host.name}}',
  '{{#each hosts}}{{name}}{{/each}}',
  '{{constructor}}',
  '${ vars.x }',
  '${ 1',
  "${ output('a', 'b').c }",
  '${ hosts }',
  '${ __proto__ }',
  '198.18.10.11',
  '198.18.10.0/24',
  '0.0.0.0/0',
  '999.1.1.1',
  '198.18.10.11/33',
  '22/tcp',
  '0/tcp',
  '1-70000/udp',
  '100%',
  '-1%',
  '0644',
  '07777',
  '1e3',
  '.nan',
  '.inf',
  '0x1F',
  '0o17',
  '2026-01-01',
  'yes',
  'off',
  '\u001B]0;x\u0007',
  '\r\n',
  '\uE000{"kind":"secret","name":"x"}\uE001',
];

/** Values that are seldom what somebody expects. */
export const oddValues: fc.Arbitrary<Tree> = fc.oneof(
  { arbitrary: fc.constantFrom<Tree[]>(...oddTexts), weight: 6 },
  { arbitrary: fc.constantFrom<Tree[]>(0, -1, 1, -0, 0.5, 65_536, 2 ** 31, 2 ** 53, 1e308, 5e-324, true, false, null), weight: 3 },
  {
    arbitrary: fc.constantFrom<Tree[]>(
      [],
      { entries: [] },
      [[]],
      [null],
      { entries: [['secret', { entries: [['file', 'x']] }]] },
      { entries: [['a', { entries: [['b', []]] }]] },
    ),
    weight: 2,
  },
  { arbitrary: fc.string({ maxLength: 12, unit: 'binary' }), weight: 1 },
);
