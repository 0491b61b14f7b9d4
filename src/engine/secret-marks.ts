import type { FieldChange } from '../core/change.ts';
import { parseStat } from '../core/answer.ts';
import { hasHole, holesOf } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import type { Guard } from '../core/plan.ts';
import { requestKey, type Request } from '../core/request.ts';
import type { Convergence, Resource, TextChange } from '../core/resource.ts';
import { textsOfAction } from './step-holes.ts';

/** Makes the mark of a text: see `EnginePorts.mark`. */
export type Mark = (text: string) => string;

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
  if (texts.some((text) => hasSecretHole(text))) return true;
  const answerOf = new Map(requests.map((request, index) => [requestKey(request), answers[index] ?? '']));
  const shown = new Set((convergence.texts ?? []).flatMap((text) => (text.before === undefined ? [] : [text.path])));
  return requests.some((request) => {
    if (request.ask !== 'digest' || shown.has(request.path)) return false;
    const stat = answerOf.get(`stat ${request.path}`);
    if (stat === undefined || hasHole(stat)) return false;
    const { type, mode } = parseStat(stat);
    return type === 'file' && (Number.parseInt(mode, 8) & 0o004) === 0;
  });
}

/** The guard with marks in the place of what was seen. What a digest afterwards is of stands in the plan, so it stays. */
export function markGuard({ before, seen: _seen, ...guard }: Guard, answers: readonly string[], mark: Mark): Guard {
  return before === undefined ? guard : { ...guard, marks: answers.map((answer) => mark(answer)) };
}

/** The fields with marks in the place of digests that were seen. */
export function markFields(fields: readonly FieldChange[], mark: Mark): readonly FieldChange[] {
  return fields.map((field) => (field.before === undefined ? field : { ...field, before: markDigests(field.before, mark) }));
}

/** What a text that holds a secret looks like in a plan: not at all. */
export function withoutSecretTexts(texts: readonly TextChange[]): readonly TextChange[] {
  return texts.map((text) => (hasSecretHole(text.after ?? '') ? { path: text.path, unseen: 'holds a secret' } : text));
}

function hasSecretHole(text: string): boolean {
  return hasHole(text) && holesOf(text).some((hole) => hole.kind === 'secret' || (hole.kind === 'output' && hole.secret));
}

function markDigests(value: Json, mark: Mark): Json {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/u.test(value) ? mark(value) : value;
  if (Array.isArray(value)) return value.map((one: Json) => markDigests(one, mark));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, markDigests(one, mark)]));
}

function textsOfJson(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one: Json) => textsOfJson(one));
}
