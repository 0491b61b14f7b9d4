import { z } from 'zod';
import { RunbookError } from '../core/diagnostic.ts';
import { defineResource } from './define.ts';
import { taskName } from './fields.ts';

const schema = z.strictObject({
  name: taskName('Names what must hold: the address is assert:NAME.'),
  that: z
    .boolean({ error: 'must be an expression that gives true or false, as in "${ facts.cpus >= 2 }"' })
    .describe('What must hold: an expression, "${ … }", over facts and variables.'),
  message: z.string().min(1).describe('Said when it does not hold: what is wrong, and what to do about it.'),
});

/** Something that must hold before anything is planned for a host. */
export const assert = defineResource<z.infer<typeof schema>>({
  type: 'assert',
  summary: 'Something that must hold on a host; where it does not, nothing is planned for that host.',
  schema,
  key: (params) => params.name,
  examples: [{ name: 'enough processors', that: true, message: 'A control plane needs two processors.' }],
  undo: 'There is nothing to take back: it only looks.',
  footprint: () => [],
  desired: () => ({ holds: true }),
  observe: (params) => Promise.resolve({ holds: params.that }),
  converge: (_change, { params }) => {
    throw new RunbookError({
      code: 'RB2008',
      severity: 'error',
      what: params.message,
      address: `assert:${params.name}`,
      why: `What the task "${params.name}" demands does not hold on this host.`,
    });
  },
});
