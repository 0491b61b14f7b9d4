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
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
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

type CollectionEvent = MappingEvent | SequenceEvent;

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

/** Levels of the tree between whose nodes building stops now and then: thousands of hosts stand on the second. */
const WIDE_LEVELS = 2;
/** So many nodes of them are built at a time. */
const SLICE = 100;

/** Builds the tree of the one document of the events; stops now and then. An alias is the same node again; what it would grow to is limited. */
export function* buildTree(file: TextFile, events: readonly Event[], problems: Problems): Generator<undefined, YamlNode | undefined> {
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
  const root = events[1]?.type === EVENT_ID.POP ? nothing(builder.last) : yield* buildWide(builder, WIDE_LEVELS);
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
  return keep(builder, event, event.type === EVENT_ID.SCALAR ? buildScalar(builder, event) : buildCollection(builder, event));
}

/** The same, stopping between the nodes of so many levels now and then. */
function* buildWide(builder: Builder, levels: number): Generator<undefined, YamlNode> {
  const event = builder.events[builder.next];
  if (levels === 0 || (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE)) return build(builder);
  builder.next += 1;
  refuseTag(builder, event.tagStart, event.tagEnd);
  const parts = beginCollection(builder, event);
  for (let built = 1; isMore(builder); built += 1) {
    if (event.type === EVENT_ID.MAPPING) addEntry(builder, parts.entries, build(builder), yield* buildWide(builder, levels - 1));
    else parts.items.push(yield* buildWide(builder, levels - 1));
    if (built % SLICE === 0) yield undefined;
  }
  return keep(builder, event, endCollection(builder, event, parts));
}

/** Remembers what aliases of the node need. */
function keep(builder: Builder, event: ScalarEvent | CollectionEvent, node: YamlNode): YamlNode {
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

/** A list or mapping that is being built. */
interface Parts {
  readonly source: Source;
  readonly items: YamlNode[];
  readonly entries: Map<string, YamlEntry>;
}

function buildCollection(builder: Builder, event: CollectionEvent): YamlNode {
  const parts = beginCollection(builder, event);
  while (isMore(builder)) {
    if (event.type === EVENT_ID.MAPPING) addEntry(builder, parts.entries, build(builder), build(builder));
    else parts.items.push(build(builder));
  }
  return endCollection(builder, event, parts);
}

function beginCollection(builder: Builder, event: CollectionEvent): Parts {
  const source = placeOf(builder.file, event.start);
  builder.last = source;
  return { source, items: [], entries: new Map() };
}

function isMore(builder: Builder): boolean {
  return builder.next < builder.events.length && builder.events[builder.next]?.type !== EVENT_ID.POP;
}

function endCollection(builder: Builder, event: CollectionEvent, { source, items, entries }: Parts): YamlNode {
  builder.next += 1;
  return event.type === EVENT_ID.MAPPING ? { kind: 'mapping', entries: [...entries.values()], source } : { kind: 'list', items, source };
}

function addEntry({ problems }: Builder, entries: Map<string, YamlEntry>, key: YamlNode, value: YamlNode): void {
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
