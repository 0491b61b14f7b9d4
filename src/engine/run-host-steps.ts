import type { Diagnostic } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Hole } from '../core/hole.ts';
import type { Step, StoredFile } from '../core/plan.ts';
import type { Output } from '../core/resource.ts';
import type { ReadyStep, Session, StepProgress, StepResult } from '../core/session.ts';
import { bringContents } from './bring-contents.ts';
import { explainResult } from './explain-result.ts';
import { fillStep, fillUndo } from './fill-step.ts';
import { nextFrame } from './frames.ts';
import { frameLock, lockFault, waitForDecision, waitForLock, type FrameLock, type KeptBack } from './host-lock.ts';
import type { Guards } from './guards.ts';
import type { HostLimits } from './host-limits.ts';
import { outputKey, outputValue } from './known-outputs.ts';
import { keyInFrame } from './key-in-frame.ts';
import { largeContents } from './large-contents.ts';
import type { RunOutputs } from './outputs-of-run.ts';
import type { EnginePorts } from './ports.ts';
import { markOfHost } from './secret-marks.ts';
import { judgeMarks, withMarkedGuards, withoutSecrets } from './secret-guard.ts';
import { isOver, stepsThatFit } from '../core/time-window.ts';
import { createInbox, giveTurn } from '../core/turns.ts';
import { blocked, valuesOf, waitForValues, waitingHoles, type ValueSources } from './step-values.ts';

/** How a host came out of its steps of one play. */
export interface HostRun {
  readonly status: 'ok' | 'failed' | 'refused' | 'timed_out' | 'rolled_back' | 'unknown' | 'blocked';
  readonly changed: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;
}

/** What the steps of all hosts share. */
export interface RunContext extends ValueSources {
  /** Id of each host's last step of the run, by host: with it goes the lock. */
  readonly last: ReadonlyMap<string, string>;
  /** Bounds the hosts that are worked on at once; a host that waits for another holds no place. */
  readonly limits: HostLimits;
  readonly guards: Guards;
  readonly isStopping: () => boolean;
}

/** Does the steps of one host in order, in as few frames as guards and holes allow. Rejects with a RunbookError when the host is lost. */
export async function runHostSteps(host: string, steps: readonly Step[], context: RunContext): Promise<HostRun> {
  const { ports, outputs, pool, limits, guards } = context;
  const at = (): string => ports.now().toISOString();
  let queue = steps;
  let changed = 0;
  while (queue.length > 0) {
    const [first] = queue;
    if (first === undefined || context.isStopping()) break;
    await giveTurn();
    const missing = await waitForValues(first, context);
    if (!mayBegin(context)) break;
    if (missing !== undefined) {
      const diagnostic = blocked(first, missing);
      for (const step of queue) {
        outputs.settle(`done ${step.id}`, undefined);
        ports.emit({
          at: at(),
          event: 'step_done',
          host,
          address: step.address,
          task: step.task,
          status: 'blocked',
          durationMs: 0,
          diagnostic,
        });
      }
      return { status: 'blocked', changed, diagnostics: [diagnostic], exitCode: ports.exitCodeOf(diagnostic) };
    }
    const ready = nextFrame(
      queue,
      (step) => waitingHoles(step, context).length === 0 || keyInFrame(step, queue, context) !== undefined,
      (step) => largeContents(step, context.plan.contents).length > 0,
    );
    const frame = stepsThatFit(ready, ports.window, ports.now());
    if (frame.length === 0) {
      leaveOut(first, ports);
      break;
    }
    const session = await pool.open(host);
    const keys = new Map(frame.map((step) => [step.id, keyInFrame(step, frame, context)]));
    const fill: FrameValues = { of: await valuesOf(frame, context, (step) => keys.get(step.id) !== undefined), keys };
    // While a guarded step is not decided, nobody else may write: the lock goes with the driver then.
    const isLast = frame.at(-1)?.id === context.last.get(host) && !first.labels.includes('guarded');
    const lock = frameLock(host, isLast, ports);
    const results = await guards.run(host, first.labels.includes('guarded'), () =>
      // It may have waited long for its turn.
      limits.run(host, async () => (mayBegin(context) ? sendFrame(session, frame, fill, lock, context) : undefined)),
    );
    if (results === undefined) break;
    changed += results.filter((result) => result.status === 'changed').length;
    for (const [index, result] of results.entries()) {
      const step = frame[index];
      if (step === undefined) continue;
      const problem = explainResult(
        step,
        withoutSecrets(
          step,
          result,
          markOfHost(host, (text) => ports.mark(text)),
        ),
      );
      if (problem === undefined) continue;
      return { status: hostStatus(result.status), changed, diagnostics: [problem], exitCode: ports.exitCodeOf(problem) };
    }
    const news = lock?.news();
    queue = queue.slice(news === undefined ? frame.length : results.filter((result) => result.status !== 'not_begun').length);
    const fault = news === undefined ? undefined : await afterLock(session, first, news, context);
    if (fault !== undefined) return { status: 'refused', changed, diagnostics: [fault], exitCode: ports.exitCodeOf(fault) };
  }
  return { status: 'ok', changed, diagnostics: [], exitCode: EXIT.done };
}

/** False after Ctrl-C, and when the time is up. */
function mayBegin({ isStopping, ports }: RunContext): boolean {
  return !isStopping() && !isOver(ports.window, ports.now());
}

/** Says that a host goes no further because a step would end too late. */
function leaveOut(step: Step, ports: EnginePorts): void {
  const { window } = ports;
  const at = ports.now();
  const takesS = Math.ceil((window?.expectMs(step) ?? 0) / 1000);
  const leftS = Math.floor(((window?.endBefore ?? at).getTime() - at.getTime()) / 1000);
  const text = `${step.address} is not begun: by former runs it takes about ${takesS} s, and ${leftS} s are left`;
  ports.emit({ at: at.toISOString(), event: 'notice', host: step.host, text });
}

/** What a frame that the lock cut short means: undefined when the rest can be sent. A lease that ended, as when this machine slept, is simply renewed. */
async function afterLock(session: Session, step: Step, news: KeptBack, { plan, ports }: RunContext): Promise<Diagnostic | undefined> {
  if (news.kind === 'contended') return waitForLock(session, step.identity, plan, ports);
  if (news.kind === 'undecided') return waitForDecision(session, step.identity, plan, ports);
  return news.kind === 'lapsed' && news.why !== 'lost' ? undefined : lockFault(session.host, news);
}

function hostStatus(status: StepResult['status']): 'failed' | 'refused' | 'timed_out' | 'rolled_back' | 'unknown' {
  return status === 'refused' || status === 'timed_out' || status === 'rolled_back' || status === 'unknown' ? status : 'failed';
}

/** What the holes of a frame are filled with. */
interface FrameValues {
  readonly of: (hole: Hole) => string;
  /** Paths of the keys whose public halves the host fills in, by step. */
  readonly keys: ReadonlyMap<string, string | undefined>;
}

async function sendFrame(
  session: Session,
  frame: readonly Step[],
  { of: values, keys }: FrameValues,
  lock: FrameLock | undefined,
  { plan, ports, pool, outputs, guards }: RunContext,
): Promise<readonly StepResult[]> {
  const [first] = frame;
  if (first === undefined) return [];
  const { host, identity } = first;
  const at = (): string => ports.now().toISOString();
  const byId = new Map(frame.map((step) => [step.id, step]));
  // What was made ready for other hosts goes out first: they work while the next is made ready.
  await giveTurn();
  ports.emit({ at: at(), event: 'steps_sent', host, addresses: frame.map((step) => step.address) });
  const mark = markOfHost(host, (text) => ports.mark(text));
  const sources = {
    contents: plan.contents,
    fileContent: (digest: string, stored: StoredFile) => ports.fileContent(digest, stored),
    run: ports.run,
    stage: plan.stage,
  };
  const filled = frame.map((step) => fillStep(step, sources, values, keys.get(step.id)));
  await ports.recorded?.();
  const ready = await withMarkedGuards(frame, filled, session, mark);
  const [firstReady] = ready;
  const bringsFirst = largeContents(first, plan.contents).length > 0;
  if (bringsFirst && lock !== undefined) {
    await session.execute([], identity, () => undefined, undefined, { ...lock.claim, isLast: false });
    if (lock.news() !== undefined) return frame.map(notBegun);
  }
  const brought = firstReady === undefined ? undefined : await bringContents(first, firstReady, session, plan, ports);
  if (brought?.failure !== undefined) {
    reportEnd(first, brought.failure, ports);
    for (const step of frame) settleDone(step, false, outputs);
    return [brought.failure, ...frame.slice(1).map(notBegun)];
  }
  const timed = (result: StepResult): StepResult =>
    result.id === first.id && brought !== undefined ? { ...result, durationMs: result.durationMs + brought.durationMs } : result;
  const inbox = createInbox((progress: StepProgress): void => {
    const step = byId.get(progress.kind === 'end' ? progress.result.id : progress.id);
    if (progress.kind === 'armed') return;
    if (step === undefined) return;
    const about = { host, address: step.address };
    if (progress.kind === 'begin' && step === first && brought !== undefined) return;
    if (progress.kind === 'begin') ports.emit({ at: at(), event: 'step_started', ...about, task: step.task });
    else if (progress.kind === 'output') ports.emit({ at: at(), event: 'step_output', ...about, text: progress.text });
    else reportEnd(step, judgeMarks(step, timed(progress.result), mark), ports);
  });
  const yielding = frame.flatMap((step) => Object.entries(step.outputs).map(([name, output]) => ({ step, name, output })));
  /** The step with which the host tells the output. */
  const tellerOf = ({ request }: Output): Step | undefined =>
    request.ask === 'public_key' ? frame.find((step) => keys.get(step.id) === request.path) : undefined;
  const asked = yielding.filter(({ output }) => tellerOf(output) === undefined);
  const execute = (steps: readonly ReadyStep[], tell: (progress: StepProgress) => void): Promise<readonly StepResult[]> =>
    session.execute(steps, identity, tell, ports.logLine?.(host, identity), lock?.claim);
  const askOutputs = (by: Session): Promise<readonly string[]> =>
    by.ask(
      asked.map((one) => one.output.request),
      identity,
    );
  const armed = firstReady === undefined ? undefined : guards.arm(first, firstReady, fillUndo(first, sources, values));
  const executeGuarded = async (step: NonNullable<typeof armed>): Promise<readonly [readonly StepResult[], readonly string[]]> => {
    const send = async (tell: (progress: StepProgress) => void): Promise<StepResult> => {
      const [result] = await execute([step], tell);
      return result === undefined ? notBegun(first) : judgeMarks(first, result, mark);
    };
    const { result, isLinkLost } = await guards.carryOut(first, step, send, inbox.push);
    if (isLinkLost) await pool.renew(host);
    return [[result], result.status === 'changed' ? await askOutputs(await pool.open(host)) : []];
  };
  // The questions for the outputs are in flight behind the steps, so they cost no round trip of their own.
  const sendAll = async (): Promise<readonly [readonly StepResult[], readonly string[]]> => {
    try {
      return await (armed === undefined ? Promise.all([execute(ready, inbox.push), askOutputs(session)]) : executeGuarded(armed));
    } finally {
      // Also of a host that is lost it is told first what it had done.
      await inbox.settled();
    }
  };
  await giveTurn();
  const [told, answers] = await sendAll();
  await giveTurn();
  const results = told.map((result) => {
    const step = byId.get(result.id);
    return step === undefined ? result : judgeMarks(step, result, mark);
  });
  for (const [index, step] of frame.entries()) {
    const [sent, result] = [ready[index], results[index]];
    if (sent !== undefined && result !== undefined) guards.remember(step, sent, fillUndo(step, sources, values), result);
  }
  const succeeded = new Set(results.flatMap((result) => (result.status === 'changed' || result.status === 'already' ? [result.id] : [])));
  for (const one of yielding) {
    const { step, name, output } = one;
    if (!succeeded.has(step.id)) continue;
    const teller = tellerOf(output)?.id;
    const key = results.find((result) => result.id === teller)?.key;
    // A host that came no further has not told it.
    const answer = teller === undefined ? answers[asked.indexOf(one)] : (key ?? (await session.ask([output.request], identity))[0]);
    outputs.settle(outputKey(host, step.address, name), outputValue(output, answer ?? ''));
  }
  for (const step of frame) if (succeeded.has(step.id) || lock?.news() === undefined) settleDone(step, succeeded.has(step.id), outputs);
  return results;
}

/** Tells whoever waits for the step how it came out. Values of a step that succeeded are settled before. */
function settleDone(step: Step, isDone: boolean, outputs: RunOutputs): void {
  outputs.settle(`done ${step.id}`, isDone ? 'done' : undefined);
  if (isDone) return;
  for (const name of Object.keys(step.outputs)) outputs.settle(outputKey(step.host, step.address, name), undefined);
}

function notBegun({ id }: Step): StepResult {
  return { id, status: 'not_begun', answers: [], durationMs: 0 };
}

function reportEnd(step: Step, told: StepResult, ports: EnginePorts): void {
  const result = withoutSecrets(
    step,
    told,
    markOfHost(step.host, (text) => ports.mark(text)),
  );
  const problem = explainResult(step, result);
  ports.emit({
    at: ports.now().toISOString(),
    event: 'step_done',
    host: step.host,
    address: step.address,
    task: step.task,
    status: result.status,
    durationMs: result.durationMs,
    ...(step.summary === undefined ? {} : { summary: step.summary }),
    ...(problem === undefined ? {} : { diagnostic: problem }),
    ...(result.status === 'changed' ? { after: result.answers } : {}),
    ...(result.before === undefined ? {} : { before: result.before }),
    ...(result.kept === undefined ? {} : { kept: result.kept }),
    ...(result.guard === 'confirmed' ? { confirmed: true } : {}),
  });
}
