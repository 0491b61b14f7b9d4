import { z } from 'zod';
import { SHORT_MS } from '../core/action.ts';
import { formatRun, parseRun, PRESENT } from '../core/answer.ts';
import { hasHole } from '../core/hole.ts';
import type { Request } from '../core/request.ts';
import { defineResource } from './define.ts';
import { path, taskName, unitNameField } from './fields.ts';

const schema = z
  .strictObject({
    name: taskName('Names what is waited for: the address is wait_for:NAME.'),
    port: z.int().min(1).max(65_535).optional().describe('TCP port of this host on which something must listen.'),
    path: path('Path.').optional().describe('Path that must exist.'),
    unit: unitNameField('Unit.').optional().describe('Systemd unit that must be active.'),
    timeout_s: z.int().min(1).max(86_400).default(300).describe('How long to wait, in seconds; then the task has failed.'),
  })
  .refine((params) => [params.port, params.path, params.unit].filter((one) => one !== undefined).length === 1, {
    error: 'say exactly one of port, path, unit',
  });

type WaitParams = z.infer<typeof schema>;

/** Waits until something is there. It only looks. */
export const waitFor = defineResource<WaitParams>({
  type: 'wait_for',
  summary: 'Waits until a port listens, a path exists or a unit is active on this host. It only looks.',
  schema,
  key: (params) => params.name,
  examples: [
    { name: 'the portal listens', port: 8080 },
    { name: 'the socket is there', path: '/run/containerd/containerd.sock', timeout_s: 60 },
    { name: 'chrony runs', unit: 'chrony' },
  ],
  undo: 'There is nothing to take back: it only looks.',
  footprint: () => [],
  desired: () => ({ there: true }),
  observe: async (params, probe) => {
    const answer = await probe.ask(question(params));
    return { there: hasHole(answer) ? answer : answer === PRESENT || parseRun(answer).exitCode === 0 };
  },
  converge: (_change, { params }) => ({
    actions: [
      {
        do: 'run',
        argv: ['sh', '-c', WAIT_SCRIPT, 'sh', String(params.timeout_s), ...lookFor(params)],
        timeoutMs: (params.timeout_s + 15) * 1000,
        onTimeout: 'terminate',
      },
    ],
    predictions: [{ request: question(params), answer: params.path === undefined ? formatRun(0, '') : PRESENT }],
    undo: [],
    summary: `at most ${params.timeout_s} s until ${describe(params)}`,
  }),
});

/** Waits at most $1 seconds until a command succeeds. */
export const WAIT_SCRIPT = `limit=$1
shift
end=$(($(date +%s) + limit))
until "$@" >/dev/null 2>&1; do
  if [ "$(date +%s)" -ge "$end" ]; then
    echo "not so after $limit seconds" >&2
    exit 1
  fi
  sleep 1
done
`;

function question(params: WaitParams): Request {
  if (params.path !== undefined) return { ask: 'exists', path: params.path };
  return { ask: 'run', argv: lookFor(params), reads: readsOf(params), timeoutMs: SHORT_MS };
}

/** A command that succeeds, without output, when it is there. */
function lookFor(params: WaitParams): readonly string[] {
  if (params.path !== undefined) return ['test', '-e', params.path];
  if (params.unit !== undefined) return ['systemctl', 'is-active', '--quiet', params.unit];
  // proc_net_tcp.rst of the kernel: local address with the port in hex, remote address, state 0A is listening.
  const hex = (params.port ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return ['grep', '-qsE', `^ *[0-9]+: [0-9A-F]+:${hex} [0-9A-F]+:0000 0A `, '/proc/net/tcp', '/proc/net/tcp6'];
}

/** What listens on a port is what some unit started. */
function readsOf(params: WaitParams): readonly string[] {
  return params.unit === undefined ? ['unit:**', 'package:**'] : [`unit:${params.unit}`];
}

function describe(params: WaitParams): string {
  if (params.path !== undefined) return `${params.path} exists`;
  return params.unit === undefined ? `something listens on port ${params.port ?? 0}` : `the unit ${params.unit} is active`;
}
