import type { RunEvent } from '../core/event.ts';
import { createInbox } from '../core/turns.ts';
import { eventLine, type EventLine } from './event-line.ts';
import { collectOutput } from './output-lines.ts';
import { createPaint } from './paint.ts';
import type { Reporter, ReporterOptions, Write } from './reporter.ts';
import { showLine, showText } from './show-value.ts';
import { headSentence, summaryPieces, type SummaryParts } from './summary.ts';
import { padText } from './text-width.ts';
import { listWords, showDuration, showTime } from './wording.ts';

/** A step that runs longer than this is mentioned while it runs. */
const LONG_STEP_MS = 2_000;
/** After so long without a line, the steps that run are mentioned. */
export const SILENCE_MS = 30_000;
/** How often it is said how far a content is. */
const PROGRESS_MS = 10_000;
/** How often both are looked after. */
const TICK_MS = 1_000;
/** Widest column of host names. */
const WIDEST_HOST = 24;

/** One line an event, with the time of day: for logs, pipes and terminals that cannot move the cursor. */
export function plainReporter(write: Write, options: ReporterOptions): Reporter {
  const paint = createPaint(options.color);
  const output = collectOutput();
  const running = new Map<
    string,
    { readonly host: string; readonly address: string; readonly sinceMs: number; announced: boolean; toldMs: number }
  >();
  let hostWidth = 0;
  let at = '';
  let played = false;
  let head = '';
  let lastMs = Date.now();

  function writeLine({ host, text, style }: EventLine): void {
    const name = host === undefined ? '' : showLine(host);
    hostWidth = Math.max(hostWidth, Math.min(WIDEST_HOST, name.length));
    const shown = style === undefined ? text : paint(style, text);
    write(`${paint('dim', showTime(at, options))}  ${host === undefined ? '' : `${paint('bold', padText(name, hostWidth))}  `}${shown}\n`);
    lastMs = Date.now();
  }

  function writeOutput(host: string, address: string, lines: readonly string[]): void {
    const step = running.get(`${host} ${address}`);
    if (step !== undefined && lines.length > 0) step.announced = true;
    for (const line of lines) writeLine({ host, text: `${showLine(address)} | ${showText(line)}` });
  }

  function announce(): void {
    const now = Date.now();
    for (const step of running.values()) {
      if (step.announced || now - step.sinceMs < LONG_STEP_MS) continue;
      step.announced = true;
      at = new Date(now).toISOString();
      writeLine({ host: step.host, text: `${showLine(step.address)} is running` });
    }
    if (running.size === 0 || now - lastMs < SILENCE_MS) return;
    const steps = [...running.values()].map(
      (step) => `${showLine(step.host)} ${showLine(step.address)} (${showDuration(now - step.sinceMs)})`,
    );
    at = new Date(now).toISOString();
    writeLine({ text: `still running: ${listWords(steps, 5)}` });
  }

  /** A log is no display: once in a while is enough. */
  function isTimeToTell(key: string): boolean {
    const step = running.get(key);
    if (step === undefined || Date.now() - step.toldMs < PROGRESS_MS) return false;
    step.announced = true;
    step.toldMs = Date.now();
    return true;
  }

  function* endingOf(event: Extract<RunEvent, { event: 'run_done' }>): Generator<string, undefined> {
    yield '\n';
    yield* summaryPieces(event, options, partsOf(options, played));
    yield head;
    return undefined;
  }

  /** Takes the end of a run piece by piece. */
  const ending = createInbox((pieces: Generator<string, undefined>) => {
    const { value } = pieces.next();
    if (value === undefined) return;
    write(value);
    ending.push(pieces);
  });

  const timer = setInterval(announce, TICK_MS);
  timer.unref();

  function onEvent(event: RunEvent): void {
    at = event.at;
    const key = 'address' in event ? `${event.host} ${event.address}` : '';
    if (event.event === 'play_started') played = true;
    if (event.event === 'plan_ready')
      hostWidth = Math.min(WIDEST_HOST, Math.max(hostWidth, ...event.plan.hosts.map((host) => host.name.length)));
    if (event.event === 'step_started')
      running.set(key, { host: event.host, address: event.address, sinceMs: Date.now(), announced: false, toldMs: 0 });
    if (event.event === 'step_output') writeOutput(event.host, event.address, output.push(key, event.text));
    if (event.event === 'step_done') {
      running.delete(key);
      writeOutput(event.host, event.address, output.end(key));
    }
    // A host that was lost in the middle of a step never tells its end.
    if (event.event === 'host_failed') for (const [step, { host }] of running) if (host === event.host) running.delete(step);
    if (event.event === 'plan_ready' && options.showPlan !== undefined) {
      write(`\n${options.showPlan(event.plan, event.digest)}\n`);
      return;
    }
    if (event.event === 'step_progress' && !isTimeToTell(key)) return;
    const line = eventLine(event, options);
    if (line !== undefined) writeLine(line);
    if (event.event === 'journal_head') head = headSentence(event, options);
    if (event.event === 'run_done') ending.push(endingOf(event));
  }

  return {
    onEvent,
    settle: () => ending.settled(),
    close() {
      clearInterval(timer);
      return ending.settled();
    },
  };
}

/** What the end of a run shows. When a plan was shown and nothing of it was done, the plan said all about the hosts. */
export function partsOf(options: ReporterOptions, played: boolean): SummaryParts {
  const forks = options.forks?.();
  return { table: played || options.showPlan === undefined, stats: options.stats, ...(forks === undefined ? {} : { forks }) };
}
