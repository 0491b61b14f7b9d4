import {
  boolCoreTag,
  EVENT_ID,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import type { Source } from '../core/diagnostic.ts';
import { mistake, place, type Problems } from './problem.ts';
import { placeInLine, placeOf, type TextFile } from './text-file.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-node.ts';

const LIMIT_NODES = 100_000;
/** So many aliases without an anchor are told of: a file that has more is no YAML with a slip in it. */
const LIMIT_UNKNOWN_ALIASES = 100;
const forbiddenKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];
const plainTags = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag] as const;

interface Builder {
  readonly file: TextFile;
  readonly events: readonly Event[];
  readonly problems: Problems;
  readonly anchors: Map<string, YamlNode>;
  /** Nodes below and with each node, aliases counted out. */
  readonly sizes: Map<YamlNode, number>;
  unknownAliases: number;
  next: number;
  /** Place of what was read last, for nodes without characters. */
  last: Source;
}

/** Builds the tree of the one document of the events. An alias is the same node again; what it would grow to is limited. */
export function buildTree(file: TextFile, events: readonly Event[], problems: Problems): YamlNode | undefined {
  const builder: Builder = {
    file,
    events,
    problems,
    anchors: new Map(),
    sizes: new Map(),
    unknownAliases: 0,
    next: 0,
    last: placeOf(file, 0),
  };
  const first = events[0];
  if (first === undefined) return nothing(builder.last);
  builder.next = 1;
  const root = events[1]?.type === EVENT_ID.POP ? nothing(builder.last) : build(builder);
  if ((builder.sizes.get(root) ?? 0) > LIMIT_NODES) {
    problems.push(
      mistake('RB1008', `aliases make more than ${LIMIT_NODES} values of this file`, placeOf(file, 0), {
        mend: 'write the values out, or use variables',
      }),
    );
    return undefined;
  }
  return root;
}

function nothing(source: Source): YamlScalar {
  return { kind: 'scalar', value: null, raw: '', source, placeAt: () => source };
}

function build(builder: Builder): YamlNode {
  const event = builder.events[builder.next];
  builder.next += 1;
  if (event === undefined) return nothing(builder.last);
  if (event.type === EVENT_ID.ALIAS)
    return resolveAlias(builder, builder.file.text.slice(event.anchorStart, event.anchorEnd), event.anchorStart - 1);
  if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING) return nothing(builder.last);
  refuseTag(builder, event.tagStart, event.tagEnd);
  const node =
    event.type === EVENT_ID.SCALAR ? buildScalar(builder, event) : buildCollection(builder, event.type === EVENT_ID.MAPPING, event.start);
  if (event.anchorStart >= 0) builder.anchors.set(builder.file.text.slice(event.anchorStart, event.anchorEnd), node);
  builder.sizes.set(node, 1 + childrenOf(node).reduce((sum, child) => sum + (builder.sizes.get(child) ?? 1), 0));
  return node;
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'list' ? node.items : node.entries.map((entry) => entry.value);
}

function resolveAlias(builder: Builder, name: string, offset: number): YamlNode {
  const node = builder.anchors.get(name);
  if (node !== undefined) return node;
  const source = placeOf(builder.file, offset);
  builder.unknownAliases += 1;
  if (builder.unknownAliases > LIMIT_UNKNOWN_ALIASES) return nothing(source);
  builder.problems.push(
    mistake('RB1002', `the alias *${name} names no anchor before it`, source, {
      mend: `write "&${name}" at the value that is meant, before this line; a text that begins with * needs quotes`,
    }),
  );
  return nothing(source);
}

function refuseTag(builder: Builder, start: number, end: number): void {
  if (start < 0) return;
  const tag = builder.file.text.slice(start, end);
  if (tag === '!' || tag === '!!str') return;
  const mend =
    tag === '!vault'
      ? 'name where the secret comes from: { secret: { file: secrets/NAME } }'
      : 'remove it; a text that begins with ! needs quotes';
  builder.problems.push(mistake('RB1002', `the tag ${tag} is not read here`, placeOf(builder.file, start), { mend }));
}

function buildCollection(builder: Builder, mapping: boolean, start: number): YamlNode {
  const source = placeOf(builder.file, start);
  builder.last = source;
  const items: YamlNode[] = [];
  const entries = new Map<string, YamlEntry>();
  while (builder.next < builder.events.length && builder.events[builder.next]?.type !== EVENT_ID.POP) {
    if (mapping) buildEntry(builder, entries);
    else items.push(build(builder));
  }
  builder.next += 1;
  return mapping ? { kind: 'mapping', entries: [...entries.values()], source } : { kind: 'list', items, source };
}

function buildEntry(builder: Builder, entries: Map<string, YamlEntry>): void {
  const key = build(builder);
  const value = build(builder);
  const { problems } = builder;
  if (key.kind !== 'scalar' || key.value === null) {
    problems.push(mistake('RB1002', 'a key that is no text', key.source, { mend: 'write the key as a text; put {{…}} in quotes' }));
    return;
  }
  const name = key.raw;
  if (name === '<<') {
    problems.push(
      mistake('RB1002', 'merge keys (<<) are not read here', key.source, { mend: 'write the keys out, or use the variables of a group' }),
    );
    return;
  }
  if (forbiddenKeys.includes(name)) {
    problems.push(mistake('RB1002', `"${name}" cannot be a key`, key.source, { mend: 'choose another name' }));
    return;
  }
  const earlier = entries.get(name);
  if (earlier !== undefined) {
    problems.push(
      mistake('RB1004', `the key "${name}" stands twice in one mapping`, key.source, {
        why: `it stands in line ${earlier.keySource.line} already (${place(earlier.keySource)})`,
        mend: 'keep one of the two',
      }),
    );
    return;
  }
  entries.set(name, { key: name, keySource: key.source, value });
}

function buildScalar(builder: Builder, event: ScalarEvent): YamlScalar {
  const { file } = builder;
  if (event.valueStart < 0) return nothing(builder.last);
  const text = getScalarValue(file.text, event);
  const source = placeOf(file, event.valueStart);
  builder.last = source;
  const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
  const odd = /[\0\uE000\uE001]/u.test(text);
  if (odd)
    builder.problems.push(
      mistake('RB1007', 'a character that must not stand in a text, written by its number', source, {
        why: 'U+0000, U+E000 and U+E001 have a meaning of their own inside the program',
        mend: 'remove it; for the bytes of a file there is content_base64',
      }),
    );
  const value = odd ? '' : plain ? resolvePlain(builder, text, source) : text;
  return { kind: 'scalar', value, raw: text, source, placeAt: placerOf(file, event, text, source) };
}

function resolvePlain(builder: Builder, text: string, source: Source): YamlScalar['value'] {
  for (const tag of plainTags) {
    const value = tag.resolve(text, false, tag.tagName);
    if (value === NOT_RESOLVED) continue;
    if (typeof value === 'number' && (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))) {
      builder.problems.push(
        mistake('RB1006', `${text} is a number that cannot be kept exactly`, source, { mend: `write it as a text: "${text}"` }),
      );
      return text;
    }
    return value;
  }
  return text;
}

/** Tells places inside a scalar where its characters stand in the file as they are, or line by line in a `|` block. */
function placerOf(file: TextFile, event: ScalarEvent, text: string, source: Source): YamlScalar['placeAt'] {
  if (file.text.slice(event.valueStart, event.valueEnd) === text && !text.includes('\n')) {
    return (offset) => ({ ...source, column: source.column + offset });
  }
  if (event.style !== SCALAR_STYLE.LITERAL_BLOCK || event.indent < 0) return () => source;
  return (offset) => {
    const before = text.slice(0, offset).split('\n');
    return placeInLine(file, source.line + before.length - 1, event.indent + (before.at(-1)?.length ?? 0) + 1);
  };
}
