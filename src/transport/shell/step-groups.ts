import type { Action } from '../../core/action.ts';
import { namedDigest } from '../../core/digest.ts';
import { oncePer } from '../../core/once-per.ts';
import type { ReadyStep } from '../../core/session.ts';
import { isStraightPath } from '../../core/straight-path.ts';
import { madeOnHost, type MadeOnHost } from '../../core/made-on-host.ts';
import { madeFolder, ownedFile } from './expected-answers.ts';

/** A step that makes one folder, or writes one file, and whose guard asks of nothing else but the parameter of the kernel that it sets. */
export interface Member {
  readonly step: ReadyStep;
  readonly path: string;
  /** Kinds of its questions, in their order. */
  readonly kinds: readonly Kind[];
  readonly make:
    | { readonly folder: { readonly owner: string; readonly mode: string } }
    | { readonly file: Write; readonly live?: Live }
    | { readonly made: MadeOnHost };
}

const KINDS = ['stat', 'digest', 'exists', 'key_state', 'sysctl'] as const;
type Kind = (typeof KINDS)[number];

/** What is set in the kernel behind the file that sets it at boot. */
export interface Live {
  readonly key: string;
  readonly value: string;
  /** Other parameters, which are kept for an undo. */
  readonly kept: readonly string[];
}

export type Write = Extract<Action, { readonly do: 'write' }>;

/** Steps that are carried out at once (functions/together.sh), or one step that is carried out by itself. */
export type StepGroup = { readonly members: readonly Member[] } | { readonly single: ReadyStep };

/**
 * The steps in their order, in groups: what follows each other and makes a folder or writes a file, each at a path of its own. None of them can change what
 * another one asks, so they may be asked of in one go.
 */
export function groupsOf(steps: readonly ReadyStep[]): readonly StepGroup[] {
  const groups: StepGroup[] = [];
  /** The members of the last group, where one more may join them. */
  let open: Member[] | undefined;
  for (const step of steps) {
    const member = memberOf(step);
    if (member !== undefined && open !== undefined && fits(member, open)) {
      open.push(member);
      continue;
    }
    open = member === undefined ? undefined : [member];
    groups.push(open === undefined ? { single: step } : { members: open });
  }
  return groups;
}

/** The groups by the number of a step: the numbers of the first and the last step that are carried out with it. */
export function groupBounds(steps: readonly ReadyStep[]): readonly { readonly first: number; readonly last: number }[] {
  let first = 0;
  return groupsOf(steps).flatMap((group) => {
    const size = 'members' in group ? group.members.length : 1;
    const bounds = { first, last: first + size - 1 };
    first += size;
    return Array.from({ length: size }, () => bounds);
  });
}

function fits(member: Member, group: readonly Member[]): boolean {
  return group.every((one) => one.path !== member.path && (liveOf(one) === undefined || liveOf(member) === undefined));
}

/** What a member sets in the kernel. */
function liveOf({ make }: Member): Live | undefined {
  return 'file' in make ? make.live : undefined;
}

const memberOf = oncePer((step: ReadyStep): Member | undefined => {
  if (step.arm !== undefined) return undefined;
  const made = makeOf(step);
  if (made === undefined || !isStraightPath(made.path)) return undefined;
  const { path, make } = made;
  const live = 'file' in make ? make.live : undefined;
  const kinds = step.requests.flatMap((request) => {
    const kind = KINDS.find((one) => one === request.ask);
    const isOfIt = request.ask === 'sysctl' ? request.key === live?.key : 'path' in request && request.path === path;
    return kind !== undefined && isOfIt ? [kind] : [];
  });
  const isKeptWhole = step.keep === undefined || step.keep.things.join('\n') === [`path:${path}`, ...(live?.kept ?? [])].join('\n');
  if (kinds.length !== step.requests.length || new Set(kinds).size !== kinds.length || kinds.length === 0 || !isKeptWhole) return undefined;
  return { step, path, kinds, make };
});

function makeOf(step: ReadyStep): Pick<Member, 'path' | 'make'> | undefined {
  const { actions } = step;
  const [action, second] = actions;
  const folder = madeFolder(actions);
  if (folder !== undefined) return { path: folder.path, make: { folder } };
  if (action === undefined) return undefined;
  const made = madeOnHost(action);
  if (made !== undefined)
    return ownedFile(made.path, actions.slice(1)) === 'file 0600 root root' && actions.length === 3
      ? { path: made.path, make: { made } }
      : undefined;
  if (action.do !== 'write' || !isPlain(action)) return undefined;
  if (actions.length === 1) return { path: action.path, make: { file: action } };
  const live = actions.length === 2 && second !== undefined ? liveAction(second, step.keep?.things.slice(1) ?? []) : undefined;
  return live === undefined ? undefined : { path: action.path, make: { file: action, live } };
}

/** The parameter of the kernel that sysctl(8) sets by its name. */
function liveAction(action: Action, kept: readonly string[]): Live | undefined {
  if (action.do !== 'run' || action.stdin !== undefined || action.environment !== undefined || action.argv.length !== 4) return undefined;
  const [, key, value] = /^([a-z][\w./:@-]*)=([\w.,: -]+)$/u.exec(action.argv[3] ?? '') ?? [];
  const isSetting = action.argv.slice(0, 3).join(' ') === 'sysctl -q -w' && kept.every((thing) => /^sysctl:[\w./:@*-]+$/u.test(thing));
  return isSetting && key !== undefined && value !== undefined ? { key, value, kept } : undefined;
}

function isPlain({ validate, content }: Write): boolean {
  return validate === undefined && !('base64' in content && namedDigest(content.base64) !== undefined);
}
