import type { FieldChange } from '../../core/change.ts';
import { hasHole } from '../../core/hole.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { Step } from '../../core/plan.ts';
import { isShownByText } from '../plan/step-lines.ts';
import { compareLists, isObjectList } from '../show-value.ts';
import { shorten } from './action-part.ts';
import { el, join, say, type Child, type Html } from './markup.ts';
import { rowPart, tablePart } from './table-part.ts';

/** Longest text of a field that is shown, in characters. */
const LONGEST_VALUE = 2000;

/** The fields that change, before and after. Undefined when there is none to show. */
export function fieldPart(step: Step): Html | undefined {
  const fields = step.change.fields.filter((field) => field.field !== 'present' && !isShownByText(field, step));
  if (fields.length === 0) return undefined;
  return tablePart(
    { class: 'fields', caption: { en: 'Fields', ko: '항목' } },
    [
      { en: 'Field', ko: '항목' },
      { en: 'Before', ko: '변경 전' },
      { en: 'After', ko: '변경 후' },
    ],
    fields.map((field) => rowPart(field.field, beforeAndAfter(field))),
  );
}

function beforeAndAfter(field: FieldChange): readonly Child[] {
  if (isObjectList(field.before) || isObjectList(field.after)) {
    const before = Array.isArray(field.before) ? field.before : [];
    const after = Array.isArray(field.after) ? field.after : [];
    const { gone, come } = compareLists(before, after);
    const kept = after.length - come.length;
    const unchanged = kept === 0 ? undefined : el('p', {}, say({ en: `${kept} unchanged`, ko: `변경 없음 ${kept}개` }));
    return [itemList(gone, '− '), join(unchanged, itemList(come, '+ '))];
  }
  return [valueText(field.before, { en: '(not there)', ko: '(없음)' }), valueText(field.after, { en: '(removed)', ko: '(제거됨)' })];
}

function itemList(items: readonly Json[], sign: string): Child {
  return items.map((item) => el('p', {}, sign, valueText(item, { en: '', ko: '' })));
}

/** A value as a reader takes it in: texts bare, lists with commas, members one a line. */
function valueText(value: Json | undefined, absent: Parameters<typeof say>[0]): Child {
  if (value === undefined) return say(absent);
  if (value === null) return say({ en: '(none)', ko: '(없음)' });
  if (typeof value === 'string')
    return value === '' ? say({ en: '(empty)', ko: '(비어 있음)' }) : hasHole(value) ? value : shorten(value, LONGEST_VALUE);
  if (typeof value === 'boolean') return value ? say({ en: 'yes', ko: '예' }) : say({ en: 'no', ko: '아니요' });
  if (typeof value === 'number') return String(value);
  if (isJsonObject(value)) {
    const members = Object.entries(value);
    if (members.length === 0) return say({ en: '(empty)', ko: '(비어 있음)' });
    return members.map(([key, inner]) => el('p', {}, `${key}: `, valueText(inner, absent)));
  }
  if (value.length === 0) return say({ en: '(none)', ko: '(없음)' });
  return value.flatMap((item: Json, index): readonly Child[] =>
    index === 0 ? [valueText(item, absent)] : [', ', valueText(item, absent)],
  );
}
