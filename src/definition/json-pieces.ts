const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSE: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const LIST = 0x5b;
const OBJECT = 0x7b;
/** Lists and objects of more bytes are read member by member. */
const LARGE_BYTES = 256 * 1024;

/**
 * The value of a JSON text in UTF-8, read in pieces, so that a large one is never a string as a whole. Throws a SyntaxError or TypeError for bytes that are none. It is laxer than
 * JSON.parse about what stands between members of what is large: whoever must know compares the text with the canonical one of the value.
 */
export function parseJsonPieces(bytes: Uint8Array): unknown {
  const first = bytes[0];
  if (bytes.length <= LARGE_BYTES || (first !== LIST && first !== OBJECT)) return parseWhole(bytes);
  const { members, colons } = split(bytes);
  if (first === LIST) return members.map(([from, to]) => parseJsonPieces(bytes.subarray(from, to)));
  return Object.fromEntries(
    members.map(([from, to], index) => {
      const colon = colons[index] ?? to;
      return [String(parseWhole(bytes.subarray(from, colon))), parseJsonPieces(bytes.subarray(colon + 1, to))] as const;
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
    else if (OPEN.has(byte)) depth += 1;
    else if (CLOSE.has(byte)) depth -= 1;
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
