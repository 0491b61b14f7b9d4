import type { Become, Task } from './model.ts';
import { foreignMend, foreignModules, foreignTaskKeywords } from './keywords.ts';
import { mistake, type Problems } from './problem.ts';
import { readBoolean, readMapping, readName, readText, wrong } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { readVars } from './inventory-parts.ts';
import { entryOf, type YamlEntry, type YamlMapping, type YamlNode } from './yaml-node.ts';

/** Keys that a task may have besides its resource. */
export const taskKeys = ['name', 'when', 'become', 'become_user', 'become_method', 'vars', 'guarded', 'disruptive'] as const;
/** Keys with which a play, a role and a task say as whom they run. */
export const becomeKeys = ['become', 'become_user', 'become_method'] as const;

/** Reads one entry of `tasks`. `types` are the resource types that there are. */
function readTask(node: YamlNode, types: readonly string[], problems: Problems): Task | undefined {
  if (node.kind !== 'mapping') {
    problems.push(wrong(node, 'a task is a mapping', 'write - TYPE: { … }'));
    return undefined;
  }
  const own = taskKeys.map(String);
  const resources = node.entries.filter((entry) => types.includes(entry.key));
  const others = node.entries.filter((entry) => !types.includes(entry.key) && !own.includes(entry.key));
  const reported = others.map((entry) => reportForeign(entry, problems)).some(Boolean);
  const unknown = others.filter((entry) => !isForeign(entry));
  const [resource, second] = resources;
  for (const entry of unknown) problems.push(unknownTaskKey(entry, resource === undefined, types));
  if (second !== undefined) {
    problems.push(
      mistake('RB1205', `a task has one resource, and here are ${resources.map((entry) => entry.key).join(' and ')}`, second.keySource, {
        mend: 'write a task for each',
      }),
    );
  }
  if (resource === undefined) {
    if (unknown.length === 0 && !reported)
      problems.push(mistake('RB1205', 'a task without a resource', node.source, { mend: `add one of: ${types.join(', ')}` }));
    return undefined;
  }
  return makeTask(node, resource, problems);
}

function makeTask(node: YamlMapping, resource: YamlEntry, problems: Problems): Task {
  const params = resource.value.kind === 'scalar' && resource.value.value === null ? emptyLike(resource.value) : resource.value;
  if (params.kind !== 'mapping')
    problems.push(wrong(params, `the parameters of ${resource.key} are a mapping`, `write ${resource.key}: { … }`));
  const name = readText(entryOf(node, 'name')?.value, 'the name of a task', problems);
  return {
    ...(name === undefined ? {} : { name }),
    type: resource.key,
    typeSource: resource.keySource,
    params: params.kind === 'mapping' ? params : emptyLike(params),
    ...readWhen(node, problems),
    ...readVars(node, problems),
    become: readBecome(node, problems),
    guarded: readBoolean(entryOf(node, 'guarded')?.value, 'guarded', problems) ?? false,
    disruptive: readBoolean(entryOf(node, 'disruptive')?.value, 'disruptive', problems) ?? false,
    source: node.source,
  };
}

function emptyLike(node: YamlNode): YamlMapping {
  return { kind: 'mapping', entries: [], source: node.source };
}

/** Reads `when`: an expression, or true or false. */
export function readWhen(node: YamlMapping, problems: Problems): { readonly when?: YamlNode } {
  const when = entryOf(node, 'when')?.value;
  if (when === undefined) return {};
  if (when.kind === 'scalar' && (typeof when.value === 'string' || typeof when.value === 'boolean')) return { when };
  problems.push(wrong(when, '"when" is an expression', when.kind === 'list' ? 'join the conditions with &&' : undefined));
  return {};
}

/** Reads `become`, `become_user` and `become_method`. */
export function readBecome(node: YamlMapping, problems: Problems): Become {
  const become = readBoolean(entryOf(node, 'become')?.value, 'become', problems);
  const user = readName(entryOf(node, 'become_user')?.value, 'an account', problems);
  const written = entryOf(node, 'become_method');
  const method = readText(written?.value, 'become_method', problems);
  if (method !== undefined && written !== undefined && method !== 'sudo' && method !== 'su')
    problems.push(wrong(written.value, 'become_method is sudo or su'));
  return {
    ...(become === undefined ? {} : { become }),
    ...(user === undefined ? {} : { user }),
    ...(method === 'sudo' || method === 'su' ? { method } : {}),
  };
}

function isForeign(entry: YamlEntry): boolean {
  return foreignMend(foreignTaskKeywords, entry.key) !== undefined || foreignMend(foreignModules, entry.key) !== undefined;
}

function reportForeign(entry: YamlEntry, problems: Problems): boolean {
  const mend = foreignMend(foreignTaskKeywords, entry.key) ?? foreignMend(foreignModules, entry.key);
  if (mend === undefined) return false;
  const what =
    foreignMend(foreignTaskKeywords, entry.key) === undefined
      ? `there is no module "${entry.key}" here`
      : `the keyword "${entry.key}" of Ansible is not read here`;
  problems.push(mistake('RB1204', what, entry.keySource, { mend }));
  return true;
}

function unknownTaskKey(entry: YamlEntry, isResource: boolean, types: readonly string[]): ReturnType<typeof mistake> {
  const known = isResource ? [...types, ...taskKeys] : [...taskKeys];
  const what =
    isResource && entry.value.kind === 'mapping' ? `unknown resource type "${entry.key}"` : `unknown key "${entry.key}" in a task`;
  const code = isResource && entry.value.kind === 'mapping' ? 'RB1201' : 'RB1003';
  return mistake(code, `${what}${didYouMean(entry.key, known)}`, entry.keySource, {
    mend: isResource ? `resource types: ${types.join(', ')}` : `keys of a task: ${taskKeys.join(', ')}, and one resource`,
  });
}

/** Reads a list of tasks. */
export function readTasks(nodes: readonly YamlNode[], types: readonly string[], problems: Problems): readonly Task[] {
  return nodes.flatMap((node) => readTask(node, types, problems) ?? []);
}

/** Reads a mapping for the keys of a task list's owner, saying what to use for keywords of Ansible. */
export function readOwner(
  node: YamlNode | undefined,
  where: string,
  keys: readonly string[],
  foreign: Readonly<Record<string, string>>,
  problems: Problems,
): YamlMapping | undefined {
  if (node?.kind !== 'mapping') return readMapping(node, where, keys, problems);
  const known = node.entries.filter((entry) => {
    const mend = keys.includes(entry.key) ? undefined : foreignMend(foreign, entry.key);
    if (mend !== undefined)
      problems.push(mistake('RB1204', `the keyword "${entry.key}" of Ansible is not read here`, entry.keySource, { mend }));
    return mend === undefined;
  });
  return readMapping({ ...node, entries: known }, where, keys, problems);
}
