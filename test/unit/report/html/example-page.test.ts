import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examplePage } from '../../../support/example-page.ts';

test('docs/example-plan.html is the page of docs/example.plan; mend with: node .config/write-docs.ts', () => {
  const written = readFileSync(join(import.meta.dirname, '../../../../docs/example-plan.html'), 'utf8');
  // Not `toBe`: a difference of half a megabyte would be shown for minutes.
  expect(written === examplePage()).toBe(true);
});
