import { expect, test } from 'vitest';
import { keptInputs } from './corpus.ts';
import { kinds } from './kinds/index.ts';
import { judgeTimed } from './run-kind.ts';

/*
 * Each of these inputs once showed a fault: the program threw, hung, or sent to the terminal what a terminal obeys.
 */
test.each(keptInputs().map((kept) => [kept.file, kept] as const))('%s', async (_file, { kind, input }) => {
  const found = kinds.find((one) => one.name === kind);
  if (found === undefined) throw new Error(`there is no kind ${kind}`);
  expect((await judgeTimed(found, input)).verdict.reached).toMatch(/^(?:syntax|meaning)$/u);
});
