import { writeFileSync } from 'node:fs';
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
});
