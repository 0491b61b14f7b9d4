import { hasHole } from './hole.ts';
import { equalJson, isJsonObject, type Json, type JsonObject } from './json.ts';

/** One field that differs. A value with a hole is not known yet. */
export interface FieldChange {
  /** Dotted path of the field in the state. */
  readonly field: string;
  /** Undefined when the field was not there. */
  readonly before?: Json;
  /** Undefined when the field goes away. */
  readonly after?: Json;
}

/** What is to be done about a resource. */
export interface Change {
  readonly kind: 'none' | 'create' | 'update' | 'delete';
  readonly fields: readonly FieldChange[];
}

/**
 * Compares an observed state with the desired fields. Only fields that are desired count. A state says with its boolean field `present`
 * whether the thing exists; without that field it always does. An unknown observed value counts as different.
 */
export function diff(observed: JsonObject, desired: JsonObject): Change {
  const before = observed['present'];
  const after = desired['present'];
  if (after === false) {
    return before === false ? NOTHING : { kind: 'delete', fields: [...compare(observed, desired, ''), ...goneWith(observed, desired)] };
  }
  if (before === false) return { kind: 'create', fields: compare({}, desired, '').filter((one) => one.field !== 'present') };
  const fields = compare(observed, desired, '');
  return fields.length === 0 ? NOTHING : { kind: 'update', fields };
}

/** What goes away with a thing: all that is known of it, and that the wish does not speak of. */
function goneWith(observed: JsonObject, desired: JsonObject): readonly FieldChange[] {
  return Object.entries(observed).flatMap(([field, before]) =>
    field in desired || before === null || before === '' ? [] : [{ field, before }],
  );
}

/** Nothing to do. */
export const NOTHING: Change = { kind: 'none', fields: [] };

/** True when the change has a field with that name, one below it, or one that it is part of: a thing that is created comes as a whole. */
export function changes(change: Change, field: string): boolean {
  return change.fields.some((one) => one.field === field || one.field.startsWith(`${field}.`) || field.startsWith(`${one.field}.`));
}

function compare(observed: JsonObject, desired: JsonObject, prefix: string): readonly FieldChange[] {
  return Object.keys(desired).flatMap((key) => compareField(observed[key], desired[key], `${prefix}${key}`));
}

function compareField(before: Json | undefined, after: Json | undefined, field: string): readonly FieldChange[] {
  if (after === undefined) return [];
  if (isJsonObject(after) && isJsonObject(before)) {
    const gone = Object.keys(before).filter((key) => !(key in after));
    return [
      ...compare(before, after, `${field}.`),
      ...gone.map((key) => ({ field: `${field}.${key}`, ...(before[key] === undefined ? {} : { before: before[key] }) })),
    ];
  }
  if (before !== undefined && !hasHole(before) && !hasHole(after) && equalJson(before, after)) return [];
  return [{ field, after, ...(before === undefined ? {} : { before }) }];
}
