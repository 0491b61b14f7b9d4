const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
/** Lists and objects of more bytes are read member by member. */
const LARGE_BYTES = 256 * 1024;
/** Below so many levels a text is read whole: each level is gone through once more, and a hostile file has as many as it has bytes. */
const MOST_LEVELS = 16;

/** So many different pieces are remembered, and pieces of so many bytes. */
const MOST_KNOWN = 50_000;
const LONGEST_KNOWN_BYTES = 16 * 1024;

/**
 * The value of a JSON text in UTF-8, read in pieces, so that a large one is never a string as a whole. Throws a SyntaxError or TypeError for bytes that are none. It is laxer than
 * JSON.parse about what stands between members of what is large: whoever must know compares the text with the canonical one of the value. Members of the
 * objects of a large list that have equal texts are one value in memory: what must be known of it need be found out only once.
 */
export function parseJsonPieces(bytes: Uint8Array): unknown {
  return parsePieces(bytes, 0, createPieceMemory());
}

/** Gives the value of a piece of the text; pieces with equal bytes have the same value. */
type PieceMemory = (bytes: Uint8Array) => unknown;

function createPieceMemory(): PieceMemory {
  const known = new Map<string, unknown>();
  return (bytes) => {
    if (bytes.length > LONGEST_KNOWN_BYTES) return parseWhole(bytes);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    if (known.has(text)) return known.get(text);
    if (known.size >= MOST_KNOWN) known.clear();
    const value = parseWhole(bytes);
    known.set(text, value);
    return value;
  };
}

function parsePieces(bytes: Uint8Array, depth: number, known: PieceMemory): unknown {
  const first = bytes[0];
  if (bytes.length <= LARGE_BYTES || depth >= MOST_LEVELS || (first !== LIST && first !== OBJECT)) return parseWhole(bytes);
  if (first === OBJECT) return objectOf(bytes, known, (member) => parsePieces(member, depth + 1, known));
  return split(bytes).members.map(([from, to]) => {
    const element = bytes.subarray(from, to);
    const isSmallObject = element.length <= LARGE_BYTES && element[0] === OBJECT;
    return isSmallObject ? objectOf(element, known, known) : parsePieces(element, depth + 1, known);
  });
}

function objectOf(bytes: Uint8Array, known: PieceMemory, read: (member: Uint8Array) => unknown): unknown {
  const { members, colons } = split(bytes);
  return Object.fromEntries(
    members.map(([from, to], index) => {
      const colon = colons[index] ?? to;
      return [String(known(bytes.subarray(from, colon))), read(bytes.subarray(colon + 1, to))] as const;
    }),
  );
}

function parseWhole(bytes: Uint8Array): unknown {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  return value;
}

/** Where the members of a list or object begin and end, and where the colon of each stands. */
function split(bytes: Uint8Array): { readonly members: readonly (readonly [number, number])[]; readonly colons: readonly number[] } {
  const members: (readonly [number, number])[] = [];
  const colons: number[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === LIST || byte === OBJECT) depth += 1;
    else if (byte === LIST_END || byte === OBJECT_END) depth -= 1;
    else if (depth === 1 && byte === COLON) colons.push(at);
    else if (depth === 1 && byte === COMMA) {
      members.push([from, at]);
      from = at + 1;
    }
    if (depth === 0 && at < bytes.length - 1) throw new SyntaxError('it ends before its last byte');
  }
  if (depth !== 0) throw new SyntaxError('it breaks off');
  if (from < bytes.length - 1) members.push([from, bytes.length - 1]);
  return { members, colons };
}

/** Where the text that begins at a quote ends. */
function endOfText(bytes: Uint8Array, quote: number): number {
  let at = quote + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
