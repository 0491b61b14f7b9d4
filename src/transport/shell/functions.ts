import { readdirSync, readFileSync } from 'node:fs';
import { TRANSACTION_FUNCTION } from './transaction-script.ts';

/** Shell text that a shell is sent at most once: one file of `functions`, by its name. */
export interface ShellPiece {
  readonly name: string;
  readonly text: string;
}

/** Shell text to be carried out, and the functions that it calls. */
export interface Script {
  readonly text: string;
  readonly calls: readonly string[];
}

const folder = new URL('functions/', import.meta.url);
const pieces = new Map<string, ShellPiece & { readonly words: readonly string[] }>();
let names: ReadonlySet<string> | undefined;

/**
 * The pieces that a shell needs for these calls, and for what they call in turn. A file of `functions` holds the function (or the setting) of its name and
 * what that alone needs; it needs each other file whose name is a word in it.
 */
export function piecesFor(calls: Iterable<string>): readonly ShellPiece[] {
  const found = new Map<string, ShellPiece>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    const piece = pieceOf(name);
    found.set(name, piece);
    piece.words.forEach(add);
  };
  for (const call of calls) add(call);
  return [...found.values()];
}

function pieceOf(name: string): ShellPiece & { readonly words: readonly string[] } {
  names ??= new Set([
    ...readdirSync(folder)
      .filter((file) => file.endsWith('.sh'))
      .map((file) => file.slice(0, -3)),
    'q_transaction',
  ]);
  let piece = pieces.get(name);
  if (piece === undefined) {
    const text = name === 'q_transaction' ? TRANSACTION_FUNCTION : stripShell(readFileSync(new URL(`${name}.sh`, folder), 'utf8'));
    const known = names;
    const words = [...new Set(text.match(/[a-z_]+/gu))].filter((word) => word !== name && word !== 'core' && known.has(word));
    piece = { name, text, words };
    pieces.set(name, piece);
  }
  return piece;
}

/** Shell text as it is sent: without comments on lines of their own or behind the head of a function, and without what only makes it easier to read. */
export function stripShell(source: string): string {
  return source
    .split('\n')
    .map((line) => line.trimStart().replace(/^([a-z_]+\(\) \{) #.*$/u, '$1'))
    .filter((line) => line !== '' && !line.startsWith('# '))
    .join('\n');
}
