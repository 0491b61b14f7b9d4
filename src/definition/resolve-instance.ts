import { posix } from 'node:path';
import type { Content } from '../core/action.ts';
import { RunbookError, type Diagnostic, type Source } from '../core/diagnostic.ts';
import { parseFacts, type Facts } from '../core/facts.ts';
import { isJsonObject, toJson, type Json } from '../core/json.ts';
import type { Label, Resource } from '../core/resource.ts';
import type { ParamProblem, ResourceType } from '../resources/define.ts';
import { fillContent, type LargeSource } from '../resources/file-content.ts';
import type { Evaluator } from './evaluate.ts';
import type { ExpressionScope } from './expressions.ts';
import type { Instance } from './instances.ts';
import type { Role, Task } from './model.ts';
import { mistake } from './problem.ts';
import { sharedResource } from './shared-resource.ts';
import { didYouMean } from './suggest.ts';
import { nodeAt, type YamlNode } from './yaml-node.ts';

/** Folders in which the program keeps what it needs on a host; no resource may lie there. */
const ownFolders: readonly string[] = ['/var/lib/runbook', '/run/runbook'];

/** The value of the conditions of an instance. Throws Undecided, or a RunbookError for one that is no condition. */
export function conditionsHold(instance: Instance, evaluator: Evaluator, scope: ExpressionScope): boolean {
  return instance.conditions.every((node) => {
    if (node.kind !== 'scalar') return true;
    const value = evaluator.expressionOf(node, scope);
    if (typeof value === 'boolean') return value;
    throw new RunbookError(
      mistake(
        'RB1311',
        `"when" must be true or false, and this is ${value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}`,
        node.source,
        { mend: 'compare it with something: vars.NAME == "…"' },
      ),
    );
  });
}

/** Makes the resource of an instance. Throws Undecided, or a RunbookError with every mistake in the parameters. */
export function bindInstance(
  instance: Instance,
  type: ResourceType,
  evaluator: Evaluator,
  scope: ExpressionScope,
  facts: Facts | undefined,
): Resource {
  const { task, role } = instance;
  const raw = toJson(evaluator.valueOf(task.params, scope)) ?? null;
  const params = isJsonObject(raw) && type.parameters.includes('template') ? fillContent(raw, reader(task, role, evaluator, scope)) : raw;
  const make = (): Resource => checkedResource(instance, type, params, facts);
  return type.usesFacts ? make() : sharedResource(instance, params, make);
}

function checkedResource({ task, identity }: Instance, type: ResourceType, params: Json, facts: Facts | undefined): Resource {
  const labels: readonly Label[] = [...(task.guarded ? ['guarded' as const] : []), ...(task.disruptive ? ['disruptive' as const] : [])];
  const bound = bindParams(type, params, task, { labels, identity, facts: facts ?? parseFacts('') });
  if ('problems' in bound) throw new RunbookError(...bound.problems.map((one) => paramMistake(task, type, one)));
  // A task may state a label that its type has anyway.
  const resource = { ...bound.resource, task: task.name ?? bound.resource.address, labels: [...new Set(bound.resource.labels)] };
  const inside = stateFolderOf(resource);
  if (inside !== undefined) throw new RunbookError(ownFolderMistake(task, inside));
  return resource;
}

function bindParams(
  type: ResourceType,
  params: Json,
  task: Task,
  about: { readonly labels: readonly Label[]; readonly identity: Resource['identity']; readonly facts: Facts },
): ReturnType<ResourceType['bind']> {
  try {
    return type.bind(params, { task: task.name ?? task.type, source: task.source, ...about });
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    throw new RunbookError(...error.diagnostics.map((one): Diagnostic => ({ source: task.source, ...one })));
  }
}

/** The folder of the program in which a resource would lie, or undefined. */
export function stateFolderOf(resource: Resource): string | undefined {
  const paths = resource.footprint
    .filter((entry) => entry.startsWith('path:'))
    .map((entry) => posix.normalize(entry.slice('path:'.length)));
  return ownFolders.find((folder) => paths.some((path) => path === folder || path.startsWith(`${folder}/`)));
}

/** The mistake of a resource in a folder of the program. */
export function ownFolderMistake(task: Task, folder: string): Diagnostic {
  return mistake('RB1208', `a ${task.type} inside ${folder}`, task.params.source, {
    why: 'there the program keeps what it needs on a host',
    mend: 'choose another place',
  });
}

/** The mistake of a parameter, where it was written. */
export function paramMistake(task: Task, type: ResourceType, problem: ParamProblem): Diagnostic {
  const node = nodeAt(task.params, problem.path);
  const parent = nodeAt(task.params, problem.path.slice(0, -1));
  const last = String(problem.path.at(-1) ?? '');
  const entry = parent?.kind === 'mapping' ? parent.entries.find((one) => one.key === last) : undefined;
  const source: Source = entry?.keySource ?? node?.source ?? parent?.source ?? task.params.source;
  if (problem.message === 'unknown key') {
    const known = problem.path.length === 1 ? type.parameters : [];
    return mistake(
      'RB1202',
      `${task.type} has no parameter "${last}"${didYouMean(last, known)}`,
      source,
      known.length === 0 ? {} : { mend: `parameters: ${known.join(', ')}` },
    );
  }
  if (problem.path.length > 0 && node === undefined) {
    return mistake('RB1203', `"${problem.path.join('.')}" of ${task.type}: ${missing(problem.message)}`, source, {
      mend: `see: runbook explain ${task.type}`,
    });
  }
  const name = problem.path.length === 0 ? task.type : `"${problem.path.join('.')}" of ${task.type}`;
  return mistake('RB1203', `${name}: ${problem.message}`, node?.source ?? source, {
    mend: quoteHint(node, problem.message) ?? `see: runbook explain ${task.type}`,
  });
}

function missing(message: string): string {
  return message.endsWith('received undefined') ? 'is missing' : message;
}

function quoteHint(node: YamlNode | undefined, message: string): string | undefined {
  const isUnquoted = node?.kind === 'scalar' && typeof node.value === 'number' && /expected string/u.test(message);
  return isUnquoted ? `write it in quotes: "${node.raw}"` : undefined;
}

/** Reads templates and files of the task's role. */
function reader(
  task: Task,
  role: Role | undefined,
  evaluator: Evaluator,
  scope: ExpressionScope,
): { template(name: string): string; source(name: string): Content | LargeSource } {
  return {
    template: (name) => {
      const template = role?.templates.get(name);
      if (template === undefined) throw new RunbookError(missingFile(task, role, 'template', name));
      return evaluator.render(template, scope);
    },
    source: (name) => {
      const file = role?.files.get(name);
      if (file === undefined) throw new RunbookError(missingFile(task, role, 'source', name));
      return file.content();
    },
  };
}

/** The mistake of a template or file that the role does not have. */
export function missingFile(task: Task, role: Role | undefined, key: 'template' | 'source', name: string): Diagnostic {
  const folder = key === 'template' ? 'templates' : 'files';
  const source = nodeAt(task.params, [key])?.source ?? task.params.source;
  if (role === undefined)
    return mistake('RB1309', `"${key}" in a task of a play: there is no role whose ${folder}/ could hold "${name}"`, source, {
      mend: 'make a role of these tasks, or write "content"',
    });
  const known = key === 'template' ? role.templates.keys() : role.files.keys();
  return mistake('RB1309', `the role ${role.name} has no ${folder}/${name}${didYouMean(name, known)}`, source, {
    mend: `make the file, or correct the name`,
  });
}
