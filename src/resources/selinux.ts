import { z } from 'zod';
import { restore, run, SHORT_MS, type Action } from '../core/action.ts';
import { ABSENT, formatRun, formatStat, parseRun, parseStat } from '../core/answer.ts';
import { changes } from '../core/change.ts';
import { sha256 } from '../core/digest.ts';
import { hasHole } from '../core/hole.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import type { Request } from '../core/request.ts';
import type { Prediction } from '../core/resource.ts';
import { defineResource, type ConvergeContext } from './define.ts';
import { contentOf, digestOf, formatContent, readContent, statOf } from './path-requests.ts';
import { SELINUX_BOOT, SELINUX_RUNTIME } from './selinux-script.ts';

/** The real file: /etc/sysconfig/selinux is a link to it, which an editor that replaces by rename would break. */
const CONFIG = '/etc/selinux/config';

const schema = z.strictObject({
  state: z
    .enum(['enforcing', 'permissive', 'disabled'])
    .describe('What the host is to be after its next boot. Until then `disabled` means permissive: a running kernel cannot drop SELinux.'),
});

type Params = z.infer<typeof schema>;

const RUNTIME: Request = { ask: 'run', argv: ['sh', '-c', SELINUX_RUNTIME], reads: ['selinux:'], timeoutMs: SHORT_MS };
const BOOT: Request = { ask: 'run', argv: ['sh', '-c', SELINUX_BOOT], reads: ['selinux:'], timeoutMs: SHORT_MS };

/** SELinux in its three places: configuration, running kernel, kernel argument of the next boot. Never reboots. */
export const selinux = defineResource<Params>({
  type: 'selinux',
  summary:
    'The mode of SELinux in its three places: configuration file, running kernel and kernel argument of the next boot. Never reboots. A host without SELinux is left as it is.',
  schema,
  key: () => undefined,
  examples: [{ state: 'permissive' }, { state: 'disabled' }, { state: 'enforcing' }],
  undo:
    'The configuration file comes back whole, and so do the running mode and the kernel argument of the next boot. ' +
    'Labels of files that were made while SELinux was off do not come back: after a boot without it the file systems have to be labelled anew.',
  footprint: () => ['selinux:', `path:${CONFIG}`, 'path:/boot/loader/entries/*', 'path:/etc/default/grub', 'path:/etc/kernel/cmdline'],
  desired: (params) => wanted(params),
  observe: async (params, probe) => {
    const [stat, digest, content, runtime, boot] = await Promise.all([
      probe.ask(statOf(CONFIG)),
      probe.ask(digestOf(CONFIG)),
      probe.ask(contentOf(CONFIG)),
      probe.ask(RUNTIME),
      probe.ask(BOOT),
    ]);
    const fetched = readContent(content);
    const text = fetched.kind === 'text' ? fetched.text : '';
    const running = wordOf(runtime);
    if (stat === ABSENT && ['none', 'disabled'].includes(running)) return { ...wanted(params), selinux: 'not on this host' };
    const configured =
      hasHole(stat) || fetched.kind === 'unknown' ? digest : (/^[ \t]*SELINUX=[ \t]*([a-z]+)/mu.exec(text)?.[1] ?? 'nothing');
    const atBoot = wordOf(boot);
    return {
      configured,
      // What only a reboot changes is no difference that a step could mend.
      runtime: running === 'disabled' || running === 'none' ? wanted(params).runtime : running,
      kernel_argument: atBoot === 'unknown' ? wanted(params).kernel_argument : atBoot,
      running,
      at_boot: atBoot,
      answers: { digest },
      file: stat,
      text,
    };
  },
  converge: (change, context) => {
    const argument = changes(change, 'kernel_argument');
    const file = changes(change, 'configured') ? writeConfig(context) : keepConfig(context.observed);
    const mode = context.params.state === 'enforcing' ? '1' : '0';
    return {
      actions: [
        ...file.actions,
        ...(changes(change, 'runtime') ? [run(['setenforce', mode])] : []),
        ...(argument
          ? [
              run([
                'grubby',
                '--update-kernel',
                'ALL',
                ...(context.params.state === 'disabled' ? ['--args', 'selinux=0'] : ['--remove-args', 'selinux']),
              ]),
            ]
          : []),
      ],
      predictions: [
        ...file.predictions,
        // Both, also where nothing changes: the step touches SELinux, so what is not foretold counts as unknown.
        {
          request: RUNTIME,
          answer: formatRun(0, changes(change, 'runtime') ? wanted(context.params).runtime : textOf(context.observed, 'running')),
        },
        { request: BOOT, answer: formatRun(0, argument ? wanted(context.params).kernel_argument : textOf(context.observed, 'at_boot')) },
      ],
      summary: summaryOf(context),
      undo: restore(
        ...(changes(change, 'configured') ? [`path:${CONFIG}`] : []),
        ...(argument || changes(change, 'runtime') ? ['selinux:'] : []),
      ),
      ...(context.params.state === 'disabled'
        ? {
            warning:
              'Turning SELinux on again needs permissive mode, new labels on every file and a reboot. Permissive instead of disabled keeps that cheap.',
          }
        : {}),
    };
  },
});

function wanted(params: Params): { readonly configured: string; readonly runtime: string; readonly kernel_argument: string } {
  return {
    configured: params.state,
    runtime: params.state === 'enforcing' ? 'enforcing' : 'permissive',
    kernel_argument: params.state === 'disabled' ? 'all' : 'no',
  };
}

function wordOf(answer: string): string {
  return hasHole(answer) ? answer : parseRun(answer).output.trim();
}

/** Changes the one line of the configuration; the rest of the file, its mode and owner stay. */
function writeConfig({ params, observed }: ConvergeContext<Params>): {
  readonly actions: readonly Action[];
  readonly predictions: readonly Prediction[];
} {
  const before = textOf(observed, 'text');
  const line = `SELINUX=${params.state}`;
  const text = /^[ \t]*SELINUX=/mu.test(before)
    ? before.replaceAll(/^[ \t]*SELINUX=.*$/gmu, line)
    : `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`;
  const stat = parseStat(textOf(observed, 'file'));
  const isFile = stat.type === 'file';
  const place = { mode: isFile ? stat.mode : '0644', owner: isFile ? stat.owner : 'root', group: isFile ? stat.group : 'root' };
  return {
    actions: [{ do: 'write', path: CONFIG, content: { text }, ...place }],
    predictions: [
      { request: statOf(CONFIG), answer: formatStat({ type: 'file', ...place, target: '' }) },
      { request: digestOf(CONFIG), answer: sha256(text) },
      { request: contentOf(CONFIG), answer: formatContent(text) },
    ],
  };
}

/** What is not changed answers as before. */
function keepConfig(observed: JsonObject): { readonly actions: readonly Action[]; readonly predictions: readonly Prediction[] } {
  return {
    actions: [],
    predictions: [
      { request: statOf(CONFIG), answer: textOf(observed, 'file') },
      { request: digestOf(CONFIG), answer: answerOf(observed, 'digest') },
    ],
  };
}

function answerOf(observed: JsonObject, name: string): string {
  const { answers } = observed;
  return isJsonObject(answers) ? textOf(answers, name) : '';
}

function textOf(observed: JsonObject, field: string): string {
  const value = observed[field];
  return typeof value === 'string' ? value : '';
}

function summaryOf({ params, observed }: ConvergeContext<Params>): string {
  const running = textOf(observed, 'running');
  const now = running === 'disabled' || running === 'none' ? 'disabled' : wanted(params).runtime;
  const later = now === params.state ? '' : `, ${params.state} after the next reboot`;
  return `configured ${textOf(observed, 'configured')} → ${params.state}; now ${now}${later}`;
}
