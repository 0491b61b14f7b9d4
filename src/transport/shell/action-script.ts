import type { Action, Content } from '../../core/action.ts';
import { namedDigest, sha256 } from '../../core/digest.ts';
import { oncePer } from '../../core/once-per.ts';
import type { ReadyStep } from '../../core/session.ts';
import { quoteArgv, quoteShell } from '../../core/shell-quote.ts';
import type { Script } from './functions.ts';
import { spliceOf, type Splice } from './splice.ts';
import type { Write } from './step-groups.ts';

/** Makes shell words. */
export type Quote = (argv: readonly string[]) => string;
/** The variables that hold the contents which several steps write. */
export type Shared = ReadonlyMap<string, string>;

/** Programs of which nothing has to be cut off: they say no more than a few lines. Cutting costs the host three processes. */
const TERSE: ReadonlySet<string> = new Set(
  'groupadd groupmod groupdel useradd usermod userdel gpasswd hostnamectl timedatectl modprobe setenforce swapon swapoff'.split(' '),
);

/** The word by which the driver's functions for a thing are named: keep_WORD and restore_WORD. */
export function kindOf(thing: string): string {
  return /^(path(?=:\/)|unit(?=:.)|sysctl(?=:.)|module(?=:.)|table(?=:\w+ \w+$)|swap(?=:$)|selinux(?=:$))/su.exec(thing)?.[1] ?? 'unknown';
}

/** Carries an action of a step out, by the driver's functions. `quote` makes shell words; `limit` is one for the seconds that a short command has. */
export function actionScript(step: ReadyStep, action: Action, quote: Quote, shared: Shared, limit?: string): Script {
  const called = (argv: readonly string[], before = ''): Script => ({ text: `${before}${quote(argv)}`, calls: argv.slice(0, 1) });
  switch (action.do) {
    case 'run': {
      const brief = briefCall(action);
      if (brief !== undefined) return called(brief);
      const seconds = String(Math.ceil(action.timeoutMs / 1000));
      const environment = Object.entries(action.environment ?? {}).map(([name, value]) => `${name}=${value}`);
      const argv = environment.length === 0 ? action.argv : ['env', ...environment, ...action.argv];
      const isTerse = action.stdin === undefined && (TERSE.has(argv[0] ?? '') || argv.slice(0, 3).join(' ') === 'sysctl -q -w');
      const input = action.stdin === undefined ? '' : `input=${quoteShell(action.stdin)}\n`;
      if (action.long === true) return called(['a_long', longId(step.id, action.argv), seconds, quoteArgv(argv)], input);
      const name = isTerse ? 'a_tell' : 'a_run';
      return { text: `${input}${name} ${limit ?? seconds} ${quote(argv)}`, calls: [name] };
    }
    case 'write': {
      const { text, form } = written(step, action, shared);
      const { path, mode, owner, group, validate = [] } = action;
      const { text: call, calls } = called(['a_write', path, mode, owner, group, form, ...validate], `${text}\n`);
      return { text: call, calls: [...calls, ...(form === 'text' || form === 'base64' ? [] : [`fill_${form.split(':')[0] ?? ''}`])] };
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

/** Shell that sets the content of a file, and the word by which the driver's `filled` is told in which form. */
export function written(step: ReadyStep, action: Write, shared: Shared): { readonly text: string; readonly form: string } {
  const { content } = action;
  const brought = 'base64' in content ? namedDigest(content.base64) : undefined;
  if (brought !== undefined) return { text: `input=${quoteShell(brought)}`, form: 'brought' };
  const splice = spliced(step, action);
  if (splice !== undefined) return { text: `input=${quoteShell(splice.lines)}`, form: `splice:${splice.first},${splice.last}` };
  const { form, data } = formOf(content);
  const name = shared.get(data);
  return { text: `input=${name === undefined ? quoteShell(data) : `$${name}`}`, form };
}

/** What is written as a change of what the file has, where the guard makes sure of that and it saves enough. Only the first action of a step finds what the guard has seen. */
export function spliced(step: ReadyStep, action: Write): Splice | undefined {
  return action === step.actions[0] ? firstSpliced(step) : undefined;
}

const firstSpliced = oncePer(({ olds, actions: [action] }: ReadyStep): Splice | undefined => {
  if (action?.do !== 'write') return undefined;
  const { path, content } = action;
  const old = olds !== undefined && Object.hasOwn(olds, path) ? olds[path] : undefined;
  return old === undefined || !('text' in content) || `${old}${content.text}`.includes('\0') ? undefined : spliceOf(old, content.text);
});

/** A content as the driver's `a_write` takes it. */
export function formOf(content: Content): { readonly form: 'text' | 'base64'; readonly data: string } {
  if ('base64' in content) return { form: 'base64', data: content.base64 };
  return content.text.includes('\0')
    ? { form: 'base64', data: Buffer.from(content.text).toString('base64') }
    : { form: 'text', data: content.text };
}

/** The call for a command that only makes a folder, or sets a mode or an owner: those are most, and cost the host less. */
function briefCall({ argv, stdin, environment, long }: Extract<Action, { readonly do: 'run' }>): readonly string[] | undefined {
  if (stdin !== undefined || environment !== undefined || long === true) return undefined;
  const [program, flag, ...words] = argv;
  if (program === 'chown' && flag === '-h' && words.length === 2) return ['a_chown', ...words];
  return program === 'mkdir' || program === 'chmod' ? ['a_brief', ...argv] : undefined;
}

/** Name of a long command on its host: the same when the same step comes again, so that a run after a cut finds it. */
function longId(stepId: string, argv: readonly string[]): string {
  return sha256(JSON.stringify([stepId, argv])).slice(0, 16);
}
