import { hasHole } from './hole.ts';
import type { UserField } from './request.ts';

/** The answer of a request whose object is not there. */
export const ABSENT = 'absent';

/** The answer of an `exists` request, or of a `group` request for any number, when it is there. */
export const PRESENT = 'present';

/** What stands at a path. Every field is the same unknown text when the answer is not known yet. */
export interface PathState {
  /** `absent`, `file`, `directory`, `link` or `other`. */
  readonly type: string;
  /** Octal digits with a leading zero (`0644`); empty when absent. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** Target of a symbolic link, else empty. */
  readonly target: string;
}

/** Reads the answer of a `stat` request. */
export function parseStat(answer: string): PathState {
  if (hasHole(answer)) return { type: answer, mode: answer, owner: answer, group: answer, target: answer };
  const [type = ABSENT, mode = '', owner = '', group = '', ...rest] = answer.split(' ');
  return { type, mode, owner, group, target: rest.join(' ') };
}

/** Writes the answer that a `stat` request will have. */
export function formatStat(state: PathState): string {
  if (state.type === ABSENT) return ABSENT;
  const line = `${state.type} ${state.mode} ${state.owner} ${state.group}`;
  return state.type === 'link' ? `${line} ${state.target}` : line;
}

/** Answer of a `key_state` request for a key whose public half nobody can tell, because wg(8) is not there. */
export const UNTOLD_KEY = 'untold';

/** State of a systemd unit, words by systemctl(1) show. */
export interface UnitState {
  /** `loaded`, `not-found`, `masked` … */
  readonly load: string;
  /** `active`, `inactive`, `failed` … */
  readonly active: string;
  /** `enabled`, `disabled`, `static`, `masked` … or `none`. */
  readonly enabled: string;
}

/** Reads the answer of a `unit` request. */
export function parseUnit(answer: string): UnitState {
  if (hasHole(answer)) return { load: answer, active: answer, enabled: answer };
  const [load = 'not-found', active = 'inactive', enabled = 'none'] = answer.split(' ');
  return { load, active, enabled };
}

/** Writes the answer that a `unit` request will have. */
export function formatUnit(state: UnitState): string {
  return `${state.load} ${state.active} ${state.enabled}`;
}

/** Answers of a `config_in_use` request. */
export const CONFIG_IN_USE = {
  /** The unit was started or reloaded with just this configuration. */
  current: 'current',
  /** The configuration has changed since. */
  stale: 'stale',
  /** Nothing proves either. */
  unproved: 'unproved',
  /** The unit does not run. */
  stopped: 'stopped',
} as const;

/** The answer of a `package` request for a package that is installed; else it is `ABSENT`. */
export const INSTALLED = 'installed';

/** Answer of a `run` request: the exit code on the first line, then standard output without trailing newlines. */
export function parseRun(answer: string): { readonly exitCode: number; readonly output: string } {
  const end = answer.indexOf('\n');
  const head = end < 0 ? answer : answer.slice(0, end);
  return { exitCode: Number.parseInt(head, 10), output: end < 0 ? '' : answer.slice(end + 1) };
}

/** Writes the answer that a `run` request will have. */
export function formatRun(exitCode: number, output: string): string {
  return output === '' ? String(exitCode) : `${exitCode}\n${output}`;
}

/** Reads the answer of a `user` request: undefined when there is no such account. */
export function parseUser(answer: string): Readonly<Partial<Record<UserField, string>>> | undefined {
  if (answer === ABSENT) return undefined;
  return Object.fromEntries(
    answer.split('\n').flatMap((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [] : [[line.slice(0, equals), line.slice(equals + 1)]];
    }),
  );
}

/** Writes the answer that a `user` request for just these fields, in this order, will have. */
export function formatUser(fields: Readonly<Partial<Record<UserField, string>>>): string {
  return Object.entries(fields)
    .map(([field, value]) => `${field}=${value}`)
    .join('\n');
}
