import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { countBranches, type FileCounts } from './branches.ts';
import type { Finding, Tally } from './run-kind.ts';

/** A piece of a campaign. */
export interface Task {
  readonly kind: string;
  readonly inputs: number;
  readonly seed: number;
}

/** What a worker tells. */
export type Told =
  | { readonly tally: Tally; readonly findings: readonly Finding[]; readonly task: Task }
  | { readonly counts: readonly FileCounts[] };

/** What a worker is given: where it writes which input it is at, as JSON, its length in bytes in the first number and a count of inputs in the second. */
export interface WorkerData {
  readonly progress: SharedArrayBuffer;
  readonly current: SharedArrayBuffer;
  readonly isCounting: boolean;
  /** True to end with the first fault, without looking for the smallest input that shows it. */
  readonly isHasty: boolean;
}

const data: WorkerData = workerData;
const stop = data.isCounting ? await countBranches() : undefined;
const { kinds } = await import('./kinds/index.ts');
const { emptyTally, runKind } = await import('./run-kind.ts');
const progress = new Int32Array(data.progress);
const current = new Uint8Array(data.current);
const encoder = new TextEncoder();
const port = parentPort;
if (port === null) throw new Error('this is the part of a campaign that runs in a thread of its own');

async function perform(task: Task | 'end', to: MessagePort): Promise<void> {
  if (task === 'end') {
    to.postMessage({ counts: (await stop?.()) ?? [] } satisfies Told);
    to.close();
    return;
  }
  const kind = kinds.find((one) => one.name === task.kind);
  if (kind === undefined) throw new Error(`there is no kind ${task.kind}`);
  const tally = emptyTally();
  const findings = await runKind(
    kind,
    task.inputs,
    task.seed,
    tally,
    (input) => {
      progress[0] = input === undefined ? 0 : encoder.encodeInto(JSON.stringify(input), current).written;
      Atomics.add(progress, 1, 1);
    },
    data.isHasty,
  );
  to.postMessage({ tally, findings, task } satisfies Told);
}

port.on('message', (task: Task | 'end') => {
  perform(task, port).catch((error: unknown) => {
    // The thread ends, and the campaign tells it.
    setImmediate(() => {
      throw error instanceof Error ? error : new Error(String(error));
    });
  });
});
