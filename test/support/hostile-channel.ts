import type { Channel, ChannelEnd } from '../../src/transport/channel.ts';
import { createSession } from '../../src/transport/shell/session.ts';
import type { Session } from '../../src/core/session.ts';
import { firstBlock } from './driver-blocks.ts';

/** What a hostile remote end sends. */
export interface Script {
  /** Sent when the driver has come; default: that it is ready. */
  readonly onStart?: (say: Say) => void;
  /** Sent for each frame that has come. */
  readonly onFrame?: (say: Say, frame: { readonly kind: string; readonly number: number }) => void;
}

/** How it speaks. */
export interface Say {
  /** A record as the driver would write it, with a length of its own when the script lies. */
  record(kind: string, words: string, text: string | Buffer, length?: number): void;
  bytes(bytes: string | Uint8Array): void;
  /** Ends the command, as a host that goes down. */
  end(end?: ChannelEnd): void;
}

/** Answers as the driver joins them. */
export function joined(...answers: readonly string[]): string {
  return answers.map((one) => `${Buffer.byteLength(one)}\n${one}\n`).join('');
}

/** A session to a remote end that follows the script instead of the driver. Its frames are read by their lengths, as the driver reads them. */
export function hostileSession(script: Script): Session {
  return createSession('hostile', {
    openChannel: (command) => Promise.resolve(hostileChannel(script, command)),
    stats: () => ({ connections: 1, authentications: 1, bytesSent: 0, bytesReceived: 0 }),
    becomePassword: () => undefined,
  });
}

function hostileChannel(script: Script, command: string): Channel {
  const marker = /rb[0-9a-f]+/u.exec(command)?.[0] ?? '';
  let listener: (bytes: Uint8Array) => void = () => undefined;
  let over: (end: ChannelEnd) => void = () => undefined;
  const ended = new Promise<ChannelEnd>((resolve) => {
    over = resolve;
  });
  let received: Buffer = Buffer.alloc(0);
  let hasStarted = false;
  let number = 0;
  const say: Say = {
    record: (kind, words, text, length) =>
      listener(
        Buffer.concat([
          Buffer.from(`${marker} ${kind} ${length ?? Buffer.byteLength(text)} ${words}\n`),
          Buffer.from(text),
          Buffer.from('\n'),
        ]),
      ),
    bytes: (bytes) => listener(Buffer.from(bytes)),
    end: (end = {}) => over(end),
  };
  const take = (): void => {
    const block = firstBlock(received);
    if (block === undefined) return;
    received = received.subarray(block.bytes);
    if (!hasStarted) {
      hasStarted = true;
      if (script.onStart === undefined) say.record('ready', '1', '');
      else script.onStart(say);
    }
    // A frame ends with the record that ends its answer.
    for (const [, kind] of block.text.matchAll(/(?:^|;)rec (answers|over) /gmu)) {
      number += 1;
      script.onFrame?.(say, { kind: kind === 'over' ? 'do' : 'ask', number });
    }
    take();
  };
  return {
    opened: Promise.resolve(),
    write: (bytes) => {
      received = Buffer.concat([received, Buffer.from(bytes)]);
      setImmediate(take);
    },
    pour: () => Promise.resolve(),
    onOutput: (next) => {
      listener = next;
    },
    onErrorOutput: () => undefined,
    ended,
    end: () => undefined,
    close: () => over({}),
  };
}
