import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { parseFacts } from '../core/facts.ts';
import type { ResourceType } from '../resources/define.ts';
import { evaluatorOf, misplacedSecret, wholeExpression, type Evaluator } from './evaluate.ts';
import { ExpressionMistake } from './expression-mistake.ts';
import { playHosts } from './instances.ts';
import { missingKey } from './known-keys.ts';
import type { Play, Role, Site, Task } from './model.ts';
import { mistake, type Problems } from './problem.ts';
import { missingFile, ownFolderMistake, paramMistake, stateFolderOf } from './resolve-instance.ts';
import { rootNames } from './roots.ts';
import { didYouMean } from './suggest.ts';
import { namesInExpression, namesInTemplate } from './names-used.ts';
import type { Template } from './template-tree.ts';
import { isSecret, mappingOf, plainValue } from './var-nodes.ts';
import { entryOf, nodeAt, type YamlMapping, type YamlNode, type YamlScalar } from './yaml-node.ts';

/** What is known where something is written: the names of variables that may be there. */
interface Place {
  readonly variables: ReadonlySet<string>;
  /** The variables themselves, of all hosts that are meant, none laid over another. */
  readonly layers: readonly YamlMapping[];
  /** False where more variables may be there than are known, because something above is wrong. */
  readonly isComplete: boolean;
  readonly evaluator: Evaluator;
  readonly problems: Problems;
}

/** Checks every task as it is used by a play: names in templates and expressions, parameters, templates and files. Stops after each task. */
export function* checkUses(site: Site): Generator<undefined, readonly Diagnostic[]> {
  const problems: Problems = [];
  const evaluator = evaluatorOf(site);
  for (const play of site.playbook.plays) {
    const hosts = playHosts(site.inventory, play).flatMap((name) => site.hostVars.get(name) ?? []);
    const isComplete = site.isInventorySound && hosts.length > 0;
    yield undefined;
    for (const use of play.roles) {
      const role = site.roles.get(use.role);
      if (role === undefined) continue;
      const place = { ...variablesOf(site, hosts, play, [role.defaults, use.vars]), isComplete, evaluator, problems };
      checkNode(role.defaults, place);
      checkNode(use.vars, place);
      checkWhen(use.when, place);
      for (const task of role.tasks) {
        yield undefined;
        checkTask(site, task, role, place);
      }
    }
    const place = { ...variablesOf(site, hosts, play, []), isComplete, evaluator, problems };
    checkNode(play.vars, place);
    for (const task of play.tasks) {
      yield undefined;
      checkTask(site, task, undefined, place);
    }
  }
  return problems;
}

function variablesOf(
  site: Site,
  hosts: readonly YamlMapping[],
  play: Play,
  more: readonly (YamlMapping | undefined)[],
): Pick<Place, 'variables' | 'layers'> {
  const extra = mappingOf(site.extraVars, { file: '-e', line: 1, column: 1 });
  const layers = [...hosts, play.vars, ...more, extra].filter((node) => node !== undefined);
  return { variables: new Set(layers.flatMap((node) => node.entries.map((entry) => entry.key))), layers };
}

function checkTask(site: Site, task: Task, role: Role | undefined, outer: Place): void {
  const own = task.vars?.entries.map((entry) => entry.key) ?? [];
  const place =
    task.vars === undefined ? outer : { ...outer, variables: new Set([...outer.variables, ...own]), layers: [...outer.layers, task.vars] };
  checkNode(task.vars, place);
  checkWhen(task.when, place);
  checkNode(task.params, place);
  const type = site.types.find((one) => one.type === task.type);
  if (type === undefined) return;
  checkParams(task, type, place.problems);
  if (type.parameters.includes('template')) checkFiles(task, role, place);
}

/** The parameters as far as they are written out: what is an expression or a template is not known yet and is left alone. */
function checkParams(task: Task, type: ResourceType, problems: Problems): void {
  try {
    const bound = type.bind(plainValue(task.params), {
      task: task.name ?? task.type,
      source: task.source,
      identity: 'login',
      labels: [],
      facts: parseFacts(''),
    });
    if ('problems' in bound) {
      problems.push(...bound.problems.filter((one) => isWritten(task.params, one.path)).map((one) => paramMistake(task, type, one)));
      return;
    }
    const folder = hasDynamic(task.params) ? undefined : stateFolderOf(bound.resource);
    if (folder !== undefined) problems.push(ownFolderMistake(task, folder));
  } catch (error) {
    // What a type says about a host without facts does not count; it is said again when there are some.
    if (!(error instanceof RunbookError)) throw error;
  }
}

/** True when what a problem is about stands in the file as it is. */
function isWritten(params: YamlMapping, path: readonly (string | number)[]): boolean {
  for (let length = 0; length < path.length; length += 1) {
    const node = nodeAt(params, path.slice(0, length));
    if (node?.kind === 'scalar') return false;
  }
  const node = nodeAt(params, path);
  return node === undefined || !hasDynamic(node);
}

function hasDynamic(node: YamlNode): boolean {
  if (node.kind === 'scalar')
    return typeof node.value === 'string' && (node.value.includes('{{') || wholeExpression(node.value) !== undefined);
  return (node.kind === 'list' ? node.items : node.entries.map((entry) => entry.value)).some((one) => hasDynamic(one));
}

function checkFiles(task: Task, role: Role | undefined, place: Place): void {
  for (const key of ['template', 'source'] as const) {
    const node = entryOf(task.params, key)?.value;
    if (node?.kind !== 'scalar' || typeof node.value !== 'string' || hasDynamic(node)) continue;
    const template = role?.templates.get(node.value);
    const isThere = key === 'template' ? template !== undefined : role?.files.has(node.value) === true;
    if (!isThere) place.problems.push(missingFile(task, role, key, node.value));
    else if (key === 'template' && template !== undefined) checkTemplate(template, place);
  }
}

function checkWhen(node: YamlNode | undefined, place: Place): void {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return;
  const whole = wholeExpression(node.value);
  if (whole === undefined && node.value.includes('{{')) {
    place.problems.push(
      mistake('RB1304', '"when" is an expression, not a template', node.source, {
        mend: 'write the names without {{ }}: vars.NAME == "…"',
      }),
    );
    return;
  }
  checkExpression(node, whole?.inside ?? node.value, whole?.offset ?? 0, place);
}

function checkNode(node: YamlNode | undefined, place: Place): void {
  if (node === undefined) return;
  if (node.kind === 'list') for (const item of node.items) checkNode(item, place);
  if (node.kind === 'mapping') {
    if (isSecret(node)) place.problems.push(misplacedSecret(node));
    else for (const entry of node.entries) checkNode(entry.value, place);
  }
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
  const whole = wholeExpression(node.value);
  if (whole !== undefined) checkExpression(node, whole.inside, whole.offset, place);
  else if (node.value.includes('{{')) checkText(node, place);
}

function checkText(node: YamlScalar, place: Place): void {
  try {
    checkTemplate(place.evaluator.templateOf(node), place);
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    place.problems.push(...error.diagnostics);
  }
}

function checkExpression(node: YamlScalar, text: string, offset: number, place: Place): void {
  try {
    for (const used of namesInExpression(place.evaluator.expressions.parse(text))) {
      const source = node.placeAt(offset + used.offset);
      if (used.kind === 'variable' && place.isComplete && !place.variables.has(used.name)) {
        place.problems.push(
          mistake('RB1300', `there is no variable "${used.name}"${didYouMean(used.name, place.variables)}`, source, {
            mend: whereToSet(used.name),
          }),
        );
      }
      if (used.kind === 'root' && !rootNames.some((name) => name === used.name)) {
        const isVariable = place.variables.has(used.name);
        place.problems.push(
          mistake('RB1300', `there is no "${used.name}"${isVariable ? '' : didYouMean(used.name, rootNames)}`, source, {
            mend: isVariable ? `write vars.${used.name}` : `names here: ${rootNames.join(', ')}; texts need quotes of their own`,
          }),
        );
      }
    }
  } catch (error) {
    if (!(error instanceof ExpressionMistake)) throw error;
    place.problems.push(
      mistake(
        error.code,
        `this is no valid expression: ${error.message}`,
        node.placeAt(offset + error.offset),
        error.mend === undefined ? {} : { mend: error.mend },
      ),
    );
  }
}

function checkTemplate(template: Template, place: Place): void {
  if (!place.isComplete) return;
  for (const used of namesInTemplate(template.parts)) {
    const isVariable = place.variables.has(used.name);
    if (!isVariable && rootNames.some((name) => name === used.name)) continue;
    const missing = isVariable ? missingKey(place.layers, [used.name, ...used.below]) : undefined;
    if (isVariable && missing === undefined) continue;
    const what =
      missing === undefined
        ? `"${used.name}"${didYouMean(used.name, [...place.variables, ...rootNames])}`
        : `"${missing.path.join('.')}"${didYouMean(missing.path.at(-1) ?? '', missing.siblings)}`;
    place.problems.push(
      mistake('RB1300', `there is no variable ${what}`, used.source, { mend: whereToSet(missing?.path.join('.') ?? used.name) }),
    );
  }
}

function whereToSet(name: string): string {
  return `set ${name} in defaults.yml of the role, in the inventory, or under "vars" of the play; -e ${name}=… sets it for one run`;
}
