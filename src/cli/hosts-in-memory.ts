import type { Request } from '../core/request.ts';
import type { ReadyStep, Session, StepProgress, StepResult, Transport } from '../core/session.ts';
import type { Channel } from '../transport/channel.ts';
import { askingOrder } from '../transport/shell/asking-order.ts';
import { createSession } from '../transport/shell/session.ts';

/** What a host says to a question. */
export type Answer = (request: Request) => string;

/** Hosts that are none: they are asked by the driver's own session, over a channel that leads to nobody, and say that they do all that they are told. */
export function hostsThat(answer: Answer): Transport {
  return {
    open: (name, onEntered) => {
      onEntered();
      return Promise.resolve(hostThat(name, answer));
    },
    forget: () => undefined,
    openAnew: () => Promise.reject(new Error('nobody is entered anew')),
    close: () => Promise.resolve(),
  };
}

function hostThat(name: string, answer: Answer): Session {
  // What each account was asked, answered as the driver does: each answer behind its length.
  const accounts = new Map<string, string[]>();
  let asked: string[] = [];
  const session = createSession(name, {
    openChannel: (command) => Promise.resolve(channelTo(command, asked)),
    stats: () => ({ connections: 1, authentications: 1, bytesSent: 0, bytesReceived: 0 }),
    becomePassword: () => undefined,
  });
  return {
    ...session,
    ask: (requests, identity) => {
      const account = identity === 'login' ? '' : identity.become;
      asked = accounts.get(account) ?? [];
      accounts.set(account, asked);
      const answers = askingOrder(requests).map(({ request }) => answer(request));
      asked.push(answers.map((text) => `${Buffer.byteLength(text)}\n${text}\n`).join(''));
      return session.ask(requests, identity);
    },
    run: () => Promise.resolve({ exitCode: 0, output: '' }),
    execute: (steps, _identity, onProgress) => Promise.resolve(steps.map((step) => carryOut(step, onProgress))),
  };
}

/** The driver of an account: it is ready when it is first written to, and then answers what was asked. */
function channelTo(command: string, asked: string[]): Channel {
  const [marker = ''] = /rb[0-9a-f]{12}/u.exec(command) ?? [];
  const record = (kind: string, text: string): string => `${marker} ${kind} ${Buffer.byteLength(text)} \n${text}\n`;
  let before = record('ready', '');
  let tell = (_bytes: Uint8Array): void => undefined;
  return {
    opened: Promise.resolve(),
    write: () => {
      setImmediate(() => {
        tell(
          Buffer.from(
            before +
              asked
                .splice(0)
                .map((text) => record('answers', text))
                .join(''),
          ),
        );
        before = '';
      });
    },
    pour: () => Promise.resolve(),
    onOutput: (listener) => {
      tell = listener;
    },
    onErrorOutput: () => undefined,
    ended: new Promise(() => undefined),
    end: () => undefined,
    close: () => undefined,
  };
}

function carryOut(step: ReadyStep, onProgress: (progress: StepProgress) => void): StepResult {
  onProgress({ kind: 'begin', id: step.id });
  const result: StepResult = { id: step.id, status: 'changed', answers: step.requests.map(() => 'absent'), durationMs: 1 };
  onProgress({ kind: 'end', result });
  return result;
}
