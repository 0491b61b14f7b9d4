import { gunzipSync } from 'node:zlib';

/** Stands in every secret of the test, several times, and nowhere else: whatever of one comes to light has it. Small letters and digits, as tokens of kubeadm are made. */
const MARK = 'qz7wxk';
/** Of a key that has no other letters than hexadecimal digits. */
const HEX_MARK = 'c0ffee00ab1e5eed';

/** A secret of two lines with quotes, blanks, signs of shells, and Korean letters. `name` is two letters or digits. */
export function longSecret(name: string): string {
  const mark = `${MARK}${name}`;
  return `${mark}"ca'nary $HOME ${mark} \\\`x\`\n둘째 ${mark} 줄 100% & <한글> ${mark}`;
}

/** The same in one line, to be typed. */
export function typedSecret(name: string): string {
  const mark = `${MARK}${name}`;
  return `${mark}"ca'nary ${mark} $HOME 한글 ${mark}`;
}

/** What generated values look like: a private key of WireGuard, a token and a certificate key of kubeadm. */
export const generated = {
  wireguard: `${MARK}wg${'A'.repeat(15)}${MARK}wg${'B'.repeat(11)}A=`,
  token: `${MARK}.${MARK}tokentoken`,
  certificateKey: HEX_MARK.repeat(4),
} as const;

/** Where a mark was found: how it was written, and what stands around it. */
export interface Found {
  readonly spelling: string;
  readonly around: string;
}

/** The ways in which a mark may be written, beside plainly: in texts with escapes it stands as it is. */
function spellings(mark: string): readonly (readonly [string, string])[] {
  const bytes = Buffer.from(mark);
  const base64 = [0, 1, 2].map((offset): readonly [string, string] => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/u, '');
    const isWhole = (offset + bytes.length) % 3 === 0;
    return [`base64, ${offset} bytes behind a group`, text.slice(offset === 0 ? 0 : offset + 1, isWhole ? undefined : -1)];
  });
  const hex = bytes.toString('hex');
  return [['plain', mark], ...base64, ['hexadecimal', hex], ['hexadecimal, large', hex.toUpperCase()]];
}

const known = [...spellings(MARK), ...spellings(HEX_MARK)].map(([spelling, text]) => ({ spelling, bytes: Buffer.from(text) }));
/** Larger files are no texts that were broken into lines, and nothing that was compressed. */
const LARGEST_TEXT = 4 * 1024 * 1024;

/** Every spelling of a mark in these bytes, also broken into lines and compressed by gzip; `more` are further texts to look for. */
export function findMarks(bytes: Buffer, more: readonly string[] = []): readonly Found[] {
  const wanted = [...known, ...more.map((text) => ({ spelling: 'whole', bytes: Buffer.from(text) }))];
  const found = wanted.flatMap((one) => foundIn(bytes, one));
  if (bytes.length > LARGEST_TEXT) return found;
  const joined = bytes.includes(10) ? Buffer.from(bytes.filter((byte) => byte !== 10 && byte !== 13 && byte !== 32)) : Buffer.alloc(0);
  return [...found, ...wanted.flatMap((one) => foundIn(joined, one)), ...findPacked(bytes, more)];
}

function foundIn(bytes: Buffer, { spelling, bytes: text }: { readonly spelling: string; readonly bytes: Buffer }): readonly Found[] {
  const at = bytes.indexOf(text);
  return at < 0 ? [] : [{ spelling, around: bytes.subarray(Math.max(0, at - 60), at + text.length + 30).toString() }];
}

/** RFC 1952: what gzip has packed begins with these bytes. */
function findPacked(bytes: Buffer, more: readonly string[]): readonly Found[] {
  const at = bytes.indexOf(Buffer.from([0x1f, 0x8b, 8]));
  if (at < 0) return [];
  try {
    return findMarks(gunzipSync(bytes.subarray(at)), more).map((one) => ({ ...one, spelling: `gzip, ${one.spelling}` }));
  } catch {
    // It only looked like it.
    return [];
  }
}
