import { lastOf } from '../../core/cut-text.ts';
import { RunbookError, type Diagnostic } from '../../core/diagnostic.ts';
import type { Identity } from '../../core/resource.ts';
import { sanitize } from '../../core/text-sanitize.ts';
import type { Channel, ChannelEnd } from '../channel.ts';
import { createBlockWriter, type Work } from './blocks.ts';
import { createBootstrap, GREETING, PLAIN, type Bootstrap } from './bootstrap.ts';
import { createRecordReader, ProtocolError, type DriverRecord } from './records.ts';
import { explainFailedStart, lostShell, silentHost, slowStart } from './failures.ts';

/** A driver that runs on a host under one account. */
export interface Shell {
  /**
   * Sends a frame and gives each of its records to `onRecord`, until `isLast` says that one was the last. Frames are answered in the order in which
   * they were sent. Rejects with a RunbookError when the shell is lost or silent for longer than the limit.
   */
  send(frame: Frame): Promise<void>;
  /** Raw bytes behind a frame of the kind `take` that reads them. Resolves when there is room for more, or the shell is lost; then they may be overwritten. */
  pour(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** Something to do for the driver, and how long it may be silent. */
export interface Frame extends Work {
  /** Longest time without a record, in milliseconds; asked again after each record. */
  readonly silenceMs: () => number;
  /** Longest text of a record that can come, in bytes; some KiB are always allowed. */
  readonly longestRecord: number;
  readonly onRecord: (record: DriverRecord) => void;
  /** What the frame is about, for the message when the host goes silent. */
  readonly about: () => string;
}

interface PendingFrame extends Frame {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const START_MS = 20_000;
const KEPT_ERROR_BYTES = 4096;
/** A piece of output is 64 KiB at most. */
const LEAST_RECORD_BYTES = 128 * 1024;

/** Where a driver runs and as whom. */
export interface ShellOptions {
  readonly host: string;
  readonly identity: Identity;
  /** Given to sudo or su when they ask, and only then. */
  readonly password?: string;
  /** Called for each write of frames. */
  readonly onFlight: () => void;
}

/** Opens a driver over a fresh channel. */
export async function openShell(openChannel: (command: string) => Promise<Channel>, options: ShellOptions): Promise<Shell> {
  const bootstrap = createBootstrap(options.identity, options.password !== undefined);
  const channel = await openChannel(bootstrap.command);
  return drive(channel, bootstrap, options);
}

function drive(channel: Channel, bootstrap: Bootstrap, { host, identity, password, onFlight }: ShellOptions): Shell {
  const queue: PendingFrame[] = [];
  /** Those of the queue that are sent a moment later, so that what comes together is one block: each block costs the host processes. */
  const unsent: PendingFrame[] = [];
  const blocks = createBlockWriter(bootstrap.marker);
  const reader = createRecordReader(bootstrap.marker, () => LEAST_RECORD_BYTES + Math.max(0, ...queue.map((frame) => frame.longestRecord)));
  let errorText = '';
  let outputText = '';
  let opened = false;
  let ready = false;
  let canCompress = true;
  let started = bootstrap.prompt === undefined;
  let passwordSent = false;
  let failure: Error | undefined;
  let stopPouring = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;

  const fail = (diagnostic: Diagnostic): void => failWith(new RunbookError(diagnostic));
  const failWith = (error: Error): void => {
    if (failure !== undefined) return;
    failure = error;
    clearTimeout(timer);
    channel.close();
    stopPouring();
    for (const frame of queue.splice(0)) frame.reject(error);
  };
  const watch = (): void => {
    clearTimeout(timer);
    const frame = queue[0];
    if (failure !== undefined || frame === undefined || !opened) return;
    const limitMs = ready ? frame.silenceMs() : START_MS;
    const lastWords = (): string => lastOf(sanitize(`${ready ? reader.noise() : outputText}${errorText}`.trim()), 500);
    const explain = (): Diagnostic =>
      channel.silence?.() ??
      (ready
        ? silentHost(host, frame.about(), limitMs, { lastWords: lastWords(), isConnected: channel.silence !== undefined })
        : slowStart(host, identity, limitMs, lastWords()));
    timer = setTimeout(() => fail(explain()), limitMs);
  };
  const write = (bytes: Buffer): void => {
    onFlight();
    channel.write(bytes);
  };
  /** The driver goes in front of the first frame. */
  const start = (): void => {
    started = true;
    if (queue.length > 0) write(blocks.blocksOf(queue));
  };
  const flush = (): void => {
    const frames = unsent.splice(0);
    if (failure !== undefined || frames.length === 0) return;
    try {
      write(blocks.blocksOf(frames));
    } catch (error) {
      failWith(error instanceof Error ? error : new Error(String(error)));
    }
  };
  /** None of what was sent has been read: it comes again. */
  const startPlain = (): void => {
    canCompress = false;
    unsent.length = 0;
    write(blocks.againPlain(queue));
  };
  const greet = (): void => {
    if (started) return;
    if (outputText.includes(bootstrap.marker + GREETING)) {
      start();
    } else if (bootstrap.prompt !== undefined && errorText.includes(bootstrap.prompt)) {
      if (password === undefined) {
        fail(explainFailedStart(host, identity, { output: '', error: 'a password is required' }, {}));
      } else if (!passwordSent) {
        passwordSent = true;
        channel.write(`${password}\n`);
      } else if (errorText.split(bootstrap.prompt).length > 2) {
        // It asks again. Further tries with the same password could lock the account.
        fail(explainFailedStart(host, identity, { output: '', error: errorText.replaceAll(bootstrap.prompt, '') }, {}));
      }
    }
  };
  const take = (record: DriverRecord): void => {
    if (ready === (record.kind === 'ready')) throw new ProtocolError('the driver must say once that it is ready, before all else');
    if (!ready) {
      ready = true;
      return;
    }
    const frame = queue[0];
    if (frame === undefined) throw new ProtocolError('a record came that nobody asked for');
    const isLast = record.kind === (frame.kind === 'ask' ? 'answers' : 'over');
    if (!isLast && (frame.kind === 'ask' || record.kind === 'answers'))
      throw new ProtocolError(`a record of another kind was due than ${record.kind}`);
    if (record.kind !== 'over') frame.onRecord(record);
    if (isLast) {
      queue.shift();
      frame.resolve();
    }
  };

  channel.opened.then(
    () => {
      opened = true;
      watch();
    },
    (error: unknown) => failWith(error instanceof Error ? error : new Error(String(error))),
  );
  channel.onErrorOutput((bytes) => {
    errorText = lastOf(errorText + Buffer.from(bytes).toString(), KEPT_ERROR_BYTES);
    greet();
  });
  channel.onOutput((bytes) => {
    if (failure !== undefined) return;
    if (!ready) {
      // Everything before the driver's own words is noise.
      outputText = lastOf(outputText + Buffer.from(bytes).toString(), KEPT_ERROR_BYTES);
      const wasStarted = started;
      greet();
      if (started && canCompress && outputText.includes(bootstrap.marker + PLAIN)) startPlain();
      if (!wasStarted) return;
    }
    try {
      const records = reader.push(bytes);
      for (const record of records) take(record);
      // Once for all of them: many come together.
      if (records.length > 0) watch();
    } catch (error) {
      if (error instanceof ProtocolError) fail(lostShell(host, `its answer breaks the protocol: ${error.message}`));
      else failWith(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const ended = (end: ChannelEnd): void => {
    if (end.diagnostic !== undefined) fail(end.diagnostic);
    else if (ready) fail(lostShell(host, 'the shell on the host ended'));
    else fail(explainFailedStart(host, identity, { output: outputText, error: errorText }, end));
  };
  channel.ended.then(ended, (error: unknown) => failWith(error instanceof Error ? error : new Error(String(error))));
  // Where become may ask, the greeting starts it, which may have come before anybody listened.
  if (bootstrap.prompt === undefined) start();

  return {
    send: (frame) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        const pending = { ...frame, resolve, reject };
        queue.push(pending);
        if (started && unsent.push(pending) === 1) queueMicrotask(() => queueMicrotask(flush));
        if (queue.length === 1) watch();
      }),
    pour: (bytes) =>
      new Promise((resolve) => {
        flush();
        stopPouring = resolve;
        const poured = (): void => {
          watch();
          resolve();
        };
        if (failure === undefined) channel.pour(bytes).then(poured, poured);
        else resolve();
      }),
    close: () => {
      clearTimeout(timer);
      stopPouring();
      failure ??= new RunbookError(lostShell(host, 'the run closed it'));
      for (const frame of queue.splice(0)) frame.reject(failure);
      channel.end();
      channel.close();
    },
  };
}
