import type { LockClaim } from '../../core/lock.ts';
import { KEY_PLACE } from '../../core/key-on-host.ts';
import { SHORT_MS, type Action } from '../../core/action.ts';
import type { ReadyStep } from '../../core/session.ts';
import { quoteArgv, quoteShell } from '../../core/shell-quote.ts';
import { actionScript, formOf, kindOf, spliced, written, type Quote, type Shared } from './action-script.ts';
import { askScript, sysctlPath } from './ask-script.ts';
import { armScript } from './guard-script.ts';
import { expectedWords, madeAccount, madeFolder } from './expected-answers.ts';
import type { Script } from './functions.ts';
import { groupsOf, type Member } from './step-groups.ts';

/** A shorter content is as well written twice, in characters. */
const WORTH_SHARING = 512;

/** Carries out the steps by the driver's functions, which count them: a step is named by its index. A line for the host's own log goes first. */
export function stepsScript(steps: readonly ReadyStep[], logLine?: string, claim?: LockClaim): Script {
  const shared = sharedContents(steps);
  return joined([
    ...(steps.length === 0 && logLine !== undefined ? [] : [{ text: "step=-1 joined=-1 live='' also='' groups=''", calls: [] }]),
    ...(logLine === undefined ? [] : [{ text: quoteArgv(['tell_log', logLine]), calls: ['tell_log'] }]),
    ...[...shared].map(([data, name]) => ({ text: `${name}=${quoteShell(data)}`, calls: [] })),
    ...groupsOf(steps).map((group) => ('members' in group ? groupScript(group.members, shared) : stepScript(group.single, shared))),
    ...(claim?.isLast === true ? [{ text: 'free_lock', calls: ['free_lock'] }] : []),
  ]);
}

/** Takes the lock before the steps. */
export function claimScript({ run, owner, leaseSeconds, isSeizing }: LockClaim): Script {
  const call = isSeizing ? 'seize_lock' : 'take_lock';
  return { text: quoteArgv([call, run, String(leaseSeconds), owner]), calls: [call, 'rest_lock', 'free_lock'] };
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
  const account = madeAccount(step);
  if (account !== undefined)
    return {
      text: `guard() {\n${guard.text}\n}\n${quote(['make_account', before, after, String(Math.ceil(account.timeoutMs / 1000)), ...account.argv])}`,
      calls: ['make_account', ...guard.calls],
    };
  return joined([
    ...(at === undefined ? [] : [{ text: `at=${quoteShell(at)}`, calls: [] }]),
    { text: `guard() {\n${guard.text}\n}`, calls: guard.calls },
    { text: `if begin ${quoteShell(before)} ${quoteShell(after)}; then`, calls: ['begin'] },
    ...keepScript(step, quote),
    ...(step.arm === undefined ? [] : [armScript(step.arm)]),
    ...(step.arm !== undefined
      ? step.actions.map((action) => actionInTime(step, action, quote, shared))
      : folder === undefined
        ? step.actions.map((action) => actionScript(step, action, quote, shared))
        : [{ text: quote(['a_folder', folder.owner, folder.mode, folder.path]), calls: ['a_folder'] }]),
    { text: 'finish\nfi', calls: ['finish'] },
  ]);
}

/** An action of a guarded step: it ends before the host takes the step back by itself. */
function actionInTime(step: ReadyStep, action: Action, quote: Quote, shared: Shared): Script {
  const { text, calls } = actionScript(step, action, quote, shared, '"$least"');
  return {
    text: `in_time ${action.do === 'run' ? Math.ceil(action.timeoutMs / 1000) : SHORT_MS / 1000}\n${text}`,
    calls: ['in_time', ...calls],
  };
}

function groupScript(members: readonly Member[], shared: Shared): Script {
  return joined([
    { text: 'guard() { ask_here; }', calls: ['ask_here'] },
    ...members.map((member) => memberScript(member, shared)),
    { text: 'together', calls: ['together', ...members.flatMap(({ kinds }) => kinds.map((kind) => `q_${kind}`))] },
  ]);
}

function memberScript(member: Member, shared: Shared): Script {
  const { step, path, kinds, make } = member;
  const { before, after } = expectedWords(step);
  const asked = ['join', path, before, after, step.keep?.at ?? '-', kinds.join(' ')];
  const kept = step.keep === undefined ? [] : ['keep_path'];
  if ('folder' in make) return { text: quoteArgv([...asked, make.folder.mode, make.folder.owner, 'folder']), calls: ['join', ...kept] };
  if ('made' in make)
    return {
      text: `input=${quoteShell(make.made.command)}\n${quoteArgv([...asked, '0600', 'root:root', 'made'])}`,
      calls: ['join', 'fill_made', ...kept],
    };
  const { file, live } = make;
  const { text, form: plainForm } = written(step, file, shared);
  const form = step.keyed === undefined ? plainForm : `keyed:${step.keyed.path}`;
  const more =
    live === undefined
      ? step.keyed === undefined
        ? ''
        : `hole=${quoteShell(KEY_PLACE)}\n`
      : `live=${quoteShell(`${sysctlPath(live.key)} ${live.key}=${live.value}`)} also=${quoteShell(live.kept.join(' '))}\n`;
  return {
    text: `${text}\n${more}${quoteArgv([...asked, file.mode, `${file.owner}:${file.group}`, form])}`,
    calls: [
      'join',
      ...kept,
      ...(step.keyed === undefined ? [] : ['fill_keyed']),
      ...(form.startsWith('splice:') ? ['fill_splice'] : []),
      ...(live === undefined ? [] : ['a_tell', ...(live.kept.length === 0 ? [] : ['know_live', 'keep_live', 'keep_sysctl'])]),
    ],
  };
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
  const settle = step.arm === undefined && step.actions[0]?.do === 'write' ? '' : '\nsettle';
  return [
    {
      text: `${from === undefined ? '' : `spared=${quoteShell(from.split('/')[0] ?? '')}\n`}${quote(['keep', step.keep.at, ...named])}${settle}`,
      calls: ['keep', ...(settle === '' ? [] : ['settle']), ...things.map(({ kind }) => `keep_${kind}`)],
    },
  ];
}
