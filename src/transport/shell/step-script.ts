import type { Action, Content } from '../../core/action.ts';
import { namedDigest, sha256 } from '../../core/digest.ts';
import type { ReadyStep } from '../../core/session.ts';
import { quoteArgv, quoteShell } from '../../core/shell-quote.ts';
import { spliceOf, type Splice } from './splice.ts';
import { askScript } from './ask-script.ts';
import { expectedWords, madeFolder } from './expected-answers.ts';
import type { Script } from './functions.ts';

type Quote = (argv: readonly string[]) => string;
/** The variables that hold the contents which several steps write. */
type Shared = ReadonlyMap<string, string>;

/** A shorter content is as well written twice, in characters. */
const WORTH_SHARING = 512;

/** Programs of which nothing has to be cut off: they say no more than a few lines. Cutting costs the host three processes. */
const TERSE: ReadonlySet<string> = new Set(
  'groupadd groupmod groupdel useradd usermod userdel gpasswd hostnamectl timedatectl modprobe setenforce swapon swapoff'.split(' '),
);

/** Carries out the steps by the driver's functions, which count them: a step is named by its index. A line for the host's own log goes first. */
export function stepsScript(steps: readonly ReadyStep[], logLine?: string): Script {
  const shared = sharedContents(steps);
  return joined([
    { text: 'step=-1', calls: [] },
    ...(logLine === undefined ? [] : [{ text: quoteArgv(['tell_log', logLine]), calls: ['tell_log'] }]),
    ...[...shared].map(([data, name]) => ({ text: `${name}=${quoteShell(data)}`, calls: [] })),
    ...steps.map((step) => stepScript(step, shared)),
  ]);
}

/** What is written more than once is sent once. */
function sharedContents(steps: readonly ReadyStep[]): Shared {
  const seen = new Set<string>();
  const shared = new Map<string, string>();
  for (const step of steps) {
    for (const action of step.actions) {
      const data = action.do === 'write' && spliced(step, action) === undefined ? formOf(action.content).data : '';
      if (data.length < WORTH_SHARING) continue;
      if (seen.has(data) && !shared.has(data)) shared.set(data, `content_${shared.size}`);
      seen.add(data);
    }
  }
  return shared;
}

function stepScript(step: ReadyStep, shared: Shared): Script {
  const at = pathOf(step);
  const { before, after } = expectedWords(step);
  const folder = madeFolder(step.actions);
  const quote: Quote = (argv) => argv.map((word) => quoteAt(word, at)).join(' ');
  const guard = step.requests.length === 0 ? { text: ':', calls: [] } : askScript(step.requests, quote);
  return joined([
    ...(at === undefined ? [] : [{ text: `at=${quoteShell(at)}`, calls: [] }]),
    { text: `guard() {\n${guard.text}\n}`, calls: guard.calls },
    { text: `if begin ${quoteShell(before)} ${quoteShell(after)}; then`, calls: ['begin'] },
    ...keepScript(step, quote),
    ...(folder === undefined
      ? step.actions.map((action) => actionScript(step, action, quote, shared))
      : [{ text: quote(['a_folder', folder.owner, folder.mode, folder.path]), calls: ['a_folder'] }]),
    { text: 'finish\nfi', calls: ['finish'] },
  ]);
}

/** The path that a step is about: its words name it by a variable, so that steps of a kind look alike, which compresses well. */
function pathOf({ requests }: ReadyStep): string | undefined {
  return requests.flatMap((request) => (request.ask === 'stat' || request.ask === 'digest' ? [request.path] : []))[0];
}

function quoteAt(word: string, at: string | undefined): string {
  if (at === undefined) return quoteShell(word);
  return word === at ? '"$at"' : word === `path:${at}` ? '"path:$at"' : quoteShell(word);
}

function joined(scripts: readonly Script[]): Script {
  return { text: scripts.map((one) => one.text).join('\n'), calls: [...new Set(scripts.flatMap((one) => one.calls))] };
}

/** What is put back in this step must not be pruned when the store gets a new run. */
function keepScript(step: ReadyStep, quote: Quote): readonly Script[] {
  const things = (step.keep?.things ?? []).map((thing) => ({ thing, kind: kindOf(thing) }));
  if (step.keep === undefined || things.length === 0) return [];
  const [from] = step.actions.flatMap((action) => (action.do === 'restore' && action.from !== undefined ? [action.from] : []));
  const named = things.map(({ thing, kind }) => (kind === 'unknown' ? `unknown:${thing}` : thing));
  // Writing brings to the disk what was kept, together with its own.
  const settle = step.actions[0]?.do === 'write' ? '' : '\nsettle';
  return [
    {
      text: `${from === undefined ? '' : `spared=${quoteShell(from.split('/')[0] ?? '')}\n`}${quote(['keep', step.keep.at, ...named])}${settle}`,
      calls: ['keep', ...(settle === '' ? [] : ['settle']), ...things.map(({ kind }) => `keep_${kind}`)],
    },
  ];
}

/** The word by which the driver's functions for a thing are named: keep_WORD and restore_WORD. */
function kindOf(thing: string): string {
  return /^(path(?=:\/)|unit(?=:.)|sysctl(?=:.)|module(?=:.)|table(?=:\w+ \w+$)|swap(?=:$)|selinux(?=:$))/su.exec(thing)?.[1] ?? 'unknown';
}

function actionScript(step: ReadyStep, action: Action, quote: Quote, shared: Shared): Script {
  const called = (argv: readonly string[], before = ''): Script => ({ text: `${before}${quote(argv)}`, calls: argv.slice(0, 1) });
  switch (action.do) {
    case 'run': {
      const brief = briefCall(action);
      if (brief !== undefined) return called(brief);
      const seconds = String(Math.ceil(action.timeoutMs / 1000));
      const environment = Object.entries(action.environment ?? {}).map(([name, value]) => `${name}=${value}`);
      const argv = environment.length === 0 ? action.argv : ['env', ...environment, ...action.argv];
      const isTerse = action.stdin === undefined && (TERSE.has(argv[0] ?? '') || argv.slice(0, 3).join(' ') === 'sysctl -q -w');
      const words =
        action.long === true
          ? ['a_long', longId(step.id, action.argv), seconds, quoteArgv(argv)]
          : [isTerse ? 'a_tell' : 'a_run', seconds, ...argv];
      return called(words, action.stdin === undefined ? '' : `input=${quoteShell(action.stdin)}\n`);
    }
    case 'write': {
      const { content } = action;
      const target = [action.path, action.mode, action.owner, action.group];
      const brought = 'base64' in content ? namedDigest(content.base64) : undefined;
      if (brought !== undefined) {
        const { text, calls } = called(['a_write', ...target, 'brought', ...(action.validate ?? [])], `input=${quoteShell(brought)}\n`);
        return { text, calls: [...calls, 'fill_brought'] };
      }
      const splice = spliced(step, action);
      if (splice !== undefined) {
        const kept = `input=${quoteShell(splice.middle)} kept_start=${splice.startBytes} kept_end=${splice.endBytes}\n`;
        const { text, calls } = called(['a_write', ...target, 'splice', ...(action.validate ?? [])], kept);
        return { text, calls: [...calls, 'fill_splice'] };
      }
      const { form, data } = formOf(content);
      const name = shared.get(data);
      const words = ['a_write', ...target, form, ...(action.validate ?? [])];
      return called(words, `input=${name === undefined ? quoteShell(data) : `$${name}`}\n`);
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

/** What is written as a change of what the file has, where the guard makes sure of that and it saves enough. Only the first action of a step finds what the guard has seen. */
function spliced({ olds, actions }: ReadyStep, action: Extract<Action, { readonly do: 'write' }>): Splice | undefined {
  const { path, content } = action;
  if (action !== actions[0]) return undefined;
  const old = olds !== undefined && Object.hasOwn(olds, path) ? olds[path] : undefined;
  return old === undefined || !('text' in content) || `${old}${content.text}`.includes('\0') ? undefined : spliceOf(old, content.text);
}

/** A content as the driver's `a_write` takes it. */
function formOf(content: Content): { readonly form: 'text' | 'base64'; readonly data: string } {
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
