import { symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseFacts } from '../../../../src/core/facts.ts';
import { useLocalBench } from '../../../support/local-bench.ts';

describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(shell);

  test('sends a content of some KiB compressed, and it arrives as it is', async () => {
    const text = 'a line of a configuration\n'.repeat(2000);
    writeFileSync(bench.at('config'), text);
    await bench.session.ask([{ ask: 'stat', path: bench.at('config') }], 'login');
    const before = bench.session.stats().bytesReceived;
    const [content = ''] = await bench.session.ask([{ ask: 'content', path: bench.at('config'), limitBytes: 100_000 }], 'login');
    expect(Buffer.from(content, 'base64').toString()).toBe(text);
    expect(bench.session.stats().bytesReceived - before).toBeLessThan(1000);
  });

  test.each([
    ['with tabs and line breaks', 'one\ttwo\n\nthree\n'],
    ['without a line break at its end', ' a [b]-^ \\n "$x" `c` ~!\nlast '],
    ['of nothing', ''],
    ['of line breaks alone', '\n\n'],
    ['with a NUL', 'a\0b\n'],
    ['with carriage returns', 'a\r\nb\r\n'],
    ['in Korean', '폐쇄망\n'],
    ['of bytes that are no UTF-8', Buffer.from([0x61, 0x81, 0x88, 0xff, 0x0a])],
    ['of 2 KiB', 'x'.repeat(2047) + '\n'],
    ['of a little more', 'x'.repeat(2048) + '\n'],
  ])('tells a short content %s as it is', async (_, written) => {
    const path = bench.at('short');
    writeFileSync(path, written);
    const [, content = ''] = await bench.session.ask(
      [
        { ask: 'stat', path },
        { ask: 'content', path, limitBytes: 100_000 },
      ],
      'login',
    );
    expect(Buffer.from(content, 'base64').toString('latin1')).toBe(Buffer.from(written).toString('latin1'));
  });

  test('tells the time whether it was asked for files or not', async () => {
    for (const more of [[], [{ ask: 'stat' as const, path: '/etc' }], [{ ask: 'stat' as const, path: bench.at('nothing') }]]) {
      const answers = await bench.session.ask([...more, { ask: 'facts' }], 'login');
      expect(Math.abs(parseFacts(answers.at(-1) ?? '').clock_s - Date.now() / 1000)).toBeLessThan(5);
    }
  });

  test('knows how long a file is from what was asked before, but not where a link leads to it', async () => {
    const [path, link] = [bench.at('long'), bench.at('link')];
    writeFileSync(path, 'x'.repeat(100));
    symlinkSync(path, link);
    const asked = [path, link].flatMap((one) => [99, 100].map((limitBytes) => ({ ask: 'content' as const, path: one, limitBytes })));
    const [stat, , ...contents] = await bench.session.ask([{ ask: 'stat', path }, { ask: 'stat', path: link }, ...asked], 'login');
    expect(stat).toMatch(/^file /u);
    const content = Buffer.from('x'.repeat(100)).toString('base64');
    expect(contents).toEqual(['large', content, 'large', content]);
  });
});
