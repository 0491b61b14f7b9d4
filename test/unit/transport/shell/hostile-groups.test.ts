import { describe, expect, test } from 'vitest';
import { answersDigest } from '../../../../src/core/digest.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { hostileSession, joined, type Say } from '../../../support/hostile-channel.ts';

const stat = { ask: 'stat', path: '/etc/motd' } as const;
const AFTER = 'file 0644 root root';

describe('a host that tells of steps that were carried out at once', () => {
  const file = (name: string): ReadyStep => ({
    id: name,
    requests: [{ ...stat, path: `/etc/${name}` }],
    after: answersDigest([AFTER]),
    actions: [{ do: 'write', path: `/etc/${name}`, content: { text: name }, mode: '0644', owner: 'root', group: 'root' }],
  });
  const last: ReadyStep = { id: 'c', requests: [stat], after: answersDigest([AFTER]), actions: [{ do: 'remove', path: '/x' }] };
  const steps = [file('a'), file('b'), last];
  const ended = (say: Say, number: number, kind: string, text = joined(AFTER)): void => {
    say.record('begin', String(number), '');
    say.record(kind, String(number), text);
  };

  test('goes on behind one that does not look as it should, and what came of the others is believed', async () => {
    const session = hostileSession({
      onFrame: (say) => (ended(say, 0, 'unmet', joined('absent')), ended(say, 1, 'changed'), say.record('over', '0', '')),
    });
    expect((await session.execute(steps, 'login', () => undefined)).map((one) => one.status)).toEqual(['failed', 'changed', 'not_begun']);
  });

  test.each<[string, (say: Say) => void]>([
    ['a step behind them', (say) => (ended(say, 0, 'unmet', joined('absent')), ended(say, 1, 'changed'), ended(say, 2, 'changed'))],
    ['a step behind them, when the last has failed', (say) => (ended(say, 0, 'changed'), ended(say, 1, 'unmet'), ended(say, 2, 'changed'))],
    ['one of them twice', (say) => (ended(say, 0, 'unmet', joined('absent')), ended(say, 0, 'changed'))],
    ['two at a time', (say) => (say.record('begin', '0', ''), say.record('begin', '1', ''))],
  ])('but not with %s', async (_name, lie) => {
    const lost = hostileSession({ onFrame: lie }).execute(steps, 'login', () => undefined);
    await expect(lost).rejects.toMatchObject({
      diagnostics: [{ code: 'RB5002', why: expect.stringContaining('out of its turn') }],
    });
  });
});
