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

bindAll();
// The example may be gone: then that code is compiled when it is first needed.
withoutTimers(() => warmUp(top)).catch(() => undefined);
const program = createProgram();
startupSnapshot.setDeserializeMainFunction(() => start('snapshot', program));
