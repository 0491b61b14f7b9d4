import type { Diagnostic, Source } from '../core/diagnostic.ts';
import { insteadGive, inSlices } from '../core/turns.ts';
import { withoutSequences } from './output-lines.ts';
import { createPaint, type Paint } from './paint.ts';
import { showLine, showText } from './show-value.ts';
import { cutText, textWidth, wrapText } from './text-width.ts';
import { count, listWords } from './wording.ts';

/** How a report is laid out. */
export interface Layout {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
}

const SHOWN_HOSTS = 8;

/** One diagnostic: code and what, where with the line and a caret, host and address, why, how to mend. Ends with a newline. */
export function renderDiagnostic(diagnostic: Diagnostic, layout: Layout): string {
  return renderDiagnosticFor(diagnostic, diagnostic.host === undefined ? [] : [diagnostic.host], layout);
}

/**
 * Several diagnostics, errors before warnings, those in files in the order of the files. Equal ones of several hosts are shown once with the names
 * of the hosts. More than one error ends with their number.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], layout: Layout): string {
  return [...diagnosticsPieces(diagnostics, layout)].join('');
}

/** The same piece by piece, some of them empty: thousands of hosts may have failed, each for a reason of its own. */
export function* diagnosticsPieces(diagnostics: readonly Diagnostic[], layout: Layout): Generator<string> {
  const groups = new Map<string, { readonly first: Diagnostic; readonly hosts: Set<string> }>();
  const join = (one: Diagnostic): void => {
    const key = JSON.stringify({ ...one, host: undefined });
    const group = groups.get(key) ?? { first: one, hosts: new Set() };
    if (one.host !== undefined) group.hosts.add(one.host);
    groups.set(key, group);
  };
  yield* insteadGive('', inSlices([...diagnostics].sort(compareDiagnostics), join));
  let between = '';
  for (const { first, hosts } of groups.values()) {
    yield between + renderDiagnosticFor(first, [...hosts], layout);
    between = '\n';
  }
  if (groups.size < 2) return;
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const total = [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])].join(', ');
  yield `\n${total}\n`;
}

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  if (a.source === undefined || b.source === undefined) return Number(b.source !== undefined) - Number(a.source !== undefined);
  return a.source.file === b.source.file
    ? a.source.line - b.source.line || a.source.column - b.source.column
    : a.source.file < b.source.file
      ? -1
      : 1;
}

/** One diagnostic with the names of the hosts that it is about; none where the reader knows. */
export function renderDiagnosticFor(diagnostic: Diagnostic, hosts: readonly string[], layout: Layout): string {
  const paint = createPaint(layout.color);
  const style = diagnostic.severity === 'error' ? 'red' : 'yellow';
  const head = showLine(`${diagnostic.severity} ${diagnostic.code}`);
  const [first = '', ...rest] = wrapText(`${head}: ${showLine(diagnostic.what)}`, layout.width - 2);
  const title = [paint([style, 'bold'], head) + paint('bold', first.slice(head.length)), ...rest.map((line) => paint('bold', `  ${line}`))];
  return [
    ...title,
    ...(diagnostic.source === undefined ? [] : renderSource(diagnostic.source, layout, paint)),
    ...labelled(hosts.length > 1 ? 'hosts' : 'host', listWords(hosts.map(showLine), SHOWN_HOSTS), layout, paint),
    ...labelled('step', diagnostic.address, layout, paint),
    ...labelled('why', diagnostic.why, layout, paint),
    ...labelled('mend', diagnostic.mend, layout, paint),
    '',
  ].join('\n');
}

function labelled(label: string, text: string | undefined, layout: Layout, paint: Paint): readonly string[] {
  if (text === undefined || text === '') return [];
  const lines = wrapText(showText(withoutSequences(text)).trimEnd(), layout.width - 8);
  return lines.map((line, index) => `  ${index === 0 ? paint('cyan', label.padEnd(5)) : '     '} ${line}`.trimEnd());
}

/** Where it was written: file, line and column, the line itself and a caret below the column. */
function renderSource(source: Source, layout: Layout, paint: Paint): readonly string[] {
  const place = `  ${paint('cyan', 'at'.padEnd(5))} ${showLine(source.file)}:${source.line}:${source.column}`;
  if (source.text === undefined) return [place];
  const gutter = `${source.line} | `;
  const room = Math.max(20, layout.width - gutter.length - 8);
  const { text, caret } = windowOf(source.text, source.column, room);
  const indent = ' '.repeat(8);
  return [
    place,
    `${indent}${paint('dim', gutter)}${text}`,
    `${indent}${' '.repeat(gutter.length - 2)}${paint('dim', '|')} ${' '.repeat(caret)}${paint(['red', 'bold'], '^')}`,
  ];
}

/** So much of a line is looked at on each side of the column, in UTF-16 units: a file may be one line of a MiB. */
const LOOKED_AT = 1000;

/** The part of a line that fits and contains the column, and where in it, in terminal columns, the caret stands. */
function windowOf(line: string, column: number, room: number): { readonly text: string; readonly caret: number } {
  const at = Math.max(0, column - 1);
  const from = Math.max(0, at - LOOKED_AT);
  const before = showText(line.slice(from, at).toWellFormed());
  const shown = before + showText(line.slice(at, at + LOOKED_AT).toWellFormed());
  if (from === 0 && textWidth(before) < room - 1) return { text: cutText(shown, room), caret: textWidth(before) };
  let start = 0;
  while (start < before.length && textWidth(before.slice(start)) > room / 2) start += 1;
  const left = `…${before.slice(start)}`;
  return { text: cutText(left + shown.slice(before.length), room), caret: textWidth(left) };
}
