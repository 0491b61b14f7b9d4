import type { Activity, HostState, RunModel } from './run-model.ts';
import { stepResults } from './event-line.ts';
import { createPaint, type Paint, type Style } from './paint.ts';
import { showLine } from './show-value.ts';
import { cutText, padText, textWidth } from './text-width.ts';
import { count, showDuration } from './wording.ts';

/** The room for a board, and the moment that it shows. */
export interface BoardLayout {
  readonly color: boolean;
  readonly width: number;
  /** Lines that may be used. */
  readonly height: number;
  readonly nowMs: number;
}

/** A step that runs longer than this shows its last output. */
const OUTPUT_AFTER_MS = 2_000;
/** Ended steps shown under a running host, at most. */
const ENDED_SHOWN = 3;

/** Hosts and steps as they are now, in at most `height` lines: numbers first, then failed hosts, then running ones with their steps, then the rest. */
export function drawBoard(model: RunModel, layout: BoardLayout): readonly string[] {
  const paint = createPaint(layout.color);
  const hosts = [...model.hosts.values()];
  const failed = hosts.filter((host) => host.activity === 'failed');
  const running = hosts.filter((host) => isBusy(host.activity)).sort((a, b) => startOf(a) - startOf(b));
  const quiet = hosts.filter((host) => host.activity === 'done' || host.activity === 'waiting');
  const width = layout.width - 1;
  const nameWidth = Math.min(24, Math.max(0, ...hosts.map((host) => textWidth(showLine(host.host)))));
  const head = [
    `  ${cutText(countsLine(model, layout.nowMs), width - 2)}`,
    ...model.notices.slice(-1).map((text) => paint('cyan', cutText(`  ${showLine(text)}`, width))),
  ];
  const room = Math.max(2, layout.height - head.length);
  const failedRoom = running.length === 0 ? room : Math.max(1, Math.min(failed.length, Math.floor(room / 2)));
  const failedLines = limitLines(
    failed.map((host) => troubleLine(host, nameWidth, width, paint)),
    Math.min(failed.length, failedRoom),
    (left) => paint('red', `  … ${left} more failed`),
  );
  const runningLines = drawRunning(running, room - failedLines.length, nameWidth, width, layout.nowMs, paint);
  const used = failedLines.length + runningLines.length;
  const quietLines = used < room ? drawQuiet(quiet, nameWidth, width, room - used, paint) : [];
  return [...head, ...failedLines, ...runningLines, ...quietLines].slice(0, layout.height);
}

/** One line for each failed host and each notice: what stays when a part of the run is over. */
export function drawOutcome(model: RunModel, layout: { readonly color: boolean; readonly width: number }): readonly string[] {
  const paint = createPaint(layout.color);
  const failed = [...model.hosts.values()].filter((host) => host.activity === 'failed');
  const nameWidth = Math.min(24, Math.max(0, ...failed.map((host) => textWidth(showLine(host.host)))));
  const width = layout.width - 1;
  return [
    ...model.notices.map((text) => paint('cyan', cutText(`  ${showLine(text)}`, width))),
    ...failed.map((host) => troubleLine(host, nameWidth, width, paint)),
  ];
}

/** How many hosts do what. */
function countsLine(model: RunModel, nowMs: number): string {
  const hosts = [...model.hosts.values()];
  const amount = (...activities: readonly Activity[]): number => hosts.filter((host) => activities.includes(host.activity)).length;
  const parts: readonly (readonly [number, string])[] = [
    [amount('failed'), 'failed'],
    [amount('connecting'), 'connecting'],
    [amount('reading'), 'reading'],
    [amount('running'), 'running'],
    [amount('waiting'), 'waiting'],
    [amount('done'), 'done'],
  ];
  const words = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return [`${count(hosts.length, 'host')}: ${words.join(', ') || 'none yet'}`, showElapsed(nowMs - model.sinceMs)].join(' · ');
}

/** A duration that still grows: tenths of seconds at the finest, so that it does not flicker between units. */
function showElapsed(elapsedMs: number): string {
  return showDuration(Math.max(100, elapsedMs));
}

function isBusy(activity: Activity): boolean {
  return activity === 'connecting' || activity === 'reading' || activity === 'running';
}

function startOf(host: HostState): number {
  return host.step?.sinceMs ?? host.sinceMs;
}

/** Running hosts, one line each; what room is left goes to last output lines, then to ended steps, the longest running host first. */
function drawRunning(
  running: readonly HostState[],
  room: number,
  nameWidth: number,
  width: number,
  nowMs: number,
  paint: Paint,
): readonly string[] {
  if (room <= 0) return [];
  // When not all fit, one line still goes to the last output of the host that has been at it longest.
  const talk = room > 3 && running.some((host) => isTalking(host, nowMs)) ? 1 : 0;
  const shown = running.length > room ? running.slice(0, Math.max(0, room - 1 - talk)) : running;
  const left = running.length - shown.length;
  let spare = room - shown.length - (left > 0 ? 1 : 0);
  const withOutput = new Set<string>();
  for (const host of shown) {
    if (spare > 0 && isTalking(host, nowMs)) {
      withOutput.add(host.host);
      spare -= 1;
    }
  }
  const endedOf = new Map<string, number>();
  for (let round = 1; round <= ENDED_SHOWN && spare > 0; round += 1) {
    for (const host of shown) {
      if (spare > 0 && host.ended.length >= round) {
        endedOf.set(host.host, round);
        spare -= 1;
      }
    }
  }
  const indent = ' '.repeat(6);
  return [
    ...shown.flatMap((host) => [
      runningLine(host, nameWidth, width, nowMs, paint),
      ...endedLines(host, endedOf.get(host.host) ?? 0, width, paint),
      ...(withOutput.has(host.host) ? [paint('dim', cutText(`${indent}| ${showLine(host.step?.lastLine ?? '')}`, width))] : []),
    ]),
    ...(left > 0 ? [paint('dim', `  … ${left} more at work`)] : []),
  ];
}

function isTalking(host: HostState, nowMs: number): boolean {
  return host.step !== undefined && host.step.lastLine !== '' && nowMs - host.step.sinceMs >= OUTPUT_AFTER_MS;
}

function endedLines(host: HostState, number: number, width: number, paint: Paint): readonly string[] {
  if (number === 0) return [];
  return host.ended.slice(-number).map((step) => {
    const { word, style } = stepResults[step.status];
    const text = cutText(`      ${showLine(step.address)} ${word} in ${showDuration(step.durationMs)}`, width);
    return paint(style === 'yellow' || style === 'green' ? 'dim' : style, text);
  });
}

function runningLine(host: HostState, nameWidth: number, width: number, nowMs: number, paint: Paint): string {
  const elapsed = showElapsed(nowMs - startOf(host));
  const place =
    host.planned > 1 && host.activity === 'running'
      ? `${Math.min(host.planned, host.ended.length + (host.step === undefined ? 0 : 1))} of ${host.planned}`
      : '';
  const what = host.step === undefined ? (host.activity === 'running' ? 'between steps' : host.activity) : showLine(host.step.address);
  const tail = [elapsed, place].filter((text) => text !== '').join('  ');
  return hostLine('>', 'cyan', host, what, tail, nameWidth, width, paint);
}

function troubleLine(host: HostState, nameWidth: number, width: number, paint: Paint): string {
  return hostLine('x', 'red', host, showLine(host.trouble ?? 'failed'), '', nameWidth, width, paint);
}

function hostLine(
  mark: string,
  style: Style,
  host: HostState,
  what: string,
  tail: string,
  nameWidth: number,
  width: number,
  paint: Paint,
): string {
  const name = padText(cutText(showLine(host.host), nameWidth), nameWidth);
  const room = width - 4 - nameWidth - 2 - (tail === '' ? 0 : textWidth(tail) + 2);
  const text = cutText(what, Math.max(4, room));
  return `  ${paint([style, 'bold'], mark)} ${paint('bold', name)}  ${style === 'red' ? paint('red', text) : text}${tail === '' ? '' : `  ${paint('dim', tail)}`}`;
}

/** Hosts that wait or are done, by name in as many lines as there are. */
function drawQuiet(quiet: readonly HostState[], nameWidth: number, width: number, room: number, paint: Paint): readonly string[] {
  if (quiet.length === 0) return [];
  const lines: string[] = [];
  for (const activity of ['done', 'waiting'] as const) {
    const names = quiet
      .filter((host) => host.activity === activity)
      .map((host) => `${showLine(host.host)}${host.changed > 0 && activity === 'done' ? ` (${host.changed})` : ''}`);
    if (names.length === 0 || lines.length >= room) continue;
    lines.push(
      paint(
        activity === 'done' ? 'green' : 'dim',
        cutText(`  ${activity === 'done' ? 'done (changes)' : 'waiting'}: ${names.join(' ')}`, width),
      ),
    );
  }
  return lines;
}

function limitLines(lines: readonly string[], limit: number, more: (left: number) => string): readonly string[] {
  if (lines.length <= limit) return lines;
  const shown = lines.slice(0, Math.max(0, limit - 1));
  return [...shown, more(lines.length - shown.length)];
}
