import { symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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
