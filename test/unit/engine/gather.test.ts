import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { sha256 } from '../../../src/core/digest.ts';
import type { FormerQuestion, Question } from '../../../src/core/question.ts';
import type { Identity } from '../../../src/core/resource.ts';
import { requestKey, type Request } from '../../../src/core/request.ts';
import type { Session } from '../../../src/core/session.ts';
import { createGatherer } from '../../../src/engine/gather.ts';
import { FakeHost } from '../../support/fake-host.ts';

const root: Identity = { become: 'root', method: 'sudo' };
const key = (name: string): Request => ({ ask: 'sysctl', key: name });

/** A gatherer over a host, with the round trips that it made. */
function gatherFrom(answer: (request: Request) => string) {
  const trips: { readonly who: Identity; readonly keys: readonly string[] }[] = [];
  const host = new FakeHost();
  const session: Session = {
    host: 'fake',
    ask: async (requests, who) => {
      trips.push({ who, keys: requests.map((request) => requestKey(request)) });
      return await Promise.resolve(requests.map((request) => answer(request)));
    },
    execute: () => Promise.resolve([]),
    bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
    run: (argv) => host.run(argv),
    stats: () => host.stats(),
    close: () => host.close(),
  };
  return { gatherer: createGatherer(session), trips };
}

test('questions of one turn travel together, each once, and each gets its own answer', async () => {
  const { gatherer, trips } = gatherFrom((request) => `is ${requestKey(request)}`);
  const answers = await Promise.all(['a', 'b', 'a', 'c'].map((name) => gatherer.ask(key(name), 'login')));
  expect(answers).toEqual(['is sysctl a', 'is sysctl b', 'is sysctl a', 'is sysctl c']);
  expect(trips).toEqual([{ who: 'login', keys: ['sysctl a', 'sysctl b', 'sysctl c'] }]);
});

test('questions asked after a few awaits of one turn still travel together', async () => {
  const { gatherer, trips } = gatherFrom(() => '1');
  const late = async (name: string): Promise<string> => {
    await Promise.resolve();
    await Promise.resolve();
    return gatherer.ask(key(name), 'login');
  };
  await Promise.all([gatherer.ask(key('a'), 'login'), late('b')]);
  expect(trips).toHaveLength(1);
});

test('each account is asked by itself, once, and answers are kept for it alone', async () => {
  const { gatherer, trips } = gatherFrom(() => '1');
  await Promise.all([gatherer.ask(key('a'), 'login'), gatherer.ask(key('a'), root), gatherer.ask(key('b'), root)]);
  await Promise.all([gatherer.ask(key('a'), 'login'), gatherer.ask(key('b'), root)]);
  expect(trips).toEqual([
    { who: 'login', keys: ['sysctl a'] },
    { who: root, keys: ['sysctl a', 'sysctl b'] },
  ]);
});

test('a host that fails fails every question of the turn', async () => {
  const { gatherer } = gatherFrom(() => {
    throw new Error('the link broke');
  });
  const ends = await Promise.allSettled([gatherer.ask(key('a'), 'login'), gatherer.ask(key('b'), 'login')]);
  expect(ends.map((end) => end.status)).toEqual(['rejected', 'rejected']);
});

const asked = (name: string, identity: Identity = 'login'): Question => ({ identity, request: key(name) });
const facts: Request = { ask: 'facts' };

test('what is asked ahead travels with the first question, and is not asked again when it is needed', async () => {
  const { gatherer, trips } = gatherFrom((request) => `is ${requestKey(request)}`);
  gatherer.askAhead([asked('a'), asked('b'), asked('a'), asked('c', root)]);
  await gatherer.ask(facts, 'login');
  expect(await gatherer.ask(key('b'), 'login')).toBe('is sysctl b');
  expect(await gatherer.ask(key('c'), root)).toBe('is sysctl c');
  expect(trips).toEqual([
    { who: 'login', keys: ['sysctl a', 'sysctl b', 'facts'] },
    { who: root, keys: ['sysctl c'] },
  ]);
  expect(gatherer.asked()).toEqual([{ identity: 'login', request: facts }, asked('b'), asked('c', root)]);
});

test('what is asked ahead answers no question that is asked in another way', async () => {
  const { gatherer } = gatherFrom((request) => (request.ask === 'content' ? `unless ${request.unless ?? ''}` : ''));
  const content = (unless: string): Request => ({ ask: 'content', path: '/etc/motd', limitBytes: 10, unless });
  gatherer.askAhead([{ identity: 'login', request: content('old') }]);
  await gatherer.ask(facts, 'login');
  expect(await gatherer.ask(content('new'), 'login')).toBe('unless new');
});

test('what is asked ahead under one account answers for no other', async () => {
  const { gatherer, trips } = gatherFrom(() => '1');
  gatherer.askAhead([asked('a')]);
  await gatherer.ask(key('a'), root);
  expect(trips).toContainEqual({ who: root, keys: ['sysctl a'] });
});

const broken = (code: string): RunbookError => new RunbookError({ code, severity: 'error', what: 'it went wrong' });

test('a question that was only asked ahead fails nothing', async () => {
  let isThere = true;
  const { gatherer, trips } = gatherFrom((request) => {
    if (isThere && requestKey(request) === 'sysctl bad') throw broken('RB5007');
    return 'fine';
  });
  gatherer.askAhead([asked('bad'), asked('good')]);
  expect(await Promise.all([gatherer.ask(facts, 'login'), gatherer.ask(key('good'), 'login')])).toEqual(['fine', 'fine']);
  expect(trips.at(-1)).toEqual({ who: 'login', keys: ['sysctl good', 'facts'] });
  isThere = false;
  expect(await gatherer.ask(key('bad'), 'login')).toBe('fine');
});

test('an account that cannot be entered is not tried again: that would be another wrong password', async () => {
  const { gatherer, trips } = gatherFrom(() => {
    throw broken('RB5011');
  });
  gatherer.askAhead([asked('a', root)]);
  await expect(gatherer.ask(facts, root)).rejects.toThrow('it went wrong');
  await expect(gatherer.ask(key('a'), root)).rejects.toThrow('it went wrong');
  expect(trips).toHaveLength(1);
});

describe('a file that a former run was sent', () => {
  const content: Request = { ask: 'content', path: '/etc/motd', limitBytes: 100 };
  const stat: Request = { ask: 'stat', path: '/etc/motd' };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  /** A host on which the file has this text and this mode, which is asked for both, with what a former run kept. */
  const ask = async (text: string, former: readonly FormerQuestion[], mode = '0644') => {
    const told: string[] = [];
    const { gatherer } = gatherFrom((request) => {
      if (request.ask === 'stat') return `file ${mode} root root`;
      if (request.ask !== 'content') return '';
      const answer = request.unless === sha256(text) ? 'same' : base64(text);
      told.push(answer);
      return answer;
    });
    gatherer.askAhead(former);
    const [answer] = await Promise.all([gatherer.ask(content, root), gatherer.ask(stat, root)]);
    return { answer, told, kept: gatherer.asked() };
  };

  test('is not sent again as long as it is the same', async () => {
    const first = await ask('Hello, 세계\n', []);
    expect(first.kept).toContainEqual({ identity: root, request: content, text: 'Hello, 세계\n' });
    const again = await ask('Hello, 세계\n', first.kept);
    expect(again).toEqual({ answer: base64('Hello, 세계\n'), told: ['same'], kept: first.kept });
    expect(await ask('changed\n', first.kept)).toMatchObject({ answer: base64('changed\n'), told: [base64('changed\n')] });
  });

  test.each([
    ['not everyone may read', 'x\n', '0640'],
    ['is long', 'x'.repeat(70_000), '0644'],
  ])('and that %s is not kept', async (_, text, mode) => {
    expect((await ask(text, [], mode)).kept).toContainEqual({ identity: root, request: content });
  });
});
