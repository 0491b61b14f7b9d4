import type { ExpandedItem } from '../../src/definition/model.ts';

/** Everything that was made of a task, as text. */
export function renderStep(item: ExpandedItem): string {
  return JSON.stringify('resource' in item ? { ...item.resource, observe: undefined, converge: undefined } : item);
}
