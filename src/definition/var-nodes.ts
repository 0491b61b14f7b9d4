import type { Source } from '../core/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { YamlEntry, YamlMapping, YamlNode } from './yaml-node.ts';

/**
 * Lays one mapping of variables over another. Mappings are merged key by key, to any depth; anything else (a list too) replaces what
 * was there. Each value keeps the place where it was written.
 */
export function overlay(below: YamlMapping | undefined, above: YamlMapping | undefined): YamlMapping {
  if (below === undefined) return above ?? EMPTY;
  if (above === undefined || above.entries.length === 0) return below;
  const merged = new Map<string, YamlEntry>(below.entries.map((entry) => [entry.key, entry]));
  for (const entry of above.entries) {
    const under = merged.get(entry.key);
    const deep = under?.value.kind === 'mapping' && entry.value.kind === 'mapping' && !isSecret(under.value) && !isSecret(entry.value);
    merged.set(
      entry.key,
      deep && under?.value.kind === 'mapping' && entry.value.kind === 'mapping'
        ? { ...entry, value: overlay(under.value, entry.value) }
        : entry,
    );
  }
  return { kind: 'mapping', entries: [...merged.values()], source: above.source };
}

const NOWHERE: Source = { file: '', line: 1, column: 1 };
const EMPTY: YamlMapping = { kind: 'mapping', entries: [], source: NOWHERE };

/** All layers, the first below the others. */
export function overlayAll(layers: readonly (YamlMapping | undefined)[]): YamlMapping {
  return layers.reduce<YamlMapping>((below, above) => overlay(below, above), EMPTY);
}

/** The variables of a mapping by their names. */
export function entriesByName(vars: YamlMapping): ReadonlyMap<string, YamlEntry> {
  return new Map(vars.entries.map((entry) => [entry.key, entry]));
}

/** True for `{ secret: { … } }`: a value that is named, not written. */
export function isSecret(node: YamlNode): boolean {
  return (
    node.kind === 'mapping' && node.entries.length === 1 && node.entries[0]?.key === 'secret' && node.entries[0].value.kind === 'mapping'
  );
}

/** The plain value of a node. `secret` says what stands for a `{ secret: … }` in it. */
export function plainValue(node: YamlNode, secret: (node: YamlMapping) => string = () => ''): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map((item) => plainValue(item, secret));
  if (isSecret(node)) return secret(node);
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.value, secret)]));
}

/** The plain values of variables. */
export function plainObject(node: YamlMapping, secret: (node: YamlMapping) => string): JsonObject {
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.value, secret)]));
}

/** Nodes for values that stand in no file, such as those of the command line. */
export function nodeOf(value: Json, source: Source): YamlNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item: Json) => nodeOf(item, source)), source };
  if (isJsonObject(value)) return mappingOf(value, source);
  const scalar = typeof value === 'object' ? null : value;
  return { kind: 'scalar', value: scalar, raw: String(scalar), source, placeAt: () => source };
}

/** A mapping node for variables that stand in no file. */
export function mappingOf(value: JsonObject, source: Source): YamlMapping {
  return {
    kind: 'mapping',
    entries: Object.entries(value).map(([key, item]) => ({ key, keySource: source, value: nodeOf(item, source) })),
    source,
  };
}
