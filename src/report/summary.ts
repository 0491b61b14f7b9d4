import { hostCounters } from './host-counters.ts';
import type { HostSummary, RunEvent } from '../core/event.ts';
import { insteadGive, inSlices } from '../core/turns.ts';
import { diagnosticsPieces, type Layout } from './diagnostic.ts';
import { createPaint, type Style } from './paint.ts';
import { showLine } from './show-value.ts';
import { tablePieces, type Cell, type Column } from './table.ts';
import { wrapText } from './text-width.ts';
import { count, listWords, showDuration } from './wording.ts';

type RunDone = Extract<RunEvent, { event: 'run_done' }>;

/** What an exit code says, in the words of `docs/exit-codes.md`. */
const exits: Readonly<Record<number, string>> = {
  1: 'a step failed',
  2: 'the hosts are not as declared',
  3: 'refused',
  4: 'a host could not be reached or entered',
  5: 'the state of a host is not known',
  6: 'stopped by the failure budget',
  130: 'cancelled',
};

/** How each result of a host is said and painted. */
export const hostResults: Readonly<Record<HostSummary['status'], { readonly word: string; readonly style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  changed: { word: 'changed', style: 'yellow' },
  failed: { word: 'FAILED', style: 'red' },
  unreachable: { word: 'UNREACHABLE', style: 'red' },
  refused: { word: 'REFUSED', style: 'red' },
  blocked: { word: 'BLOCKED', style: 'magenta' },
  timed_out: { word: 'TIMED OUT', style: 'red' },
  rolled_back: { word: 'ROLLED BACK', style: 'red' },
  unknown: { word: 'UNKNOWN', style: 'red' },
  not_run: { word: 'not run', style: 'dim' },
};

/** One line a host: how it ended, and how many resources changed and were as they should be. `cutOff` names those that were at work when a run broke off. */
export function renderHostsTable(hosts: readonly HostSummary[], layout: Layout, cutOff: ReadonlySet<string> = new Set()): string {
  return [...hostsTablePieces(hosts, layout, cutOff)].join('');
}

function* hostsTablePieces(hosts: readonly HostSummary[], layout: Layout, cutOff: ReadonlySet<string> = new Set()): Generator<string> {
  const columns = [{ title: 'Host' }, { title: 'Result' }, { title: 'Changed', numeric: true }, { title: 'Unchanged', numeric: true }];
  const withCodes = hosts.some((host) => host.diagnostics.length > 0) ? [...columns, { title: 'Codes' }] : columns;
  yield* linePieces(withCodes, hosts, layout, (host) => [
    { text: showLine(host.host), style: 'bold' },
    cutOff.has(host.host)
      ? { text: 'CUT OFF', style: 'red' }
      : {
          text: host.status === 'not_run' && host.changed > 0 ? 'stopped' : hostResults[host.status].word,
          style: hostResults[host.status].style,
        },
    { text: String(host.changed), ...(host.changed > 0 ? { style: 'yellow' } : {}) },
    { text: String(host.unchanged) },
    { text: [...new Set(host.diagnostics.map((one) => showLine(one.code)))].join(' ') },
  ]);
}

/** A table with a row for each, piece by piece. */
function* linePieces<T>(
  columns: readonly Column[],
  items: readonly T[],
  layout: Layout,
  rowOf: (item: T) => readonly Cell[],
): Generator<string> {
  const rows: (readonly Cell[])[] = [];
  yield* insteadGive(
    '',
    inSlices(items, (item) => rows.push(rowOf(item))),
  );
  for (const lines of tablePieces(columns, rows, layout.width, createPaint(layout.color))) yield lines.map((line) => `${line}\n`).join('');
}

/** What each host cost: connections, authentications, request round trips, bytes, and processes where they were counted. */
export function renderStats(hosts: readonly HostSummary[], layout: Layout, forks?: Readonly<Record<string, number>>): string {
  return [...statsPieces(hosts, layout, forks)].join('');
}

function* statsPieces(hosts: readonly HostSummary[], layout: Layout, forks?: Readonly<Record<string, number>>): Generator<string> {
  const shown = hosts.filter((host) => host.stats !== undefined);
  const line = (name: string, group: readonly HostSummary[], style: Style): readonly Cell[] => {
    const counted = group.map((host) => forks?.[host.host]).filter((one) => one !== undefined);
    return [
      { text: name, style },
      ...hostCounters.map((one) => ({ text: one.of(group) ?? '-' })),
      ...(forks === undefined ? [] : [{ text: counted.length === 0 ? '-' : String(counted.reduce((total, one) => total + one, 0)) }]),
    ];
  };
  const titles = [...hostCounters.map((one) => one.title.en), ...(forks === undefined ? [] : ['Forks'])];
  const groups = [...shown.map((host) => [host]), ...(shown.length > 1 ? [shown] : [])];
  yield* linePieces([{ title: 'Host' }, ...titles.map((title) => ({ title, numeric: true }))], groups, layout, (group) =>
    group === shown ? line(`${shown.length} hosts`, group, 'dim') : line(showLine(group[0]?.host ?? ''), group, 'bold'),
  );
}

/** What the end of a run shows besides diagnostics and the last sentence. */
export interface SummaryParts {
  /** One line a host. */
  readonly table: boolean;
  /** What each host cost. */
  readonly stats: boolean;
  /** Processes started, by host, where something counted them. */
  readonly forks?: Readonly<Record<string, number>>;
}

/** The end of a run: every diagnostic in full, the tables that are asked for, and one sentence. */
export function renderSummary(done: RunDone, layout: Layout, parts: SummaryParts): string {
  return [...summaryPieces(done, layout, parts)].join('');
}

/** The same piece by piece: thousands of hosts are told of while others get their turn. */
export function* summaryPieces(done: RunDone, layout: Layout, parts: SummaryParts): Generator<string> {
  const diagnostics = done.hosts.flatMap((host) =>
    host.diagnostics.map((one) => (one.host === undefined ? { ...one, host: host.host } : one)),
  );
  if (diagnostics.length > 0) {
    yield* diagnosticsPieces(diagnostics, layout);
    yield '\n';
  }
  if (done.hosts.length > 0 && parts.table) {
    yield* hostsTablePieces(done.hosts, layout);
    yield '\n';
  }
  if (parts.stats && done.hosts.some((host) => host.stats !== undefined)) {
    yield* statsPieces(done.hosts, layout, parts.forks);
    yield '\n';
  }
  yield `${lastSentence(done, layout)}\n`;
}

/** Where the journal of a run ends: who knows this can tell later that nobody wrote it anew. */
export function headSentence({ run, records, head }: Extract<RunEvent, { event: 'journal_head' }>, layout: Layout): string {
  const text = `Journal of ${showLine(run)}: ${count(records, 'record')}, head ${showLine(head)}`;
  return `${wrapText(text, layout.width)
    .map((line) => createPaint(layout.color)('dim', line))
    .join('\n')}\n`;
}

function lastSentence(done: RunDone, layout: Layout): string {
  const paint = createPaint(layout.color);
  const bad = done.hosts.filter((host) => !['ok', 'changed'].includes(host.status)).map((host) => showLine(host.host));
  const changed = done.hosts.filter((host) => host.changed > 0).length;
  const of = changed === done.hosts.length ? count(changed, 'host') : `${changed} of ${count(done.hosts.length, 'host')}`;
  const what =
    done.exitCode === 2 && done.changed === 0
      ? 'nothing was written'
      : done.changed === 0
        ? `nothing changed on ${count(done.hosts.length, 'host')}`
        : `${count(done.changed, 'change')} on ${of}`;
  const parts = [
    `${done.exitCode === 0 ? 'Done in' : 'Ended after'} ${showDuration(done.durationMs)}: ${what}`,
    ...(bad.length === 0 ? [] : [`not finished: ${listWords(bad, 8)}`]),
    ...(done.exitCode === 0 ? [] : [`exit code ${done.exitCode} (${exits[done.exitCode] ?? 'see runbook help'})`]),
  ];
  const style = done.exitCode === 0 ? 'green' : done.exitCode === 2 ? 'yellow' : 'red';
  return wrapText(parts.join(' · '), layout.width)
    .map((line) => paint([style, 'bold'], line))
    .join('\n');
}
