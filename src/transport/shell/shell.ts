import { RunbookError, type Diagnostic } from '../../core/diagnostic.ts';
import type { Identity } from '../../core/resource.ts';
import { sanitize } from '../../core/text-sanitize.ts';
import type { Channel, ChannelEnd } from '../channel.ts';
import { createBootstrap, type Bootstrap } from './bootstrap.ts';
import { piecesFor, type Script } from './functions.ts';
import { createRecordReader, ProtocolError, type DriverRecord } from './records.ts';
import { explainFailedStart, lostShell, silentHost, slowStart } from './failures.ts';

/** A driver that runs on a host under one account. */
export interface Shell {
  /**
   * Sends a frame and gives each of its records to `onRecord`, until `isLast` says that one was the last. Frames are answered in the order in which
   * they were sent. Rejects with a RunbookError when the shell is lost or silent for longer than the limit.
   */
  send(frame: Frame): Promise<void>;
  /** Frames that were answered. */
  answered(): number;
  close(): void;
}

/** Something to do for the driver, and how long it may be silent. */
export interface Frame {
  readonly kind: 'ask' | 'do';
  /** The functions that it calls are sent in front of it, each once to a shell. */
  readonly script: Script;
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

/** Opens a driver over a fresh channel. `password` is given to sudo or su when they ask, and only then. */
export async function openShell(
  host: string,
  openChannel: (command: string) => Promise<Channel>,
  identity: Identity,
  password: string | undefined,
): Promise<Shell> {
  const bootstrap = createBootstrap(identity, password !== undefined);
  const channel = await openChannel(bootstrap.command);
  return drive(host, channel, bootstrap, identity, password);
}

function drive(host: string, channel: Channel, bootstrap: Bootstrap, identity: Identity, password: string | undefined): Shell {
  const queue: PendingFrame[] = [];
  const reader = createRecordReader(bootstrap.marker, () => LEAST_RECORD_BYTES + Math.max(0, ...queue.map((frame) => frame.longestRecord)));
  let errorText = '';
  let outputText = '';
  let ready = false;
  let started = bootstrap.prompt === undefined;
  let passwordSent = false;
  let answered = 0;
  let failure: Error | undefined;
  let timer: NodeJS.Timeout | undefined;

  const fail = (diagnostic: Diagnostic): void => failWith(new RunbookError(diagnostic));
  const failWith = (error: Error): void => {
    if (failure !== undefined) return;
    failure = error;
    clearTimeout(timer);
    channel.close();
    for (const frame of queue.splice(0)) frame.reject(error);
  };
  const watch = (): void => {
    clearTimeout(timer);
    const frame = queue[0];
    if (failure !== undefined || frame === undefined) return;
    const limitMs = ready ? frame.silenceMs() : START_MS;
    const lastWords = (): string => sanitize(`${outputText}${reader.noise()}${errorText}`.trim()).slice(-500);
    timer = setTimeout(
      () => fail(ready ? silentHost(host, frame.about(), limitMs, lastWords()) : slowStart(host, identity, limitMs, lastWords())),
      limitMs,
    );
  };
  const loaded = new Set<string>();
  const framed = (kind: string, text: string): Buffer => Buffer.from(`${kind} ${Buffer.byteLength(text)}\n${text}`);
  const sendFrame = ({ kind, script }: Frame): void => {
    const pieces = piecesFor(script.calls).filter((piece) => !loaded.has(piece.name));
    for (const piece of pieces) loaded.add(piece.name);
    const load = pieces.length === 0 ? [] : [framed('load', pieces.map((piece) => piece.text).join('\n'))];
    channel.write(Buffer.concat([...load, framed(kind, script.text)]));
  };
  const start = (): void => {
    started = true;
    channel.write(bootstrap.driver);
    for (const frame of queue) sendFrame(frame);
  };
  const greet = (): void => {
    if (started) return;
    if (outputText.includes(`${bootstrap.marker}-in`)) {
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
      watch();
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
      answered += 1;
      frame.resolve();
    }
    watch();
  };

  channel.onErrorOutput((bytes) => {
    errorText = (errorText + Buffer.from(bytes).toString()).slice(-KEPT_ERROR_BYTES);
    greet();
  });
  channel.onOutput((bytes) => {
    if (failure !== undefined) return;
    if (!started) {
      outputText = (outputText + Buffer.from(bytes).toString()).slice(-KEPT_ERROR_BYTES);
      // Everything before the greeting is noise; the driver has not been sent yet.
      greet();
      return;
    }
    try {
      for (const record of reader.push(bytes)) take(record);
    } catch (error) {
      if (error instanceof ProtocolError) fail(lostShell(host, `its answer breaks the protocol: ${error.message}`));
      else failWith(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const ended = (end: ChannelEnd): void => {
    if (end.diagnostic !== undefined) fail(end.diagnostic);
    else if (ready) fail(lostShell(host, 'the shell on the host ended'));
    else fail(explainFailedStart(host, identity, { output: outputText + reader.noise(), error: errorText }, end));
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
        queue.push({ ...frame, resolve, reject });
        if (started) sendFrame(frame);
        if (queue.length === 1) watch();
      }),
    answered: () => answered,
    close: () => {
      clearTimeout(timer);
      failure ??= new RunbookError(lostShell(host, 'the run closed it'));
      for (const frame of queue.splice(0)) frame.reject(failure);
      channel.end();
      channel.close();
    },
  };
}
