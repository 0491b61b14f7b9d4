import type { Plan } from '../../core/plan.ts';
import type { Layout } from '../diagnostic.ts';
import { createPaint } from '../paint.ts';
import { showLine } from '../show-value.ts';
import { wrapText } from '../text-width.ts';
import { count, listWords, showDateTime, type Clock } from '../wording.ts';

/** Who made a plan, when, from what, until when it is good, and its digest: what is compared by phone or on paper. */
export function planHead(plan: Plan, digest: string, layout: Layout & Clock & { readonly now: Date }): readonly string[] {
  const paint = createPaint(layout.color);
  const { operator, version, files, marks, options } = plan.origin;
  const secrets = Object.keys(marks).filter((name) => !name.startsWith('-e ') && name !== 'marks.key');
  const extra = Object.keys(marks).filter((name) => name.startsWith('-e '));
  const said = [...Object.entries(options).map(([name, value]) => `--${name} ${value}`), ...extra];
  const isOver = plan.validUntil !== undefined && new Date(plan.validUntil).getTime() <= layout.now.getTime();
  const lines = [
    `Made by ${showLine(operator)} on ${showDateTime(plan.createdAt, layout)} with runbook ${showLine(version)}`,
    ...(plan.undoOf === undefined ? [] : [`Takes back the run ${showLine(plan.undoOf)}`]),
    `From ${count(Object.keys(files).length, 'file')}${secrets.length === 0 ? '' : ` and ${count(secrets.length, 'secret')} (${listWords(secrets.map(showLine), 6)})`}`,
    ...(said.length === 0 ? [] : [`Options: ${said.map(showLine).join(' ')}`]),
    plan.validUntil === undefined
      ? 'Good without end'
      : `${isOver ? 'Was' : 'Is'} good until ${showDateTime(plan.validUntil, layout)}${isOver ? ': it is not carried out any more' : ''}`,
  ];
  // The digest stands alone and whole: it is read aloud, compared and copied.
  return [...lines.flatMap((line) => wrapText(line, layout.width)), paint('bold', 'Digest'), `  sha256:${digest}`];
}
