import { wholeExpression } from './evaluate.ts';
import { isSecret } from './var-nodes.ts';
import { entryOf, type YamlMapping, type YamlNode } from './yaml-node.ts';

/**
 * The first key on a path of keys that none of the layers of variables can hold, or undefined. What is computed (an expression, a template, a secret) may
 * hold anything, and so may a list.
 */
export function missingKey(layers: readonly YamlMapping[], path: readonly string[]): MissingKey | undefined {
  let here: readonly YamlNode[] = layers;
  for (const [index, key] of path.entries()) {
    if (here.some((node) => isOpen(node))) return undefined;
    const next = here.flatMap((node) => entryOf(node, key)?.value ?? []);
    if (next.length === 0) return { path: path.slice(0, index + 1), siblings: here.flatMap((node) => keysOf(node)) };
    here = next;
  }
  return undefined;
}

/** Where a path of keys leads nowhere. */
export interface MissingKey {
  /** Up to the key that is missing. */
  readonly path: readonly string[];
  /** Keys that are there in its place. */
  readonly siblings: readonly string[];
}

function keysOf(node: YamlNode): readonly string[] {
  return node.kind === 'mapping' ? node.entries.map((entry) => entry.key) : [];
}

function isOpen(node: YamlNode): boolean {
  if (node.kind === 'list') return true;
  if (node.kind === 'mapping') return isSecret(node);
  return typeof node.value === 'string' && (node.value.includes('{{') || wholeExpression(node.value) !== undefined);
}
