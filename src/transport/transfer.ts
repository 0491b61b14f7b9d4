import { RunbookError } from '../core/diagnostic.ts';
import { sha256 } from '../core/digest.ts';
import type { LargeContent } from '../core/large-content.ts';
import type { NotBrought } from '../core/session.ts';
import { quoteArgv } from '../core/shell-quote.ts';
import { lostShell, otherBytes } from './shell/failures.ts';
import { ProtocolError, splitAnswers } from './shell/records.ts';
import type { Shell } from './shell/shell.ts';
import type { LaneBudget } from './transfer-lanes.ts';

/** What a transfer needs of its host. */
export interface TransferPorts {
  readonly host: string;
  /** The shell that carries out the steps. */
  readonly shell: Shell;
  /** A further shell of the same account: the first over the connection that stands, others with a share of the way of their own. */
  readonly openLane: (number: number) => Promise<Shell>;
  readonly lanes: LaneBudget;
}

interface Piece {
  readonly offset: number;
  readonly bytes: number;
}

const MIB = 1024 * 1024;
/** What is acknowledged, and sent again after a cut. */
const PIECE_BYTES = 4 * MIB;
/** A larger content has larger pieces, so that resuming it does not cost the host a process for each of thousands. */
const MOST_PIECES = 512;
/** What is read and written at once. */
const CHUNK_BYTES = 512 * 1024;
/** Pieces of one lane that are under way. */
const UNANSWERED = 2;
/** Longest time in which a host takes nothing, and in which it reads a GiB to make its digest: milliseconds. */
const SILENCE_MS = 120_000;
/** Rounds of lanes, when some are lost on the way. */
const ROUNDS = 3;

/** Brings a content to a host in pieces over several lanes: see `Session.bring`. */
export async function bringContent(
  content: LargeContent,
  ports: TransferPorts,
  onProgress: (doneBytes: number) => void,
): Promise<NotBrought | undefined> {
  // They open while the host makes room.
  const lanes = openLanes(ports);
  try {
    return await bringOver(lanes, content, ports, onProgress);
  } finally {
    lanes.close();
  }
}

async function bringOver(
  first: Lanes,
  content: LargeContent,
  ports: TransferPorts,
  onProgress: (doneBytes: number) => void,
): Promise<NotBrought | undefined> {
  const { digest, sizeBytes } = content;
  const pieceBytes = Math.max(PIECE_BYTES, Math.ceil(sizeBytes / MOST_PIECES / MIB) * MIB);
  const opened = await ask(ports, ['receive_open', digest, String(sizeBytes), String(pieceBytes)], sizeBytes);
  const [state, ...lines] = opened.split('\n');
  if (state === 'failed') return { output: lines.join('\n') };
  const pieces = piecesOf(sizeBytes, pieceBytes);
  const missing = state === 'here' ? await missingPieces(content, pieces, lines) : pieces;
  const queue = createQueue(sizeBytes, missing, onProgress);
  for (let round = 1; queue.isLeft(); round += 1) {
    const { refusal, error } = await sendPieces(content, queue, round === 1 ? first : openLanes(ports));
    if (refusal !== undefined) return { output: refusal };
    if (queue.isLeft() && round === ROUNDS) throw error ?? new RunbookError(lostShell(ports.host, 'no lane to it stays open'));
  }
  const sum = await ask(ports, ['receive_close', digest], sizeBytes);
  if (sum !== digest) throw new RunbookError(otherBytes(ports.host, digest, sum));
  return undefined;
}

async function ask({ shell, host }: TransferPorts, argv: readonly string[], sizeBytes: number): Promise<string> {
  let answers: readonly string[] = [];
  await shell.send({
    kind: 'ask',
    script: { text: quoteArgv(argv), calls: argv.slice(0, 1) },
    silenceMs: () => SILENCE_MS * Math.ceil(sizeBytes / MIB / 1024),
    longestRecord: MOST_PIECES * 128,
    about: () => 'bringing a large content',
    onRecord: (record) => {
      answers = splitAnswers(record.text, 1);
    },
  });
  const [answer] = answers;
  if (answer === undefined) throw new RunbookError(lostShell(host, 'it told nothing of a large content'));
  return answer;
}

function piecesOf(sizeBytes: number, pieceBytes: number): readonly Piece[] {
  return Array.from({ length: Math.ceil(sizeBytes / pieceBytes) }, (_, index) => {
    const offset = index * pieceBytes;
    return { offset, bytes: Math.min(pieceBytes, sizeBytes - offset) };
  });
}

/** The pieces of which the host has something else. `lines` are what sha256sum printed of each. */
async function missingPieces(content: LargeContent, pieces: readonly Piece[], lines: readonly string[]): Promise<readonly Piece[]> {
  const missing: Piece[] = [];
  for (const [index, piece] of pieces.entries()) {
    const bytes = Buffer.alloc(piece.bytes);
    await content.read(piece.offset, bytes);
    if (lines[index]?.split(' ')[0] !== sha256(bytes)) missing.push(piece);
  }
  return missing;
}

/** The pieces that are to be sent, and how many bytes are there. */
interface Queue {
  next(): Piece | undefined;
  /** Bytes of a piece went out. */
  sent(bytes: number): void;
  /** A piece was not taken: it comes again. `sentBytes` of it went out. */
  putBack(piece: Piece, sentBytes: number): void;
  isLeft(): boolean;
}

function createQueue(sizeBytes: number, missing: readonly Piece[], onProgress: (doneBytes: number) => void): Queue {
  const waiting = [...missing];
  let doneBytes = sizeBytes - missing.reduce((sum, piece) => sum + piece.bytes, 0);
  const count = (bytes: number): void => {
    doneBytes += bytes;
    onProgress(doneBytes);
  };
  count(0);
  return {
    next: () => waiting.shift(),
    sent: count,
    putBack: (piece, sentBytes) => {
      waiting.unshift(piece);
      count(-sentBytes);
    },
    isLeft: () => waiting.length > 0,
  };
}

/** How a round of lanes ended. */
interface Round {
  /** What the host said when it could not write. */
  refusal?: string;
  /** Why a lane was lost. */
  error?: Error;
}

/** Further shells that take pieces. */
interface Lanes {
  /** Each opens by itself, and has been greeted then. */
  readonly shells: readonly Promise<Shell>[];
  /** Closes those that are open, and those that open later. */
  close(): void;
}

/** Opens as many lanes as there are to be had. */
function openLanes({ lanes, openLane }: TransferPorts): Lanes {
  const spare = lanes.take();
  let isClosed = false;
  const shells = Array.from({ length: 1 + spare }, async (_, number) => {
    const shell = await openLane(number);
    try {
      await greet(shell);
    } catch (error) {
      shell.close();
      throw error;
    }
    return shell;
  });
  // Nobody may be waiting for it yet, or ever.
  for (const shell of shells) shell.catch(() => undefined);
  return {
    shells,
    close() {
      if (isClosed) return;
      isClosed = true;
      lanes.giveBack(spare);
      for (const shell of shells)
        shell.then(
          (one) => one.close(),
          () => undefined,
        );
    },
  };
}

/** Sends what is in the queue over the lanes, and closes them; what a lost lane had in hand is put back. */
async function sendPieces(content: LargeContent, queue: Queue, lanes: Lanes): Promise<Round> {
  const round: Round = {};
  try {
    await Promise.all(lanes.shells.map((shell) => runLane(content, queue, shell, round)));
  } finally {
    lanes.close();
  }
  return round;
}

async function runLane(content: LargeContent, queue: Queue, opening: Promise<Shell>, round: Round): Promise<void> {
  let shell: Shell | undefined;
  try {
    shell = await opening;
    await sendOver(content, queue, shell, round);
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    round.error = error;
  } finally {
    shell?.close();
  }
}

/** The first frame is answered before raw bytes follow: a host that cannot read it as it is gets it again. */
async function greet(shell: Shell): Promise<void> {
  await shell.send({
    kind: 'ask',
    script: { text: 'open_lane', calls: ['receive_pieces'] },
    silenceMs: () => SILENCE_MS,
    longestRecord: 0,
    about: () => 'opening a lane for a large content',
    onRecord: () => undefined,
  });
}

/** A piece that went out, at least in part, and was not acknowledged. */
interface UnderWay {
  readonly piece: Piece;
  sentBytes: number;
}

async function sendOver(content: LargeContent, queue: Queue, shell: Shell, round: Round): Promise<void> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const underWay: UnderWay[] = [];
  let lost: Error | undefined;
  let wake = (): void => undefined;
  const isOver = (): boolean => lost !== undefined || round.refusal !== undefined;
  const lose = (error: unknown): void => {
    lost = error instanceof Error ? error : new Error(String(error));
    wake();
  };
  /** Waits until so many pieces or fewer are under way, or no more can be. */
  const untilLeft = async (most: number): Promise<void> => {
    while (underWay.length > most && !isOver()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  shell
    .send({
      kind: 'take',
      script: { text: quoteArgv(['receive_pieces', content.digest]), calls: ['receive_pieces'] },
      silenceMs: () => SILENCE_MS,
      longestRecord: 0,
      about: () => 'sending a large content',
      onRecord: (record) => {
        if (record.kind !== 'taken') {
          round.refusal ??= record.text.toString();
          shell.close();
        } else if (underWay.shift() === undefined) throw new ProtocolError('a piece was acknowledged that was not sent');
        wake();
      },
    })
    .then(() => {
      round.refusal ??= 'the host takes no more pieces';
      wake();
    }, lose);
  for (;;) {
    const piece = isOver() ? undefined : queue.next();
    if (piece === undefined) break;
    const one: UnderWay = { piece, sentBytes: 0 };
    underWay.push(one);
    try {
      await shell.pour(Buffer.from(`${piece.offset} ${piece.bytes}\n`));
      while (one.sentBytes < piece.bytes && !isOver()) {
        const chunk = buffer.subarray(0, Math.min(CHUNK_BYTES, piece.bytes - one.sentBytes));
        await content.read(piece.offset + one.sentBytes, chunk);
        await shell.pour(chunk);
        if (isOver()) break;
        one.sentBytes += chunk.length;
        queue.sent(chunk.length);
      }
    } catch (error) {
      round.refusal = '';
      shell.close();
      throw error;
    }
    await untilLeft(UNANSWERED - 1);
  }
  await untilLeft(0);
  for (const { piece, sentBytes } of underWay.splice(0).reverse()) queue.putBack(piece, sentBytes);
  if (lost !== undefined) throw lost;
}
