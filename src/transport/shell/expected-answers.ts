import type { Action } from '../../core/action.ts';
import { answersDigest, namedDigest, contentBytes, sha256 } from '../../core/digest.ts';
import { KEY_PLACE } from '../../core/key-on-host.ts';
import { ABSENT, formatUser } from '../../core/answer.ts';
import type { Request, UserField } from '../../core/request.ts';
import type { KeyOnHost, ReadyStep } from '../../core/session.ts';
import { digestWord } from './ask-script.ts';

/** A longer text of answers is compared by its digest, in characters. */
const LONGEST_TEXT = 300;
/** Characters that mean nothing else in a pattern of the shell. */
const PLAIN_TEXT = /^[\w ./:=@,+\n-]+$/u;

/**
 * What the driver's functions `begin` and `finish` compare the answers with. A digest costs the host a process, so where the answers can be told they are
 * sent as a pattern, in which a `*` stands for the rest of each digest (see `digestWord`). The plan's digest decides whether what is told is true.
 */
export function expectedWords(step: ReadyStep): { readonly before: string; readonly after: string } {
  const absent = step.requests.map(() => 'absent');
  const brought = step.requests.map((request) => broughtAbout(request, step.actions));
  const before = wordOf(step, step.before, [step.seen, absent]);
  if (step.keyed !== undefined) return { before, after: keyedWord(step.keyed) };
  return { before, after: step.after === step.before ? before : afterWord(wordOf(step, step.after, [brought])) };
}

/** With half as much of each digest: what is said to look like AFTER is compared here once more, whole (`followSteps`). */
function afterWord(word: string): string {
  return word.replace(/^([0-9a-f]{16})[0-9a-f]{16}(\*?)$/gmu, '$1$2');
}

/** With a `#` where the host puts the digest of what it writes (functions/fill_keyed.sh). */
function keyedWord({ after }: KeyOnHost): string {
  return after.map((answer) => (answer === KEY_PLACE ? '64\n#\n' : `${Buffer.byteLength(answer)}\n${answer}\n`)).join('');
}

function wordOf(step: ReadyStep, digest: string | undefined, guesses: readonly (readonly (string | undefined)[] | undefined)[]): string {
  if (digest === undefined || step.isSecret === true) return digestWord(digest);
  for (const guess of guesses) {
    const answers = (guess ?? []).flatMap((answer) => (answer === undefined ? [] : [answer]));
    if (answers.length !== step.requests.length || answersDigest(answers) !== digest) continue;
    const text = answers.map((answer) => `${Buffer.byteLength(answer)}\n${answer}\n`).join('');
    if (text.length > LONGEST_TEXT || !PLAIN_TEXT.test(text)) continue;
    return text.replace(/^([0-9a-f]{32})[0-9a-f]{32}$/gmu, '$1*');
  }
  return digestWord(digest);
}

/** What a host will answer when the actions are done; undefined when they do not tell it. */
function broughtAbout(request: Request, actions: readonly Action[]): string | undefined {
  if (request.ask === 'exists') return 'present';
  if (request.ask === 'sysctl') return wordBehind(actions, ['sysctl', '-q', '-w'], `${request.key}=`);
  if (request.ask === 'group') return wordBehind(actions, ['groupadd', '-g'], '');
  if (request.ask === 'user') return madeUser(request.fields, actions);
  if (request.ask === 'key_state') return 'sound';
  if (request.ask !== 'stat' && request.ask !== 'digest') return undefined;
  for (const action of actions) {
    if (action.do !== 'write' || action.path !== request.path) continue;
    if (request.ask === 'stat') return `file ${action.mode} ${action.owner} ${action.group}`;
    return ('base64' in action.content ? namedDigest(action.content.base64) : undefined) ?? sha256(contentBytes(action.content));
  }
  const folder = request.ask === 'stat' ? madeFolder(actions) : undefined;
  if (folder?.path === request.path) return `directory ${folder.mode.slice(1)} ${folder.owner.replace(':', ' ')}`;
  return request.ask === 'stat' ? ownedFile(request.path, actions) : undefined;
}

/** A file that gets its owner and its mode by commands. */
export function ownedFile(path: string, actions: readonly Action[]): string | undefined {
  const [owner, mode] = [wordOn(path, actions, 'chown -h'), wordOn(path, actions, 'chmod')];
  return owner === undefined || mode === undefined ? undefined : `file ${mode.slice(1)} ${owner.replace(':', ' ')}`;
}

/** What stands between the program and the path in the command that does something to it. */
function wordOn(path: string, actions: readonly Action[], program: string): string | undefined {
  for (const action of actions) {
    const [word, target] = isPlainRun(action) ? action.argv.slice(-2) : [];
    if (target === path && isPlainRun(action) && action.argv.slice(0, -2).join(' ') === program) return word;
  }
  return undefined;
}

/** Options of useradd(8), by the field that they set. */
const USER_OPTIONS: Readonly<Record<UserField, string>> = { uid: '-u', group: '-g', comment: '-c', home: '-d', shell: '-s', groups: '-G' };

function madeUser(fields: readonly UserField[], actions: readonly Action[]): string | undefined {
  const argv = actions.flatMap((action) => (isPlainRun(action) && action.argv[0] === 'useradd' ? [action.argv] : []))[0] ?? [];
  const told = fields.flatMap((field) => {
    const place = argv.indexOf(USER_OPTIONS[field]);
    return place < 0 ? [] : [[field, argv[place + 1] ?? ''] as const];
  });
  return told.length === fields.length ? formatUser(Object.fromEntries(told)) : undefined;
}

/** What follows the prefix in the word that a command has behind these. */
function wordBehind(actions: readonly Action[], words: readonly string[], prefix: string): string | undefined {
  for (const action of actions) {
    const word = isPlainRun(action) && words.every((one, index) => action.argv[index] === one) ? action.argv[words.length] : undefined;
    if (word?.startsWith(prefix) === true) return word.slice(prefix.length);
  }
  return undefined;
}

/** The folder that the actions make: mkdir(1) with no rights for others, owner, mode; as the resource type `directory` has it. */
export function madeFolder(
  actions: readonly Action[],
): { readonly path: string; readonly owner: string; readonly mode: string } | undefined {
  const [make, own, mode] = actions.map((action) => (isPlainRun(action) ? action.argv : []));
  const path = make?.[3];
  if (actions.length !== 3 || path === undefined || make?.slice(0, 3).join(' ') !== 'mkdir -m 0700') return undefined;
  const [owner, bits] = [own?.[2], mode?.[1]];
  if (owner === undefined || bits === undefined || !/^0[0-7]{4}$/u.test(bits)) return undefined;
  const isSo = own?.join('\n') === ['chown', '-h', owner, path].join('\n') && mode?.join('\n') === ['chmod', bits, path].join('\n');
  return isSo && make?.length === 4 ? { path, owner, mode: bits } : undefined;
}

/** The command that makes a group or an account, where that is all that the step does and there is none: it refuses by itself what is there (functions/make_account.sh). */
export function madeAccount({ requests, before, actions, keep, arm }: ReadyStep): PlainRun | undefined {
  const [request] = requests;
  const [action] = actions;
  if (keep !== undefined || arm !== undefined || requests.length !== 1 || actions.length !== 1) return undefined;
  if (request === undefined || action === undefined || !isPlainRun(action) || before !== answersDigest([ABSENT])) return undefined;
  const program = request.ask === 'group' ? 'groupadd' : request.ask === 'user' ? 'useradd' : undefined;
  const isOfIt = action.argv[0] === program && 'name' in request && action.argv.at(-1) === request.name;
  return isOfIt ? action : undefined;
}

type PlainRun = Extract<Action, { readonly do: 'run' }>;

function isPlainRun(action: Action): action is PlainRun {
  return action.do === 'run' && action.stdin === undefined && action.environment === undefined && action.long !== true;
}
