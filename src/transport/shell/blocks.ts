import { piecesFor, type Script } from './functions.ts';
import { packed } from './packing.ts';

/** Something for the driver to carry out. */
export interface Work {
  /** `take`: it reads raw bytes, which come behind it. */
  readonly kind: 'ask' | 'do' | 'take';
  /** The functions that it calls are sent in front of it, each once to a shell. */
  readonly script: Script;
  /** Carried out in front of it, in the shell that stays: where it fails, the script is left out. */
  readonly claim?: Script;
  /** True when it holds a secret: how well such a text can be compressed would tell a listener something about it. */
  readonly isSecret?: boolean;
}

/**
 * What one shell is sent, in blocks: a line `LENGTH` or, where the block is compressed, `zLENGTH`, then shell text that ends with the marker; or such a text
 * as one line.
 */
export interface BlockWriter {
  /** The bytes to write for these frames, with all in front of them that the shell has not got yet. */
  blocksOf(frames: readonly Work[]): Buffer;
  /** The same for a shell that can read no compressed block, and has read nothing yet. */
  againPlain(frames: readonly Work[]): Buffer;
}

/** Compressing costs the host two processes, so it must save so many bytes. A line up to this is read without any. */
const WORTH_BYTES = 512;
/** Compressing holds everything else up: some 10 to 30 ms for so many bytes. */
const LONGEST_BYTES = 1024 * 1024;

/** Makes the writer for a shell whose records begin with the marker. */
export function createBlockWriter(marker: string): BlockWriter {
  const sent = new Set<string>();
  let canCompress = true;
  const end = `\n#${marker}`;

  const block = (front: readonly string[], bodies: readonly string[], isSecret: boolean): Buffer => {
    const text = [...front, ...bodies].join('\n');
    const bytes = Buffer.byteLength(text) + end.length;
    const asItIs = (): Buffer => (bytes < WORTH_BYTES && !text.includes('\n') ? line(text) : Buffer.from(`${bytes}\n${text}${end}`));
    if (!canCompress || isSecret || bytes < WORTH_BYTES || bytes > LONGEST_BYTES) return asItIs();
    // Functions are the same for all hosts that are asked the like.
    const compressed = packed(text, front.join('\n').length, end);
    if (compressed.length + WORTH_BYTES > bytes) return asItIs();
    return Buffer.concat([Buffer.from(`z${compressed.length}\n`), compressed]);
  };
  const line = (text: string): Buffer => Buffer.from(`${text} #${marker}\n`);
  const blocksOf = (frames: readonly Work[]): Buffer => {
    const opening = sent.size === 0 ? [...textsOf(['core']), 'rec ready "$$" \'\''] : [];
    const front = [...opening, ...textsOf(frames.flatMap((frame) => [...(frame.claim?.calls ?? []), ...frame.script.calls]))];
    const bodies = frames.map((frame) => bodyOf(frame));
    if (!frames.some((frame) => frame.isSecret === true)) return block(front, bodies, false);
    return Buffer.concat([...(front.length === 0 ? [] : [block(front, [], false)]), block([], bodies, true)]);
  };
  const textsOf = (calls: readonly string[]): readonly string[] => {
    const pieces = piecesFor(calls).filter((piece) => !sent.has(piece.name));
    for (const piece of pieces) sent.add(piece.name);
    return pieces.map((piece) => piece.text);
  };

  return {
    blocksOf,
    againPlain: (frames) => {
      canCompress = false;
      sent.clear();
      return Buffer.concat([Buffer.from(`\n${marker}\n`), blocksOf(frames)]);
    },
  };
}

/** Steps in a shell of their own, so that an action which fails leaves the frame and nothing of it stays. Questions only read, and a line for the log is given away, so they need none. */
function bodyOf({ kind, script, claim }: Work): string {
  // What can be a line stays one.
  const lines = (...parts: readonly string[]): string => parts.join(script.text.includes('\n') ? '\n' : ';');
  if (kind === 'ask') return lines('fresh', `{ ${script.text}`, '} </dev/null', `rec answers '' "$answers"`);
  const isLog = script.calls.join(' ') === 'tell_log';
  const steps = lines(`${isLog ? '{' : '('} ${script.text}`, `${isLog ? '}' : ')'}${kind === 'take' ? '' : ' </dev/null'}`);
  const claimed = claim === undefined ? steps : `if ${claim.text} </dev/null; then\n${steps}\nrest_lock\nfi`;
  return lines(claimed, `rec over "$?" ''`);
}
