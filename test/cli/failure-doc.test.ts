import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeEntry } from '../../src/cli/codes.ts';
import { isTitled, linkedTests } from '../support/linked-tests.ts';

const text = readFileSync(new URL('../../docs/failure.md', import.meta.url), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| What fails'));

test('docs/failure.md tells of at least 25 failures, each with a test that there is', () => {
  expect(rows.length).toBeGreaterThanOrEqual(25);
  for (const row of rows) expect(row).toMatch(/\]\(\.\.\/test\/[^)]+\.test\.ts\) \|$/u);
  expect(linkedTests('failure.md').filter((one) => !isTitled(one))).toEqual([]);
});

test('its codes can be explained', () => {
  const codes = new Set(text.match(/RB\d{4}/gu));
  expect(codes.size).toBeGreaterThan(20);
  expect([...codes].filter((code) => codeEntry(code) === undefined)).toEqual([]);
});

test('a test that is not there, or has another title, is missed', () => {
  const [one] = linkedTests('failure.md');
  expect(
    one === undefined
      ? []
      : [isTitled(one), isTitled({ ...one, title: `${one.title} too` }), isTitled({ ...one, file: 'test/cli/no.test.ts' })],
  ).toEqual([true, false, false]);
});
