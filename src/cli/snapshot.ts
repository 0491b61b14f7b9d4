import { join } from 'node:path';
import { startupSnapshot } from 'node:v8';
import { parseFacts } from '../core/facts.ts';
import { resourceTypes } from '../resources/registry.ts';
import './apply.ts';
import './plan.ts';
import { createProgram } from './program.ts';
import { start } from './start.ts';
import './validate.ts';
import { warmUp } from './warm-up.ts';
import { withoutTimers } from './without-timers.ts';

/**
 * What `.config/compile.ts` makes a snapshot of (Node's `--build-snapshot`): a process that has loaded the verbs that reach hosts, and has done once what they do, so
 * that the code for it is compiled. Node goes on from there with `start`. Nothing of this machine or its user may stay in it.
 */
const top = join(import.meta.dirname, '../..');

/** Has each type of resource look at parameters once: zod writes code for each when it first does. */
function bindAll(): void {
  const place = {
    task: '',
    source: { file: '', line: 1, column: 1 },
    identity: 'login',
    labels: [],
    facts: parseFacts('id=debian'),
  } as const;
  for (const type of resourceTypes) type.bind({}, place);
}

/** Node cuts small buffers out of a large one: the next ones come out of one that is empty, so that what was in them is not in a snapshot. */
function beginNewPool(): void {
  const { buffer: old } = Buffer.allocUnsafe(1);
  let first = Buffer.allocUnsafe(1024);
  while (first.buffer === old) first = Buffer.allocUnsafe(1024);
  new Uint8Array(first.buffer).fill(0);
}

bindAll();
// The example may be gone: then that code is compiled when it is first needed.
withoutTimers(() => warmUp(top))
  .catch(() => undefined)
  .finally(beginNewPool);
const program = createProgram();
startupSnapshot.setDeserializeMainFunction(() => start('snapshot', program));
