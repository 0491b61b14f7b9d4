import { z } from 'zod';
import { restore, run, SERVICE_MS, type Action } from '../core/action.ts';
import { CONFIG_IN_USE, formatUnit, parseUnit } from '../core/answer.ts';
import { changes, type Change } from '../core/change.ts';
import { RunbookError } from '../core/diagnostic.ts';
import { hasHole, holesOf } from '../core/hole.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Label, Prediction } from '../core/resource.ts';
import type { Request } from '../core/request.ts';
import { defineResource } from './define.ts';
import { pathProblem, unitNameField } from './fields.ts';
import { startLinks } from './unit-files.ts';

const configAddress = z.string().refine((address) => pathOfAddress(address) !== undefined, {
  error: 'must be the address of a resource with a path, such as file:/etc/haproxy/haproxy.cfg',
});

const schema = z
  .strictObject({
    name: unitNameField('Name of the systemd unit; without an ending it is a service.'),
    enabled: z.boolean().default(true).describe('Whether it starts at boot.'),
    running: z.boolean().default(true).describe('Whether it runs now.'),
    runs_with: z
      .array(configAddress)
      .default([])
      .describe(
        'Addresses of the resources whose files the unit reads. When it does not run with what they hold now, it is restarted or reloaded.',
      ),
    on_change: z
      .enum(['restart', 'reload'])
      .default('restart')
      .describe('What makes the unit read its configuration again. reload keeps connections where the service can do it.'),
  })
  .refine((params) => params.running || params.runs_with.length === 0, {
    error: 'a unit that is not to run reads no configuration',
    path: ['runs_with'],
  });

type ServiceParams = z.infer<typeof schema>;

/** Enabled states by systemctl(1) that start the unit at boot, or that have no say in it. */
const ENABLED = ['enabled', 'enabled-runtime', 'alias'];

/** A systemd unit: whether it runs now, starts at boot, and runs with the configuration that its files hold. */
export const service = defineResource<ServiceParams>({
  type: 'service',
  summary: 'A systemd unit: whether it runs, starts at boot, and runs with the configuration that its files hold now.',
  schema,
  key: (params) => params.name,
  examples: [
    { name: 'chrony' },
    { name: 'haproxy', enabled: true, running: true, runs_with: ['file:/etc/haproxy/haproxy.cfg'], on_change: 'reload' },
    { name: 'firewalld', enabled: false, running: false },
  ],
  undo:
    'Whether the unit runs, starts at boot or is masked is as before; one that had failed is stopped. ' +
    'Where the step let it read its configuration again, the undo does so too when the files are back; the interruption itself cannot be taken back.',
  footprint: (params) => [`unit:${params.name}`, ...startLinks(params.name)],
  desired: (params) => ({
    enabled: params.enabled,
    running: params.running,
    ...(params.runs_with.length === 0 ? {} : { config: CONFIG_IN_USE.current }),
  }),
  observe: async (params, probe) => {
    const config = configRequest(params);
    const [unit, inUse] = await Promise.all([probe.ask(unitRequest(params)), config === undefined ? undefined : probe.ask(config)]);
    const state = parseUnit(unit);
    return {
      load: state.load,
      active: state.active,
      boot: state.enabled,
      enabled: hasHole(state.enabled) ? state.enabled : ENABLED.includes(state.enabled),
      running: hasHole(state.active) ? state.active : isRunning(state.active, params.running),
      ...(inUse === undefined ? {} : { config: inUse }),
    };
  },
  converge: (change, { params, observed }) => {
    refuseUnit(params, observed);
    const { actions, said, labels } = planUnit(params, change, observed);
    const paths = configPaths(params);
    const reread = paths.length > 0 && (changes(change, 'config') || changes(change, 'running'));
    return {
      actions: [...actions, ...(reread ? [{ do: 'record_config' as const, unit: params.name, paths }] : [])],
      predictions: predict(params, observed),
      labels,
      summary: said.join(', '),
      undo: [
        ...(changes(change, 'enabled') || changes(change, 'running') ? restore(`unit:${params.name}`) : []),
        ...(reread && observed['running'] !== false ? readAgain(params, paths) : []),
      ],
    };
  },
});

/** A unit that is on its way up or down does not run yet when it shall run, and still runs when it shall not. */
function isRunning(active: string, wanted: boolean): boolean {
  return wanted ? ['active', 'reloading'].includes(active) : !['inactive', 'failed'].includes(active);
}

function planUnit(params: ServiceParams, change: Change, observed: JsonObject) {
  const said: string[] = [];
  const actions: Action[] = [];
  const labels: Label[] = [];
  const act = (verb: string): void => {
    actions.push(run(['systemctl', verb, params.name], { timeoutMs: SERVICE_MS }));
    if (verb.startsWith('reload')) actions.push(run(['sh', '-c', RELOADED_SCRIPT, 'sh', params.name], { timeoutMs: SERVICE_MS }));
  };
  if (changes(change, 'enabled')) {
    act(params.enabled ? 'enable' : 'disable');
    said.push(params.enabled ? 'enable' : 'disable');
  }
  const { running } = observed;
  if (!params.running && changes(change, 'running')) {
    actions.push(run(['sh', '-c', STOP_SCRIPT, 'sh', params.name], { timeoutMs: SERVICE_MS }));
    labels.push('disruptive');
    said.push('stop');
  } else if (params.running && running === false) {
    act('start');
    said.push('start');
  } else if (params.running && (changes(change, 'running') || changes(change, 'config'))) {
    const unknown = hasHole(running);
    act(
      unknown
        ? params.runs_with.length === 0
          ? 'start'
          : `${params.on_change === 'reload' ? 'reload-or-' : ''}restart`
        : params.on_change,
    );
    if (!unknown && params.on_change === 'restart') labels.push('disruptive');
    said.push(unknown ? `start or ${params.on_change} after ${causes(running)}` : `${params.on_change}: ${reason(observed['config'])}`);
  }
  return { actions, said, labels };
}

/** Lets the unit read its files again if it runs: by then they are as before. One that was masked, or not there, does not. */
function readAgain(params: ServiceParams, paths: readonly string[]): readonly Action[] {
  const reloads = params.on_change === 'reload';
  return [
    run(['sh', '-c', reloads ? RELOAD_RUNNING : RESTART_RUNNING, 'sh', params.name], { timeoutMs: SERVICE_MS }),
    ...(reloads ? [run(['sh', '-c', RELOADED_SCRIPT, 'sh', params.name], { timeoutMs: SERVICE_MS })] : []),
    { do: 'record_config', unit: params.name, paths },
  ];
}

/** Restarts a unit if it runs. try-restart of systemctl(1) fails where there is no such unit. */
export const RESTART_RUNNING = 'if systemctl is-active --quiet "$1"; then systemctl restart "$1"; fi';

/** The same with a reload where the unit can do one. */
export const RELOAD_RUNNING = 'if systemctl is-active --quiet "$1"; then systemctl reload-or-restart "$1"; fi';

/**
 * Waits until a reload is over. A unit that tells systemd itself (sd_notify(3): RELOADING=1, then READY=1), as HAProxy does, may still be `reloading` when
 * systemctl(1) has ended.
 */
export const RELOADED_SCRIPT =
  'n=0; while [ "$(systemctl show --property=ActiveState -- "$1")" = ActiveState=reloading ] && [ "$n" -lt 300 ]; do sleep 0.1; n=$((n + 1)); done';

/** Stops a unit and forgets that its end may count as a failure, so that what is left is `inactive`. */
export const STOP_SCRIPT = 'systemctl stop "$1" && { systemctl reset-failed "$1" 2>/dev/null || :; }';

/** The steps that bring what is unknown in the value. */
function causes(value: Json | undefined): string {
  const steps = typeof value === 'string' ? holesOf(value).flatMap((hole) => (hole.kind === 'unknown' ? [hole.until] : [])) : [];
  return steps.length === 0 ? 'an earlier step' : steps.join(', ');
}

function reason(value: Json | undefined): string {
  if (hasHole(value)) return `${causes(value)} changes`;
  return value === CONFIG_IN_USE.unproved ? 'cannot prove what it runs with' : 'its configuration changed since it was started';
}

function predict(params: ServiceParams, observed: JsonObject): readonly Prediction[] {
  const kept = (value: Json | undefined, otherwise: string): string => (typeof value === 'string' && !hasHole(value) ? value : otherwise);
  const boot = kept(observed['boot'], '');
  const active = kept(observed['active'], '');
  const config = configRequest(params);
  const answer = formatUnit({
    load: hasHole(observed['load']) ? 'loaded' : kept(observed['load'], 'loaded'),
    active: params.running ? 'active' : active === 'failed' ? 'failed' : 'inactive',
    enabled: ENABLED.includes(boot) === params.enabled && boot !== '' ? boot : params.enabled ? 'enabled' : 'disabled',
  });
  return [{ request: unitRequest(params), answer }, ...(config === undefined ? [] : [{ request: config, answer: CONFIG_IN_USE.current }])];
}

/** What cannot be planned: it would only fail on the host. */
function refuseUnit(params: ServiceParams, observed: JsonObject): void {
  const address = `service:${params.name}`;
  const { load, boot } = observed;
  if (load === 'not-found' && (params.running || params.enabled)) {
    throw new RunbookError({
      code: 'RB2001',
      severity: 'error',
      what: `there is no unit ${params.name} on the host`,
      address,
      why: 'No unit file of that name is installed, and no task before this one brings it.',
      mend: 'Put the `package` or the unit `file` before this task, or correct the name.',
    });
  }
  if (load === 'masked' && (params.running || params.enabled)) {
    throw new RunbookError({
      code: 'RB2002',
      severity: 'error',
      what: `the unit ${params.name} is masked on the host`,
      address,
      why: 'Somebody forbade it to start (systemctl mask); that is not overridden.',
      mend: `Find out why; then, on the host: systemctl unmask ${params.name}`,
    });
  }
  if (params.enabled && typeof boot === 'string' && ['static', 'indirect', 'generated', 'transient'].includes(boot)) {
    throw new RunbookError({
      code: 'RB2003',
      severity: 'error',
      what: `the unit ${params.name} cannot be enabled: it is ${boot}`,
      address,
      why: 'It has nothing that says when to start it at boot ([Install]); other units start it.',
      mend: 'Write `enabled: false`, or name the unit that starts it (a socket or a timer).',
    });
  }
}

function unitRequest(params: ServiceParams): Request {
  return { ask: 'unit', name: params.name };
}

function configRequest(params: ServiceParams): Request | undefined {
  const paths = configPaths(params);
  return paths.length === 0 ? undefined : { ask: 'config_in_use', unit: params.name, paths };
}

function configPaths(params: ServiceParams): readonly string[] {
  return [...new Set(params.runs_with.flatMap((address) => pathOfAddress(address) ?? []))];
}

/** The path in an address (`file:/etc/x`, `line:/etc/x#name`), or undefined. */
function pathOfAddress(address: string): string | undefined {
  const found = /^[a-z_]+:(\/[^#]+)(?:#.*)?$/u.exec(address)?.[1];
  return found === undefined || pathProblem(found) !== undefined ? undefined : found;
}
