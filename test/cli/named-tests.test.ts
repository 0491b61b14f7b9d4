import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codeEntry } from '../../src/cli/codes.ts';
import { isTitled, linkedTests } from '../support/linked-tests.ts';

const textOf = (document: string): string => readFileSync(new URL(`../../docs/${document}`, import.meta.url), 'utf8');

describe.each([
  { document: 'failure.md', heading: '| What fails', leastRows: 25, leastCodes: 21 },
  { document: 'security.md', heading: '| Promise |', leastRows: 35, leastCodes: 0 },
])('docs/$document', ({ document, heading, leastRows, leastCodes }) => {
  const text = textOf(document);
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith(heading));

  test('names in each line of its tables a test that there is', () => {
    expect(rows.length).toBeGreaterThanOrEqual(leastRows);
    for (const row of rows) expect(row).toMatch(/\]\(\.\.\/test\/[^)]+\.test\.ts\) \|$/u);
    expect(linkedTests(document).filter((one) => !isTitled(one))).toEqual([]);
  });

  test('has codes that can be explained', () => {
    const codes = new Set(text.match(/RB\d{4}/gu));
    expect(codes.size).toBeGreaterThanOrEqual(leastCodes);
    expect([...codes].filter((code) => codeEntry(code) === undefined)).toEqual([]);
  });
});

test('docs/security.md says what is not promised', () => {
  const text = textOf('security.md');
  expect(text.slice(text.indexOf('## What is not promised')).match(/^- /gmu)?.length).toBeGreaterThan(20);
});

test('a test that is not there, or has another title, is missed', () => {
  const [one] = linkedTests('failure.md');
  expect(
    one === undefined
      ? []
      : [isTitled(one), isTitled({ ...one, title: `${one.title} too` }), isTitled({ ...one, file: 'test/cli/no.test.ts' })],
  ).toEqual([true, false, false]);
});
