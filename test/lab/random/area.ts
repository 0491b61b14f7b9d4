import type { JsonObject } from '../../../src/core/json.ts';
import { quoteShell } from '../../../src/core/shell-quote.ts';
import type { Random } from './random.ts';

/** One task of a role: `{ file: { path: … } }`. */
export type Task = Readonly<Record<string, JsonObject>>;

/** Something that happened to a host before anybody planned for it. */
export interface Disturbance {
  /** What it is called in the counts. */
  readonly kind: string;
  /** POSIX shell, run as root of the host. */
  readonly script: string;
}

/** What a host is asked to refuse: the plan says this about this resource, and nothing is written. */
export interface Refusal {
  readonly code: string;
  readonly address: string;
}

/** A part of a case that stands by itself: what is declared, and what the host was like before. */
export interface AreaCase {
  /** In written order; tasks of other areas may come between. */
  readonly tasks: readonly Task[];
  readonly disturbances: readonly Disturbance[];
  /** Files of the role by their paths below its folder. */
  readonly roleFiles?: Readonly<Record<string, string>>;
  readonly refusal?: Refusal;
  /** Accounts that are there once its tasks are done. */
  readonly owners?: readonly string[];
}

/** What an area is made for. */
export interface AreaContext {
  readonly random: Random;
  readonly family: Family;
  /** Accounts that files may belong to. */
  readonly owners: readonly [string, ...string[]];
  /** True when this area is to bring something that the plan must refuse, where it knows such a thing. */
  readonly refuse: boolean;
}

/** Family of the host. */
export type Family = 'debian' | 'rpm';

/** Makes one area. */
export type Area = (context: AreaContext) => AreaCase;

/** Shell that writes a file with its missing parents. */
export function writeFile(path: string, text: string, more: { readonly mode?: string; readonly owner?: string } = {}): string {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  const [where, parent] = [quoteShell(path), quoteShell(folder)];
  return [
    `mkdir -p ${parent}`,
    `rm -f ${where}`,
    `printf %s ${Buffer.from(text, 'utf8').toString('base64')} | base64 -d > ${where}`,
    `chown ${more.owner ?? 'root:root'} ${where}`,
    `chmod ${more.mode ?? '0644'} ${where}`,
  ].join('\n');
}

/** Shell that installs packages as an administrator would. */
export function installPackages(family: Family, names: readonly string[]): string {
  return family === 'rpm'
    ? `dnf -q -y install ${names.join(' ')} >/dev/null`
    : `apt-get -q update >/dev/null\nDEBIAN_FRONTEND=noninteractive apt-get -q -y install ${names.join(' ')} >/dev/null 2>&1`;
}

/** One of the kinds, each as likely as the others. An empty script is a host that nobody disturbed. */
export function oneOf(random: Random, scripts: Readonly<Record<string, string>>): readonly Disturbance[] {
  const kinds = Object.entries(scripts);
  const [kind, script] = kinds[random.int(0, kinds.length - 1)] ?? ['', ''];
  return script === '' ? [] : [{ kind, script }];
}
