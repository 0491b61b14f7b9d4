import { showHoles } from '../core/hole.ts';
import { canonicalJson, isJsonObject, type Json } from '../core/json.ts';
import { sanitize } from '../core/text-sanitize.ts';

/** Longest text of a value, in characters, where no other limit is asked for. */
const LONGEST = 300;

/** A text of a host or a plan as it may be shown: holes in words, nothing that a terminal obeys. May have several lines. */
export function showText(text: string): string {
  return sanitize(showHoles(text)).replaceAll('\t', '    ');
}

/** Like `showText`, on one line. */
export function showLine(text: string): string {
  return showText(text.trim()).replaceAll('\n', '\\n');
}

/** A value of a state on one line: texts bare, digests shortened, lists with commas. */
export function showValue(value: Json | undefined, limit = LONGEST): string {
  if (value === undefined) return '(not there)';
  return shorten(valueText(value), limit);
}

function valueText(value: Json): string {
  if (typeof value === 'string') {
    if (/^[0-9a-f]{64}$/u.test(value)) return `sha256 ${value.slice(0, 12)}…`;
    return value === '' ? '(empty)' : showLine(value);
  }
  if (value === null) return '(none)';
  if (typeof value !== 'object') return String(value);
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, inner]) => `${showLine(key)} ${valueText(inner)}`);
    return members.length === 0 ? '(empty)' : members.join(', ');
  }
  if (value.length === 0) return '(none)';
  return value.map((item: Json) => (typeof item === 'object' && item !== null ? `{${valueText(item)}}` : valueText(item))).join(', ');
}

/** True for a list with objects in it, which is shown element by element. */
export function isObjectList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.some((item: Json) => isJsonObject(item));
}

/** Elements of a list that go away and that come, by their content. */
export function compareLists(
  before: readonly Json[],
  after: readonly Json[],
): { readonly gone: readonly Json[]; readonly come: readonly Json[] } {
  const old = new Set(before.map((item) => canonicalJson(item)));
  const next = new Set(after.map((item) => canonicalJson(item)));
  return { gone: before.filter((item) => !next.has(canonicalJson(item))), come: after.filter((item) => !old.has(canonicalJson(item))) };
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit)}… (${text.length} characters in all)`;
}
