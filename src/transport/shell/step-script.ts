import type { Action } from '../../core/action.ts';
import { sha256 } from '../../core/digest.ts';
import type { ReadyStep } from '../../core/session.ts';
import { quoteArgv, quoteShell } from '../../core/shell-quote.ts';
import { askScript } from './ask-script.ts';
import type { Script } from './functions.ts';

/** Carries out the steps by the driver's functions. A step is named by its index. */
export function stepsScript(steps: readonly ReadyStep[]): Script {
  const scripts = steps.map((step, index) => stepScript(step, index));
  return joined(scripts);
}

function stepScript(step: ReadyStep, index: number): Script {
  const guard = step.requests.length === 0 ? { text: ':', calls: [] } : askScript(step.requests);
  return joined([
    { text: `guard() {\n${guard.text}\n}`, calls: guard.calls },
    { text: `if begin ${index} ${step.before ?? '-'} ${step.after ?? '-'}; then`, calls: ['begin'] },
    ...keepScript(step),
    ...step.actions.map((action) => actionScript(step.id, action)),
    { text: 'finish\nfi', calls: ['finish'] },
  ]);
}

function joined(scripts: readonly Script[]): Script {
  return { text: scripts.map((one) => one.text).join('\n'), calls: [...new Set(scripts.flatMap((one) => one.calls))] };
}

/** What is put back in this step must not be pruned when the store gets a new run. */
function keepScript(step: ReadyStep): readonly Script[] {
  const things = (step.keep?.things ?? []).map((thing) => ({ thing, kind: kindOf(thing) }));
  if (step.keep === undefined || things.length === 0) return [];
  const [from] = step.actions.flatMap((action) => (action.do === 'restore' && action.from !== undefined ? [action.from] : []));
  const named = things.map(({ thing, kind }) => (kind === 'unknown' ? `unknown:${thing}` : thing));
  return [
    {
      text: `spared=${quoteShell(from?.split('/')[0] ?? '')}\n${quoteArgv(['keep', step.keep.at, ...named])}`,
      calls: ['keep', ...things.map(({ kind }) => `keep_${kind}`)],
    },
  ];
}

/** The word by which the driver's functions for a thing are named: keep_WORD and restore_WORD. */
function kindOf(thing: string): string {
  return /^(path(?=:\/)|unit(?=:.)|sysctl(?=:.)|module(?=:.)|table(?=:\w+ \w+$)|swap(?=:$)|selinux(?=:$))/su.exec(thing)?.[1] ?? 'unknown';
}

function actionScript(stepId: string, action: Action): Script {
  switch (action.do) {
    case 'run': {
      const seconds = String(Math.ceil(action.timeoutMs / 1000));
      const environment = Object.entries(action.environment ?? {}).map(([name, value]) => `${name}=${value}`);
      const argv = environment.length === 0 ? action.argv : ['env', ...environment, ...action.argv];
      const words = action.long === true ? ['a_long', longId(stepId, action.argv), seconds, quoteArgv(argv)] : ['a_run', seconds, ...argv];
      return called(words, `input=${quoteShell(action.stdin ?? '')}\n`);
    }
    case 'write': {
      const { content } = action;
      const form = 'text' in content && !content.text.includes('\0') ? 'text' : 'base64';
      const data = 'base64' in content ? content.base64 : form === 'text' ? content.text : Buffer.from(content.text).toString('base64');
      const words = ['a_write', action.path, action.mode, action.owner, action.group, form, ...(action.validate ?? [])];
      return called(words, `input=${quoteShell(data)}\n`);
    }
    case 'remove':
      return called(['a_remove', action.path]);
    case 'restore': {
      const kind = kindOf(action.thing);
      const { text, calls } = called(['a_restore', action.from ?? '', kind === 'unknown' ? `unknown:${action.thing}` : action.thing]);
      return { text, calls: [...calls, `restore_${kind}`] };
    }
    case 'record_config':
      return called(['a_record_config', action.unit, ...action.paths]);
  }
}

function called(argv: readonly string[], before = ''): Script {
  return { text: `${before}${quoteArgv(argv)}`, calls: argv.slice(0, 1) };
}

/** Name of a long command on its host: the same when the same step comes again, so that a run after a cut finds it. */
function longId(stepId: string, argv: readonly string[]): string {
  return sha256(JSON.stringify([stepId, argv])).slice(0, 16);
}
