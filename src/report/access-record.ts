import type { Action } from '../core/action.ts';
import type { RunEvent } from '../core/event.ts';
import type { Plan, Step } from '../core/plan.ts';
import { accountName } from '../core/resource.ts';
import { quoteArgv } from '../core/shell-quote.ts';
import { actionWords } from './html/thing-words.ts';
import { showText } from './show-value.ts';

/** One thing that somebody did on a host, or tried. Every member is a text as it was recorded; nothing of it is safe for a terminal or a page yet. */
export interface AccessEntry {
  /** ISO 8601, by the clock of `from`. */
  readonly at: string;
  readonly person: string;
  /** The machine that the run was started on, and from where the person had come to it. */
  readonly from: string;
  readonly run: string;
  readonly ticket: string;
  readonly reason: string;
  /** Hosts that were gone through, in order. */
  readonly hops: readonly string[];
  readonly host: string;
  readonly account: string;
  /** Address of the resource that it was done for; empty for the entry itself. */
  readonly resource: string;
  readonly command: string;
  readonly result: string;
}

/** A run as it is recorded: its events in order, and its plans, one a stage, with every text in its place. */
export interface RecordedRun {
  readonly events: readonly RunEvent[];
  readonly plans: readonly Plan[];
}

/** Who went where in a run and did what, in the order of time: each entry into a host, and each action of each step that was sent to one. */
export function accessEntries({ events, plans }: RecordedRun): readonly AccessEntry[] {
  const [started] = events;
  if (started?.event !== 'run_started') return [];
  const { operator: person, from = '', run, ticket = '', reason = '' } = started;
  const hops = new Map<string, readonly string[]>();
  let left = [...plans];
  let steps = new Map<string, Step>();
  const entry = (at: string, host: string, more: Pick<AccessEntry, 'account' | 'resource' | 'command' | 'result'>): AccessEntry => ({
    at,
    person,
    from,
    run,
    ticket,
    reason,
    hops: hops.get(host) ?? [],
    host,
    ...more,
  });
  return events.flatMap((event): readonly AccessEntry[] => {
    switch (event.event) {
      case 'host_connecting':
        hops.set(event.host, event.via);
        return [];
      case 'host_connected':
        return [entry(event.at, event.host, { account: 'login', resource: '', command: 'log in', result: 'ok' })];
      case 'host_failed':
        return [entry(event.at, event.host, { account: 'login', resource: '', command: 'log in', result: event.diagnostic.code })];
      case 'plan_ready': {
        const [plan, ...rest] = left;
        left = rest;
        steps = new Map(plan?.steps.map((step) => [step.id, step]));
        return [];
      }
      case 'command_done': {
        const { account, command = 'a shell in a terminal', exitCode } = event;
        return [
          entry(event.at, event.host, {
            account,
            resource: '',
            command,
            result: exitCode === undefined ? 'not known' : `exit code ${exitCode}`,
          }),
        ];
      }
      case 'step_done': {
        const step = steps.get(`${event.host} ${event.address}`);
        const result = event.diagnostic === undefined ? event.status : `${event.status} ${event.diagnostic.code}`;
        const about = { account: accountName(step?.identity ?? 'login'), resource: event.address, result };
        const commands = step === undefined ? ['(not in the plan)'] : step.actions.map((action) => commandOf(action));
        return commands.map((command) => entry(event.at, event.host, { ...about, command }));
      }
      default:
        return [];
    }
  });
}

/** What an action does, in one text: the command itself, or what becomes of which path. Never what goes by standard input or into a file. */
function commandOf(action: Action): string {
  if (action.do === 'run') return quoteArgv(action.argv.map((word) => showText(word)));
  const { verb, about, more } = actionWords(action);
  return `${verb.en} ${about}${more === undefined ? '' : ` (${more.en})`}`;
}

const COLUMNS = [
  'time',
  'time_source',
  'person',
  'from',
  'run',
  'ticket',
  'reason',
  'hops',
  'host',
  'account',
  'resource',
  'command',
  'result',
];

/**
 * The entries as CSV (RFC 4180), UTF-8 with a byte order mark, as spreadsheets want it. A text that a spreadsheet would take for a formula has an apostrophe
 * in front.
 */
export function accessCsv(entries: readonly AccessEntry[]): string {
  const rows = entries.map((one) => [
    one.at,
    clockOf(one),
    one.person,
    one.from,
    one.run,
    one.ticket,
    one.reason,
    one.hops.join(' > '),
    one.host,
    one.account,
    one.resource,
    one.command,
    one.result,
  ]);
  return `\uFEFF${[COLUMNS, ...rows].map((row) => `${row.map((cell) => csvCell(cell)).join(',')}\r\n`).join('')}`;
}

/** By which clock the times of an entry were taken. */
export function clockOf({ from }: Pick<AccessEntry, 'from'>): string {
  return `clock of ${from.split(' ')[0] || 'the controller'}, not attested`;
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
