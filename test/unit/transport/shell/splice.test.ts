import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { spliceOf } from '../../../../src/transport/shell/splice.ts';
import { useLocalBench } from '../../../support/local-bench.ts';

const long = 'a line of a configuration\n'.repeat(400);

describe('a text as a change of another', () => {
  test('puts together what it was taken apart from, in whole lines', () => {
    const words = fc
      .array(fc.constantFrom('가', 'a', 'é\r', '\n', '\n\n', long), { maxLength: 8 })
      .map((parts) => `${parts.join('')}${long}`);
    let found = 0;
    fc.assert(
      fc.property(words, words, (before, after) => {
        const splice = spliceOf(before, after);
        if (splice === undefined) return;
        found += 1;
        const old = before.split('\n');
        expect(splice.first).toBeGreaterThanOrEqual(1);
        expect(splice.last).toBeGreaterThanOrEqual(splice.first);
        expect(splice.last).toBeLessThan(old.length);
        expect([...old.slice(0, splice.first - 1), splice.lines, ...old.slice(splice.last)].join('\n')).toBe(after);
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(50);
  });

  test('is none when little is saved, or a line does not end', () => {
    expect(spliceOf('short\n', 'shorter\n')).toBeUndefined();
    expect(spliceOf('x'.repeat(5000), 'y'.repeat(5000))).toBeUndefined();
    expect(spliceOf(`${long}x`, `${long}x\n`)).toBeUndefined();
    expect(spliceOf(`${long}x\n`, `${long}x`)).toBeUndefined();
  });

  test('a line of many sends that line', () => {
    expect(spliceOf(`${long}UMASK 022\n${long}`, `${long}UMASK 027\n${long}`)).toEqual({ first: 401, last: 401, lines: 'UMASK 027' });
  });
});

describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(shell);
  const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  const rewrite = (before: string, after: string): ReadyStep => {
    const path = bench.at('file');
    const seen = [sha256(before)];
    return {
      id: 'rewrite',
      requests: [{ ask: 'digest', path }],
      seen,
      before: answersDigest(seen),
      after: answersDigest([sha256(after)]),
      olds: { [path]: before },
      actions: [{ do: 'write', path, content: { text: after }, mode: '0644', owner: userInfo().username, group }],
    };
  };

  test.each([
    ['in the middle', `${long}UMASK 022\n${long}`, `${long}UMASK 027 가\n${long}`],
    ['at the beginning', long, `# 가\n${long}`],
    ['of the first line', `first\n${long}`, `\n \\n\ttwo\n${long}`],
    ['at the end', long, `${long}'last' $(line) \\\n\n\n`],
    ['of the last line', `${long}last\n`, `${long}`],
    ['with an empty line', `${long}last\n`, `${long}\n`],
    ['of some lines', `${long}one\ntwo\nthree\n${long}`, `${long}1\n2\n${long}`],
    ['that only takes away', `${long}one\n${long}`, `${long}${long}`],
  ])('writes a change %s, and is sent little', async (_, before, after) => {
    writeFileSync(bench.at('file'), before);
    await bench.session.ask([{ ask: 'stat', path: bench.at('file') }], 'login');
    const sent = bench.session.stats().bytesSent;
    // Compressed, the whole would be short too.
    expect(await bench.execute([{ ...rewrite(before, after), isSecret: true }])).toMatchObject([{ status: 'changed' }]);
    expect(readFileSync(bench.at('file'), 'utf8')).toBe(after);
    expect(bench.session.stats().bytesSent - sent).toBeLessThan(8000);
  });

  test('a file that is another by now is left as it is', async () => {
    writeFileSync(bench.at('file'), `somebody else ${long}`);
    expect(await bench.execute([rewrite(long, `# 가\n${long}`)])).toMatchObject([{ status: 'refused' }]);
    expect(readFileSync(bench.at('file'), 'utf8')).toBe(`somebody else ${long}`);
  });
});
