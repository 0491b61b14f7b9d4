import { afterAll, expect, test } from 'vitest';
import { readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { exitCodeOf } from '../../../../src/cli/exit.ts';
import { RunbookError } from '../../../../src/core/diagnostic.ts';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import type { Channel, ChannelEnd, Links } from '../../../../src/transport/channel.ts';
import { localLinks } from '../../../../src/transport/local-links.ts';
import { createSession } from '../../../../src/transport/shell/session.ts';
import { openLocalPlace } from '../../../support/local-session.ts';

/*
 * The link is cut after any number of bytes of what the real driver answers: whatever was sent settles, says that the link was lost, and the next
 * session finds what is done and does the rest.
 */
const place = openLocalPlace();
const links: Links = localLinks();
afterAll(async () => {
  await links.close();
  await place.close();
});

/** The channel, whose link breaks when so many bytes have come. */
function cutAfter(channel: Channel, bytesLeft: number): Channel {
  let left = bytesLeft;
  let cut: (end: ChannelEnd) => void = () => undefined;
  const broken = new Promise<ChannelEnd>((resolve) => {
    cut = resolve;
  });
  return {
    ...channel,
    onOutput: (listener) =>
      channel.onOutput((bytes) => {
        const some = bytes.subarray(0, Math.max(0, left));
        left -= bytes.length;
        if (some.length > 0) listener(some);
        if (left > 0) return;
        channel.close();
        cut({ diagnostic: { code: 'RB4001', severity: 'error', host: 'here', what: 'the link broke' } });
      }),
    ended: Promise.race([channel.ended, broken]),
  };
}

const mine = { owner: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };

function stepOf(name: string): ReadyStep {
  const path = `${place.folder}/${name}`;
  const text = `content of ${name}\n`;
  return {
    id: `here file:${path}`,
    requests: [{ ask: 'digest', path }],
    before: answersDigest(['absent']),
    after: answersDigest([sha256(text)]),
    actions: [{ do: 'write', path, content: { text }, mode: '0644', ...mine }],
  };
}

const steps = [stepOf('a'), stepOf('b')];

test('a link that is cut at any byte loses nothing that is not found again', async () => {
  const stats = (): ReturnType<Links['stats']> => links.stats('here');
  let whole = 0;
  for (let bytes = 1; whole === 0; bytes += 19) {
    for (const name of ['a', 'b']) rmSync(`${place.folder}/${name}`, { force: true });
    const session = createSession('here', {
      openChannel: async (command) => cutAfter(await links.openChannel('here', command), bytes),
      stats,
      becomePassword: () => undefined,
    });
    const settled = await Promise.allSettled([session.execute(steps, 'login', () => undefined), session.ask([{ ask: 'facts' }], 'login')]);
    for (const one of settled) {
      if (one.status === 'fulfilled') continue;
      const error: unknown = one.reason;
      expect(error instanceof RunbookError ? exitCodeOf(error.diagnostics) : error).toBe(4);
    }
    await session.close();
    if (settled.every((one) => one.status === 'fulfilled')) whole = bytes;
    const again = createSession('here', {
      openChannel: (command) => links.openChannel('here', command),
      stats,
      becomePassword: () => undefined,
    });
    // The driver that was cut off may still be at its last step.
    await expect
      .poll(async () => (await again.execute(steps, 'login', () => undefined)).map((one) => one.status).join(' '), {
        timeout: 4000,
        interval: 50,
      })
      .toMatch(/^(changed|already) (changed|already)$/u);
    await again.close();
    expect(readFileSync(`${place.folder}/a`, 'utf8') + readFileSync(`${place.folder}/b`, 'utf8')).toBe('content of a\ncontent of b\n');
  }
  expect(whole).toBeGreaterThan(300);
}, 60_000);
