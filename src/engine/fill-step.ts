import type { Action, Content } from '../core/action.ts';
import { answersDigest, contentName, namedDigest, sha256 } from '../core/digest.ts';
import { fillHoles, type Hole } from '../core/hole.ts';
import { KEY_PLACE } from '../core/key-on-host.ts';
import type { Step, StoredContent, StoredFile } from '../core/plan.ts';
import type { ReadyStep } from '../core/session.ts';
import { isLarge, largeContents } from './large-contents.ts';

/** What a step is filled from, besides the values of its holes. */
export interface StepSources {
  readonly contents: Readonly<Record<string, StoredContent>>;
  /** The bytes of a content that a file of the tree has. Throws a RunbookError when the file is not what it was. */
  readonly fileContent: (digest: string, stored: StoredFile) => Content;
  /** Name of the run, under which the host keeps what the step changes. */
  readonly run: string;
  /** Stage of the plan: in a later one the same step may come again. */
  readonly stage: number;
}

/**
 * Makes a step ready to be sent: every hole filled, the digest afterwards computed where it depends on them. With the path of a `key`, whose public half is
 * `KEY_PLACE`, the host fills in that one.
 */
export function fillStep(
  step: Step,
  { contents, fileContent, run, stage }: StepSources,
  valueOf: (hole: Hole) => string,
  key?: string,
): ReadyStep {
  let isSecret = false;
  const fill = (text: string): string =>
    fillHoles(text, (hole) => {
      if (hole.kind === 'secret' || (hole.kind === 'output' && hole.secret)) isSecret = true;
      if (hole.kind !== 'digest') return valueOf(hole);
      return key === undefined ? digestOf(contents[hole.content], valueOf) : KEY_PLACE;
    });
  const { guard } = step;
  const things = keptThings(step.undo ?? []);
  const answers = guard.afterAnswers?.map((answer) => fill(answer));
  const after = guard.after ?? (answers === undefined || key !== undefined ? undefined : answersDigest(answers));
  const actions = step.actions.map((action) => fillAction(action, fill, { contents, fileContent }));
  const olds = isSecret || key !== undefined ? {} : oldTexts(step, contents);
  const broughtBytes = largeContents(step, contents).reduce((sum, one) => sum + one.stored.sizeBytes, 0);
  return {
    id: step.id,
    ...(broughtBytes === 0 ? {} : { broughtBytes }),
    ...(isSecret ? { isSecret } : {}),
    requests: guard.requests,
    ...(guard.before === undefined ? {} : { before: guard.before }),
    ...(guard.seen === undefined ? {} : { seen: guard.seen }),
    ...(after === undefined ? {} : { after }),
    actions,
    ...(key === undefined ? {} : { keyed: { path: key, after: answers ?? [] } }),
    ...(Object.keys(olds).length === 0 ? {} : { olds }),
    ...(things.length === 0 ? {} : { keep: { at: `${run}/${storeName(step.id, stage)}`, things } }),
  };
}

/** The undo of a step with every hole filled. */
export function fillUndo(step: Step, { contents, fileContent }: StepSources, valueOf: (hole: Hole) => string): readonly Action[] {
  const fill = (text: string): string =>
    fillHoles(text, (hole) => (hole.kind === 'digest' ? digestOf(contents[hole.content], valueOf) : valueOf(hole)));
  return (step.undo ?? []).map((action) => fillAction(action, fill, { contents, fileContent }));
}

/** The texts of files before the step, as far as the guard makes sure of them by their digests. */
function oldTexts({ guard, texts = [] }: Step, contents: StepSources['contents']): Readonly<Record<string, string>> {
  if (guard.before === undefined) return {};
  const known = texts.flatMap(({ path, before }): readonly (readonly [string, string])[] => {
    const place = guard.requests.findIndex((request) => request.ask === 'digest' && request.path === path);
    const packed = before === undefined ? undefined : namedDigest(before);
    const stored = packed !== undefined && Object.hasOwn(contents, packed) ? contents[packed] : undefined;
    const text = packed === undefined ? before : stored !== undefined && 'text' in stored ? stored.text : undefined;
    return text !== undefined && guard.seen?.[place] === sha256(text) ? [[path, text]] : [];
  });
  return Object.fromEntries(known);
}

/** Name of a step in the undo store of its host. */
export function storeName(stepId: string, stage: number): string {
  return sha256(`${stage} ${stepId}`).slice(0, 16);
}

/** What the host has to keep so that the actions can put it back, each thing once. */
export function keptThings(undo: readonly Action[]): readonly string[] {
  return [...new Set(undo.flatMap((action) => (action.do === 'restore' ? [action.thing] : [])))];
}

function digestOf(content: StoredContent | undefined, valueOf: (hole: Hole) => string): string {
  return content !== undefined && 'text' in content ? sha256(fillHoles(content.text, valueOf)) : '';
}

function fillAction(
  action: Action,
  fill: (text: string) => string,
  { contents, fileContent }: Pick<StepSources, 'contents' | 'fileContent'>,
): Action {
  switch (action.do) {
    case 'run':
      return {
        ...action,
        argv: action.argv.map((word) => fill(word)),
        ...(action.stdin === undefined ? {} : { stdin: fill(action.stdin) }),
        ...(action.environment === undefined
          ? {}
          : { environment: Object.fromEntries(Object.entries(action.environment).map(([name, value]) => [name, fill(value)])) }),
      };
    case 'write': {
      const { content } = action;
      const packed = namedDigest('text' in content ? content.text : content.base64);
      const stored = packed !== undefined && Object.hasOwn(contents, packed) ? contents[packed] : undefined;
      if (packed !== undefined && stored !== undefined && isLarge(stored)) return { ...action, content: { base64: contentName(packed) } };
      if (packed !== undefined && stored !== undefined && 'file' in stored) return { ...action, content: fileContent(packed, stored) };
      return 'text' in content ? { ...action, content: { text: fill(content.text) } } : action;
    }
    default:
      return action;
  }
}
