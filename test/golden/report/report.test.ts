import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cases } from './cases.ts';

const folder = join(import.meta.dirname, 'texts');

describe('what a reader sees', () => {
  test.each(Object.keys(cases))('%s', async (name) => {
    expect(await cases[name]?.()).toBe(readFileSync(join(folder, `${name}.txt`), 'utf8'));
  });

  test('no text is left over', () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(cases)
        .map((name) => `${name}.txt`)
        .sort(),
    );
  });
});
