import { expect, test } from 'vitest';
import { createRecent } from '../../../src/core/recent.ts';

test('what is used again and again stays, and of what came once only the latest does', () => {
  const recent = createRecent<string, number>();
  recent.set('used', 1);
  recent.set('unused', 2);
  const used = new Set<number | undefined>();
  for (let index = 0; index < 30_000; index += 1) {
    recent.set(`once ${index}`, index);
    used.add(recent.get('used'));
  }
  expect([...used]).toEqual([1]);
  expect(['unused', 'once 100', 'once 26000', 'once 29999'].map((key) => recent.get(key))).toEqual([undefined, undefined, 26_000, 29_999]);
});
