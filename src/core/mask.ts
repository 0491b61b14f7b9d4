import { CUT } from './cut-text.ts';
import { secretForms } from './secret-forms.ts';

/** A secret and the name by which it may be spoken of. */
export interface NamedSecret {
  readonly name: string;
  readonly value: string;
}

/** What takes secrets out of texts. */
export interface Mask {
  /** The text with `(secret NAME)` in the place of each secret, and of what is left of one where the text was cut off. */
  readonly replace: (text: string) => string;
  /** How much of a text can be told before the rest of it is known: what follows may be the beginning of a secret. */
  readonly safeCut: (text: string) => number;
}

/** Secrets shorter than this are replaced only where they stand as a word, in characters: else no text would stay readable. */
const SHORTEST_PART = 4;
/** A line break that may stand in the middle of an encoded text; how long the line before it is is not known where output comes in pieces. */
const WRAP = /(?<=[A-Za-z0-9+/_=-])\r?\n(?=[A-Za-z0-9+/_=-]|$)/gu;

/** Makes the mask of these secrets. */
export function createMask(secrets: readonly NamedSecret[]): Mask {
  const names = new Map<string, string>();
  const wrapping = new Set<string>();
  for (const { name, value } of secrets) {
    for (const { text, wraps } of secretForms(value)) {
      // The name that was told last is the better one: of a secret that was asked for, first only the question is known.
      names.set(text, name);
      if (wraps) wrapping.add(text);
    }
  }
  const forms = [...names.keys()].sort((a, b) => b.length - a.length);
  if (forms.length === 0) return { replace: (text) => text, safeCut: (text) => text.length };
  const pattern = patternOf(forms);
  const wrapped = patternOf([...wrapping].sort((a, b) => b.length - a.length));
  const byFirst = Map.groupBy(forms, (form) => form.charAt(0));
  const wrappedByFirst = Map.groupBy(wrapping, (form) => form.charAt(0));
  const longest = forms[0]?.length ?? 0;
  const shown = (found: string): string => `(secret ${names.get(found) ?? ''})`;
  const plain = (text: string): string => text.replace(pattern, shown);

  return {
    replace: (text) => plain(replaceCut(replaceWrapped(text, wrapped, shown), forms, shown)),
    safeCut(text) {
      const cut = Math.min(beginningOfForm(text, longest, byFirst), beginningOfWrapped(text, longest, wrappedByFirst));
      // A secret that is whole already must not be cut in two because its end looks like the beginning of another.
      const whole = [...text.matchAll(pattern)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
      const crossed = [...whole, ...wrappedSpans(text, wrapped)].filter(({ from, to }) => from < cut && to > cut);
      return Math.min(cut, ...crossed.map(({ from }) => from));
    },
  };
}

function patternOf(forms: readonly string[]): RegExp {
  return forms.length === 0 ? /(?!)/gu : new RegExp(forms.map((form) => formPattern(form)).join('|'), 'gu');
}

function formPattern(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
  return form.length >= SHORTEST_PART ? literal : `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`;
}

/** The first place from which all the rest of the text is the beginning of a longer form. */
function beginningOfForm(text: string, longest: number, byFirst: ReadonlyMap<string, readonly string[]>): number {
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start += 1) {
    const candidates = byFirst.get(text.charAt(start)) ?? [];
    const length = text.length - start;
    if (candidates.some((form) => form.length > length && form.startsWith(text.slice(start)))) return start;
  }
  return text.length;
}

/** A text without the line breaks of encoded texts in it, and where each of them was: places in the shorter text, and what was taken out before. */
function unwrap(text: string): { readonly text: string; readonly joints: readonly { readonly at: number; readonly before: number }[] } {
  const joints: { readonly at: number; readonly before: number }[] = [];
  let before = 0;
  const joined = text.replace(WRAP, (found, offset: number) => {
    joints.push({ at: offset - before, before: before + found.length });
    before += found.length;
    return '';
  });
  return { text: joined, joints };
}

/** The place in the whole text of a place in the text without breaks. */
function placeOf(place: number, joints: readonly { readonly at: number; readonly before: number }[]): number {
  return place + (joints.findLast((joint) => joint.at <= place)?.before ?? 0);
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly form: string;
}

/** Where encoded secrets stand that a line break goes through. */
function wrappedSpans(text: string, pattern: RegExp): readonly Span[] {
  const { text: joined, joints } = text.includes('\n') ? unwrap(text) : { text, joints: [] };
  if (joints.length === 0) return [];
  return [...joined.matchAll(pattern)].flatMap(({ index, 0: form }) => {
    const isBroken = joints.some(({ at }) => at > index && at < index + form.length);
    return isBroken ? [{ from: placeOf(index, joints), to: placeOf(index + form.length - 1, joints) + 1, form }] : [];
  });
}

function replaceWrapped(text: string, pattern: RegExp, shown: (found: string) => string): string {
  let end = 0;
  let clean = '';
  for (const { from, to, form } of wrappedSpans(text, pattern)) {
    clean += text.slice(end, from) + shown(form);
    end = to;
  }
  return clean + text.slice(end);
}

function beginningOfWrapped(text: string, longest: number, byFirst: ReadonlyMap<string, readonly string[]>): number {
  const start = Math.max(0, text.length - 2 * longest - 80);
  const tail = text.slice(start);
  const { text: joined, joints } = tail.includes('\n') ? unwrap(tail) : { text: '', joints: [] };
  if (joints.length === 0) return text.length;
  return start + Math.min(tail.length, placeOf(beginningOfForm(joined, longest, byFirst), joints));
}

/** Replaces what is left of a secret behind and before the mark of a cut. Fewer characters than four, of short secrets fewer than half, are not taken for one. */
function replaceCut(text: string, forms: readonly string[], shown: (found: string) => string): string {
  let clean = text;
  for (let at = clean.indexOf(CUT); at !== -1; at = clean.indexOf(CUT, at + 1)) {
    // The cut may lie at a line break.
    const [, before = '', breakBefore = ''] = /^(.*?)(\r?\n)?$/su.exec(clean.slice(0, at)) ?? [];
    const [, breakAfter = '', after = ''] = /^(\r?\n)?(.*)$/su.exec(clean.slice(at + 1)) ?? [];
    const head = longestOf(forms, (form) => endInside(before, form)) ?? wrappedPart(before, forms, endInside);
    const tail = longestOf(forms, (form) => startInside(after, form)) ?? wrappedPart(after, forms, startInside);
    const kept = head === undefined ? before : before.slice(0, before.length - head.length) + shown(head.form);
    clean = `${kept}${breakBefore}${CUT}${breakAfter}${tail === undefined ? after : shown(tail.form) + after.slice(tail.length)}`;
    at = kept.length + breakBefore.length;
  }
  return clean;
}

/** The same of an encoded text that is broken into lines; how much of the whole text it is. */
function wrappedPart(text: string, forms: readonly string[], lengthIn: (joined: string, form: string) => number): Part | undefined {
  const { text: joined, joints } = text.includes('\n') ? unwrap(text) : { text, joints: [] };
  const part = joints.length === 0 ? undefined : longestOf(forms, (form) => lengthIn(joined, form));
  if (part === undefined) return undefined;
  const isAtEnd = lengthIn === endInside;
  const length = isAtEnd ? text.length - placeOf(joined.length - part.length, joints) : placeOf(part.length - 1, joints) + 1;
  return { form: part.form, length };
}

interface Part {
  readonly form: string;
  readonly length: number;
}

function longestOf(forms: readonly string[], lengthIn: (form: string) => number): Part | undefined {
  let best: Part | undefined;
  for (const form of forms) {
    const length = lengthIn(form);
    if (length > (best?.length ?? 0)) best = { form, length };
  }
  return best;
}

function leastPart(form: string): number {
  return Math.min(SHORTEST_PART, Math.ceil(form.length / 2));
}

/** How many characters at the beginning of the text are the end of the form. */
function startInside(text: string, form: string): number {
  const least = leastPart(form);
  const anchor = text.slice(0, least);
  if (anchor.length < least) return 0;
  for (let at = form.indexOf(anchor); at !== -1; at = form.indexOf(anchor, at + 1))
    if (text.startsWith(form.slice(at))) return form.length - at;
  return 0;
}

/** How many characters at the end of the text are the beginning of the form. */
function endInside(text: string, form: string): number {
  const least = leastPart(form);
  const anchor = text.slice(-least);
  if (anchor.length < least) return 0;
  for (let at = form.lastIndexOf(anchor); at !== -1; at = at === 0 ? -1 : form.lastIndexOf(anchor, at - 1))
    if (text.endsWith(form.slice(0, at + least))) return at + least;
  return 0;
}
