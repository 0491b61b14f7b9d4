import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asSeen, collectOutput } from '../../../src/report/output-lines.ts';

test.each([
  ['plain', 'plain'],
  ['5%\r50%\r100%', '100%'],
  ['5%\r50%\r', '50%'],
  ['\u001B[1;31mred\u001B[0m and \u001B[2Kmore', 'red and more'],
  ['trailing  \t', 'trailing'],
  ['\r\r', ''],
])('%j is seen as %j', (line, seen) => {
  expect(asSeen(line)).toBe(seen);
});

test('lines are the same however the output is cut into pieces, and hosts do not mix', () => {
  const text = 'first line\nsecond line\r\n\nthird 50%\rthird 100%\nlast without an end';
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), (cuts) => {
      const output = collectOutput();
      const lines: string[] = [];
      let from = 0;
      for (const to of [...cuts.sort((a, b) => a - b), text.length]) {
        output.push('other', 'noise');
        lines.push(...output.push('one', text.slice(from, to)));
        from = to;
      }
      lines.push(...output.end('one'));
      expect(lines).toEqual(['first line', 'second line', 'third 100%', 'last without an end']);
    }),
  );
});

test('a line without an end is not waited for without limit', () => {
  const output = collectOutput();
  expect(output.push('one', 'x'.repeat(5_000))).toHaveLength(1);
  expect(output.end('one')).toEqual([]);
});
