import { afterEach, expect, it } from 'vitest';
import { localLinks } from '../../../src/transport/local-links.ts';
import { readAll } from '../../support/ssh-site.ts';

const links = localLinks();

afterEach(() => links.close());

it.each([
  ['printf out; printf err >&2; exit 3', '', { output: 'out', errors: 'err', end: { exitCode: 3 } }],
  ['cat', 'in and out', { output: 'in and out', errors: '', end: { exitCode: 0 } }],
  ['kill -9 $$', '', { output: '', errors: '', end: { signal: 'SIGKILL' } }],
  ['exec <&-; exit 0', 'x'.repeat(1_000_000), { output: '', errors: '', end: { exitCode: 0 } }],
])('runs %s here', async (command, input, expected) => {
  const channel = await links.openChannel('here', command);
  channel.write(input);
  channel.end();
  expect(await readAll(channel)).toEqual(expected);
});

it('counts bytes, and no connections', async () => {
  const own = localLinks();
  const channel = await own.openChannel('here', 'cat');
  channel.write('한글');
  channel.end();
  await readAll(channel);
  expect(own.stats('here')).toEqual({ connections: 0, authentications: 0, bytesSent: 6, bytesReceived: 6 });
});
