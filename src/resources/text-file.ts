import { restore, type Action, type Content } from '../core/action.ts';
import { ABSENT, formatStat, type PathState } from '../core/answer.ts';
import { RunbookError } from '../core/diagnostic.ts';
import { predictedDigest } from '../core/digest.ts';
import { hasHole, hasSentinel } from '../core/hole.ts';
import type { JsonObject } from '../core/json.ts';
import type { Convergence, Probe } from '../core/resource.ts';
import { contentOf, digestOf, stateOfPath, statOf } from './path-requests.ts';

/** A file of which a resource changes lines is read whole; above this size, in bytes, it is refused. */
const LIMIT_BYTES = 1_048_576;

/** A text file of the host that other hands edit too. */
export interface TextFile {
  readonly path: string;
  readonly state: PathState;
  /** Undefined while an earlier step decides what it holds. */
  readonly text?: string;
  /** The text that stands for what is unknown, when it is. */
  readonly unknown?: string;
  /** How its bytes and the text correspond: old files with other encodings are kept byte by byte. */
  readonly encoding: 'utf8' | 'latin1';
}

/** Reads a text file with its guard: type, mode, owner and the digest of the whole. */
export async function readTextFile(address: string, path: string, probe: Probe): Promise<TextFile> {
  const [stat, , answer] = await Promise.all([
    probe.ask(statOf(path)),
    probe.ask(digestOf(path)),
    probe.ask(contentOf(path, undefined, LIMIT_BYTES)),
  ]);
  const state = stateOfPath(stat);
  const unknown = [answer, stat].find((one) => hasHole(one));
  if (unknown !== undefined) return { path, state, unknown, encoding: 'utf8' };
  if (answer === ABSENT) return { path, state, text: '', encoding: 'utf8' };
  if (answer === 'large' || answer === 'unreadable') {
    throw new RunbookError({
      code: 'RB2006',
      severity: 'error',
      what: answer === 'large' ? `${path} is larger than ${LIMIT_BYTES / 1024} KiB` : `${path} cannot be read`,
      address,
      why: 'To change a line of it, the whole file is read and written.',
      mend: answer === 'large' ? 'Manage such a file whole, with `file`.' : 'Let the task become an account that may read it.',
    });
  }
  const bytes = Buffer.from(answer, 'base64');
  const text = utf8Text(bytes);
  return text === undefined ? { path, state, text: bytes.toString('latin1'), encoding: 'latin1' } : { path, state, text, encoding: 'utf8' };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text; undefined for other encodings, and for text that could pass for a hole: what the host wrote must never be filled. */
function utf8Text(bytes: Buffer): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return hasSentinel(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** A text of ours as it stands among the text of the file. */
export function spell(file: Pick<TextFile, 'encoding'>, ours: string): string {
  return file.encoding === 'utf8' ? ours : Buffer.from(ours, 'utf8').toString('latin1');
}

/** The file as part of a resource's state. */
export function textFileState(file: TextFile): JsonObject {
  return { file: { ...file.state }, text: file.text ?? null, encoding: file.encoding };
}

/** The file out of a resource's state. */
export function textFileOf(path: string, observed: JsonObject): TextFile {
  const { file, text, encoding } = observed;
  const field = (name: string): string => {
    const value: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return {
    path,
    state: { type: field('type'), mode: field('mode'), owner: field('owner'), group: field('group'), target: field('target') },
    ...(typeof text === 'string' ? { text } : {}),
    encoding: encoding === 'latin1' ? 'latin1' : 'utf8',
  };
}

/**
 * Writes the whole file with another text; mode and owner stay, and a file that is not there is made 0644 root:root. The whole file comes back with an
 * undo: its digest is in the guard, so that what others have written into it since is never lost.
 */
export function rewriteText(file: TextFile, text: string): Convergence {
  const { path } = file;
  const made = file.state.type === ABSENT;
  const mode = made ? '0644' : file.state.mode;
  const owner = made ? 'root' : file.state.owner;
  const group = made ? 'root' : file.state.group;
  if (file.encoding === 'latin1' && hasHole(text)) throw unfillable(path);
  const content: Content = file.encoding === 'utf8' ? { text } : { base64: Buffer.from(text, 'latin1').toString('base64') };
  const write: Action = { do: 'write', path, content, mode, owner, group };
  return {
    actions: [write],
    predictions: [
      { request: statOf(path), answer: formatStat({ type: 'file', mode, owner, group, target: '' }) },
      { request: digestOf(path), answer: predictedDigest(content) },
      ...(hasHole(text) ? [] : [{ request: contentOf(path), answer: Buffer.from(text, file.encoding).toString('base64') }]),
    ],
    texts: [
      !isPublic(mode)
        ? { path, unseen: 'not readable by all' }
        : file.encoding === 'latin1'
          ? { path, unseen: 'no UTF-8 text' }
          : { path, after: text, ...(made || file.text === undefined ? {} : { before: file.text }) },
    ],
    undo: restore(`path:${path}`),
  };
}

/** True when everyone on the host may read a file with this mode. */
export function isPublic(mode: string): boolean {
  return (Number.parseInt(mode, 8) & 0o004) !== 0;
}

/** Bytes that are no plain text are kept as they are, so nothing can be filled in among them. */
function unfillable(path: string): RunbookError {
  return new RunbookError({
    code: 'RB2006',
    severity: 'error',
    what: `${path} is no plain UTF-8 text, and the line is to hold a secret or a value of another host`,
    why: 'Such a value is filled in just before it is sent, and that can be done in plain text alone.',
    mend: 'Manage the file whole, with `file`, or make it UTF-8 on the host first.',
  });
}

/** The lines of a text without their ends; a last line without an end counts. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The text of these lines, each with an end. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
