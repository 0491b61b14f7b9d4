import type { Source } from '../core/diagnostic.ts';

/** A value of a YAML file with the place where it stands. */
export type YamlNode = YamlScalar | YamlList | YamlMapping;

/** A text, number, boolean or null. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `0644` where the value is 644. */
  readonly raw: string;
  readonly source: Source;
  /** The place of a character of the value; the place of the whole where that cannot be told. */
  readonly placeAt: (offset: number) => Source;
}

/** A list. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly source: Source;
}

/** A mapping; keys are texts, in written order, without duplicates. */
export interface YamlMapping {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
  readonly source: Source;
}

/** A key and its value. */
export interface YamlEntry {
  readonly key: string;
  readonly keySource: Source;
  readonly value: YamlNode;
}

/** The entry under a key, or undefined. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The node at the end of a path of keys and indexes, or undefined where the path leads nowhere. */
export function nodeAt(node: YamlNode, path: readonly (string | number)[]): YamlNode | undefined {
  let here: YamlNode | undefined = node;
  for (const part of path) {
    here = here?.kind === 'list' ? here.items[Number(part)] : entryOf(here, String(part))?.value;
  }
  return here;
}

/** Says what a node is, for messages: `a list`, `the text "x"`. */
export function describeNode(node: YamlNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'mapping') return 'a mapping';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text ${JSON.stringify(short(node.value))}`;
  return typeof node.value === 'number' ? `the number ${node.raw}` : String(node.value);
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
