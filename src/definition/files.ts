import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { relative, sep } from 'node:path';
import { sha256 } from '../core/digest.ts';
import { mistake, type Problems } from './problem.ts';
import { textFile, type TextFile } from './text-file.ts';

const LIMIT_BYTES = 1024 * 1024;

/** SHA-256 (hex) of each file as it was read, by its path as messages show it. */
export type FileDigests = Map<string, string>;

/** The path as messages show it: relative to the project where it lies within. */
export function shownPath(path: string, projectFolder: string | undefined): string {
  if (projectFolder === undefined) return path;
  const short = relative(projectFolder, path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** Names in a folder, sorted; undefined when it is no folder or cannot be read. */
export function listFolder(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path).sort();
  } catch {
    return undefined;
  }
}

/** True when a regular file or a link to one is there. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** True when a folder or a link to one is there. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Paths of all files below a folder, relative to it, sorted. A link is followed when it leads to a file within `home`; any other is given to
 * `onStray`: a folder that came from elsewhere must not bring the operator's own files along, nor lead in a circle.
 */
export function listFiles(folder: string, home: string, onStray: (path: string) => void, below = ''): readonly string[] {
  return (entriesOf(below === '' ? folder : `${folder}/${below}`) ?? []).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(folder, home, onStray, path);
    if (entry.isFile() || (entry.isSymbolicLink() && leadsWithin(`${folder}/${path}`, home))) return [path];
    onStray(path);
    return [];
  });
}

function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

function leadsWithin(link: string, home: string): boolean {
  try {
    const real = realpathSync(link);
    return real.startsWith(realpathSync(home) + sep) && isFile(real);
  } catch {
    return false;
  }
}

/** Reads a file of UTF-8 text, and keeps its digest; a mistake and undefined when that cannot be. */
export function readTextFile(path: string, shown: string, problems: Problems, digests: FileDigests): TextFile | undefined {
  const bytes = readBytes(path, shown, problems);
  if (bytes === undefined) return undefined;
  digests.set(shown, sha256(bytes));
  try {
    return textFile(shown, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    problems.push(mistake('RB1000', `${shown} is no UTF-8 text`, { file: shown, line: 1, column: 1 }, { mend: 'save it as UTF-8' }));
    return undefined;
  }
}

/** Reads a file whole; a mistake and undefined when that cannot be. */
function readBytes(path: string, shown: string, problems: Problems, limitBytes = LIMIT_BYTES): Buffer | undefined {
  const source = { file: shown, line: 1, column: 1 };
  try {
    const size = statSync(path).size;
    if (size > limitBytes) {
      problems.push(
        mistake('RB1008', `${shown} has ${size} bytes, more than the ${limitBytes} that are read`, source, { mend: 'split the file' }),
      );
      return undefined;
    }
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    problems.push(
      mistake('RB1000', `${shown} cannot be read (${reason})`, source, {
        mend: reason === 'ENOENT' ? 'look at the path' : 'look at its owner and mode',
      }),
    );
    return undefined;
  }
}
