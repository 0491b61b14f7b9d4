import { RunbookError } from '../core/diagnostic.ts';
import type { Channel, ChannelEnd } from './channel.ts';

/** A command whose channel is not open yet, and what was written to it so far. */
export interface WaitingChannel {
  readonly command: string;
  /** What others see of it. */
  readonly channel: Channel;
  /** Takes what was written so far, at most so many bytes, to send it ahead. It is not sent again unless it is given back. */
  take(most: number): Buffer;
  /** What was taken did not arrive. */
  giveBack(bytes: Buffer): void;
  /** The channel is open: the rest goes through it. */
  open(real: Channel): void;
  /** It will not open. */
  refuse(error: unknown): void;
}

type Listener = (bytes: Uint8Array) => void;

/** A channel that may be written to and listened to before it is open. */
export function waitingChannel(command: string): WaitingChannel {
  let written: Buffer[] = [];
  let real: Channel | undefined;
  let isOver = false;
  let isInputOver = false;
  const listeners: { output: Listener[]; errors: Listener[] } = { output: [], errors: [] };
  const opened = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<ChannelEnd>();
  // Who does not wait for it learns from `ended`.
  opened.promise.catch(() => undefined);
  return {
    command,
    channel: {
      opened: opened.promise,
      ended: ended.promise,
      write(bytes) {
        if (real !== undefined) real.write(bytes);
        else if (!isInputOver) written.push(Buffer.from(bytes));
      },
      pour: async (bytes) => {
        await opened.promise;
        await real?.pour(bytes);
      },
      onOutput: (listener) => void (real === undefined ? listeners.output.push(listener) : real.onOutput(listener)),
      onErrorOutput: (listener) => void (real === undefined ? listeners.errors.push(listener) : real.onErrorOutput(listener)),
      silence: () => real?.silence?.(),
      end() {
        isInputOver = true;
        real?.end();
      },
      close() {
        isOver = true;
        real?.close();
      },
    },
    take(most) {
      const all = Buffer.concat(written);
      written = all.length > most ? [all.subarray(most)] : [];
      return all.subarray(0, most);
    },
    giveBack: (bytes) => void written.unshift(bytes),
    open(channel) {
      real = channel;
      for (const listener of listeners.output) channel.onOutput(listener);
      for (const listener of listeners.errors) channel.onErrorOutput(listener);
      for (const bytes of written) channel.write(bytes);
      written = [];
      if (isInputOver) channel.end();
      if (isOver) channel.close();
      opened.resolve(undefined);
      channel.ended.then(ended.resolve, ended.reject);
    },
    refuse(error) {
      opened.reject(error);
      const diagnostic = error instanceof RunbookError ? error.diagnostics[0] : undefined;
      ended.resolve(diagnostic === undefined ? {} : { diagnostic });
    },
  };
}
