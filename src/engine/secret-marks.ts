import type { Action } from '../core/action.ts';
import { parseStat } from '../core/answer.ts';
import type { FieldChange } from '../core/change.ts';
import { predictedDigest } from '../core/digest.ts';
import { hasHole, hasSecret, holesOf } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import type { Guard } from '../core/plan.ts';
import { requestKey, type Request } from '../core/request.ts';
import type { Convergence, Resource, TextChange } from '../core/resource.ts';
import { textsOfAction } from './step-holes.ts';

/** Makes the mark of a text: see `EnginePorts.mark`. */
export type Mark = (text: string) => string;

/** Marks of what one host answers: equal to those of no other host and of no secret, so that a host that answers a guess learns nobody anything. */
export function markOfHost(host: string, mark: Mark): Mark {
  return (text) => mark(`host ${host}\n${text}`);
}

/**
 * True when answers about a step could give a secret away, if only to somebody who guesses: it writes a secret, or it changes a file that others may not read on
 * the host and of which the plan does not show the content.
 */
export function isPrivate(
  resource: Pick<Resource, 'desired'>,
  convergence: Convergence,
  requests: readonly Request[],
  answers: readonly string[],
): boolean {
  const texts = [...convergence.actions.flatMap((action) => textsOfAction(action)), ...textsOfJson(resource.desired)];
  if (texts.some((text) => hasSecret(text))) return true;
  const answerOf = new Map(requests.map((request, index) => [requestKey(request), answers[index] ?? '']));
  const foreseen = new Map(convergence.predictions.map(({ request, answer }) => [requestKey(request), answer]));
  const shown = new Set((convergence.texts ?? []).flatMap((text) => (text.before === undefined ? [] : [text.path])));
  return requests.some((request) => {
    if (request.ask !== 'digest') return false;
    // An earlier step writes a content with holes there, and what fills them may be a secret.
    if (holesOf(answerOf.get(requestKey(request)) ?? '').some((hole) => hole.kind === 'digest')) return true;
    if (shown.has(request.path)) return false;
    const stat = answerOf.get(`stat ${request.path}`);
    if (stat === undefined) return false;
    // What an earlier step brings is judged by what becomes of it: the host tells its digest when this step begins.
    return isPrivateFile(hasHole(stat) ? (foreseen.get(`stat ${request.path}`) ?? '') : stat);
  });
}

function isPrivateFile(stat: string): boolean {
  if (hasHole(stat)) return false;
  const { type, mode } = parseStat(stat);
  return type === 'file' && (Number.parseInt(mode, 8) & 0o004) === 0;
}

/**
 * The guard with marks in the place of what was seen, `before` and `after` being the answers of its requests. The digest afterwards stays where what it is of
 * stands in the plan: `actions` write it.
 */
export function markGuard(
  { before: digest, seen: _seen, ...guard }: Guard,
  [before, after]: readonly [readonly string[], readonly string[]],
  actions: readonly Action[],
  mark: Mark,
): Guard {
  if (digest === undefined) return guard;
  const marks = before.map((answer) => mark(answer));
  const written = actions.flatMap((action) => (action.do === 'write' ? [predictedDigest(action.content)] : []));
  if (guard.after === undefined || after.every((answer) => !DIGEST.test(answer) || written.includes(answer))) return { ...guard, marks };
  const { after: _after, ...rest } = guard;
  return { ...rest, marks, marksAfter: after.map((answer) => mark(answer)) };
}

/** The fields with marks in the place of digests that were seen, and of what a file holds. */
export function markFields(fields: readonly FieldChange[], mark: Mark): readonly FieldChange[] {
  return fields.map(({ before, ...field }) => {
    if (before === undefined) return field;
    return { ...field, before: markTexts(before, (text) => HELD.includes(field.field) || DIGEST.test(text), mark) };
  });
}

const DIGEST = /^[0-9a-f]{64}$/u;
/** Fields of a state that hold what was read from a file. */
const HELD: readonly string[] = ['text', 'line', 'others'];

/** What a text that holds a secret looks like in a plan: not at all. */
export function withoutSecretTexts(texts: readonly TextChange[]): readonly TextChange[] {
  return texts.map((text) => (hasSecret(text.after ?? '') ? { path: text.path, unseen: 'holds a secret' } : text));
}

function markTexts(value: Json, isMarked: (text: string) => boolean, mark: Mark): Json {
  if (typeof value === 'string') return isMarked(value) ? mark(value) : value;
  if (Array.isArray(value)) return value.map((one: Json) => markTexts(one, isMarked, mark));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, markTexts(one, isMarked, mark)]));
}

function textsOfJson(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one: Json) => textsOfJson(one));
}
