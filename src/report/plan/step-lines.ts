import type { FieldChange } from '../../core/change.ts';
import { hasHole } from '../../core/hole.ts';
import type { Json } from '../../core/json.ts';
import type { Step } from '../../core/plan.ts';
import type { Style } from '../paint.ts';
import { compareLists, isObjectList, showLine, showValue } from '../show-value.ts';
import { padText, textWidth, wrapText } from '../text-width.ts';
import type { PlanPen } from './plan-layout.ts';
import { countLines, renderTextDiff } from './text-diff.ts';

/** Fewest columns in which a summary stands beside its address. */
const NARROWEST_SUMMARY = 28;
const DETAIL = ' '.repeat(6);

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
  const style = symbolStyle(symbol);
  const address = showLine(step.address);
  const column = 4 + addressWidth + 2;
  const beside = pen.width - column >= NARROWEST_SUMMARY && textWidth(address) <= addressWidth;
  const left = beside ? column : DETAIL.length;
  const tail = summaryLines(step, pen.width - left, pen);
  const head = `  ${paint([style, 'bold'], symbol)} `;
  const lines = beside
    ? [
        head + (tail[0] === undefined ? address : padText(address, addressWidth + 2) + tail[0]),
        ...tail.slice(1).map((line) => ' '.repeat(left) + line),
      ]
    : [
        ...wrapText(address, pen.width - 4).map((line, index) => (index === 0 ? head : '    ') + line),
        ...tail.map((line) => DETAIL + line),
      ];
  return [...lines, ...detailLines(step, consumers, pen)];
}

function summaryLines(step: Step, room: number, pen: PlanPen): readonly string[] {
  const { paint } = pen;
  const summary = step.summary === undefined ? [] : wrapText(showLine(step.summary), room);
  const labels = labelTexts(step);
  const last = summary.at(-1);
  if (last !== undefined && labels.length === 1 && textWidth(last) + 3 + textWidth(labels[0]?.text ?? '') <= room) {
    return [...summary.slice(0, -1), `${last}   ${labels.map((label) => paint(label.style, label.text)).join('')}`];
  }
  return [...summary, ...labels.flatMap((label) => wrapText(label.text, room).map((line) => paint(label.style, line)))];
}

function labelTexts(step: Step): readonly { readonly text: string; readonly style: readonly Style[] }[] {
  const warning = step.warning === undefined ? undefined : showLine(step.warning);
  const noReturn = step.labels.includes('point_of_no_return');
  return [
    ...(noReturn ? [{ text: `POINT OF NO RETURN${warning === undefined ? '' : ` (${warning})`}`, style: ['red', 'bold'] as const }] : []),
    ...(step.labels.includes('guarded') ? [{ text: 'GUARDED (not armed in this version)', style: ['yellow', 'bold'] as const }] : []),
    ...(step.labels.includes('opaque')
      ? [{ text: 'opaque: what the command changes cannot be told beforehand', style: ['yellow'] as const }]
      : []),
    ...(!noReturn && warning !== undefined ? [{ text: warning, style: ['yellow'] as const }] : []),
  ];
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
    ...fields.flatMap((field) => fieldLines(field, step, pen)),
    ...outputLines(step, consumers, pen),
    ...texts.flatMap((text) => {
      if (all) return renderTextDiff(text, step.change.kind === 'create', DETAIL, pen);
      const lines = countLines(text);
      return detail(
        `${showLine(text.path)}: ${lines === undefined ? showLine(text.unseen ?? 'not compared') : `+${lines.added} -${lines.removed} lines`}`,
        'dim',
        pen,
      );
    }),
  ];
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
function isShownByText(field: FieldChange, step: Step): boolean {
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
      ...gone.flatMap((item) => detail(`  - ${showValue(item)}`, 'red', pen)),
      ...come.flatMap((item) => detail(`  + ${showValue(item)}`, 'green', pen)),
    ];
  }
  if (field.before === undefined && step.change.kind === 'create') return detail(`${name}: ${showValue(field.after)}`, undefined, pen);
  const after = field.after === undefined ? '(removed)' : showValue(field.after);
  return detail(`${name}: ${showValue(field.before)} → ${after}`, undefined, pen);
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
