import type { LabProgress } from '../lab/lab-up.ts';
import { widthOf, type Io } from './io.ts';

/** Without a terminal, what is being done is said this often at most. */
const PLAIN_INTERVAL_MS = 10_000;

/** Where progress is shown. */
export interface ProgressScreen {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Columns. */
  readonly width: number;
  /** Milliseconds of a clock. */
  readonly now: () => number;
}

/** Shows how the lab is built, on the standard output. */
export function createLabProgress(io: Io): (progress: LabProgress) => void {
  const write = (text: string): void => void io.stdout.write(text);
  return showLabProgress({ write, isTerminal: io.stdout.isTTY, width: widthOf(io), now: Date.now });
}

/**
 * Shows how the lab is built: one line for each part that begins or ends, with its time. Between them a terminal has one line that tells what is being done
 * and is written over; a log gets such a line now and then, so that the minutes of the first time are not silent.
 */
export function showLabProgress(screen: ProgressScreen): (progress: LabProgress) => void {
  const clear = screen.isTerminal ? '\r\u001B[K' : '';
  const began = screen.now();
  let saidMs = began;
  return (progress) => {
    const name = progress.host ?? progress.step;
    if (progress.status === 'working') {
      const passedMs = screen.now() - began;
      const line = `    ${name}  ${Math.round(passedMs / 1000)} s  ${progress.text.trim()}`;
      if (screen.isTerminal) screen.write(`${clear}${line.slice(0, screen.width - 1)}`);
      else if (screen.now() - saidMs >= PLAIN_INTERVAL_MS) {
        saidMs = screen.now();
        screen.write(`${line}\n`);
      }
      return;
    }
    const isDone = progress.status === 'done';
    const time = progress.durationMs === undefined || !isDone ? '' : `  ${(progress.durationMs / 1000).toFixed(1)} s`;
    screen.write(`${clear}  ${isDone ? '✓' : '…'} ${name}  ${progress.text}${time}\n`);
  };
}
