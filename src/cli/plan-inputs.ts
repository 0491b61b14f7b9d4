import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sha256 } from '../core/digest.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import type { Secret } from '../definition/site.ts';
import { KEY_MARK, markOfKey, markOfSecret, markOfVariable } from './origin.ts';

/** What is needed to see whether the inputs of a plan are what they were. */
export interface InputSources {
  readonly projectFolder: string;
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly secret: (name: string) => Promise<string>;
  readonly mark: (text: string) => string;
  /** Variables of this command line; they are compared when they matter. */
  readonly extraVars?: JsonObject;
}

/** Every input of a plan that is not what it was, a sentence each: files that changed or are gone, secrets by name. */
export async function changedInputs({ origin }: Plan, sources: InputSources): Promise<readonly string[]> {
  const changed = Object.entries(origin.files).flatMap(([path, digest]) => {
    const now = digestOf(resolve(sources.projectFolder, path));
    return now === digest ? [] : [now === undefined ? `${path} is gone` : `${path} has changed`];
  });
  return [...changed, ...(await changedMarks(origin.marks, sources))];
}

async function changedMarks(marks: Readonly<Record<string, string>>, sources: InputSources): Promise<readonly string[]> {
  const named = Object.entries(marks).filter(([name]) => name !== KEY_MARK);
  if (named.length === 0 && Object.keys(sources.extraVars ?? {}).length === 0) return [];
  if (!isSameKey(marks, sources.mark))
    return [`the key of the secret marks is another: ${named.map(([name]) => name).join(', ')} cannot be compared`];
  const changed: string[] = [];
  for (const [name, mark] of named) {
    if (name.startsWith('-e ')) continue;
    if (!sources.secrets.has(name)) changed.push(`the secret ${name} is gone from the inventory`);
    else if (markOfSecret(name, await sources.secret(name), sources.mark) !== mark) changed.push(`the secret ${name} has changed`);
  }
  return [...changed, ...(sources.extraVars === undefined ? [] : changedVariables(marks, sources.extraVars, sources.mark))];
}

function changedVariables(marks: Readonly<Record<string, string>>, extraVars: JsonObject, mark: InputSources['mark']): readonly string[] {
  const given = new Map(Object.entries(extraVars).map(([name, value]) => [`-e ${name}`, markOfVariable(name, value, mark)]));
  const names = new Set([...Object.keys(marks).filter((name) => name.startsWith('-e ')), ...given.keys()]);
  return [...names].filter((name) => given.get(name) !== marks[name]).map((name) => `${name} is not as it was when the plan was made`);
}

/** True when the marks of a plan were made with this key, or there are none. */
export function isSameKey(marks: Readonly<Record<string, string>>, mark: (text: string) => string): boolean {
  const known = marks[KEY_MARK];
  return known === undefined || known === markOfKey(mark);
}

/** The message for inputs that changed: a warning, or with `code` RB6030 a refusal. */
export function inputsDiagnostic(changed: readonly string[], code: 'RB6030' | 'RB6033'): Diagnostic {
  return {
    code,
    severity: code === 'RB6030' ? 'error' : 'warning',
    what: code === 'RB6030' ? 'what the plan was made from has changed; nothing was done' : 'what the plan was made from has changed since',
    why: changed.join('\n'),
    mend:
      code === 'RB6030' ? 'plan again, or bring them back as they were' : 'the plan does what it says; plan again when the change matters',
  };
}

function digestOf(path: string): string | undefined {
  try {
    return sha256(readFileSync(path));
  } catch {
    return undefined;
  }
}
