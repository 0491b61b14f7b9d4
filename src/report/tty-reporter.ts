import { DefaultRenderer, Listr, ProcessOutput, ListrLogger } from 'listr2';
import { stripVTControlCharacters } from 'node:util';
import type { RunEvent } from '../core/event.ts';
import { unpackPlan } from '../core/plan-pack.ts';
import { giveTurn } from '../core/turns.ts';
import { drawBoard, drawOutcome } from './board.ts';
import { eventLine } from './event-line.ts';
import { createPaint } from './paint.ts';
import { planCounts } from './plan/render-plan.ts';
import { partsOf } from './plain-reporter.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { foldEvent, startPart, type RunModel } from './run-model.ts';
import { showLine } from './show-value.ts';
import { headSentence, summaryPieces } from './summary.ts';
import { cutText, wrapText } from './text-width.ts';
import { count, showDuration } from './wording.ts';

/** Lines kept free below the board, so that the terminal does not scroll. */
const MARGIN = 2;

/** A part of the run that is being shown: a task of listr2 that is under way. */
interface Part {
  /** Ends it: the text that stays, and whether all went well. */
  finish(text: string, good: boolean): void;
  readonly finished: Promise<void>;
}

/**
 * Live display for a terminal. Each part of the run (connecting, each play) is a task of listr2 with a board of hosts and steps below it; when it is
 * over, one line and what failed stay. Works on the stream that it is given and asks it for its size.
 */
export function ttyReporter(stream: NodeJS.WriteStream, options: ReporterOptions): Reporter {
  const paint = createPaint(options.color);
  let model: RunModel = startPart('', 0, undefined);
  let part: Part | undefined;
  let plays = 0;
  let played = false;
  let head = '';
  let paused = false;
  let order = Promise.resolve();

  // A serial console says that it has no columns and no rows.
  const width = (): number => (stream.columns > 0 ? stream.columns : options.width);
  const later = (work: () => Promise<void> | void): void => {
    order = order.then(work);
  };
  const print = (text: string): void => later(() => void stream.write(text));

  function begin(title: string, atMs: number): void {
    end(atMs);
    model = startPart(title, atMs, model.plan);
    show(atMs);
  }

  function show(atMs: number): void {
    paused = false;
    const started = showPart(stream, options.color, model.title, () =>
      drawBoard(model, {
        color: options.color,
        width: width(),
        height: Math.max(4, (stream.rows > 0 ? stream.rows : 24) - 1 - MARGIN),
        nowMs: Math.max(atMs, Date.now()),
      }),
    );
    part = started.part;
    later(started.run);
  }

  function end(atMs: number, result?: string, cut = false): void {
    if (part === undefined) return;
    const ending = part;
    part = undefined;
    const failed = [...model.hosts.values()].filter((host) => host.activity === 'failed').length;
    const good = failed === 0 && !cut;
    const words = result ?? outcomeWords(model, failed);
    const text = cutText(`${model.title}: ${words} · ${showDuration(Math.max(0, atMs - model.sinceMs))}`, width() - 4);
    const outcome = paused ? [] : drawOutcome(model, { color: options.color, width: width() });
    later(async () => {
      ending.finish(text, good);
      await ending.finished;
    });
    if (outcome.length > 0) print(`${outcome.join('\n')}\n`);
  }

  function onEvent(event: RunEvent): void {
    const atMs = Date.parse(event.at);
    if (paused && event.event !== 'run_done') show(atMs);
    switch (event.event) {
      case 'run_started':
        print(
          `${wrapText(eventLine(event, options)?.text ?? '', width())
            .map((line) => paint('bold', line))
            .join('\n')}\n`,
        );
        return;
      case 'host_connecting':
        if (part === undefined) begin('Connecting and reading', atMs);
        break;
      case 'host_planned':
        if (part === undefined) begin('Reading and planning', atMs);
        break;
      case 'play_started':
        plays += 1;
        played = true;
        begin(`Play ${plays}${model.plan === undefined ? '' : ` of ${model.plan.plays.length}`}: ${showLine(event.play)}`, atMs);
        break;
      case 'notice':
        if (part === undefined)
          print(`${paint('cyan', showLine(event.host === undefined ? event.text : `${event.host}: ${event.text}`))}\n`);
        break;
      default:
        break;
    }
    model = foldEvent(model, event);
    if (event.event === 'plan_ready') {
      end(atMs);
      plays = 0;
      print(
        options.showPlan === undefined
          ? `${wrapText(planCounts(unpackPlan(event.plan)), width()).join('\n')}\n`
          : `\n${options.showPlan(event.plan, event.digest)}\n`,
      );
    }
    if (event.event === 'play_done') end(atMs, event.stopped ? `stopped, ${count(event.failed.length, 'host')} failed` : undefined);
    if (event.event === 'journal_head') head = headSentence(event, { color: options.color, width: width() });
    if (event.event === 'run_done') {
      end(atMs);
      print('\n');
      later(async () => {
        for (const piece of summaryPieces(event, { color: options.color, width: width() }, partsOf(options, played))) {
          stream.write(piece);
          await giveTurn();
        }
      });
      print(head);
    }
  }

  return {
    onEvent,
    async settle() {
      if (part !== undefined) {
        paused = true;
        end(Date.now(), 'waiting for an answer');
      }
      await order;
    },
    async close() {
      end(Date.now(), 'cut short', true);
      await order;
    },
  };
}

/** `8 hosts, 40 changes`, `1 of 8 hosts failed, 37 changes`. Before a play has begun, changes are only planned and are not counted. */
function outcomeWords(model: RunModel, failed: number): string {
  const hosts = [...model.hosts.values()];
  const changed = hosts.reduce((sum, host) => sum + (host.ended.length > 0 ? host.changed : 0), 0);
  const who = failed === 0 ? count(hosts.length, 'host') : `${failed} of ${count(hosts.length, 'host')} failed`;
  return changed === 0 ? who : `${who}, ${count(changed, 'change')}`;
}

/** Prepares the task of a part. `run` starts the display and resolves when it is up. */
function showPart(
  stream: NodeJS.WriteStream,
  color: boolean,
  title: string,
  board: () => readonly string[],
): { readonly part: Part; readonly run: () => void } {
  const ending = Promise.withResolvers<{ readonly text: string; readonly good: boolean }>();
  const finished = Promise.withResolvers<void>();
  let over = false;

  class BoardRenderer extends DefaultRenderer {
    // Whether the stream is a terminal is decided by whoever chose this reporter, not by the standard output of this process.
    static override nonTTY = true;

    override create(parts?: Parameters<DefaultRenderer['create']>[0]): string {
      const title = super.create(parts);
      const text = color ? title : stripVTControlCharacters(title);
      return over ? text : [text, ...board()].join('\n');
    }
  }

  // Made only when the part begins: it takes the stream as it finds it, and the part before may still hold it.
  const start = (): Promise<void> => {
    const logger = new ListrLogger({
      useIcons: true,
      toStderr: [],
      processOutput: new ProcessOutput(stream, undefined, { leaveEmptyLine: false }),
    });
    const listr = new Listr(
      [
        {
          title,
          task: async (_, task) => {
            const { text, good } = await ending.promise;
            over = true;
            if (!good) throw new Error(text);
            task.title = text;
          },
        },
      ],
      { renderer: BoardRenderer, rendererOptions: { logger }, exitOnError: false, registerSignalListeners: false },
    );
    return listr.run();
  };
  return {
    part: { finish: (text, good) => ending.resolve({ text, good }), finished: finished.promise },
    run: () => {
      start().then(
        () => finished.resolve(),
        () => finished.resolve(),
      );
    },
  };
}
