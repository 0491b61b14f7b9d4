import type { Source } from '../core/diagnostic.ts';

/** A value of a YAML file with the place where it stands. */
export type YamlNode = YamlScalar | YamlList | YamlMapping;

/** A text, number, boolean or null. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `0644` where the value is 644. */
  readonly raw: string;
  readonly plain: boolean;
  readonly source: Source;
  /** True when the characters of the value stand in the file as they are, so that a column within it can be told. */
  readonly verbatim: boolean;
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

/** The value under a key, or undefined. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The place within a scalar, so many characters after its beginning; the scalar's own place when that cannot be told. */
export function placeWithin(node: YamlScalar, offset: number): Source {
  if (!node.verbatim) return node.source;
  return { ...node.source, column: node.source.column + offset };
}

/** Says what a node is, for messages: `a list`, `the text "x"`. */
export function describeNode(node: YamlNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'mapping') return 'a mapping';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text ${JSON.stringify(short(node.value))}`;
  return typeof node.value === 'number' ? `the number ${node.raw}` : node.raw;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
