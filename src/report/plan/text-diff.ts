import { structuredPatch } from 'diff';
import type { TextChange } from '../../core/resource.ts';
import { showLine, showText } from '../show-value.ts';
import { cutText, wrapText } from '../text-width.ts';
import { count } from '../wording.ts';
import type { PlanPen } from './plan-layout.ts';

/** Lines of one diff that are shown unless everything is asked for. */
export const DIFF_LINES = 60;
/** Changed lines beyond which no line by line comparison is made. */
const MOST_EDITS = 1_000;

/** How many lines a text change adds and removes; undefined when it cannot be seen. */
export function countLines(text: TextChange): { readonly added: number; readonly removed: number } | undefined {
  const lines = diffLines(text);
  if (lines === undefined) return undefined;
  return { added: lines.filter((line) => line.startsWith('+')).length, removed: lines.filter((line) => line.startsWith('-')).length };
}

/** The unified diff of a text, indented. What the limit leaves out is said. */
export function renderTextDiff(text: TextChange, isNew: boolean, indent: string, pen: PlanPen): readonly string[] {
  const { paint } = pen;
  const title = `${indent}${paint('dim', `--- ${showLine(text.path)}${text.before === undefined ? (isNew ? ' (new)' : ' (what is there now is not known)') : ''}`)}`;
  if (text.unseen !== undefined) return [`${indent}${paint('dim', `--- ${showLine(text.path)}: not shown: ${showLine(text.unseen)}`)}`];
  const lines = diffLines(text);
  if (lines === undefined) {
    const size = (content: string | undefined): string => count(withoutLastBreak(content ?? '').length, 'line');
    return [
      title,
      `${indent}${paint('dim', `too different to compare line by line: ${size(text.before)} before, ${size(text.after)} after`)}`,
    ];
  }
  const limit = pen.verbose ? lines.length : DIFF_LINES;
  const shown = lines.length > limit + 1 ? lines.slice(0, limit) : lines;
  const left = lines.slice(shown.length);
  return [
    title,
    ...shown.flatMap((line) => renderDiffLine(line, indent, pen)),
    ...(left.length === 0 ? [] : [`${indent}${paint('dim', `… ${leftOut(left)}; --verbose shows all`)}`]),
  ];
}

function leftOut(left: readonly string[]): string {
  const added = left.filter((line) => line.startsWith('+')).length;
  const removed = left.filter((line) => line.startsWith('-')).length;
  return `${count(left.length, 'more line')} of this diff left out (${added} added, ${removed} removed)`;
}

function renderDiffLine(line: string, indent: string, pen: PlanPen): readonly string[] {
  const style = line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : line.startsWith('@') ? 'cyan' : 'dim';
  const room = pen.width - indent.length;
  if (!pen.verbose)
    return wrapText(line, room - 4).map((part, index) => indent + pen.paint(style, index === 0 ? part : cutText(`    ${part}`, room)));
  return [indent + pen.paint(style, line)];
}

/** The lines of the hunks, each text as `show` makes it; undefined when the texts are too different, or cannot be seen. */
export function diffLines(text: TextChange, show: (text: string) => string = showText): readonly string[] | undefined {
  if (text.unseen !== undefined) return undefined;
  const before = show(text.before ?? '');
  const after = show(text.after ?? '');
  if (before === '') return after === '' ? [] : withoutLastBreak(after).map((line) => `+${line}`);
  if (after === '') return withoutLastBreak(before).map((line) => `-${line}`);
  const patch = structuredPatch('before', 'after', before, after, undefined, undefined, { context: 3, maxEditLength: MOST_EDITS });
  return patch?.hunks.flatMap((hunk) => [`@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`, ...hunk.lines]);
}

function withoutLastBreak(text: string): readonly string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
