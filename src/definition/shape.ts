import type { Source } from '../core/diagnostic.ts';
import { mistake, type Problems } from './problem.ts';
import { didYouMean, nearest } from './suggest.ts';
import { describeNode, type YamlEntry, type YamlMapping, type YamlNode } from './yaml-node.ts';

/**
 * Readers of one value each. A value of the wrong kind is a mistake, told with its place; then the answer is undefined and reading
 * goes on, so that all mistakes are found at once. An absent node is undefined without a mistake.
 */

/** The mapping, with every key known. `where` is the thing in words: `a play`. */
export function readMapping(
  node: YamlNode | undefined,
  where: string,
  keys: readonly string[],
  problems: Problems,
): YamlMapping | undefined {
  const mapping = readAnyMapping(node, where, problems);
  for (const entry of mapping?.entries ?? []) {
    if (!keys.includes(entry.key)) problems.push(unknownKey(entry, where, keys));
  }
  return mapping;
}

/** The mistake of a key that is not known. */
function unknownKey(entry: YamlEntry, where: string, keys: readonly string[]): ReturnType<typeof mistake> {
  return mistake('RB1003', `unknown key "${entry.key}" in ${where}${didYouMean(entry.key, keys)}`, entry.keySource, {
    mend: `keys here: ${keys.join(', ')}`,
  });
}

/** A mapping with keys of any name. Nothing (`key:` with no value) counts as an empty one. */
export function readAnyMapping(node: YamlNode | undefined, where: string, problems: Problems): YamlMapping | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'mapping') return node;
  if (node.kind === 'scalar' && node.value === null) return { kind: 'mapping', entries: [], source: node.source };
  problems.push(wrong(node, `${where} is a mapping (key: value)`));
  return undefined;
}

/** The items of a list. Nothing counts as an empty list. */
export function readList(node: YamlNode | undefined, where: string, problems: Problems): readonly YamlNode[] | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'list') return node.items;
  if (node.kind === 'scalar' && node.value === null) return [];
  problems.push(wrong(node, `${where} is a list`));
  return undefined;
}

/** A text. A number where a text belongs is a mistake, since `1.20` would become 1.2. */
export function readText(node: YamlNode | undefined, where: string, problems: Problems): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '') return node.value;
  const number = node.kind === 'scalar' && typeof node.value === 'number';
  problems.push(wrong(node, `${where} is a text`, number ? `write it in quotes: "${node.raw}"` : undefined));
  return undefined;
}

/** A text that names something: letters, digits, `-` and `_`. */
export function readName(node: YamlNode | undefined, where: string, problems: Problems): string | undefined {
  const text = readText(node, where, problems);
  if (text === undefined || node === undefined) return undefined;
  return checkName(text, where, node.source, problems) ? text : undefined;
}

/** Names are letters, digits, `-`, `_` and `.`, and begin with a letter or digit. */
export function checkName(name: string, where: string, source: Source, problems: Problems): boolean {
  // Nearly all names are such; V8 needs a millisecond to get ready to look for letters of all alphabets.
  if (/^[A-Za-z\d][\w.-]{0,62}$/u.test(name) || /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,62}$/u.test(name)) return true;
  problems.push(
    mistake('RB1009', `"${name}" cannot be ${where}`, source, {
      mend: 'use letters, digits, "-", "_" and "."; begin with a letter or a digit; 63 characters at most',
    }),
  );
  return false;
}

/** One text or a list of texts. */
export function readTexts(
  node: YamlNode | undefined,
  where: string,
  problems: Problems,
): readonly { readonly text: string; readonly source: Source }[] {
  if (node === undefined) return [];
  const nodes = node.kind === 'list' ? node.items : [node];
  return nodes.flatMap((item) => {
    const text = readText(item, where, problems);
    return text === undefined ? [] : [{ text, source: item.source }];
  });
}

/** true or false. */
export function readBoolean(node: YamlNode | undefined, where: string, problems: Problems): boolean | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  const word = node.kind === 'scalar' ? node.raw.toLowerCase() : '';
  const meant = ['yes', 'on', 'y'].includes(word) ? 'true' : ['no', 'off', 'n'].includes(word) ? 'false' : undefined;
  problems.push(wrong(node, `${where} is true or false`, meant === undefined ? undefined : `write ${meant}`));
  return undefined;
}

/** A whole number within limits. */
export function readWhole(node: YamlNode | undefined, where: string, least: number, most: number, problems: Problems): number | undefined {
  if (node === undefined) return undefined;
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  problems.push(wrong(node, `${where} is a whole number from ${least} to ${most}`));
  return undefined;
}

/** Adds a mistake for each key that must be there and is not. */
export function requireKeys(
  mapping: YamlMapping,
  where: string,
  keys: readonly string[],
  problems: Problems,
  source: Source = mapping.source,
): void {
  for (const key of keys) {
    // A key that was only mistyped is told as such.
    if (!mapping.entries.some((entry) => nearest(entry.key, [key]) === key))
      problems.push(mistake('RB1005', `${where} needs the key "${key}"`, source, { mend: `add "${key}: …"` }));
  }
}

/** The mistake of a value of the wrong kind. */
export function wrong(node: YamlNode, expected: string, mend?: string): ReturnType<typeof mistake> {
  return mistake('RB1006', `${expected}, not ${describeNode(node)}`, node.source, mend === undefined ? {} : { mend });
}
