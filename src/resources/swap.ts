import { z } from 'zod';
import { restore, run, SHORT_MS } from '../core/action.ts';
import { formatRun, parseRun } from '../core/answer.ts';
import { hasHole } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import type { Request } from '../core/request.ts';
import { defineResource } from './define.ts';
import { refuseObstacle } from './obstacle.ts';
import { SWAP_UNITS } from './swap-scripts.ts';
import { linesOf, readTextFile, rewriteText, textFileOf, textFileState, textOf } from './text-file.ts';

const FSTAB = '/etc/fstab';
/** Time limit of swapoff, in milliseconds: it reads back all that was swapped out. */
const SWAPOFF_MS = 600_000;

const schema = z.strictObject({
  enabled: z
    .literal(false, { error: 'only false can be stated: runbook turns swap off, it does not make swap space' })
    .describe('false: no swap space is in use, now and after a boot. Other values are not supported.'),
});

const ACTIVE: Request = { ask: 'run', argv: ['awk', 'NR > 1 { print $1 }', '/proc/swaps'], reads: ['swap:'], timeoutMs: SHORT_MS };
const UNITS: Request = {
  ask: 'run',
  argv: ['sh', '-c', SWAP_UNITS],
  reads: ['unit:*.swap', `path:${FSTAB}`],
  timeoutMs: SHORT_MS,
};

/** Swap off: now, in fstab, and in the units that systemd would start. */
export const swap = defineResource<z.infer<typeof schema>>({
  type: 'swap',
  summary:
    'No swap space: off now, its lines in /etc/fstab made comments, and systemd units that turn it on masked or disabled (zram, GPT partitions).',
  schema,
  key: () => undefined,
  examples: [{ enabled: false }],
  undo:
    '/etc/fstab comes back whole, units that were masked or disabled are what they were, and the swap space that was in use is in use again. ' +
    'It is refused when anything in /etc/fstab was changed since.',
  footprint: () => [
    'swap:',
    `path:${FSTAB}`,
    'path:/etc/systemd/system/*.swap',
    'path:/etc/systemd/system/*.wants/*.swap',
    'path:/etc/systemd/system/swap.target.wants',
    'unit:*.swap',
  ],
  desired: () => ({ active: [], fstab: [], units: [] }),
  observe: async (_params, probe) => {
    const [active, units, file] = await Promise.all([probe.ask(ACTIVE), probe.ask(UNITS), readTextFile('swap', FSTAB, probe)]);
    return {
      active: outputLines(active),
      units: outputLines(units),
      fstab: file.unknown ?? linesOf(file.text ?? '').filter((line) => isSwapLine(line)),
      ...textFileState(file),
    };
  },
  converge: (_change, { observed }) => {
    const file = textFileOf(FSTAB, observed);
    refuseObstacle('swap', FSTAB, file.state.type, ['file']);
    const lines = linesOf(file.text ?? '');
    const found = lines.filter((line) => isSwapLine(line)).length;
    const edit = found === 0 ? undefined : rewriteText(file, textOf(lines.map((line) => (isSwapLine(line) ? `# ${line}` : line))));
    const active = listOf(observed['active']);
    const units = listOf(observed['units']).map((line) => unitOf(line));
    const zram = active.filter((device) => device.startsWith('/dev/zram'));
    return {
      actions: [
        ...(edit?.actions ?? []),
        ...units.map(({ verb, name }) => run(['systemctl', verb, name])),
        ...(found + units.length > 0 ? [run(['systemctl', 'daemon-reload'])] : []),
        ...(active.length > 0 || hasHole(observed['active'])
          ? [{ do: 'run' as const, argv: ['swapoff', '-a'], timeoutMs: SWAPOFF_MS, onTimeout: 'terminate' as const }]
          : []),
      ],
      predictions: [
        { request: ACTIVE, answer: formatRun(0, '') },
        { request: UNITS, answer: formatRun(0, '') },
        ...(edit?.predictions ?? []),
      ],
      summary: [
        ...(active.length > 0 ? [`off now: ${active.join(' ')}`] : []),
        ...(found > 0 ? [`${found} line(s) of ${FSTAB} become comments`] : []),
        ...sayUnits('mask', 'masked', units),
        ...sayUnits('disable', 'disabled', units),
      ].join(', '),
      ...(zram.length > 0
        ? {
            warning: `${zram.join(' ')} is made by a service (zram-generator, zramswap); where that is no swap unit, stop it with \`service\` too.`,
          }
        : {}),
      ...(edit?.texts === undefined ? {} : { texts: edit.texts }),
      undo: [
        ...(edit?.undo ?? []),
        ...restore(...units.map(({ name }) => `unit:${name}`)),
        ...(found + units.length > 0 ? [run(['systemctl', 'daemon-reload'])] : []),
        ...restore('swap:'),
      ],
    };
  },
});

/** True for a line of fstab(5) whose third field is `swap`: no other test, so that a path with that word stays. */
function isSwapLine(line: string): boolean {
  const fields = line.trim().split(/[ \t]+/u);
  return !line.trim().startsWith('#') && fields[2] === 'swap';
}

/** A unit that turns swap on, and what of systemctl(1) prevents it: `mask` or `disable`. */
interface SwapUnit {
  readonly verb: 'mask' | 'disable';
  readonly name: string;
}

/** Reads a line of what `SWAP_UNITS` prints. */
function unitOf(line: string): SwapUnit {
  const [verb = '', name = ''] = line.split(' ');
  return { verb: verb === 'disable' ? 'disable' : 'mask', name };
}

function sayUnits(verb: SwapUnit['verb'], done: string, units: readonly SwapUnit[]): readonly string[] {
  const names = units.filter((unit) => unit.verb === verb).map((unit) => unit.name);
  return names.length === 0 ? [] : [`${done}: ${names.join(' ')}`];
}

function outputLines(answer: string): Json {
  if (hasHole(answer)) return answer;
  const { output } = parseRun(answer);
  return output === '' ? [] : output.split('\n');
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one: Json): one is string => typeof one === 'string') : [];
}
