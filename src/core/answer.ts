import { hasHole } from './hole.ts';

/** The answer of a request whose object is not there. */
export const ABSENT = 'absent';

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

/** An account, from passwd(5). */
export interface AccountState {
  readonly uid: string;
  readonly group: string;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
  /** Names of supplementary groups, sorted. */
  readonly groups: readonly string[];
}

/** Reads the answer of a `user` request: `uid:group:gecos:home:shell:g1,g2`. */
export function parseUser(answer: string): AccountState | undefined {
  if (answer === ABSENT) return undefined;
  const [uid = '', group = '', gecos = '', home = '', shell = '', groups = ''] = answer.split(':');
  return { uid, group, gecos, home, shell, groups: groups === '' ? [] : groups.split(',') };
}

/** Writes the answer that a `user` request will have. */
export function formatUser(account: AccountState): string {
  return [account.uid, account.group, account.gecos, account.home, account.shell, [...account.groups].sort().join(',')].join(':');
}
