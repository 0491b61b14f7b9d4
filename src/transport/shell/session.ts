import { RunbookError } from '../../core/diagnostic.ts';
import type { Identity } from '../../core/resource.ts';
import type { Request } from '../../core/request.ts';
import type { ReadyStep, Session, SessionStats, StepProgress, StepResult, StepStatus } from '../../core/session.ts';
import { quoteArgv } from '../../core/shell-quote.ts';
import { askScript } from './ask-script.ts';
import type { Channel, LinkStats } from '../channel.ts';
import { lostShell } from './failures.ts';
import { ProtocolError, splitAnswers, type DriverRecord } from './records.ts';
import { openShell, type Shell } from './shell.ts';
import { stepsScript } from './step-script.ts';

/** What a session needs of the way to its host. */
export interface SessionPorts {
  readonly openChannel: (command: string) => Promise<Channel>;
  readonly stats: () => LinkStats;
  /** Password for becoming another user, when the operator gave one. */
  readonly becomePassword: () => string | undefined;
}

const ASK_MS = 60_000;
const SLACK_MS = 30_000;

/** A session over framed shells: one persistent shell for each account, opened on demand. */
export function createSession(host: string, ports: SessionPorts): Session {
  const shells = new Map<string, Promise<Shell>>();
  const opened: Shell[] = [];
  const shellOf = (identity: Identity): Promise<Shell> => {
    const key = identity === 'login' ? 'login' : `${identity.method} ${identity.become}`;
    let shell = shells.get(key);
    if (shell === undefined) {
      shell = openShell(host, ports.openChannel, identity, identity === 'login' ? undefined : ports.becomePassword());
      shells.set(key, shell);
      void shell.then(
        (one) => opened.push(one),
        () => undefined,
      );
    }
    return shell;
  };

  const ask = async (requests: readonly Request[], identity: Identity, silenceMs?: number): Promise<readonly string[]> => {
    if (requests.length === 0) return [];
    // Requests of one kind are asked at once, so they are put beside each other.
    const order = requests.map((request, index) => ({ request, index })).sort((a, b) => (a.request.ask < b.request.ask ? -1 : a.request.ask > b.request.ask ? 1 : a.index - b.index));
    const limitMs = silenceMs ?? ASK_MS + requests.reduce((sum, request) => sum + (request.ask === 'run' ? request.timeoutMs : 0), 0);
    let answers: readonly string[] = [];
    const shell = await shellOf(identity);
    await shell.send({
      kind: 'ask',
      body: askScript(order.map((one) => one.request)),
      silenceMs: () => limitMs,
      about: () => `observing (${requests.length} questions)`,
      onRecord: (record) => {
        answers = splitAnswers(record.text, requests.length);
      },
    });
    const inOrder: string[] = [];
    order.forEach(({ index }, place) => {
      inOrder[index] = answers[place] ?? '';
    });
    return inOrder;
  };

  return {
    host,
    ask: (requests, identity) => ask(requests, identity),
    execute: async (steps, identity, onProgress) => {
      const shell = await shellOf(identity);
      const run = trackSteps(steps, onProgress);
      await shell.send({ kind: 'do', body: stepsScript(steps), silenceMs: run.silenceMs, about: run.about, onRecord: run.take });
      if (!run.finished()) throw new RunbookError(lostShell(host, 'the driver stopped in the middle of a step'));
      return run.results();
    },
    run: async (argv, identity, timeoutMs) => {
      const request: Request = { ask: 'run', argv: ['sh', '-c', `${quoteArgv(argv)} 2>&1`], reads: [], timeoutMs };
      const [answer = ''] = await ask([request], identity, timeoutMs + SLACK_MS);
      const end = answer.indexOf('\n');
      return { exitCode: Number.parseInt(answer, 10), output: end < 0 ? '' : answer.slice(end + 1) };
    },
    stats: (): SessionStats => ({ ...ports.stats(), roundTrips: opened.reduce((sum, shell) => sum + shell.answered(), 0) }),
    close: () => {
      for (const shell of opened) shell.close();
      return Promise.resolve();
    },
  };
}

const endings: Readonly<Record<string, StepStatus>> = {
  changed: 'changed',
  already: 'already',
  refused: 'refused',
  failed: 'failed',
  unmet: 'failed',
  timed_out: 'timed_out',
  still_running: 'still_running',
};

/** Follows the records of a frame of steps. */
function trackSteps(
  steps: readonly ReadyStep[],
  onProgress: (progress: StepProgress) => void,
): {
  readonly take: (record: DriverRecord) => void;
  readonly silenceMs: () => number;
  readonly about: () => string;
  readonly finished: () => boolean;
  readonly results: () => readonly StepResult[];
} {
  const results = new Map<string, StepResult>();
  let current: ReadyStep | undefined;
  let startedMs = Date.now();

  const take = (record: DriverRecord): void => {
    const step = steps[Number(record.words[0] ?? 'x')];
    if (step === undefined) throw new ProtocolError('a record names a step that was not sent');
    const text = record.text.toString();
    if (record.kind === 'begin') {
      current = step;
      startedMs = Date.now();
      onProgress({ kind: 'begin', id: step.id });
      return;
    }
    if (step !== current) throw new ProtocolError('a record is about a step that has not begun');
    if (record.kind === 'output') {
      onProgress({ kind: 'output', id: step.id, text });
      return;
    }
    const status = endings[record.kind];
    if (status === undefined) throw new ProtocolError(`a record of an unknown kind: ${record.kind}`);
    current = undefined;
    const [, action, code] = record.words;
    const hasAnswers = action === undefined;
    const result: StepResult = {
      id: step.id,
      status,
      answers: hasAnswers ? splitAnswers(record.text, step.requests.length) : [],
      ...(action === undefined ? {} : { failedAction: Number(action), exitCode: Number(code), output: text }),
      durationMs: Date.now() - startedMs,
    };
    results.set(step.id, result);
    onProgress({ kind: 'end', result });
  };

  return {
    take,
    silenceMs: () => SLACK_MS + (current?.actions.reduce((sum, action) => sum + (action.do === 'run' ? action.timeoutMs : 60_000), 0) ?? 0),
    about: () => (current === undefined ? 'between two steps' : `in step ${current.id}`),
    finished: () => current === undefined,
    results: () =>
      steps.map((step) => results.get(step.id) ?? { id: step.id, status: 'not_begun', answers: [], durationMs: 0 }),
  };
}
