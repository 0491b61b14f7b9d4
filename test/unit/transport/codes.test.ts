import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { transportCodes } from '../../../src/core/codes/transport.ts';

it('every code of the way to a host has its page, and every page a use', () => {
  const sources = globSync('src/transport/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const used = new Set(sources.flatMap((text) => text.match(/RB4\d{3}/gu) ?? []));
  expect(Object.keys(transportCodes).sort()).toEqual([...used].sort());
});
