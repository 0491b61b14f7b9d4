import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeEntry } from '../../src/cli/codes.ts';
import { isTitled, linkedTests } from '../support/linked-tests.ts';

const text = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| Promise |'));

test('docs/security.md names for each promise tests that there are', () => {
  expect(rows.length).toBeGreaterThanOrEqual(35);
  for (const row of rows) expect(row).toMatch(/\]\(\.\.\/test\/[^)]+\.test\.ts\) \|$/u);
  expect(linkedTests('security.md').filter((one) => !isTitled(one))).toEqual([]);
});

test('its codes can be explained, and it says what is not promised', () => {
  expect((text.match(/RB\d{4}/gu) ?? []).filter((code) => codeEntry(code) === undefined)).toEqual([]);
  expect(text.slice(text.indexOf('## What is not promised')).match(/^- /gmu)?.length).toBeGreaterThan(20);
});
