import type { Action } from '../../core/action.ts';
import { namedDigest } from '../../core/digest.ts';
import type { ReadyStep } from '../../core/session.ts';
import { madeFolder } from './expected-answers.ts';

/** A step that makes one folder, or writes one file, and whose guard asks of nothing else. */
export interface Member {
  readonly step: ReadyStep;
  readonly path: string;
  /** Kinds of its questions, in their order. */
  readonly kinds: readonly ('stat' | 'digest' | 'exists')[];
  readonly make: { readonly folder: { readonly owner: string; readonly mode: string } } | { readonly file: Write };
}

export type Write = Extract<Action, { readonly do: 'write' }>;

/** Steps that are carried out at once (functions/together.sh), or one step that is carried out by itself. */
export type StepGroup = { readonly members: readonly Member[] } | { readonly single: ReadyStep };

/**
 * The steps in their order, in groups: what follows each other and makes folders, or writes files, each at a path of its own. None of them can change what
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
  return group.every((one) => 'folder' in one.make === 'folder' in member.make && one.path !== member.path);
}

function memberOf(step: ReadyStep): Member | undefined {
  if (step.arm !== undefined) return undefined;
  const [action] = step.actions;
  const folder = madeFolder(step.actions);
  const file = step.actions.length === 1 && action?.do === 'write' && isPlain(action) ? action : undefined;
  const path = folder?.path ?? file?.path;
  if (path === undefined || !isStraight(path)) return undefined;
  const kinds = step.requests.flatMap((request) =>
    (request.ask === 'stat' || request.ask === 'digest' || request.ask === 'exists') && request.path === path ? [request.ask] : [],
  );
  const isKeptWhole = step.keep === undefined || step.keep.things.join('\n') === `path:${path}`;
  if (kinds.length !== step.requests.length || new Set(kinds).size !== kinds.length || kinds.length === 0 || !isKeptWhole) return undefined;
  const make = folder === undefined ? (file === undefined ? undefined : { file }) : { folder };
  return make === undefined ? undefined : { step, path, kinds, make };
}

function isPlain({ validate, content }: Write): boolean {
  return validate === undefined && !('base64' in content && namedDigest(content.base64) !== undefined);
}

/** True for an absolute path that has one spelling, on one line. */
function isStraight(path: string): boolean {
  return /^(?:\/[^/\n]+)+$/u.test(path) && !/\/\.{1,2}(?:\/|$)/u.test(path);
}
