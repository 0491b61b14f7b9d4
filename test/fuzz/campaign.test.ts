import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCampaign, tasksFor } from './campaign.ts';
import { kinds } from './kinds/index.ts';
import { planted } from './planted.ts';
import { searchPlanted, withCopy } from './prove-planted.ts';

/*
 * The short form of `npm run test:fuzz`: the same inputs each time, so that it fails only for what somebody changed.
 */
test('some thousand inputs of all kinds are judged, most of them past their syntax, and none does harm', async () => {
  const { findings, tallies } = await runCampaign({
    tasks: tasksFor(kinds, 2000, 20_261_123),
    threads: 1,
    hangMs: 15_000,
    isCounting: false,
    isHasty: false,
  });
  expect(findings).toEqual([]);
  const all = [...tallies.values()];
  expect([...tallies.keys()]).toEqual(kinds.map((kind) => kind.name));
  expect(all.reduce((sum, one) => sum + one.inputs, 0)).toBeGreaterThanOrEqual(2000);
  expect(all.reduce((sum, one) => sum + one.meaning, 0)).toBeGreaterThan(1000);
}, 180_000);

test('a planted fault is found', () => {
  const fault = planted.find((one) => one.kind === 'reports');
  if (fault === undefined) throw new Error('no fault is planted in reports');
  expect(withCopy((copy) => searchPlanted(copy, fault, 1, 400)).found?.message).toContain('to the terminal');
}, 180_000);

test.each(planted.map((fault) => [fault.name, fault] as const))(
  'what is there before it can still be found in the sources: %s',
  (_name, { file, sound, faulty }) => {
    const text = readFileSync(join(import.meta.dirname, '../../src', file), 'utf8');
    expect(text.split(sound)).toHaveLength(2);
    expect(faulty).not.toBe(sound);
  },
);
