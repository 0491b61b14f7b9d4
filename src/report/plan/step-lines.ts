import { GUARD_SECONDS, isArmable, isUnarmed } from '../../core/way-in.ts';
import type { FieldChange } from '../../core/change.ts';
import { hasHole } from '../../core/hole.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { Step } from '../../core/plan.ts';
import type { TextChange } from '../../core/resource.ts';
import type { Style } from '../paint.ts';
import { compareLists, isObjectList, showLine, showValue } from '../show-value.ts';
import { padText, textWidth, wrapText } from '../text-width.ts';
import type { PlanPen } from './plan-layout.ts';
import { countLines, renderTextDiff } from './text-diff.ts';
import { wayLines } from './way-lines.ts';

const DETAIL = ' '.repeat(6);
/** Lines of a diff that are shown again on each host. */
const SHORT_DIFF = 4;

/** The mark of a step: what is done, or the thing about it that an approver must not miss. */
export function stepSymbol(step: Step): string {
  if (step.labels.includes('point_of_no_return')) return '!';
  if (step.labels.includes('opaque')) return '?';
  switch (step.change.kind) {
    case 'create':
      return '+';
    case 'delete':
      return '-';
    case 'update':
      return '~';
    case 'none':
      return '=';
  }
}

/** The lines of one step: symbol, address, summary and labels; fields and texts below. */
export function renderStep(
  step: Step,
  addressWidth: number,
  consumers: ReadonlyMap<string, readonly string[]>,
  pen: PlanPen,
): readonly string[] {
  const { paint } = pen;
  const symbol = stepSymbol(step);
  const address = showLine(step.address);
  const head = `  ${paint([symbolStyle(symbol), 'bold'], symbol)} `;
  const [beside, ...below] = summaryPieces(step, pen);
  const room = pen.width - 4 - Math.max(addressWidth, textWidth(address)) - 2;
  const fits = beside !== undefined && textWidth(beside.text) <= room;
  const first = wrapText(address, pen.width - 4).map((line, index) => (index === 0 ? head : '    ') + line);
  if (!fits) return [...first, ...[beside, ...below].flatMap((piece) => pieceLines(piece, pen)), ...detailLines(step, consumers, pen)];
  const [next, ...rest] = below;
  const both = next !== undefined && textWidth(beside.text) + 3 + textWidth(next.text) <= room;
  const line = `${head}${padText(address, addressWidth + 2)}${paint(beside.style, beside.text)}${both ? `   ${paint(next.style, next.text)}` : ''}`;
  return [line, ...(both ? rest : below).flatMap((piece) => pieceLines(piece, pen)), ...detailLines(step, consumers, pen)];
}

interface Piece {
  readonly text: string;
  readonly style: readonly Style[];
}

function summaryPieces(step: Step, pen: PlanPen): readonly Piece[] {
  return [...(step.summary === undefined ? [] : [{ text: showLine(step.summary), style: [] }]), ...labelTexts(step, pen)];
}

function pieceLines(piece: Piece | undefined, pen: PlanPen): readonly string[] {
  if (piece === undefined) return [];
  return wrapText(piece.text, pen.width - DETAIL.length).map((line) => DETAIL + pen.paint(piece.style, line));
}

function labelTexts(step: Step, pen: PlanPen): readonly Piece[] {
  const warning = step.warning === undefined ? undefined : showLine(step.warning);
  const noReturn = step.labels.includes('point_of_no_return');
  return [
    ...(noReturn ? [{ text: `POINT OF NO RETURN${warning === undefined ? '' : ` (${warning})`}`, style: ['red', 'bold'] as const }] : []),
    ...guardTexts(step, pen),
    ...(step.labels.includes('opaque')
      ? [{ text: 'opaque: what the command changes cannot be told beforehand', style: ['yellow'] as const }]
      : []),
    ...(!noReturn && warning !== undefined ? [{ text: warning, style: ['yellow'] as const }] : []),
  ];
}

function guardTexts(step: Step, { guardSeconds = GUARD_SECONDS }: PlanPen): readonly Piece[] {
  if (isArmable(step)) return [{ text: `GUARDED: undone after ${guardSeconds} s unless confirmed`, style: ['yellow', 'bold'] }];
  return isUnarmed(step) ? [{ text: 'GUARDED, but the host cannot undo it by itself', style: ['red', 'bold'] }] : [];
}

/** What the step may touch on its host, for whoever wants all of it. */
function touched(step: Step): readonly string[] {
  const { footprint } = step;
  if (footprint.length === 0) return [];
  return [footprint.includes('**') ? 'may touch anything' : `may touch ${footprint.map((entry) => showLine(entry)).join(', ')}`];
}

function detailLines(step: Step, consumers: ReadonlyMap<string, readonly string[]>, pen: PlanPen): readonly string[] {
  const all = pen.diff || pen.verbose;
  const texts = step.texts ?? [];
  const quiet = !all && (step.summary !== undefined || texts.length > 0);
  const fields = step.change.fields.filter(
    (field) => field.field !== 'present' && !isShownByText(field, step) && (!quiet || isUnknown(field)),
  );
  return [
    ...(pen.verbose ? detail(`task: ${showLine(step.task)}`, 'dim', pen) : []),
    ...(pen.verbose ? touched(step).flatMap((line) => detail(line, 'dim', pen)) : []),
    ...fields.flatMap((field) => fieldLines(field, step, pen)),
    ...outputLines(step, consumers, pen),
    ...texts.flatMap((text) => {
      if (all) return textLines(text, step, pen);
      return pen.diffs.linesOf(text, 'count', () => countLine(text, pen));
    }),
    ...(pen.verbose ? wayLines(step).flatMap((line) => detail(line, 'dim', pen)) : []),
  ];
}

/** How many lines of a text change. */
function countLine(text: TextChange, pen: PlanPen): readonly string[] {
  const lines = countLines(text);
  const counts = lines === undefined ? showLine(text.unseen ?? 'not compared') : `+${lines.added} -${lines.removed} lines`;
  return detail(`${showLine(text.path)}: ${counts}`, 'dim', pen);
}

/** The diff of a text. One of several lines that another host's block has already is only named, unless everything is to be shown. */
function textLines(text: TextChange, step: Step, pen: PlanPen): readonly string[] {
  const isNew = step.change.kind === 'create';
  const lines = pen.diffs.linesOf(text, isNew ? 'new' : '', () => renderTextDiff(text, isNew, DETAIL, pen));
  if (pen.verbose || pen.host === undefined || lines.length <= SHORT_DIFF) return lines;
  const other = pen.diffs.shownOn(lines, pen.host);
  return other === undefined ? lines : detail(`--- ${showLine(text.path)}: the same as on ${showLine(other)}`, 'dim', pen);
}

function outputLines(step: Step, consumers: ReadonlyMap<string, readonly string[]>, pen: PlanPen): readonly string[] {
  return Object.keys(step.outputs).flatMap((name) => {
    const hosts = consumers.get(outputKey(step.host, step.address, name)) ?? [];
    if (hosts.length > 0) return detail(`gives ${showLine(name)} to ${hosts.map(showLine).join(', ')}`, 'dim', pen);
    return pen.verbose ? detail(`gives ${showLine(name)}`, 'dim', pen) : [];
  });
}

/** The key under which consumers of an output are counted. */
export function outputKey(host: string, address: string, output: string): string {
  return JSON.stringify([host, address, output]);
}

/** A digest says nothing to a reader when the text itself is compared below. */
export function isShownByText(field: FieldChange, step: Step): boolean {
  return /(^|\.)(digest|content|sha256)$/u.test(field.field) && (step.texts?.length ?? 0) > 0;
}

function isUnknown(field: FieldChange): boolean {
  return holed(field.after);
}

function holed(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return hasHole(value);
  return Object.values(value).some((inner: Json) => holed(inner));
}

function fieldLines(field: FieldChange, step: Step, pen: PlanPen): readonly string[] {
  const name = showLine(field.field);
  if (isObjectList(field.after) || isObjectList(field.before)) {
    const before = Array.isArray(field.before) ? field.before : [];
    const after = Array.isArray(field.after) ? field.after : [];
    const { gone, come } = compareLists(before, after);
    const kept = after.length - come.length;
    return [
      ...detail(`${name}:${kept > 0 ? ` ${kept} unchanged` : ''}`, undefined, pen),
      ...gone.flatMap((item) => detail(`  - ${showValue(item, Number.POSITIVE_INFINITY)}`, 'red', pen)),
      ...come.flatMap((item) => detail(`  + ${showValue(item, Number.POSITIVE_INFINITY)}`, 'green', pen)),
    ];
  }
  const limit = pen.diff || pen.verbose ? Number.POSITIVE_INFINITY : undefined;
  if (field.before === undefined && step.change.kind === 'create') return valueLines(name, field.after, limit, pen);
  const after = field.after === undefined ? '(removed)' : showValue(field.after, limit);
  return detail(`${name}: ${showValue(field.before, limit)} → ${after}`, undefined, pen);
}

/** A value on one line, or an object member by member where it does not fit. */
function valueLines(name: string, value: Json | undefined, limit: number | undefined, pen: PlanPen): readonly string[] {
  const line = `${name}: ${showValue(value, limit)}`;
  if (!isJsonObject(value) || textWidth(line) <= pen.width - DETAIL.length - 2) return detail(line, undefined, pen);
  const members = Object.entries(value).flatMap(([key, inner]) => detail(`  ${showLine(key)}: ${showValue(inner, limit)}`, undefined, pen));
  return [...detail(`${name}:`, undefined, pen), ...members];
}

function detail(text: string, style: Style | undefined, pen: PlanPen): readonly string[] {
  const [first = '', ...rest] = wrapText(text, pen.width - DETAIL.length - 2);
  return [first, ...rest.map((line) => `    ${line}`)].map((line) => DETAIL + (style === undefined ? line : pen.paint(style, line)));
}

function symbolStyle(symbol: string): Style {
  switch (symbol) {
    case '+':
      return 'green';
    case '-':
    case '!':
      return 'red';
    case '~':
    case '?':
      return 'yellow';
    default:
      return 'dim';
  }
}
