import type { RunEvent } from '../core/event.ts';
import { stepResults } from './event-line.ts';
import { hostResults } from './summary.ts';

/** Events read from a journal, and how many of its lines are none. */
export interface JournalEvents {
  readonly events: readonly RunEvent[];
  /** Numbers of the lines that could not be read, from 1. The last line of a run that was killed may be among them. */
  readonly brokenLines: readonly number[];
}

/** Members that an event must have to be shown, with their types as `typeof` and `Array.isArray` tell them. */
const members: Readonly<
  Record<RunEvent['event'], Readonly<Record<string, 'string' | 'number' | 'boolean' | 'array' | 'texts' | 'object'>>>
> = {
  run_started: { run: 'string', verb: 'string', inventory: 'string', operator: 'string' },
  host_connecting: { host: 'string', via: 'texts' },
  host_connected: { host: 'string', durationMs: 'number' },
  host_failed: { host: 'string', status: 'string', diagnostic: 'object' },
  host_planned: { host: 'string', steps: 'number', unchanged: 'number' },
  plan_ready: { plan: 'object' },
  play_started: { play: 'string', hosts: 'texts' },
  batch_started: { play: 'string', hosts: 'texts', number: 'number', of: 'number' },
  steps_sent: { host: 'string', addresses: 'texts' },
  step_started: { host: 'string', address: 'string', task: 'string' },
  step_progress: { host: 'string', address: 'string', doneBytes: 'number', totalBytes: 'number' },
  step_output: { host: 'string', address: 'string', text: 'string' },
  step_done: { host: 'string', address: 'string', task: 'string', status: 'string', durationMs: 'number' },
  host_done: { host: 'string', play: 'string', status: 'string' },
  play_done: { play: 'string', failed: 'texts', stopped: 'boolean' },
  command_started: { host: 'string', account: 'string' },
  command_done: { host: 'string', account: 'string', durationMs: 'number' },
  stage_done: { stage: 'number' },
  notice: { text: 'string' },
  run_done: { exitCode: 'number', durationMs: 'number', changed: 'number', hosts: 'array' },
  journal_head: { run: 'string', records: 'number', head: 'string' },
};

const membersOf: ReadonlyMap<unknown, Readonly<Record<string, string>>> = new Map(Object.entries(members));

/** Members of the counts of a host's connection, as they are shown. */
const statsMembers = {
  connections: 'number',
  authentications: 'number',
  roundTrips: 'number',
  bytesSent: 'number',
  bytesReceived: 'number',
};

/** Reads the lines of a journal. What is no event is counted, not guessed. */
export function readEvents(journal: string): JournalEvents {
  const events: RunEvent[] = [];
  const brokenLines: number[] = [];
  for (const [index, line] of journal.split('\n').entries()) {
    if (line.trim() === '') continue;
    const event = readEvent(line);
    if (event !== undefined) events.push(event);
    else brokenLines.push(index + 1);
  }
  return { events, brokenLines };
}

/** The event of a line; undefined when it is none. */
export function readEvent(line: string): RunEvent | undefined {
  const value = parseLine(line);
  return isRunEvent(value) ? value : undefined;
}

function parseLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}

/** Lists and objects in each other; a plan has no more than 64, and stands in an event. What is deeper would exhaust whoever writes it out again. */
const DEEPEST = 80;

function isShallow(value: object, levels: number): boolean {
  return levels > 0 && Object.values(value).every((one: unknown) => typeof one !== 'object' || one === null || isShallow(one, levels - 1));
}

function isRunEvent(value: unknown): value is RunEvent {
  if (typeof value !== 'object' || value === null || !isShallow(value, DEEPEST)) return false;
  const name: unknown = Reflect.get(value, 'event');
  const wanted = membersOf.get(name);
  if (wanted === undefined || typeof Reflect.get(value, 'at') !== 'string') return false;
  return hasMembers(value, wanted) && isShowable(value, name);
}

function hasMembers(value: object, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, type]) => {
    const member: unknown = Reflect.get(value, key);
    if (type === 'array') return Array.isArray(member);
    if (type === 'texts') return Array.isArray(member) && member.every((one: unknown) => typeof one === 'string');
    return member !== null && typeof member === type;
  });
}

/** Looks at what lies deeper: results must be known words, diagnostics must say something. */
function isShowable(value: object, name: unknown): boolean {
  const member = (key: string): unknown => Reflect.get(value, key);
  switch (name) {
    case 'run_started':
      return ['playbook', 'from', 'ticket', 'reason', 'undoOf'].every((key) => ['undefined', 'string'].includes(typeof member(key)));
    case 'step_done':
      return (
        ['undefined', 'string'].includes(typeof member('summary')) &&
        isWordOf(stepResults, member('status')) &&
        (member('diagnostic') === undefined || isDiagnostic(member('diagnostic')))
      );
    case 'command_started':
    case 'command_done':
      return ['undefined', 'string'].includes(typeof member('command')) && ['undefined', 'number'].includes(typeof member('exitCode'));
    case 'notice':
      return member('host') === undefined || typeof member('host') === 'string';
    case 'plan_ready': {
      const plan: unknown = member('plan');
      const hosts: unknown = typeof plan === 'object' && plan !== null ? Reflect.get(plan, 'hosts') : undefined;
      return (
        Array.isArray(hosts) &&
        hosts.every((host: unknown) => typeof host === 'object' && host !== null && hasMembers(host, { name: 'string' }))
      );
    }
    case 'host_failed':
      return isWordOf(hostResults, member('status')) && isDiagnostic(member('diagnostic'));
    case 'run_done': {
      const hosts: unknown = member('hosts');
      return Array.isArray(hosts) && hosts.every((host: unknown) => isSummary(host));
    }
    default:
      return true;
  }
}

function isWordOf(words: object, word: unknown): boolean {
  return typeof word === 'string' && Object.hasOwn(words, word);
}

function isDiagnostic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !hasMembers(value, { code: 'string', severity: 'string', what: 'string' }))
    return false;
  const optional = ['host', 'address', 'why', 'mend', 'task'].every((key) =>
    ['undefined', 'string'].includes(typeof Reflect.get(value, key)),
  );
  const source: unknown = Reflect.get(value, 'source');
  const isPlace = typeof source === 'object' && source !== null && hasMembers(source, { file: 'string', line: 'number', column: 'number' });
  return optional && (source === undefined || (isPlace && ['undefined', 'string'].includes(typeof Reflect.get(source, 'text'))));
}

function isSummary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!hasMembers(value, { host: 'string', changed: 'number', unchanged: 'number', diagnostics: 'array' })) return false;
  const diagnostics: unknown = Reflect.get(value, 'diagnostics');
  const stats: unknown = Reflect.get(value, 'stats');
  return (
    isWordOf(hostResults, Reflect.get(value, 'status')) &&
    (stats === undefined || (typeof stats === 'object' && stats !== null && hasMembers(stats, statsMembers))) &&
    Array.isArray(diagnostics) &&
    diagnostics.every((one: unknown) => isDiagnostic(one))
  );
}
