import type { Diagnostic } from '../core/diagnostic.ts';
import type { HostSummary, RunEvent } from '../core/event.ts';
import { renderDiagnostics, type Layout } from './diagnostic.ts';
import { eventLine, runTitle, stepResults } from './event-line.ts';
import { collectOutput } from './output-lines.ts';
import { createPaint, type Paint } from './paint.ts';
import { showLine } from './show-value.ts';
import { renderHostsTable, renderStats, renderSummary } from './summary.ts';
import { wrapText } from './text-width.ts';
import { count, showDateTime, showDuration, showTime, type Clock } from './wording.ts';

/** How a run is shown again. */
export interface RunLayout extends Layout, Clock {
  /** Shows the output of steps too, and the counts of connections. */
  readonly verbose: boolean;
}

type StepDone = Extract<RunEvent, { event: 'step_done' }>;

/** What happened in a run, from its journal: when, by whom, what each host did, what failed. A run that was cut off is said to be. */
export function renderRun(events: readonly RunEvent[], layout: RunLayout): string {
  const paint = createPaint(layout.color);
  const done = events.findLast((event) => event.event === 'run_done');
  const lines = [...runHead(events, layout, paint), '', ...hostBlocks(events, layout, paint)];
  const end =
    done?.event === 'run_done' ? renderSummary(done, layout, { table: true, stats: layout.verbose }) : cutOff(events, layout, paint);
  return `${lines.join('\n')}\n${end}`;
}

function runHead(events: readonly RunEvent[], layout: RunLayout, paint: Paint): readonly string[] {
  const started = events.find((event) => event.event === 'run_started');
  if (started?.event !== 'run_started') return ['A run whose journal has no beginning'];
  const text = `Run ${showLine(started.run)}: ${runTitle(started)} on ${showLine(started.inventory)}, by ${showLine(started.operator)}`;
  const plays = events.flatMap((event) =>
    event.event === 'play_started' || event.event === 'play_done' || event.event === 'stage_done' ? [event] : [],
  );
  return [
    ...wrapText(text, layout.width).map((line) => paint('bold', line)),
    `began ${showDateTime(started.at, layout)}`,
    ...(started.ticket === undefined ? [] : wrapText(`ticket ${showLine(started.ticket)}`, layout.width)),
    ...(started.reason === undefined ? [] : wrapText(`reason ${showLine(started.reason)}`, layout.width)),
    ...plays.flatMap((event) => {
      const line = eventLine(event, layout);
      return line === undefined
        ? []
        : wrapText(`${showTime(event.at, layout)}  ${line.text}`, layout.width).map((part) =>
            line.style === undefined ? part : paint(line.style, part),
          );
    }),
    ...events.flatMap((event) =>
      event.event === 'notice'
        ? [`${showTime(event.at, layout)}  ${event.host === undefined ? '' : `${showLine(event.host)}: `}${showLine(event.text)}`]
        : [],
    ),
  ];
}

/** One block for each host that did something or failed. Hosts that had nothing to do are in the table only. */
function hostBlocks(events: readonly RunEvent[], layout: RunLayout, paint: Paint): readonly string[] {
  const byHost = Map.groupBy(
    events.filter(
      (event) =>
        event.event === 'step_started' ||
        event.event === 'step_done' ||
        event.event === 'step_output' ||
        event.event === 'command_started' ||
        event.event === 'command_done' ||
        event.event === 'host_failed',
    ),
    (event) => event.host,
  );
  const order = hostOrder(events);
  return [...byHost]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .flatMap(([host, own]) => {
      const output = collectOutput();
      const showOutput = (text: readonly string[]): readonly string[] =>
        layout.verbose ? text.map((line) => paint('dim', `            | ${showLine(line)}`)) : [];
      const lines = own.flatMap((event): readonly string[] => {
        switch (event.event) {
          case 'step_done':
            return [...showOutput(output.end(event.address)), ...stepLine(event, layout, paint)];
          case 'host_failed':
            return [
              `  ${showTime(event.at, layout)}  ${paint('red', `${event.status === 'unreachable' ? 'UNREACHABLE' : 'FAILED'} ${showLine(`${event.diagnostic.code}: ${event.diagnostic.what}`)}`)}`,
            ];
          case 'command_started':
          case 'command_done':
            return [`  ${showTime(event.at, layout)}  ${eventLine(event, layout)?.text ?? ''}`];
          case 'step_started':
            return [];
          case 'step_output':
            return showOutput(output.push(event.address, event.text));
        }
      });
      const cut = unfinished(events).filter((step) => step.host === host);
      const left = cut.flatMap((step) => [
        ...showOutput(output.end(step.address)),
        `  ${showTime(step.at, layout)}  ${paint('red', `${showLine(step.address)} was begun, and the journal ends before it does`)}`,
      ]);
      return [paint('bold', showLine(host)), ...lines, ...left, ''];
    });
}

/** Host names as the end of the run, or else its plan, has them. */
function hostOrder(events: readonly RunEvent[]): readonly string[] {
  const done = events.findLast((event) => event.event === 'run_done');
  if (done?.event === 'run_done') return done.hosts.map((host) => host.host);
  const planned = events.findLast((event) => event.event === 'plan_ready');
  return planned?.event === 'plan_ready' ? planned.plan.hosts.map((host) => host.name) : [];
}

/** Steps that were begun and have no end in the journal. */
function unfinished(events: readonly RunEvent[]): readonly { readonly at: string; readonly host: string; readonly address: string }[] {
  const key = (event: { readonly host: string; readonly address: string }): string => JSON.stringify([event.host, event.address]);
  const ended = new Set(events.flatMap((event) => (event.event === 'step_done' ? [key(event)] : [])));
  return events.flatMap((event) => (event.event === 'step_started' && !ended.has(key(event)) ? [event] : []));
}

function stepLine(event: StepDone, layout: RunLayout, paint: Paint): readonly string[] {
  const { word, style } = stepResults[event.status];
  const begun = event.status !== 'not_begun' && event.status !== 'blocked';
  const time = begun ? ` in ${showDuration(event.durationMs)}` : '';
  const head = `${showLine(event.address)} ${word}${time}`;
  const more =
    event.diagnostic === undefined
      ? event.summary === undefined
        ? ''
        : ` (${showLine(event.summary)})`
      : ` ${showLine(event.diagnostic.code)}`;
  const [first = '', ...rest] = wrapText(head + more, layout.width - 12);
  const colored = first.startsWith(head)
    ? `${showLine(event.address)} ${paint(style, word)}${first.slice(showLine(event.address).length + 1 + word.length)}`
    : paint(style, first);
  return [`  ${showTime(event.at, layout)}  ${colored}`, ...rest.map((line) => `            ${line}`)];
}

/** The end of a run without an end: the counts as far as they are known, and what to do. */
function cutOff(events: readonly RunEvent[], layout: RunLayout, paint: Paint): string {
  const hosts = summarise(events);
  const last = events.at(-1);
  const diagnostics: readonly Diagnostic[] = hosts.flatMap((host) => host.diagnostics);
  const text = `The run has no end: the journal stops ${last === undefined ? 'before it begins' : `at ${showDateTime(last.at, layout)}`}. The program was ended, or it still runs. Apply again: it looks at the hosts and finishes what is left.`;
  return [
    ...(diagnostics.length === 0 ? [] : [renderDiagnostics(diagnostics, layout), '\n']),
    ...(hosts.length === 0 ? [] : [renderHostsTable(hosts, layout, new Set(unfinished(events).map((step) => step.host))), '\n']),
    ...(layout.verbose && hosts.some((host) => host.stats !== undefined) ? [renderStats(hosts, layout)] : []),
    `${wrapText(text, layout.width)
      .map((line) => paint(['red', 'bold'], line))
      .join('\n')}\n`,
  ].join('');
}

/** What is known of each host from its own events. */
function summarise(events: readonly RunEvent[]): readonly HostSummary[] {
  const names = [...new Set(events.flatMap((event) => ('host' in event && event.host !== undefined ? [event.host] : [])))];
  return names.map((host): HostSummary => {
    const own = events.filter((event) => 'host' in event && event.host === host);
    const steps = own.flatMap((event) => (event.event === 'step_done' ? [event] : []));
    const failure = own.find((event) => event.event === 'host_failed');
    const bad = steps.find((step) => step.status !== 'changed' && step.status !== 'already');
    const planned = own.findLast((event) => event.event === 'host_planned');
    const changed = steps.filter((step) => step.status === 'changed').length;
    const unchanged =
      (planned?.event === 'host_planned' ? planned.unchanged : 0) + steps.filter((step) => step.status === 'already').length;
    const diagnostics = [
      ...(failure?.event === 'host_failed' ? [failure.diagnostic] : []),
      ...steps.flatMap((step) => (step.diagnostic === undefined ? [] : [step.diagnostic])),
    ];
    const left = planned?.event === 'host_planned' && planned.steps > steps.length;
    const status =
      failure?.event === 'host_failed' ? failure.status : bad !== undefined ? 'failed' : left ? 'not_run' : changed > 0 ? 'changed' : 'ok';
    return { host, status, changed, unchanged, diagnostics };
  });
}

/** Number of lines of a journal that could not be read, as a sentence; undefined when there is none. */
export function brokenLinesSentence(brokenLines: readonly number[]): string | undefined {
  if (brokenLines.length === 0) return undefined;
  return `${count(brokenLines.length, 'line')} of the journal could not be read: ${brokenLines.slice(0, 5).join(', ')}${brokenLines.length > 5 ? ' …' : ''}`;
}
