import type { RunEvent } from './event.ts';

/** A secret and the name by which it may be spoken of. */
export interface NamedSecret {
  readonly name: string;
  readonly value: string;
}

/** Takes secrets out of events. Stateful: output comes in pieces, and a secret may lie across two of them. */
export interface Redactor {
  /** Further secrets, from now on: a password that was asked for, a token that was made. */
  add(secrets: readonly NamedSecret[]): void;
  /** The event without secrets; for output, what can be said already. Usually one event, sometimes none or two. */
  push(event: RunEvent): readonly RunEvent[];
}

/** Lines of a secret that are shorter than this are not looked for on their own, in characters. */
const SHORTEST_LINE = 8;
/** Secrets shorter than this are replaced only where they stand as a word, in characters: else no text would stay readable. */
const SHORTEST_PART = 4;
/** Cores of base64 in the middle of a longer text that are shorter than this prove nothing, in characters. */
const SHORTEST_CORE = 8;

/**
 * Every way in which a value is looked for: as it is, without white space at its ends, each long line of it, and those in base64 (at each of the
 * three places in a group, and the alphabet of RFC 4648 section 5), as part of a JSON text, of a URL, and quoted for sh.
 */
export function secretForms(value: string): readonly string[] {
  const lines = value.split(/\r?\n/u).map((line) => line.trim());
  const whole = [value, value.trim()];
  const parts = lines.length > 1 ? lines.filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----')) : [];
  const plain = [...new Set([...whole, ...parts])].filter((text) => text !== '');
  const forms = plain.flatMap((text) => [text, ...base64Forms(text), ...escapedForms(text)]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** The event with each secret replaced by `(secret NAME)`. For output in pieces see `createRedactor`. */
export function redact(event: RunEvent, secrets: readonly NamedSecret[]): RunEvent {
  return redactEvent(event, compile(secrets).replace);
}

/** A redactor for the events of one run. */
export function createRedactor(first: readonly NamedSecret[]): Redactor {
  let secrets = [...first];
  let forms = compile(secrets);
  const rests = new Map<string, Output>();

  function pushOutput(event: Output): readonly RunEvent[] {
    const key = JSON.stringify([event.host, event.address]);
    const text = (rests.get(key)?.text ?? '') + event.text;
    const cut = forms.safeCut(text);
    rests.set(key, { ...event, text: text.slice(cut) });
    return cut === 0 ? [] : [redactEvent({ ...event, text: text.slice(0, cut) }, forms.replace)];
  }

  function flush(at: string, ends: (rest: Output) => boolean): readonly RunEvent[] {
    return [...rests].flatMap(([key, rest]) => {
      if (!ends(rest)) return [];
      rests.delete(key);
      return rest.text === '' ? [] : [redactEvent({ ...rest, at }, forms.replace)];
    });
  }

  return {
    add(more) {
      const fresh = more.filter((one) => !secrets.some((known) => known.name === one.name && known.value === one.value));
      if (fresh.length === 0) return;
      secrets = [...secrets, ...fresh];
      forms = compile(secrets);
    },
    push(event) {
      if (event.event === 'step_output') return pushOutput(event);
      const left = flush(event.at, (rest) => endsOutput(event, rest));
      return [...left, secrets.length === 0 ? event : redactEvent(event, forms.replace)];
    },
  };
}

type Output = Extract<RunEvent, { event: 'step_output' }>;

/** True when nothing more comes of the output. */
function endsOutput(event: RunEvent, rest: Output): boolean {
  switch (event.event) {
    case 'step_done':
      return event.host === rest.host && event.address === rest.address;
    case 'host_done':
    case 'host_failed':
      return event.host === rest.host;
    case 'run_done':
      return true;
    default:
      return false;
  }
}

interface Compiled {
  readonly replace: (text: string) => string;
  /** How much of a text can be told before the rest of it is known: what follows may be the beginning of a secret. */
  readonly safeCut: (text: string) => number;
}

function compile(secrets: readonly NamedSecret[]): Compiled {
  const names = new Map<string, string>();
  for (const { name, value } of secrets) for (const form of secretForms(value)) if (!names.has(form)) names.set(form, name);
  const forms = [...names.keys()].sort((a, b) => b.length - a.length);
  if (forms.length === 0) return { replace: (text) => text, safeCut: (text) => text.length };
  const pattern = new RegExp(forms.map(formPattern).join('|'), 'gu');
  const byFirst = Map.groupBy(forms, (form) => form.charAt(0));
  return {
    replace: (text) => text.replace(pattern, (found) => `(secret ${names.get(found) ?? ''})`),
    safeCut(text) {
      const cut = beginningOfForm(text, forms[0]?.length ?? 0, byFirst);
      // A secret that is whole already must not be cut in two because its end looks like the beginning of another.
      const crossed = [...text.matchAll(pattern)].find((match) => match.index < cut && match.index + match[0].length > cut);
      return crossed?.index ?? cut;
    },
  };
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

function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const cores = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/u, '');
    // Characters that also depend on the bytes around the secret are left out.
    const start = offset === 0 ? 0 : offset + 1;
    const end = (offset + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1;
    return encoded.slice(start, end);
  });
  const padded = bytes.toString('base64');
  const forms = [padded, padded.replace(/=+$/u, ''), ...cores.filter((core) => core.length >= SHORTEST_CORE)];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

function escapedForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
    encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[\\"$`]/gu, '\\$&'),
    text.replace(/[^\w@%+=:,./-]/gu, '\\$&'),
  ];
}

/** Members by which a later run judges what was done: they hold no secret, and a text that only looks like one must stay what it is. */
const recorded: readonly string[] = ['run', 'undoOf', 'host', 'address', 'addresses', 'plan', 'digest', 'before', 'after'];

/**
 * The event as a journal has it: without secrets, but with plan, names and answers as they are. Plans and answers have holes and marks in the place of secrets; a
 * weak secret, `1234`, is also a part of other texts and digests, and a plan without these would be another.
 */
export function keepRecord<E extends RunEvent>(clean: E, event: RunEvent): E {
  if (clean.event !== event.event) return clean;
  return { ...clean, ...Object.fromEntries(Object.entries(event).filter(([key]) => recorded.includes(key))) };
}

/** Words of the program itself, which must stay what they are for whoever reads events. */
const ownWords: readonly string[] = ['at', 'event', 'status'];
/** Members below which keys are data too. */
const dataMembers: readonly string[] = ['before', 'after', 'environment'];

function redactEvent<E extends RunEvent>(event: E, replace: (text: string) => string): E {
  const clean = mapMembers(event, (key, value) => [key, ownWords.includes(key) ? value : redactValue(value, replace, false)]);
  return { ...event, ...clean };
}

function redactValue(value: unknown, replace: (text: string) => string, keys: boolean): unknown {
  if (typeof value === 'string') return replace(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, replace, keys));
  return mapMembers(value, (key, inner) => [keys ? replace(key) : key, redactValue(inner, replace, keys || dataMembers.includes(key))]);
}

function mapMembers(value: object, change: (key: string, inner: unknown) => readonly [string, unknown]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, unknown]) => change(key, inner)));
}
