/** A package that a transaction changes. */
export interface PackageChange {
  /** `stream` is a module stream that is enabled, with its name as version. */
  readonly kind: 'install' | 'upgrade' | 'downgrade' | 'remove' | 'stream';
  /** As the package manager prints it; with `:ARCHITECTURE` or `.ARCHITECTURE` where it is not that of the host. */
  readonly name: string;
  /** Version that the host has before. */
  readonly from?: string;
  /** Version that the host has afterwards. */
  readonly to?: string;
}

/** What the package manager of a host says that it would do. */
export type Transaction =
  | {
      readonly status: 'planned';
      readonly changes: readonly PackageChange[];
      /** Packages that keep a package from being removed. */
      readonly neededBy: readonly string[];
      readonly downloadBytes?: number;
      /** How much more is on the disk afterwards; negative when space becomes free. */
      readonly diskBytes?: number;
      /** When the index was last read, in seconds since 1970. */
      readonly indexTime?: number;
    }
  /** The host has no index of packages yet. */
  | { readonly status: 'no index' }
  /** The index does not lead to the package, or not to all that it needs. */
  | { readonly status: 'unresolved'; readonly reason: string }
  /** The host cannot say without changing something. */
  | { readonly status: 'unable'; readonly reason: string };

const NAME = String.raw`[A-Za-z0-9][A-Za-z0-9+._:-]{0,200}`;
const VERSION = String.raw`[A-Za-z0-9?][A-Za-z0-9.+:~^_-]{0,200}`;
const CHANGE = new RegExp(
  `^(?:(install|remove|stream) (${NAME}) (${VERSION})|(upgrade|downgrade) (${NAME}) (${VERSION}) (${VERSION}))$`,
  'u',
);
const REASON_CHARS = 1000;

/** Reads the answer of a `transaction` request. A line that is none of a transaction spoils all of it: nothing is planned on half an answer. */
export function parseTransaction(answer: string): Transaction {
  const [status, ...lines] = answer.split('\n');
  const reason = lines.join('\n').trim().slice(0, REASON_CHARS);
  switch (status) {
    case 'no index':
      return { status };
    case 'unresolved':
    case 'unable':
      return { status, reason };
    case 'planned':
      return parseLines(lines);
    default:
      return { status: 'unable', reason: 'the answer of the host cannot be read' };
  }
}

function parseLines(lines: readonly string[]): Transaction {
  const changes: PackageChange[] = [];
  const neededBy: string[] = [];
  const about: { downloadBytes?: number; diskBytes?: number; indexTime?: number } = {};
  for (const line of lines) {
    const change = parseChange(line);
    const number = /^(index|download|disk) (-?\d{1,15})$/u.exec(line);
    const needed = new RegExp(`^needed (${NAME})$`, 'u').exec(line)?.[1];
    if (change !== undefined) changes.push(change);
    else if (needed !== undefined) neededBy.push(needed);
    else if (number?.[1] === 'index') about.indexTime = Number(number[2]);
    else if (number?.[1] === 'download') about.downloadBytes = Number(number[2]);
    else if (number?.[1] === 'disk') about.diskBytes = Number(number[2]);
    else return { status: 'unable', reason: `the answer of the host cannot be read at ${JSON.stringify(line.slice(0, 100))}` };
  }
  return { status: 'planned', changes, neededBy, ...about };
}

function parseChange(line: string): PackageChange | undefined {
  const [, kind, name = '', version = '', moved, movedName = '', from = '', to = ''] = CHANGE.exec(line) ?? [];
  if (kind === 'install' || kind === 'stream') return { kind, name, to: version };
  if (kind === 'remove') return { kind, name, from: version };
  if (moved === 'upgrade' || moved === 'downgrade') return { kind: moved, name: movedName, from, to };
  return undefined;
}

/** The line that stands for a change in the answer, and in what a step is given to compare with. */
export function formatChange({ kind, name, from, to }: PackageChange): string {
  return [kind, name, from, to].filter((word) => word !== undefined).join(' ');
}

/** What is foretold of a package: whether it is installed, and its version where that is known too. */
export interface ForetoldPackage {
  readonly installed: boolean;
  readonly version?: string;
}

/**
 * The answer of a `transaction` request in a world in which earlier steps have changed packages already: what they bring and take away is no part of it
 * any more. Sizes go when a line goes, since they were those of the whole.
 */
export function afterEarlier(answer: string, foretold: (name: string) => ForetoldPackage | undefined): string {
  const [status, ...lines] = answer.split('\n');
  if (status !== 'planned') return answer;
  const left = lines.flatMap((line) => lineAfter(line, foretold));
  const isWhole = left.length === lines.length && left.every((line, index) => line === lines[index]);
  return isWhole ? answer : [status, ...left.filter((line) => !/^(download|disk) /u.test(line))].join('\n');
}

function lineAfter(line: string, foretold: (name: string) => ForetoldPackage | undefined): readonly string[] {
  if (line.startsWith('needed ')) return foretold(line.slice('needed '.length))?.installed === false ? [] : [line];
  const change = parseChange(line);
  const after = change === undefined || change.kind === 'stream' ? undefined : foretold(change.name);
  if (change === undefined || after === undefined) return [line];
  if (change.kind === 'remove') return after.installed ? [line] : [];
  if (!after.installed) return change.to === undefined ? [line] : [formatChange({ kind: 'install', name: change.name, to: change.to })];
  if (after.version === undefined || after.version === change.to) return [];
  // An earlier step brings another version of it: what was an installation moves that one.
  return [formatChange({ ...change, kind: change.kind === 'downgrade' ? 'downgrade' : 'upgrade', from: after.version })];
}
