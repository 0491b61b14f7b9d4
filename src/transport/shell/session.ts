import { RunbookError } from '../../core/diagnostic.ts';
import { hasSentinel } from '../../core/hole.ts';
import type { Identity } from '../../core/resource.ts';
import { requestKey, type Request } from '../../core/request.ts';
import type { Disarmed, FreshSession, SessionStats } from '../../core/session.ts';
import { quoteArgv } from '../../core/shell-quote.ts';
import { askScript } from './ask-script.ts';
import { askingOrder } from './asking-order.ts';
import type { Channel, LinkStats } from '../channel.ts';
import { forgedAnswer, lostShell } from './failures.ts';
import { longestAnswer } from './answer-limits.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import { askedMs, followSteps, SLACK_MS } from './follow-steps.ts';
import { plainAnswer } from './content-answer.ts';
import { splitAnswers } from './records.ts';
import { openShell, type Frame, type Shell } from './shell.ts';
import { claimScript, stepsScript } from './step-script.ts';
import { bringContent } from '../transfer.ts';
import { NO_LANES, type LaneBudget } from '../transfer-lanes.ts';

/** What a session needs of the way to its host. */
export interface SessionPorts {
  readonly openChannel: (command: string) => Promise<Channel>;
  /** Channels with a share of the way of their own, for much data, and how many the sessions of a run may have. Undefined: one channel has to do. */
  readonly further?: { readonly openLane: (command: string) => Promise<Channel>; readonly lanes: LaneBudget };
  readonly stats: () => LinkStats;
  /** Password for becoming another user, when the operator gave one. */
  readonly becomePassword: () => string | undefined;
}

const ASK_MS = 60_000;

/** A session over framed shells: one persistent shell for each account, opened on demand. */
export function createSession(host: string, ports: SessionPorts): FreshSession {
  const shells = new Map<string, Promise<Shell>>();
  const opened: Shell[] = [];
  let flights = 0;
  let isInFlight = false;
  /** What is written in one turn of the event loop travels together. */
  const onFlight = (): void => {
    if (isInFlight) return;
    isInFlight = true;
    flights += 1;
    setImmediate(() => {
      isInFlight = false;
    });
  };
  const openShellOver = (open: SessionPorts['openChannel'], identity: Identity): Promise<Shell> => {
    const password = identity === 'login' ? undefined : ports.becomePassword();
    return openShell(open, { host, identity, ...(password === undefined ? {} : { password }), onFlight });
  };
  const shellOf = (identity: Identity): Promise<Shell> => {
    const key = identity === 'login' ? 'login' : `${identity.method} ${identity.become}`;
    let shell = shells.get(key);
    if (shell === undefined) {
      shell = openShellOver(ports.openChannel, identity);
      shells.set(key, shell);
      void shell.then(
        (one) => opened.push(one),
        () => undefined,
      );
    }
    return shell;
  };

  const keeper = createLeaseKeeper({ shellOf, openBeside: (identity) => openShellOver(ports.openChannel, identity) });

  const ask = async (requests: readonly Request[], identity: Identity, silenceMs?: number): Promise<readonly string[]> => {
    if (requests.length === 0) return [];
    const order = askingOrder(requests);
    const limitMs = silenceMs ?? ASK_MS + requests.reduce((sum, request) => sum + askedMs(request), 0);
    let answers: readonly string[] = [];
    const shell = await shellOf(identity);
    await shell.send({
      kind: 'ask',
      script: askScript(order.map((one) => one.request)),
      silenceMs: () => limitMs,
      longestRecord: longestAnswer(requests),
      about: () => `observing (${requests.length} questions)`,
      onRecord: (record) => {
        answers = splitAnswers(record.text, requests.length).map((answer, place) => {
          const asked = order[place];
          return asked === undefined ? answer : plainAnswer(asked.request, answer);
        });
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
    ask: async (requests, identity) => {
      const answers = await ask(requests, identity);
      // A hole that a host could write would be filled with a secret, or with a value of another host.
      const forged = requests[answers.findIndex((answer) => hasSentinel(answer))];
      if (forged !== undefined) throw new RunbookError(forgedAnswer(host, requestKey(forged)));
      return answers;
    },
    execute: async (steps, identity, onProgress, logLine, claim) => {
      const shell = await shellOf(identity);
      const run = followSteps(steps, onProgress, claim?.tell);
      const frame: Frame = {
        kind: 'do',
        script: stepsScript(steps, logLine, claim),
        ...(claim === undefined ? {} : { claim: claimScript(claim) }),
        isSecret: steps.some((step) => step.isSecret === true),
        silenceMs: () => run.leftMs(),
        longestRecord: Math.max(0, ...steps.map((step) => longestAnswer(step.requests))),
        about: () => run.about(),
        onRecord: (record) => run.take(record),
      };
      await (claim === undefined ? shell.send(frame) : keeper.during(identity, claim, () => shell.send(frame)));
      if (!run.isWhole()) throw new RunbookError(lostShell(host, 'the driver stopped before every step had ended'));
      return run.results();
    },
    bring: async (content, identity, onProgress) => {
      const { openChannel, further } = ports;
      const openLane = (number: number): Promise<Shell> =>
        openShellOver(number === 0 || further === undefined ? openChannel : further.openLane, identity);
      return bringContent(content, { host, shell: await shellOf(identity), openLane, lanes: further?.lanes ?? NO_LANES }, onProgress);
    },
    run: async (argv, identity, timeoutMs) => {
      const request: Request = { ask: 'run', argv: ['sh', '-c', `${quoteArgv(argv)} 2>&1`], reads: [], timeoutMs };
      const [answer = ''] = await ask([request], identity, timeoutMs + SLACK_MS);
      const end = answer.indexOf('\n');
      return { exitCode: Number.parseInt(answer, 10), output: end < 0 ? '' : answer.slice(end + 1) };
    },
    disarm: async (name, identity, how) => {
      const shell = await shellOf(identity);
      const call = how === 'forget' ? 'forget_guard' : how === 'look' ? 'look_at_guard' : 'disarm_guard';
      let answer = '';
      await shell.send({
        kind: 'ask',
        script: { text: quoteArgv([call, name]), calls: [call] },
        silenceMs: () => ASK_MS,
        longestRecord: longestAnswer([]),
        about: () => 'confirming a step',
        onRecord: (record) => {
          [answer = ''] = how === 'forget' ? [] : splitAnswers(record.text, 1);
        },
      });
      return disarmedBy(answer);
    },
    stats: (): SessionStats => ({ ...ports.stats(), roundTrips: flights }),
    close: () => {
      keeper.close();
      for (const shell of opened) shell.close();
      return Promise.resolve();
    },
  };
}

/** What `disarm_guard` answers: a word, and on further lines what failed. */
function disarmedBy(answer: string): Disarmed {
  const [word = '', ...rest] = answer.split('\n');
  const state = (['confirmed', 'armed', 'fired', 'failed', 'firing'] as const).find((one) => one === word) ?? 'absent';
  return { state, output: rest.join('\n').trim() };
}
