import type { RunEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import { stepResults } from './event-line.ts';
import { asSeen } from './output-lines.ts';
import { showProgress } from './wording.ts';

/** What a host does at the moment. */
export type Activity = 'waiting' | 'connecting' | 'reading' | 'running' | 'done' | 'failed';

/** A step of a host that is being done. */
export interface CurrentStep {
  readonly address: string;
  readonly sinceMs: number;
  /** Last line of its output that is not empty. */
  readonly lastLine: string;
  /** What has come of a line whose end has not. */
  readonly open: string;
}

/** A host as a display sees it. */
export interface HostState {
  readonly host: string;
  readonly activity: Activity;
  /** When the activity began, in milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly step: CurrentStep | undefined;
  /** Steps that ended in this play, the last one last. */
  readonly ended: readonly { readonly address: string; readonly status: keyof typeof stepResults; readonly durationMs: number }[];
  /** Steps planned for it in this play; 0 when not known. */
  readonly planned: number;
  readonly changed: number;
  /** One line: why it failed. */
  readonly trouble?: string;
}

/** What a display knows of the part of the run that is going on. */
export interface RunModel {
  readonly title: string;
  readonly sinceMs: number;
  readonly hosts: ReadonlyMap<string, HostState>;
  /** Notices of this part, in order. */
  readonly notices: readonly string[];
  readonly plan?: Plan;
}

/** Longest part of an output line that is kept, in characters. */
const KEPT = 400;

/** The model after an event. */
export function foldEvent(model: RunModel, event: RunEvent): RunModel {
  const atMs = Date.parse(event.at);
  switch (event.event) {
    case 'plan_ready':
      return { ...model, plan: event.plan };
    case 'host_connecting':
      return withHost(model, event.host, { activity: 'connecting', sinceMs: atMs });
    case 'host_connected':
      return withHost(model, event.host, { activity: 'reading', sinceMs: atMs });
    case 'host_failed':
      return withHost(model, event.host, {
        activity: 'failed',
        sinceMs: atMs,
        trouble: `${event.diagnostic.code}: ${event.diagnostic.what}`,
      });
    case 'host_planned':
      return withHost(model, event.host, { activity: 'done', sinceMs: atMs, changed: event.steps });
    case 'play_started':
      return event.hosts.reduce(
        (next, host) => withHost(next, host, { activity: 'waiting', sinceMs: atMs, planned: plannedSteps(model.plan, event.play, host) }),
        model,
      );
    case 'step_started':
      return withHost(model, event.host, {
        activity: 'running',
        sinceMs: atMs,
        step: { address: event.address, sinceMs: atMs, lastLine: '', open: '' },
      });
    case 'step_output':
      return withOutput(model, event.host, event.address, event.text, atMs);
    case 'step_progress':
      return withOutput(model, event.host, event.address, `${showProgress(event.doneBytes, event.totalBytes)}\n`, atMs);
    case 'step_done':
      return stepDone(model, event, atMs);
    case 'host_done':
      return withHost(model, event.host, { activity: event.status === 'ok' ? 'done' : 'failed', sinceMs: atMs });
    case 'notice':
      return { ...model, notices: [...model.notices, event.host === undefined ? event.text : `${event.host}: ${event.text}`] };
    default:
      return model;
  }
}

/** A model with no host, for a new part of the run. */
export function startPart(title: string, sinceMs: number, plan: Plan | undefined): RunModel {
  return { title, sinceMs, hosts: new Map(), notices: [], ...(plan === undefined ? {} : { plan }) };
}

function plannedSteps(plan: Plan | undefined, play: string, host: string): number {
  const index = plan?.plays.findIndex((one) => one.name === play) ?? -1;
  return plan?.steps.filter((step) => step.host === host && step.play === index).length ?? 0;
}

function withHost(model: RunModel, host: string, more: Partial<HostState>): RunModel {
  const old: HostState = model.hosts.get(host) ?? {
    host,
    activity: 'waiting',
    sinceMs: model.sinceMs,
    step: undefined,
    ended: [],
    planned: 0,
    changed: 0,
  };
  const hosts = new Map(model.hosts);
  hosts.set(host, { ...old, ...more });
  return { ...model, hosts };
}

function withOutput(model: RunModel, host: string, address: string, text: string, atMs: number): RunModel {
  const step = model.hosts.get(host)?.step;
  const lines = ((step?.open ?? '') + text).split('\n');
  const lastLine = lines.map(asSeen).findLast((line) => line.trim() !== '') ?? step?.lastLine ?? '';
  const open = (lines.at(-1) ?? '').slice(-KEPT);
  return withHost(model, host, {
    activity: 'running',
    step: { address, sinceMs: step?.sinceMs ?? atMs, lastLine: lastLine.slice(0, KEPT), open },
  });
}

function stepDone(model: RunModel, event: Extract<RunEvent, { event: 'step_done' }>, atMs: number): RunModel {
  const old = model.hosts.get(event.host);
  const good = event.status === 'changed' || event.status === 'already';
  const begun = event.status !== 'not_begun';
  const trouble = event.diagnostic === undefined ? '' : ` ${event.diagnostic.code}: ${event.diagnostic.what}`;
  const ended = old?.ended ?? [];
  return withHost(model, event.host, {
    activity: good ? 'running' : 'failed',
    sinceMs: atMs,
    step: undefined,
    ended: begun ? [...ended, { address: event.address, status: event.status, durationMs: event.durationMs }] : ended,
    changed: (old?.changed ?? 0) + (event.status === 'changed' ? 1 : 0),
    ...(good || !begun ? {} : { trouble: `${event.address} ${stepResults[event.status].word}${trouble}` }),
  });
}
