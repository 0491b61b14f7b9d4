import { createHash } from 'node:crypto';
import type { Action, Content } from '../../../src/core/action.ts';
import { formatStat } from '../../../src/core/answer.ts';
import { answersDigest, namedDigest } from '../../../src/core/digest.ts';
import { fillHoles, hasHole } from '../../../src/core/hole.ts';
import type { Step } from '../../../src/core/plan.ts';
import type { Thing } from './host-tree.ts';

/** A step that changed its host, and how the host answered the questions of its guard afterwards. */
export interface RanStep {
  readonly step: Step;
  readonly after?: readonly string[];
}

/** What a host's accounts and files are at the end, to hold a claim against. */
export interface EndState {
  at(path: string): Thing;
  /** Bytes of the file at the path. */
  bytes(path: string): Buffer;
  userName(uid: number): string;
  groupName(gid: number): string;
  /** Paths of the host below a folder that its overlay shows, or has below. */
  below(folder: string): readonly string[];
}

/** Something that the plan says of a path: `check` gives what is wrong with it, or nothing. */
export interface Claim {
  readonly path: string;
  readonly step: string;
  readonly check: (end: EndState) => string | undefined;
}

/** Everything that steps say of paths. Where a later one speaks of the same path, the earlier has no say any more. */
export function claimsOf(ran: readonly RanStep[]): readonly Claim[] {
  const last = new Map<string, readonly Claim[]>();
  for (const one of ran) {
    const byPath = Map.groupBy(claimsOfStep(one), (claim) => claim.path);
    for (const [path, claims] of byPath) last.set(path, claims);
  }
  return [...last.values()].flat();
}

/** Steps whose host did not answer at the end what the plan announced. */
export function brokenGuards(ran: readonly RanStep[]): readonly string[] {
  return ran.flatMap(({ step, after }) =>
    step.guard.after !== undefined && after !== undefined && step.secret !== true && answersDigest(after) !== step.guard.after
      ? [step.id]
      : [],
  );
}

function claimsOfStep(ran: RanStep): readonly Claim[] {
  const { step } = ran;
  const actions = new Map<string, Claim>();
  for (const action of step.actions) for (const claim of claimsOfAction(step, action)) actions.set(claim.path, claim);
  return [...actions.values(), ...claimsOfTexts(step), ...claimsOfAnswers(ran), ...claimsOfAccounts(step)];
}

function claimsOfAction(step: Step, action: Action): readonly Claim[] {
  const claim = (path: string, check: Claim['check']): Claim => ({ path, step: step.id, check });
  if (action.do === 'write') {
    const { path, mode, owner, group } = action;
    return [
      claim(
        path,
        (end) =>
          wrongStat(end, path, formatStat({ type: 'file', mode, owner, group, target: '' })) ?? wrongContent(end, path, action.content),
      ),
    ];
  }
  if (action.do === 'remove') return [claim(action.path, (end) => wrongStat(end, action.path, 'absent'))];
  if (action.do !== 'run' || action.argv[0] !== 'systemctl') return [];
  const [, verb = '', name = ''] = action.argv;
  const unit = /\.[a-z]+$/u.test(name) ? name : `${name}.service`;
  const folder = '/etc/systemd/system';
  if (verb === 'mask') return [claim(`${folder}/${unit}`, (end) => wrongStat(end, `${folder}/${unit}`, 'link 0777 root root /dev/null'))];
  if (verb !== 'enable' && verb !== 'disable') return [];
  return [
    claim(`${folder}/*.wants/${unit}`, (end) => {
      const links = end.below(folder).filter((path) => /\.(?:wants|requires)\/[^/]+$/u.test(path) && path.endsWith(`/${unit}`));
      const there = links.filter((path) => end.at(path).type === 'link');
      if (verb === 'enable') return there.length > 0 ? undefined : 'announced as enabled, and no link there starts it';
      return there.length === 0 ? undefined : `announced as disabled, and ${there.join(', ')} starts it`;
    }),
  ];
}

/** What the approver was shown as the text of a file is what it holds. */
function claimsOfTexts(step: Step): readonly Claim[] {
  return (step.texts ?? []).flatMap(({ path, after }) =>
    after === undefined ? [] : [{ path, step: step.id, check: (end: EndState) => wrongContent(end, path, { text: after }) }],
  );
}

/** What the host said of a path when the step was done is what its file system shows. */
function claimsOfAnswers({ step, after }: RanStep): readonly Claim[] {
  if (after === undefined || step.secret === true) return [];
  return step.guard.requests.flatMap((request, index): readonly Claim[] => {
    const answer = after[index] ?? '';
    if (request.ask !== 'stat' && request.ask !== 'digest') return [];
    const { path } = request;
    const check = (end: EndState): string | undefined => {
      if (request.ask === 'stat') return wrongStat(end, path, answer);
      const { type, holds } = end.at(path);
      const found = type === 'file' ? holds : 'absent';
      return found === answer ? undefined : `has the digest ${found} instead of ${answer}`;
    };
    return [{ path, step: step.id, check }];
  });
}

/** An account or group that is made is in its file, one that is removed is not. */
function claimsOfAccounts(step: Step): readonly Claim[] {
  const [type = '', name = ''] = step.address.split(':');
  const path = { user: '/etc/passwd', group: '/etc/group' }[type];
  if (path === undefined) return [];
  return [
    {
      path,
      step: step.id,
      check: (end) => {
        const isThere = end
          .bytes(path)
          .toString()
          .split('\n')
          .some((line) => line.startsWith(`${name}:`));
        return isThere === (step.change.kind !== 'delete') ? undefined : `${isThere ? 'has' : 'has no'} line of ${name}`;
      },
    },
  ];
}

function wrongStat(end: EndState, path: string, announced: string): string | undefined {
  const thing = end.at(path);
  const found = formatStat({
    type: thing.type,
    mode: thing.mode,
    owner: end.userName(thing.uid),
    group: end.groupName(thing.gid),
    target: thing.type === 'link' ? thing.holds : '',
  });
  return found === announced ? undefined : `is "${found}" instead of "${announced}"`;
}

function wrongContent(end: EndState, path: string, content: Content): string | undefined {
  const { type, holds } = end.at(path);
  if (type !== 'file') return 'is no file';
  const wanted = 'text' in content ? content.text : content.base64;
  const digest = namedDigest(wanted) ?? digestOf(content);
  if (digest === holds) return undefined;
  if ('text' in content && hasHole(content.text) && fits(content.text, end.bytes(path).toString())) return undefined;
  return `holds ${holds.slice(0, 12)} instead of ${digest.slice(0, 12)}`;
}

function digestOf(content: Content): string {
  const bytes = 'text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64');
  return createHash('sha256').update(bytes).digest('hex');
}

/** True when the text is the announced one with something in the place of each hole. */
function fits(announced: string, text: string): boolean {
  const pieces = fillHoles(announced, () => '\0').split('\0');
  const source = pieces.map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)).join('[^\\n]*');
  return new RegExp(`^${source}$`, 'u').test(text);
}
