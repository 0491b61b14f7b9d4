import { expect, test } from 'vitest';
import type { Write } from '../../../src/report/reporter.ts';
import { writeByTurns } from '../../../src/report/write-by-turns.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what is shown in one turn is written at once, and nothing is left behind', async () => {
  const written: string[] = [];
  let show: Write = () => undefined;
  const reporter = writeByTurns(
    (text) => written.push(text),
    (write) => {
      show = write;
      const ending = (): Promise<void> => Promise.resolve(write('end\n'));
      return { onEvent: () => undefined, settle: () => Promise.resolve(), close: ending };
    },
  );
  for (const text of ['one\n', 'two\n']) show(text);
  expect(written).toEqual([]);
  await turn();
  expect(written).toEqual(['one\ntwo\n']);
  show('before a question\n');
  await reporter.settle();
  expect(written.at(-1)).toBe('before a question\n');
  const much = 'x'.repeat(100_000);
  show(much);
  expect(written.at(-1)).toBe(much);
  show('last\n');
  await reporter.close();
  expect(written.slice(3)).toEqual(['last\nend\n']);
  await turn();
  expect(written).toHaveLength(4);
});
