import type { RunEvent } from '../core/event.ts';

/** Events read from a journal, and how many of its lines are none. */
export interface JournalEvents {
  readonly events: readonly RunEvent[];
  /** Numbers of the lines that could not be read, from 1. The last line of a run that was killed may be among them. */
  readonly brokenLines: readonly number[];
}

/** Members that an event must have to be shown, with their types as `typeof` and `Array.isArray` tell them. */
const members: Readonly<Record<RunEvent['event'], Readonly<Record<string, 'string' | 'number' | 'boolean' | 'array' | 'object'>>>> = {
  run_started: { run: 'string', verb: 'string', playbook: 'string', inventory: 'string', operator: 'string' },
  host_connecting: { host: 'string', via: 'array' },
  host_connected: { host: 'string', durationMs: 'number' },
  host_failed: { host: 'string', status: 'string', diagnostic: 'object' },
  host_planned: { host: 'string', steps: 'number', unchanged: 'number' },
  plan_ready: { plan: 'object' },
  play_started: { play: 'string', hosts: 'array' },
  batch_started: { play: 'string', hosts: 'array', number: 'number', of: 'number' },
  steps_sent: { host: 'string', addresses: 'array' },
  step_started: { host: 'string', address: 'string', task: 'string' },
  step_output: { host: 'string', address: 'string', text: 'string' },
  step_done: { host: 'string', address: 'string', task: 'string', status: 'string', durationMs: 'number' },
  host_done: { host: 'string', play: 'string', status: 'string' },
  play_done: { play: 'string', failed: 'array', stopped: 'boolean' },
  stage_done: { stage: 'number' },
  notice: { text: 'string' },
  run_done: { exitCode: 'number', durationMs: 'number', changed: 'number', hosts: 'array' },
};

/** Reads the lines of a journal. What is no event is counted, not guessed. */
export function readEvents(journal: string): JournalEvents {
  const events: RunEvent[] = [];
  const brokenLines: number[] = [];
  for (const [index, line] of journal.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseLine(line);
    if (isRunEvent(value)) events.push(value);
    else brokenLines.push(index + 1);
  }
  return { events, brokenLines };
}

function parseLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}

function isRunEvent(value: unknown): value is RunEvent {
  if (typeof value !== 'object' || value === null) return false;
  const name: unknown = Reflect.get(value, 'event');
  const wanted = typeof name === 'string' ? Object.entries(members).find(([key]) => key === name)?.[1] : undefined;
  if (wanted === undefined || typeof Reflect.get(value, 'at') !== 'string') return false;
  return Object.entries(wanted).every(([key, type]) => {
    const member: unknown = Reflect.get(value, key);
    return type === 'array' ? Array.isArray(member) : member !== null && typeof member === type;
  });
}
