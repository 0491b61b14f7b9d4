import type { Action } from '../../core/action.ts';
import { sha256 } from '../../core/digest.ts';
import type { ReadyStep } from '../../core/session.ts';
import { quoteArgv, quoteShell } from '../../core/shell-quote.ts';
import { askScript } from './ask-script.ts';
import { shellText } from './bootstrap.ts';

const keeping = shellText('keep.sh');

/** Shell text that must be loaded before the script of the steps can run; undefined when the driver has all that they need. */
export function neededText(steps: readonly ReadyStep[]): string | undefined {
  const isNeeded = steps.some((step) => keptThings(step).length > 0 || step.actions.some((action) => action.do === 'restore'));
  return isNeeded ? keeping : undefined;
}

function keptThings({ keep }: ReadyStep): readonly string[] {
  return keep?.things ?? [];
}

/** Shell text that carries out the steps by the driver's functions. A step is named by its index. */
export function stepsScript(steps: readonly ReadyStep[]): string {
  return steps.map((step, index) => stepScript(step, index)).join('\n');
}

function stepScript(step: ReadyStep, index: number): string {
  const guard = step.requests.length === 0 ? ':' : askScript(step.requests);
  return [
    `guard() {\n${guard}\n}`,
    `if begin ${index} ${step.before ?? '-'} ${step.after ?? '-'}; then`,
    ...keepScript(step),
    ...step.actions.map((action) => actionScript(step.id, action)),
    'finish\nfi',
  ].join('\n');
}

/** What is put back in this step must not be pruned when the store gets a new run. */
function keepScript(step: ReadyStep): readonly string[] {
  const things = keptThings(step);
  if (step.keep === undefined || things.length === 0) return [];
  const [from] = step.actions.flatMap((action) => (action.do === 'restore' && action.from !== undefined ? [action.from] : []));
  return [`spared=${quoteShell(from?.split('/')[0] ?? '')}`, quoteArgv(['keep', step.keep.at, ...things])];
}

function actionScript(stepId: string, action: Action): string {
  switch (action.do) {
    case 'run': {
      const seconds = String(Math.ceil(action.timeoutMs / 1000));
      const environment = Object.entries(action.environment ?? {}).map(([name, value]) => `${name}=${value}`);
      const argv = environment.length === 0 ? action.argv : ['env', ...environment, ...action.argv];
      const call = action.long === true ? ['a_long', longId(stepId, action.argv), seconds, quoteArgv(argv)] : ['a_run', seconds, ...argv];
      return `input=${quoteShell(action.stdin ?? '')}\n${quoteArgv(call)}`;
    }
    case 'write': {
      const { content } = action;
      const form = 'text' in content && !content.text.includes('\0') ? 'text' : 'base64';
      const data = 'base64' in content ? content.base64 : form === 'text' ? content.text : Buffer.from(content.text).toString('base64');
      const call = ['a_write', action.path, action.mode, action.owner, action.group, form, ...(action.validate ?? [])];
      return `input=${quoteShell(data)}\n${quoteArgv(call)}`;
    }
    case 'remove':
      return quoteArgv(['a_remove', action.path]);
    case 'restore':
      return quoteArgv(['a_restore', action.from ?? '', action.thing]);
    case 'record_config':
      return quoteArgv(['a_record_config', action.unit, ...action.paths]);
  }
}

/** Name of a long command on its host: the same when the same step comes again, so that a run after a cut finds it. */
function longId(stepId: string, argv: readonly string[]): string {
  return sha256(JSON.stringify([stepId, argv])).slice(0, 16);
}
