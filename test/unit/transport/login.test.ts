import type { AuthContext } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/core/inventory.ts';
import { keysAllowed, makeKey, startServer, type TestKey, type TestServer } from '../../support/ssh-server.ts';
import { failureOf, hostAt, knownLines, makeSite, type SshSite } from '../../support/ssh-site.ts';

const user = makeKey();
const stranger = makeKey();
const locked = makeKey('ed25519', 'open sesame');
const hostKey = makeKey();
const QUESTION = 'SSH password of ops';

let site: SshSite;
const servers: TestServer[] = [];

beforeEach(async () => {
  site = await makeSite();
});

afterEach(async () => {
  await site.clear();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Starts a server that decides so, and gives a host at it whose key is known. */
async function hostWith(
  login: (attempt: AuthContext) => void,
  keys: readonly string[],
  names: readonly string[] = ['host'],
): Promise<{ server: TestServer; hosts: readonly Host[] }> {
  const server = await startServer({ hostKeys: [hostKey], login });
  servers.push(server);
  const hosts = names.map((name) => hostAt(name, server, { keys }));
  await site.write('known_hosts', knownLines(...hosts.map((host) => [host, hostKey] as const)));
  return { server, hosts };
}

/** Accepts one password by the method `password`. */
function passwordIs(right: string): (attempt: AuthContext) => void {
  return (attempt) =>
    attempt.method === 'password' && attempt.password === right ? attempt.accept() : attempt.reject(['publickey', 'password']);
}

/** Asks the questions by the method `keyboard-interactive`, round by round, and accepts these answers. */
function questionsAre(
  rounds: readonly (readonly [prompt: string, echo: boolean, answer: string])[],
  methods: ('publickey' | 'keyboard-interactive')[] = ['keyboard-interactive'],
): (attempt: AuthContext) => void {
  return (attempt) => {
    if (attempt.method !== 'keyboard-interactive') return attempt.reject(methods);
    const ask = (round: number): void => {
      const question = rounds[round];
      if (question === undefined) attempt.accept();
      else
        attempt.prompt([{ prompt: question[0], echo: question[1] }], (answers) =>
          answers[0] === question[2] ? ask(round + 1) : attempt.reject(methods),
        );
    };
    ask(0);
  };
}

describe('keys', () => {
  it('offers the named key and no other, without asking first what the server takes', async () => {
    const { server, hosts } = await hostWith(keysAllowed(user), [await site.write('id', user.privateText)]);
    await site.links(hosts).enter('host');
    expect(server.seen.attempts).toEqual(['publickey ops']);
  });

  it('tells which key was refused, and does not try again on the next call', async () => {
    const path = await site.write('id', stranger.privateText);
    const { server, hosts } = await hostWith(keysAllowed(user), [path]);
    const links = site.links(hosts);
    const failure = await failureOf(links.enter('host'));
    expect(failure).toMatchObject({ code: 'RB4020', host: 'host', what: 'host refused the key of ops' });
    expect(failure.why).toContain(path);
    expect(await failureOf(links.enter('host'))).toEqual(failure);
    expect(server.seen.connections).toBe(1);
  });

  it('offers first, to the next host, the key of several that the first host took', async () => {
    const keys = [await site.write('first', stranger.privateText), await site.write('second', user.privateText)];
    const offered: string[] = [];
    const { hosts } = await hostWith(
      (attempt) => {
        if (attempt.method === 'publickey' && attempt.signature === undefined) offered.push(attempt.key.data.toString('base64'));
        keysAllowed(user)(attempt);
      },
      keys,
      ['one', 'two'],
    );
    const links = site.links(hosts);
    await links.enter('one');
    await links.enter('two');
    expect(offered).toEqual([stranger, user, user].map((key) => key.hostKey.base64));
  });

  it('asks for a passphrase once, for all hosts', async () => {
    const path = await site.write('id', locked.privateText);
    const { hosts } = await hostWith(keysAllowed(locked), [path], ['one', 'two']);
    const links = site.links(hosts, { answers: { [`Passphrase of ${path}`]: 'open sesame' } });
    await Promise.all([links.enter('one'), links.enter('two')]);
    expect(site.asked).toEqual([`Passphrase of ${path}`]);
  });

  it.each([
    ['locked, with no answer', (): TestKey => locked, {}, 'RB4026', 1],
    ['locked, with a wrong answer', (): TestKey => locked, { wrong: true }, 'RB4026', 3],
  ])('says that a key is %s, without contacting the host', async (_name, key, { wrong = false }: { wrong?: boolean }, code, asked) => {
    const path = await site.write('id', key().privateText);
    const { server, hosts } = await hostWith(keysAllowed(user), [path]);
    const failure = await failureOf(site.links(hosts, wrong ? { answers: { [`Passphrase of ${path}`]: 'wrong' } } : {}).enter('host'));
    expect(failure).toMatchObject({ code, what: `the key ${path} is locked` });
    expect(site.asked).toHaveLength(asked);
    expect(server.seen.connections).toBe(0);
  });

  it.each([
    ['is not there', undefined],
    ['is no key', 'hello\n'],
    ['is only the public half', user.publicText],
  ])('says that a key cannot be used when it %s', async (_name, text) => {
    const path = text === undefined ? '/nowhere/id' : await site.write('id', text);
    const { hosts } = await hostWith(keysAllowed(user), [path]);
    const failure = await failureOf(site.links(hosts).enter('host'));
    expect(failure.code).toBe('RB4025');
    expect(failure.what).toContain(path);
  });

  it('says that there is nothing to log in with', async () => {
    const { hosts } = await hostWith(keysAllowed(user), []);
    expect(await failureOf(site.links(hosts).enter('host'))).toMatchObject({ code: 'RB4022', host: 'host' });
  });
});

describe('the password', () => {
  it('is asked for once, and tried alone until a host took it', async () => {
    const right = passwordIs('right');
    let under = 0;
    let most = 0;
    let taken = false;
    const { server, hosts } = await hostWith(
      (attempt) => {
        if (attempt.method !== 'password' || taken) return right(attempt);
        under += 1;
        most = Math.max(most, under);
        setTimeout(() => {
          under -= 1;
          taken = true;
          right(attempt);
        }, 50);
      },
      [],
      ['a', 'b', 'c', 'd'],
    );
    const links = site.links(hosts, { askPassword: true, answers: { [QUESTION]: 'right' } });
    await Promise.all(hosts.map((host) => links.enter(host.name)));
    expect(site.asked).toEqual([QUESTION]);
    expect(most).toBe(1);
    expect(server.seen.attempts).toEqual(Array.from({ length: 4 }, () => 'password ops'));
  });

  it('is given up at the first refusal: no other host gets to see it', async () => {
    const { server, hosts } = await hostWith(passwordIs('right'), [], ['a', 'b', 'c', 'd']);
    const links = site.links(hosts, { askPassword: true, answers: { [QUESTION]: 'wrong' } });
    const codes = (await Promise.all(hosts.map((host) => failureOf(links.enter(host.name))))).map((one) => one.code).sort();
    expect(codes).toEqual(['RB4021', 'RB4027', 'RB4027', 'RB4027']);
    expect(server.seen.attempts).toEqual(['password ops']);
  });

  it('that has expired is told apart from a wrong one', async () => {
    const { hosts } = await hostWith((attempt) => {
      if (attempt.method === 'password') attempt.requestChange('New password:', () => undefined);
      else attempt.reject(['password']);
    }, []);
    const links = site.links(hosts, { askPassword: true, answers: { [QUESTION]: 'right' } });
    expect(await failureOf(links.enter('host'))).toMatchObject({ code: 'RB4023', host: 'host' });
  });

  it('comes after the key, where the server wants both', async () => {
    const { server, hosts } = await hostWith(
      (attempt) => {
        if (attempt.method === 'publickey' && attempt.signature === undefined) attempt.accept();
        else if (attempt.method === 'publickey') attempt.reject(['password'], true);
        else passwordIs('right')(attempt);
      },
      [await site.write('id', user.privateText)],
    );
    await site.links(hosts, { askPassword: true, answers: { [QUESTION]: 'right' } }).enter('host');
    expect(server.seen.attempts).toEqual(['publickey ops', 'password ops']);
  });
});

describe('questions of the host', () => {
  it('are answered with the password that was given, once, and others by the operator', async () => {
    const { server, hosts } = await hostWith(
      questionsAre([
        ['Password: ', false, 'right'],
        ['Code: ', true, '123'],
      ]),
      [],
    );
    const answers = { [QUESTION]: 'right', 'host asks: Code: ': '123' };
    await site.links(hosts, { askPassword: true, answers }).enter('host');
    expect(site.asked).toEqual([QUESTION, 'host asks: Code: ']);
    expect(server.seen.attempts).toEqual(['keyboard-interactive ops']);
  });

  it('may take long to answer, and that is not the host being slow', async () => {
    const { hosts } = await hostWith(questionsAre([['Password: ', false, 'right']]), []);
    const ask = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 400, 'right'));
    await expect(site.links(hosts, { askPassword: true, ask, limits: { handshakeMs: 200 } }).enter('host')).resolves.toMatchObject({
      host: { name: 'host' },
    });
  });

  it.each([
    ['a wrong password', [['Password: ', false, 'other']], 'RB4021'],
    [
      'the same question again',
      [
        ['Password: ', false, 'right'],
        ['Password: ', false, 'right'],
      ],
      'RB4021',
    ],
    [
      'an expired password',
      [
        ['Password: ', false, 'right'],
        ['Current password: ', false, 'right'],
      ],
      'RB4023',
    ],
    [
      'an expired password in the words of older systems',
      [
        ['Password: ', false, 'right'],
        ['(current) UNIX password: ', false, 'right'],
      ],
      'RB4023',
    ],
    [
      'a code that nobody can give',
      [
        ['Password: ', false, 'right'],
        ['Code: ', true, '123'],
      ],
      'RB4029',
    ],
  ] as const)('end the login for %s', async (_name, rounds, code) => {
    const { server, hosts } = await hostWith(questionsAre(rounds), []);
    const links = site.links(hosts, { askPassword: true, answers: { [QUESTION]: 'right' } });
    expect(await failureOf(links.enter('host'))).toMatchObject({ code, host: 'host' });
    expect(server.seen.attempts).toEqual(['keyboard-interactive ops']);
  });

  it('are not put to the operator when the key was refused and no password was announced', async () => {
    const { server, hosts } = await hostWith(questionsAre([['Password: ', false, 'right']], ['publickey', 'keyboard-interactive']), [
      await site.write('id', stranger.privateText),
    ]);
    expect(await failureOf(site.links(hosts).enter('host'))).toMatchObject({ code: 'RB4020' });
    expect(site.asked).toEqual([]);
    expect(server.seen.attempts).toEqual([]);
  });
});

describe('a server', () => {
  it('that falls silent during the login is given up in time', async () => {
    const { hosts } = await hostWith(() => undefined, [await site.write('id', user.privateText)]);
    const failure = await failureOf(site.links(hosts, { limits: { handshakeMs: 100 } }).enter('host'));
    expect(failure).toMatchObject({ code: 'RB4004', host: 'host' });
    expect(failure.why).toContain('during the login');
  });

  it('that hangs up during the login is not asked again', async () => {
    const { server, hosts } = await hostWith(() => servers[0]?.cut(), [await site.write('id', user.privateText)]);
    expect(await failureOf(site.links(hosts).enter('host'))).toMatchObject({ code: 'RB4024', host: 'host' });
    expect(server.seen.connections).toBe(1);
  });
});
