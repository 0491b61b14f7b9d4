import type { Diagnostic } from '../../core/diagnostic.ts';
import type { HostSummary, RunEvent } from '../../core/event.ts';
import type { Plan } from '../../core/plan.ts';
import { collectOutput } from '../output-lines.ts';

type StepDone = Extract<RunEvent, { event: 'step_done' }>;

/** What became of one step on one host. */
export interface StepOutcome {
  /** Undefined when it was begun and its end is not known. */
  readonly status?: StepDone['status'];
  /** ISO 8601 time of its beginning, where it was told. */
  readonly beganAt?: string;
  readonly durationMs: number;
  readonly summary?: string;
  readonly diagnostic?: Diagnostic;
  /** True of a guarded step that was confirmed over a new connection. */
  readonly confirmed?: true;
  /** Last lines of its output. */
  readonly output: readonly string[];
  /** Lines of output in all. */
  readonly outputLines: number;
}

/** A plan of a run and what became of its steps. */
export interface RunStage {
  readonly plan: Plan;
  readonly digest: string;
  /** By `HOST ADDRESS`. */
  readonly outcomes: ReadonlyMap<string, StepOutcome>;
}

/** A line of the course of a run. */
export type CourseEvent = Extract<RunEvent, { event: 'play_started' | 'play_done' | 'stage_done' | 'notice' }>;

/** A run as a page tells it. */
export interface RunRecord {
  readonly started?: Extract<RunEvent, { event: 'run_started' }>;
  readonly done?: Extract<RunEvent, { event: 'run_done' }>;
  /** Where its journal ends. */
  readonly head?: Extract<RunEvent, { event: 'journal_head' }>;
  /** Time of the last event. */
  readonly lastAt: string;
  readonly stages: readonly RunStage[];
  readonly course: readonly CourseEvent[];
  /** Hosts that were lost, with the reason. */
  readonly lost: readonly Extract<RunEvent, { event: 'host_failed' }>[];
}

/** Takes the events of a run one by one and keeps what a page needs of them. */
export interface RunCollector {
  push(event: RunEvent): void;
  record(): RunRecord;
}

/** Lines of output of a step that are kept. */
const TAIL = 20;

/** A packed plan with its digest. */
type ToldPlan = Pick<RunStage, 'plan' | 'digest'>;

/** Collects a run; `check` gives undefined for a plan that is none, as a journal may hold anything. */
export function collectRun(check: (told: ToldPlan) => ToldPlan | undefined = (told) => told): RunCollector {
  let started: RunRecord['started'];
  let done: RunRecord['done'];
  let head: RunRecord['head'];
  let lastAt = '';
  const stages: { readonly plan: Plan; readonly digest: string; readonly outcomes: Map<string, StepOutcome> }[] = [];
  const course: CourseEvent[] = [];
  const lost: Extract<RunEvent, { event: 'host_failed' }>[] = [];
  const output = collectOutput();
  const change = (event: { readonly host: string; readonly address: string }, more: Partial<StepOutcome>): void => {
    const outcomes = stages.at(-1)?.outcomes;
    const old = outcomes?.get(outcomeKey(event.host, event.address)) ?? { durationMs: 0, output: [], outputLines: 0 };
    outcomes?.set(outcomeKey(event.host, event.address), { ...old, ...more });
  };
  const addLines = (event: { readonly host: string; readonly address: string }, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    const old = stages.at(-1)?.outcomes.get(outcomeKey(event.host, event.address));
    change(event, { output: [...(old?.output ?? []), ...lines].slice(-TAIL), outputLines: (old?.outputLines ?? 0) + lines.length });
  };
  const push = (event: RunEvent): void => {
    if (event.event === 'journal_head') {
      head = event;
      return;
    }
    lastAt = event.at;
    switch (event.event) {
      case 'run_started':
        started ??= event;
        break;
      case 'plan_ready': {
        const told = check(event);
        if (told !== undefined) stages.push({ plan: told.plan, digest: told.digest, outcomes: new Map() });
        break;
      }
      case 'step_started':
        change(event, { beganAt: event.at });
        break;
      case 'step_output':
        addLines(event, output.push(JSON.stringify([event.host, event.address]), event.text));
        break;
      case 'step_done': {
        addLines(event, output.end(JSON.stringify([event.host, event.address])));
        const { status, durationMs, summary, diagnostic, confirmed } = event;
        change(event, {
          status,
          durationMs,
          ...(summary === undefined ? {} : { summary }),
          ...(diagnostic === undefined ? {} : { diagnostic }),
          ...(confirmed === undefined ? {} : { confirmed }),
        });
        break;
      }
      case 'host_failed':
        lost.push(event);
        break;
      case 'play_started':
      case 'play_done':
      case 'stage_done':
      case 'notice':
        course.push(event);
        break;
      case 'run_done':
        done = event;
        break;
      default:
        break;
    }
  };
  return {
    push,
    record: () => ({
      ...(started === undefined ? {} : { started }),
      ...(done === undefined ? {} : { done }),
      ...(head === undefined ? {} : { head }),
      lastAt,
      stages,
      course,
      lost,
    }),
  };
}

/** The key of an outcome: the identity of its step. */
export function outcomeKey(host: string, address: string): string {
  return `${host} ${address}`;
}

/** Hosts of a run with how they ended, as its end tells it; empty for a run without an end. */
export function hostSummaries(record: RunRecord): ReadonlyMap<string, HostSummary> {
  return new Map((record.done?.hosts ?? []).map((host) => [host.host, host]));
}
