import type { Action } from '../core/action.ts';
import { contentId } from '../core/digest.ts';
import { holeText } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import { createMask, type Mask, type NamedSecret } from '../core/mask.ts';
import type { Guard, Step } from '../core/plan.ts';
import type { TextChange } from '../core/resource.ts';
import { eachInTurns, giveTurn } from '../core/turns.ts';
import type { EnginePorts } from './ports.ts';
import { markOfHost, type Mark } from './secret-marks.ts';
import { holesOfStep } from './step-holes.ts';

/** Shorter secrets stand in many texts by chance, in characters: a plan in which `1234` were a secret everywhere would be another plan. */
const SHORTEST = 8;

/** Reads secrets, and remembers which ones. */
export interface RememberedSecrets {
  readonly secret: EnginePorts['secret'];
  readonly known: ReadonlyMap<string, string>;
}

/** The secrets of a site, each with its value once it was read. */
export function rememberSecrets(secret: EnginePorts['secret']): RememberedSecrets {
  const known = new Map<string, string>();
  return {
    known,
    secret: async (name) => {
      const value = await secret(name);
      known.set(name, value);
      return value;
    },
  };
}

/**
 * The steps without secrets that hosts hold in clear already, in a file that everyone may read: a diff that would show one is left out, and where a step writes one
 * again a hole stands for it. Knows the secrets that were read so far, and those that the steps need.
 */
export async function hideSecrets(
  steps: readonly Step[],
  { secret, known }: RememberedSecrets,
  mark: EnginePorts['mark'],
): Promise<readonly Step[]> {
  const needed = new Set<string>();
  await eachInTurns(steps, (step) => {
    for (const hole of holesOfStep(step)) if (hole.kind === 'secret') needed.add(hole.name);
  });
  for (const name of needed) await secret(name);
  const secrets = [...known].map(([name, value]) => ({ name, value })).filter(({ value }) => value.trim().length >= SHORTEST);
  if (secrets.length === 0) return steps;
  const mask = createMask(secrets);
  const held = new Map<string, boolean>();
  // Hosts of a kind share their texts.
  const holds = (text: string): boolean => {
    let isHeld = held.get(text);
    if (isHeld === undefined) held.set(text, (isHeld = mask.replace(text) !== text));
    return isHeld;
  };
  const hidden: Step[] = [];
  for (const step of steps) {
    hidden.push(hideInStep(step, { secrets, mask, holds, mark: markOfHost(step.host, mark) }));
    await giveTurn();
  }
  return hidden;
}

interface Hiding {
  readonly secrets: readonly NamedSecret[];
  readonly mask: Mask;
  readonly holds: (text: string) => boolean;
  readonly mark: Mark;
}

function hideInStep(step: Step, { secrets, mask, holds, mark }: Hiding): Step {
  const renamed = new Map<string, string>();
  const actions = step.actions.map((action) => {
    const hidden = hideInAction(action, secrets, holds);
    if (hidden !== action && hidden.do === 'write' && action.do === 'write')
      renamed.set(contentId(action.content), contentId(hidden.content));
    return hidden;
  });
  const isWritten = actions.some((action, index) => action !== step.actions[index]);
  const { summary, warning, texts } = step;
  return {
    ...step,
    change: { ...step.change, fields: step.change.fields.map((field) => hideInFields(field, mask.replace)) },
    guard: isWritten ? markedGuard(step.guard, renamed, mark) : step.guard,
    actions,
    ...(isWritten ? { secret: true } : {}),
    ...(summary === undefined ? {} : { summary: mask.replace(summary) }),
    ...(warning === undefined ? {} : { warning: mask.replace(warning) }),
    ...(texts === undefined ? {} : { texts: texts.map((text) => hideText(text, holds)) }),
  };
}

function hideInAction(action: Action, secrets: readonly NamedSecret[], holds: (text: string) => boolean): Action {
  if (action.do !== 'write' || !('text' in action.content) || !holds(action.content.text)) return action;
  const text = secrets.reduce(
    (all, { name, value }) => all.replaceAll(value, () => holeText({ kind: 'secret', name })),
    action.content.text,
  );
  return text === action.content.text ? action : { ...action, content: { text } };
}

/** A step that holds a secret tells how the host was by marks; the content whose digest it waits for has another name. */
function markedGuard({ before: _before, seen, afterAnswers, ...guard }: Guard, renamed: ReadonlyMap<string, string>, mark: Mark): Guard {
  const rename = (answer: string): string => [...renamed].reduce((text, [from, to]) => text.replaceAll(from, to), answer);
  return {
    ...guard,
    ...(seen === undefined ? {} : { marks: seen.map((answer) => mark(answer)) }),
    ...(afterAnswers === undefined ? {} : { afterAnswers: afterAnswers.map((answer) => rename(answer)) }),
  };
}

function hideText(text: TextChange, holds: (text: string) => boolean): TextChange {
  return holds(text.before ?? '') || holds(text.after ?? '') ? { path: text.path, unseen: 'holds a secret' } : text;
}

function hideInFields<Field extends { readonly before?: Json; readonly after?: Json }>(
  field: Field,
  replace: (text: string) => string,
): Field {
  const { before, after } = field;
  return {
    ...field,
    ...(before === undefined ? {} : { before: replaceIn(before, replace) }),
    ...(after === undefined ? {} : { after: replaceIn(after, replace) }),
  };
}

function replaceIn(value: Json, replace: (text: string) => string): Json {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((one: Json) => replaceIn(one, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceIn(one, replace)]));
}
