import type { LabProgress } from '../lab/lab-up.ts';
import type { Io } from './io.ts';

/** Shows how the lab is built: one line for each part that begins or ends, with its time. */
export function createLabProgress(io: Io): (progress: LabProgress) => void {
  return (progress) => {
    const name = progress.host ?? progress.step;
    if (progress.status === 'working') {
      if (io.stdout.isTTY) io.stdout.write(`    ${progress.text}\n`);
      return;
    }
    const time = progress.durationMs === undefined ? '' : `  ${(progress.durationMs / 1000).toFixed(1)} s`;
    io.stdout.write(`  ${progress.status === 'done' ? '✓' : '…'} ${name}  ${progress.text}${progress.status === 'done' ? time : ''}\n`);
  };
}
