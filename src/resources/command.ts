import { z } from 'zod';
import { run, SHORT_MS } from '../core/action.ts';
import { formatRun, parseRun, PRESENT } from '../core/answer.ts';
import { hasHole } from '../core/hole.ts';
import type { Request } from '../core/request.ts';
import { defineResource } from './define.ts';
import { argv, path, taskName } from './fields.ts';

const schema = z.strictObject({
  name: taskName('Names the command: the address is command:NAME.'),
  argv: argv('The command and its arguments as a list; no shell reads it. A pipeline is ["sh", "-c", "…"].'),
  creates: path('Path.').optional().describe('When this path exists, the command has done its work and is not run.'),
  unless: argv('Command.').optional().describe('A command that only looks; when it succeeds, there is nothing to do.'),
  writes: z
    .array(path('Path.'))
    .optional()
    .describe(
      'Paths that the command may write, with * for any name and ** for anything below. Default: what `creates` says, else anything.',
    ),
  undo: argv('Command.')
    .optional()
    .describe('The command that takes it back; it must not mind when only a part was done. A `guarded` command needs it.'),
  stdin: z.string().optional().describe('Text for standard input: the place for a secret.'),
  timeout_s: z.int().min(1).max(86_400).default(300).describe('Time limit in seconds, after which it is ended.'),
});

type CommandParams = z.infer<typeof schema>;

/** A command, for what no resource type can do. */
export const command = defineResource<CommandParams>({
  type: 'command',
  summary: 'A command, for what no resource type can do. Without creates or unless it runs each time, and the plan calls it opaque.',
  schema,
  key: (params) => params.name,
  examples: [
    { name: 'rebuild the index', argv: ['/usr/local/bin/reindex', '--all'] },
    {
      name: 'dhparam',
      argv: ['openssl', 'dhparam', '-out', '/etc/haproxy/dh.pem', '2048'],
      creates: '/etc/haproxy/dh.pem',
      timeout_s: 1800,
    },
    { name: 'load tables', argv: ['/opt/site/load'], unless: ['test', '-e', '/opt/site/loaded'], writes: ['/opt/site/**'] },
  ],
  undo: 'The command that `undo` names is run.',
  irreversible: 'a command without `undo`: nobody but its author knows what it did',
  labels: (params) => (isOpaque(params) ? ['opaque'] : []),
  footprint: (params) => {
    if (params.writes !== undefined) return [`command:${params.name}`, ...params.writes.map((one) => `path:${one}`)];
    return params.creates === undefined ? ['**'] : [`path:${params.creates}`, `path:${params.creates}/**`];
  },
  desired: () => ({ done: true }),
  observe: async (params, probe) => {
    const answers = await Promise.all(questions(params).map((request) => probe.ask(request)));
    const unknown = answers.find((answer) => hasHole(answer));
    return { done: unknown ?? answers.some((answer) => answer === PRESENT || parseRun(answer).exitCode === 0) };
  },
  converge: (_change, { params }) => ({
    actions: [
      {
        do: 'run',
        argv: params.argv,
        timeoutMs: params.timeout_s * 1000,
        onTimeout: 'terminate',
        ...(params.stdin === undefined ? {} : { stdin: params.stdin }),
      },
    ],
    predictions: questions(params).map((request) => ({ request, answer: request.ask === 'exists' ? PRESENT : formatRun(0, '') })),
    ...(params.undo === undefined ? {} : { undo: [run(params.undo, { timeoutMs: params.timeout_s * 1000 })] }),
    summary: `${params.argv.map((word) => JSON.stringify(word)).join(' ')}${saysWrites(params)}`,
  }),
});

function saysWrites({ writes, creates }: CommandParams): string {
  if (writes !== undefined) return `, writes ${writes.length === 0 ? 'nothing' : writes.join(' ')}`;
  return creates === undefined ? ', may write anything' : `, writes ${creates}`;
}

function isOpaque(params: CommandParams): boolean {
  return params.creates === undefined && params.unless === undefined;
}

/** Runs a command and gives its exit code alone. */
export const QUIET_SCRIPT = '"$@" >/dev/null 2>&1';

/** Whether it was done: exit codes only, because nobody can foretell what a command prints. */
function questions(params: CommandParams): readonly Request[] {
  const { creates, unless } = params;
  const asked: Request[] = [];
  if (creates !== undefined) asked.push({ ask: 'exists', path: creates });
  if (unless !== undefined) {
    const reads = params.writes?.map((one) => `path:${one}`) ?? ['**'];
    asked.push({ ask: 'run', argv: ['sh', '-c', QUIET_SCRIPT, 'sh', ...unless], reads, timeoutMs: SHORT_MS });
  }
  return asked;
}
