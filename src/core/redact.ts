import type { Diagnostic } from './diagnostic.ts';
import type { LongEvent, RunEvent } from './event.ts';
import { giveTurn } from './turns.ts';
import { createMask, type Mask, type NamedSecret } from './mask.ts';

/** Takes secrets out of events. Stateful: output comes in pieces, and a secret may lie across two of them. */
export interface Redactor {
  /** Further secrets, from now on: a password that was asked for, a token that was made. */
  add(secrets: readonly NamedSecret[]): void;
  /** The event without secrets; for output, what can be said already. Usually one event, sometimes none or two. */
  push(event: RunEvent): readonly RunEvent[];
  /** A long event without secrets; others get their turn meanwhile. Output that is held back stays so: see `rest`. */
  pushLong<E extends LongEvent>(event: E): Promise<E>;
  /** All output that was held back, since nothing more comes of it. */
  rest(at: string): readonly RunEvent[];
  /** A text that is whole, without secrets. */
  text(text: string): string;
  diagnostic(diagnostic: Diagnostic): Diagnostic;
}

/** The event with each secret replaced by `(secret NAME)`. For output in pieces see `createRedactor`. */
export function redact(event: RunEvent, secrets: readonly NamedSecret[]): RunEvent {
  return redactEvent(event, createMask(secrets).replace);
}

/** A redactor for the events of one run. */
export function createRedactor(first: readonly NamedSecret[]): Redactor {
  let secrets = [...first];
  let made: Mask | undefined;
  /** Made anew when it is needed, not with each secret that is learnt. */
  const mask = (): Mask => (made ??= createMask(secrets));
  const replace = (text: string): string => mask().replace(text);
  const rests = new Map<string, Output>();

  function pushOutput(event: Output): readonly RunEvent[] {
    const key = JSON.stringify([event.host, event.address]);
    const text = (rests.get(key)?.text ?? '') + event.text;
    const cut = mask().safeCut(text);
    rests.set(key, { ...event, text: text.slice(cut) });
    return cut === 0 ? [] : [redactEvent({ ...event, text: text.slice(0, cut) }, replace)];
  }

  function flush(at: string, ends: (rest: Output) => boolean): readonly RunEvent[] {
    if (rests.size === 0) return [];
    return [...rests].flatMap(([key, rest]) => {
      if (!ends(rest)) return [];
      rests.delete(key);
      return rest.text === '' ? [] : [redactEvent({ ...rest, at }, replace)];
    });
  }

  return {
    add(more) {
      const fresh = more.filter((one) => !secrets.some((known) => known.name === one.name && known.value === one.value));
      if (fresh.length === 0) return;
      secrets = [...secrets, ...fresh];
      made = undefined;
    },
    push(event) {
      if (event.event === 'step_output') return pushOutput(event);
      const left = flush(event.at, (rest) => endsOutput(event, rest));
      return [...left, secrets.length === 0 ? event : redactEvent(event, replace)];
    },
    pushLong: async <E extends LongEvent>(event: E): Promise<E> => {
      if (secrets.length === 0) return event;
      if (event.event === 'run_done') {
        const hosts = await redactList(event.hosts, replace);
        return { ...redactEvent({ ...event, hosts: [] }, replace), hosts };
      }
      const steps = await redactList(event.plan.steps, replace);
      const around = redactEvent({ ...event, plan: { ...event.plan, steps: [] } }, replace);
      return { ...around, plan: { ...around.plan, steps } };
    },
    rest: (at) => flush(at, () => true),
    text: replace,
    diagnostic: (one) => {
      const { code: _code, severity: _severity, ...texts } = one;
      return { ...one, ...mapMembers(texts, (key, value) => [key, redactValue(value, replace, false)]) };
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

/** Members by which a later run judges what was done: they hold no secret, and a text that only looks like one must stay what it is. */
const recorded: readonly string[] = ['run', 'undoOf', 'host', 'address', 'addresses', 'plan', 'digest', 'before', 'after'];

/**
 * The event as a journal has it: without secrets, but with plan, names and answers as they are. Plans and answers have holes and marks in the place of secrets; a
 * weak secret, `1234`, is also a part of other texts and digests, and a plan without these would be another.
 */
export function keepRecord<E extends RunEvent>(clean: E, event: RunEvent): E {
  if (clean === event || clean.event !== event.event) return clean;
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

/** What is in it without secrets; itself where there are none: of thousands of steps a second copy would fill the memory. */
function redactMembers<T extends object>(value: T, replace: (text: string) => string): T {
  const members = Object.entries(value).flatMap(([key, inner]: [string, unknown]): (readonly [string, unknown])[] => {
    const clean = redactValue(inner, replace, dataMembers.includes(key));
    return clean === inner ? [] : [[key, clean]];
  });
  return members.length === 0 ? value : { ...value, ...Object.fromEntries(members) };
}

/** A list without secrets; others get their turn between its items. */
async function redactList<T extends object>(list: readonly T[], replace: (text: string) => string): Promise<readonly T[]> {
  const clean: T[] = [];
  for (const item of list) {
    clean.push(redactMembers(item, replace));
    await giveTurn();
  }
  return clean;
}

function redactValue(value: unknown, replace: (text: string) => string, keys: boolean): unknown {
  if (typeof value === 'string') return replace(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => redactValue(item, replace, keys));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const members = Object.entries(value).map(([key, inner]: [string, unknown]): readonly [string, unknown, boolean] => {
    const shown = keys ? replace(key) : key;
    const clean = redactValue(inner, replace, keys || dataMembers.includes(key));
    return [shown, clean, shown === key && clean === inner];
  });
  return members.every(([, , isSame]) => isSame) ? value : Object.fromEntries(members.map(([key, clean]) => [key, clean]));
}

function mapMembers(value: object, change: (key: string, inner: unknown) => readonly [string, unknown]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, unknown]) => change(key, inner)));
}
