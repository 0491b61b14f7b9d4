import { StringDecoder } from 'node:string_decoder';
import type { Action } from '../../core/action.ts';
import { markHead } from '../../core/cut-text.ts';
import { sha256 } from '../../core/digest.ts';
import { hasSentinel } from '../../core/hole.ts';
import { PUBLIC_KEY_PATTERN, withKey } from '../../core/key-on-host.ts';
import type { Request } from '../../core/request.ts';
import type { ReadyStep, StepProgress, StepResult, StepStatus } from '../../core/session.ts';
import type { LockNews } from '../../core/lock.ts';
import { lockNews } from './lock-records.ts';
import { groupBounds } from './step-groups.ts';
import { ProtocolError, splitAnswers, type DriverRecord } from './records.ts';

/** Time beyond the limits of the commands themselves, in milliseconds. */
export const SLACK_MS = 30_000;
const PUBLIC_KEY = new RegExp(`^${PUBLIC_KEY_PATTERN}$`, 'u');
const SHORT_ACTION_MS = 60_000;
/** Putting a unit or swap space back: they are started and stopped within limits of their own (functions/restore_unit.sh, restore_swap.sh). */
const RESTORE_MS = 700_000;
/** Simulating one transaction: see `q_transaction`. */
const TRANSACTION_MS = 65_000;
/** What a host reads or writes of its disk at least, in bytes a millisecond, and how often a step with a content that was brought does: two digests, a copy, a sync. */
const SLOWEST_DISK_BYTES_A_MS = 10_000;
const PASSES_OVER_CONTENT = 4;
/** Output of one step that is passed on, in bytes: a host must not be able to fill the journal's disk. */
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

/** From so many bytes on the driver has cut off what a command that failed has printed (functions/a_run.sh), less its exit code and a line break. */
const CUT_OUTPUT_BYTES = 4096 - 4;
/** The same for a piece of what a long command prints (functions/a_long.sh). */
const CUT_PIECE_BYTES = 65_536;

const endings: Readonly<Record<string, StepStatus>> = {
  changed: 'changed',
  already: 'already',
  refused: 'refused',
  failed: 'failed',
  unmet: 'failed',
  unkept: 'failed',
  unarmed: 'failed',
  timed_out: 'timed_out',
  still_running: 'still_running',
};

/** Follows what a host says of the steps of one frame. */
export interface StepFollower {
  /** Takes a record. Throws ProtocolError when it is not what can come now. */
  take(record: DriverRecord): void;
  /** How long the host may take until the step under way ends, in milliseconds; output does not make it longer. */
  leftMs(): number;
  about(): string;
  /** True when each step has ended, or one did not succeed and none came after it. */
  isWhole(): boolean;
  results(): readonly StepResult[];
}

/** Starts before the first record. Each step begins once, in its turn, and ends once; after one that did not succeed none begins, except those that are
 * carried out at once with it: they are told of when all of them are done, so the time of each counts from the end of the one before. Where the
 * steps are done under a lock, `tell` is told of it. */
export function followSteps(
  steps: readonly ReadyStep[],
  onProgress: (progress: StepProgress) => void,
  tell?: (news: LockNews) => void,
): StepFollower {
  const results: StepResult[] = [];
  let current: ReadyStep | undefined;
  const bounds = groupBounds(steps);
  let stopped = false;
  let startedMs = performance.now();
  let outputBytes = 0;
  // A character may lie across two pieces.
  let decoder = new StringDecoder('utf8');
  let was: readonly string[] | undefined;
  let isKept = false;
  let guard: Pick<StepResult, 'guard' | 'guardOutput'> = {};
  /** The next step, or the one under way, as the host has filled it, and with what. */
  let filled: { readonly step: ReadyStep; readonly key: string } | undefined;

  const isTogether = (number: number): boolean => bounds[number] !== undefined && bounds[number].last > bounds[number].first;
  /** True where the host goes on telling of steps that it has carried out at once. */
  const goesOn = (number: number): boolean => number > 0 && bounds[number - 1] === bounds[number];
  const isInTurn = (step: ReadyStep): boolean => {
    const number = results.length;
    return current === undefined && (!stopped || goesOn(number)) && step === steps[number];
  };
  const takeKey = (step: ReadyStep, text: Buffer): void => {
    if (step.keyed === undefined || filled !== undefined || !isInTurn(step)) throw new ProtocolError('a key is told of, and nobody asked');
    const key = text.toString();
    if (!PUBLIC_KEY.test(key)) throw new ProtocolError('what a host tells as the public half of a key is none');
    filled = { step: withKey(step, key), key };
  };
  const begin = (step: ReadyStep): void => {
    const number = results.length;
    if (!isInTurn(step)) throw new ProtocolError('a step began out of its turn');
    current = step;
    if (!isTogether(number)) startedMs = performance.now();
    outputBytes = 0;
    decoder = new StringDecoder('utf8');
    was = undefined;
    isKept = false;
    guard = {};
    onProgress({ kind: 'begin', id: step.id });
  };
  const passOn = (step: ReadyStep, text: Buffer): void => {
    const before = outputBytes;
    outputBytes += text.length;
    if (outputBytes <= OUTPUT_LIMIT_BYTES) onProgress({ kind: 'output', id: step.id, text: pieceOf(text, decoder) });
    else if (before <= OUTPUT_LIMIT_BYTES)
      onProgress({ kind: 'output', id: step.id, text: '(more than 16 MiB of output: the rest is not kept)\n' });
  };
  const takeBefore = (step: ReadyStep, text: Buffer): void => {
    if (step.before !== undefined || step.requests.length === 0 || was !== undefined || isKept)
      throw new ProtocolError('a step tells how it was before, and nobody asked');
    was = answersOf(step, text);
  };
  const takeKept = (step: ReadyStep): void => {
    if (step.keep === undefined || isKept) throw new ProtocolError('a step keeps something for an undo, and nobody asked');
    isKept = true;
  };
  const takeGuard = (step: ReadyStep, { kind, words: [, outcome], text }: DriverRecord): void => {
    if (step.arm === undefined || (kind === 'armed') !== (guard.guard === undefined))
      throw new ProtocolError('a host tells of a guard that nobody asked for');
    if (kind === 'armed') {
      guard = { guard: 'armed' };
      onProgress({ kind: 'armed', id: step.id });
    } else guard = { guard: outcome === 'fired' ? 'taken_back' : 'not_taken_back', guardOutput: text.toString() };
  };
  const end = (step: ReadyStep, status: StepStatus, record: DriverRecord): void => {
    const hasBegun = status !== 'already' && status !== 'refused';
    const result: StepResult = {
      id: step.id,
      status,
      ...outcomeOf(filled?.step ?? step, record),
      ...(filled === undefined ? {} : { key: filled.key }),
      ...(was === undefined ? {} : { before: was }),
      ...(step.keep === undefined || !hasBegun ? {} : { kept: isKept }),
      ...guard,
      durationMs: Math.round(performance.now() - startedMs),
    };
    current = undefined;
    filled = undefined;
    startedMs = performance.now();
    stopped ||= status !== 'changed' && status !== 'already';
    results.push(result);
    onProgress({ kind: 'end', result });
  };

  const takeNews = (news: LockNews): void => {
    if (tell === undefined) throw new ProtocolError('a lock is told of, and nobody asked');
    if (current !== undefined || stopped || (news.kind !== 'lapsed' && results.length > 0))
      throw new ProtocolError('a lock is told of out of its turn');
    stopped = news.kind !== 'took';
    tell(news);
  };

  return {
    take(record) {
      const news = lockNews(record);
      if (news !== undefined) return takeNews(news);
      const step = steps[Number(record.words[0] ?? 'x')];
      if (step === undefined) throw new ProtocolError('a record names a step that was not sent');
      if (record.kind === 'keyed') return takeKey(step, record.text);
      if (record.kind === 'begin') return begin(step);
      if (step !== current) throw new ProtocolError('a record is about a step that has not begun');
      if (record.kind === 'output') return passOn(step, record.text);
      if (record.kind === 'was') return takeBefore(step, record.text);
      if (record.kind === 'kept') return takeKept(step);
      if (record.kind === 'armed' || record.kind === 'taken_back') return takeGuard(step, record);
      if (record.kind === 'unarmed') guard = { guard: 'not_armed' };
      // It was kept, but could not be brought to the disk.
      if (record.kind === 'unkept') isKept = false;
      const status = endings[record.kind];
      if (status === undefined) throw new ProtocolError(`a record of an unknown kind: ${record.kind}`);
      end(step, isRefusal(step, record) ? 'refused' : status, record);
    },
    leftMs: () => {
      const group = bounds[results.length];
      if (group === undefined || (current === undefined && !isTogether(results.length))) return SLACK_MS;
      const limit = steps.slice(group.first, group.last + 1).reduce((sum, step) => sum + limitOf(step), 0);
      return Math.max(1, startedMs + limit - performance.now());
    },
    about: () => (current === undefined ? 'between two steps' : `in step ${current.id}`),
    isWhole: () => current === undefined && (stopped || results.length === steps.length),
    results: () => steps.map((step, index) => results[index] ?? { id: step.id, status: 'not_begun', answers: [], durationMs: 0 }),
  };
}

/** True when the first action ended before it did anything, since that would not have been what was planned. */
function isRefusal(step: ReadyStep, record: DriverRecord): boolean {
  const [first] = step.actions;
  const [, action, code] = record.words;
  return record.kind === 'failed' && action === '0' && first?.do === 'run' && first.refusal !== undefined && code === String(first.refusal);
}

/** What a last record says besides its kind: which action failed, or the answers. Success that the answers do not bear out is not believed. */
function outcomeOf(step: ReadyStep, record: DriverRecord): Pick<StepResult, 'answers' | 'failedAction' | 'exitCode' | 'output'> {
  const [, action, code] = record.words;
  if (action !== undefined && ['failed', 'timed_out', 'still_running'].includes(record.kind)) {
    if (!isSmallNumber(action) || !isSmallNumber(code ?? '')) throw new ProtocolError('a failure is told without its numbers');
    return { answers: [], failedAction: Number(action), exitCode: Number(code), output: wholeOf(record.text) };
  }
  const { kind } = record;
  if (kind === 'unkept') {
    if (step.keep === undefined) throw new ProtocolError('a step could not keep something for an undo, and nobody asked');
    return { answers: [], output: record.text.toString() };
  }
  if (kind === 'unarmed') {
    if (step.arm === undefined) throw new ProtocolError('a step could not be armed, and nobody asked');
    return { answers: [], output: record.text.toString() };
  }
  if (kind === 'changed' && step.keyed !== undefined) throw new ProtocolError('a step is said to be done, and its key was not told');
  const sum = sha256(record.text);
  if (kind === 'already' && step.after === undefined)
    throw new ProtocolError('a step is said to be done already, and nothing could show it');
  if (kind === 'refused' && step.before === undefined) throw new ProtocolError('a step is refused that states nothing about before');
  if ((kind === 'changed' || kind === 'already') && step.after !== undefined && step.after !== sum)
    throw new ProtocolError('a step is said to be done, and the answers say otherwise');
  return { answers: answersOf(step, record.text) };
}

function wholeOf(text: Buffer): string {
  return text.length >= CUT_OUTPUT_BYTES ? markHead(text.toString()) : text.toString();
}

function pieceOf(text: Buffer, decoder: StringDecoder): string {
  return text.length >= CUT_PIECE_BYTES ? markHead(decoder.write(text)) : decoder.write(text);
}

/** What the journal keeps of a step's answers is compared and shown later, so no host may write a hole into it. */
function answersOf(step: ReadyStep, text: Buffer): readonly string[] {
  const answers = splitAnswers(text, step.requests.length);
  if (answers.some((answer) => hasSentinel(answer)))
    throw new ProtocolError('an answer holds a character that only runbook itself may write (U+E000 or U+E001)');
  return answers;
}

function isSmallNumber(word: string): boolean {
  return /^\d{1,5}$/u.test(word);
}

/** The longest that a step can take: its guard is asked before and after its actions. */
function limitOf(step: ReadyStep): number {
  const guard = step.requests.reduce((sum, request) => sum + askedMs(request), 0);
  const actions = step.actions.reduce((sum, action) => sum + msOf(action), 0);
  return (
    SLACK_MS +
    2 * guard +
    actions +
    ((step.broughtBytes ?? 0) / SLOWEST_DISK_BYTES_A_MS) * PASSES_OVER_CONTENT +
    SHORT_ACTION_MS * (step.keep?.things.length ?? 0)
  );
}

function msOf(action: Action): number {
  return action.do === 'run' ? action.timeoutMs : action.do === 'restore' ? RESTORE_MS : SHORT_ACTION_MS;
}

/** What a question adds to the time limit of a round trip, in milliseconds. */
export function askedMs(request: Request): number {
  return request.ask === 'run' ? request.timeoutMs : request.ask === 'transaction' ? TRANSACTION_MS : 0;
}
