import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { putStandIns } from '../../../src/lab/describe-stand-ins.ts';
import { labStandIns } from '../../../src/lab/host-content.ts';
import { standIns } from '../../../src/lab/stand-ins/stand-ins.ts';

const page = readFileSync(new URL('../../../docs/lab.md', import.meta.url), 'utf8');

test('docs/lab.md lists the stand-ins that there are: else run node .config/write-docs.ts', () => {
  expect(page).toBe(putStandIns(page));
});

test('each stand-in says why, where it has its behaviour from, and what it lacks', () => {
  const headings = [...page.matchAll(/^### (.+)$/gmu)].map((match) => match[1]);
  expect(headings).toEqual([...labStandIns(true), ...standIns].map((one) => one.name));
  expect(page.match(/^- (?:Why|Source|Lacks): \S/gmu)).toHaveLength(3 * headings.length);
});
