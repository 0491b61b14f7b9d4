import { describe, expect, test } from 'vitest';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import { KEY_PLACE } from '../../../../src/core/key-on-host.ts';
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

describe('a host that tells of a step whose text it fills', () => {
  const path = '/etc/wg0.conf';
  const KEY = `${'k'.repeat(43)}=`;
  const step: ReadyStep = {
    id: 'conf',
    requests: [
      { ask: 'stat', path },
      { ask: 'digest', path },
    ],
    before: answersDigest(['absent', 'absent']),
    actions: [{ do: 'write', path, content: { text: `# ${KEY_PLACE}\n` }, mode: '0644', owner: 'root', group: 'root' }],
    keyed: { path: '/etc/key', after: [AFTER, KEY_PLACE] },
  };
  const looks = (key: string): string => joined(AFTER, sha256(`# ${key}\n`));
  const told = (say: Say, key: string): void => say.record('keyed', '0', key);
  const ended = (say: Say, kind: string, text: string): void => (say.record('begin', '0', ''), say.record(kind, '0', text));

  test.each(['changed', 'already'])('is believed that it is %s when the file has the key that it told', async (kind) => {
    const session = hostileSession({ onFrame: (say) => (told(say, KEY), ended(say, kind, looks(KEY)), say.record('over', '0', '')) });
    expect(await session.execute([step], 'login', () => undefined)).toMatchObject([
      { status: kind, answers: [AFTER, sha256(`# ${KEY}\n`)] },
    ]);
  });

  test.each<[string, (say: Say) => void]>([
    ['the key of another file', (say) => (told(say, KEY), ended(say, 'changed', looks(`${'x'.repeat(43)}=`)))],
    ['no key, and done', (say) => ended(say, 'changed', looks(KEY))],
    ['no key, and done before', (say) => ended(say, 'already', looks(KEY))],
    ['what is no key', (say) => (told(say, 'x\n[Peer]'), ended(say, 'changed', looks('x\n[Peer]')))],
    ['two keys', (say) => (told(say, KEY), told(say, KEY))],
    ['a key in the middle', (say) => (say.record('begin', '0', ''), told(say, KEY))],
  ])('but not with %s', async (_name, lie) => {
    const lost = hostileSession({ onFrame: lie }).execute([step], 'login', () => undefined);
    await expect(lost).rejects.toMatchObject({ diagnostics: [{ code: 'RB5002' }] });
  });

  test('nor is a key believed of a step that needs none', async () => {
    const { keyed: _keyed, ...plain } = step;
    const lost = hostileSession({ onFrame: (say) => told(say, KEY) }).execute([plain], 'login', () => undefined);
    await expect(lost).rejects.toMatchObject({ diagnostics: [{ code: 'RB5002', why: expect.stringContaining('nobody asked') }] });
  });
});
