import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT, combineExitCodes } from '../../../src/core/exit-code.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'exit-codes.md'), 'utf8');

test('the page lists every exit code, and no other', () => {
  const listed = [...page.matchAll(/^\| (\d+) \|/gmu)].map((match) => Number(match[1]));
  expect(listed).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});

test('when several apply, the first of the order that the page states is given', () => {
  const words = /else the first of ([\d, ]+) is given/u.exec(page)?.[1] ?? '';
  const order = words.split(', ').map(Number);
  expect(order).toHaveLength(7);
  for (const [index, first] of order.entries()) {
    for (const later of order.slice(index)) {
      expect({ first, later, given: combineExitCodes([EXIT.done, later, first]) }).toEqual({ first, later, given: first });
    }
  }
});

test.each([EXIT.usage, EXIT.definition])('%i comes alone', (alone) => {
  expect(combineExitCodes([...Object.values(EXIT).filter((code) => code !== EXIT.usage && code !== EXIT.definition), alone])).toBe(alone);
});

test('nothing, and nothing but success, is 0', () => {
  expect(combineExitCodes([])).toBe(0);
  expect(combineExitCodes([EXIT.done, EXIT.done])).toBe(0);
});
