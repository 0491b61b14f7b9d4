import { gzipSync } from 'node:zlib';
import { piecesFor, type Script } from './functions.ts';

/** Something for the driver to carry out. */
export interface Work {
  /** `take`: it reads raw bytes, which come behind it. */
  readonly kind: 'ask' | 'do' | 'take';
  /** The functions that it calls are sent in front of it, each once to a shell. */
  readonly script: Script;
  /** True when it holds a secret: how well such a text can be compressed would tell a listener something about it. */
  readonly isSecret?: boolean;
}

/** What one shell is sent, in blocks: a line `LENGTH` or, where the block is compressed, `zLENGTH`, then shell text that ends with the marker. */
export interface BlockWriter {
  /** The bytes to write for these frames, with all in front of them that the shell has not got yet. */
  blocksOf(frames: readonly Work[]): Buffer;
  /** The same for a shell that can read no compressed block, and has read nothing yet. */
  againPlain(frames: readonly Work[]): Buffer;
}

/** Compressing costs the host two processes, so it must save so many bytes. */
const WORTH_BYTES = 512;
/** Text beyond this is compressed quickly rather than well, so that the event loop goes on: bytes. */
const LARGE_BYTES = 64 * 1024;

/** Makes the writer for a shell whose records begin with the marker. */
export function createBlockWriter(marker: string): BlockWriter {
  const sent = new Set<string>();
  let canCompress = true;

  const block = (texts: readonly string[], isSecret: boolean): Buffer => {
    const text = Buffer.from(`${texts.join('\n')}\n#${marker}`);
    const packed =
      canCompress && !isSecret && text.length > WORTH_BYTES ? gzipSync(text, { level: text.length > LARGE_BYTES ? 1 : 9 }) : text;
    const pays = packed.length + WORTH_BYTES < text.length;
    return Buffer.concat(pays ? [Buffer.from(`z${packed.length}\n`), packed] : [Buffer.from(`${text.length}\n`), text]);
  };
  const blocksOf = (frames: readonly Work[]): Buffer => {
    const opening = sent.size === 0 ? [...textsOf(['core']), 'rec ready "$$" \'\''] : [];
    const front = [...opening, ...textsOf(frames.flatMap((frame) => frame.script.calls))];
    const bodies = frames.map((frame) => bodyOf(frame));
    if (!frames.some((frame) => frame.isSecret === true)) return block([...front, ...bodies], false);
    return Buffer.concat([...(front.length === 0 ? [] : [block(front, false)]), block(bodies, true)]);
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

/** Steps in a shell of their own, so that an action which fails leaves the frame and nothing of it stays. Questions only read, so they need none. */
function bodyOf({ kind, script }: Work): string {
  return kind === 'ask'
    ? `fresh\n{\n${script.text}\n} </dev/null\nrec answers '' "$answers"`
    : `(\n${script.text}\n)${kind === 'take' ? '' : ' </dev/null'}\nrec over "$?" ''`;
}
