import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../src/core/inventory.ts';
import { makeKey } from '../support/ssh-server.ts';
import { failureOf, hostAt, knownLines, makeSite, readAll, type SshSite } from '../support/ssh-site.ts';
import { PASSWORD, startSshd, type RealSshd } from './real-sshd.ts';

const user = makeKey();
const bastionKey = makeKey();
const targetKey = makeKey();
const STOCK = ['MaxStartups 10:30:100', 'MaxSessions 10'];
const QUESTION = (name: string): string => `SSH password of ${name}`;

let site: SshSite;
let keys: readonly string[];
const running: RealSshd[] = [];

async function sshd(key: typeof targetKey, ...settings: readonly string[]): Promise<RealSshd> {
  const one = await startSshd(key, user, settings);
  running.push(one);
  return one;
}

/** A host whose account is another one than `ops`. */
function as(account: string, host: Host): Host {
  return { ...host, ssh: { ...host.ssh, user: account } };
}

beforeAll(async () => {
  site = await makeSite();
  keys = [await site.write('id', user.privateText)];
});

afterAll(async () => {
  await site.clear();
  await Promise.all(running.map((one) => one.close()));
});

describe('50 hosts behind one stock bastion', () => {
  it('cost one login there, and no login fails', async () => {
    const [bastion, target] = [await sshd(bastionKey, ...STOCK), await sshd(targetKey, 'MaxStartups 100')];
    const way = hostAt('bastion', bastion, { keys });
    const hosts = Array.from({ length: 50 }, (_, index) =>
      hostAt(`h${index}`, target, { address: `127.0.77.${index + 1}`, via: ['bastion'], keys }),
    );
    await site.write('known_hosts', knownLines([way, bastionKey], ...hosts.map((host) => [host, targetKey] as const)));
    const links = site.links([way, ...hosts]);
    const outputs = await Promise.all(
      hosts.map(async (host) => readAll(await links.openChannel(host.name, 'echo "$0 from ${SSH_CLIENT%% *}"; exit 7'))),
    );
    for (const one of outputs) expect(one).toMatchObject({ errors: '', end: { exitCode: 7 } });
    expect(bastion.log().match(/Accepted publickey/gu)).toHaveLength(1);
    expect(target.log().match(/Accepted publickey/gu)).toHaveLength(50);
    for (const log of [bastion.log(), target.log()]) expect(log).not.toMatch(/Failed |authenticating user|drop connection/u);
    const ofAll = hosts.map((host) => links.stats(host.name));
    expect(ofAll.every((one) => one.connections === 1 && one.authentications === 1 && one.bytesSent > 500)).toBe(true);
    const through = ofAll.reduce((sum, one) => sum + one.bytesSent, 0);
    expect(links.stats('bastion').bytesSent).toBeGreaterThan(through);
  });

  it('are reached without a bastion too, though all are one sshd with few places for logins', async () => {
    const target = await sshd(targetKey, ...STOCK);
    const hosts = Array.from({ length: 50 }, (_, index) => hostAt(`h${index}`, target, { keys }));
    await site.write('known_hosts', knownLines(...hosts.map((host) => [host, targetKey] as const)));
    const links = site.links(hosts);
    await Promise.all(hosts.map((host) => links.enter(host.name)));
    expect(target.log()).not.toMatch(/Failed |drop connection/u);
  });

  it('wait and try again while the bastion has no place for a login', async () => {
    const bastion = await sshd(bastionKey, 'MaxStartups 3:100:3');
    const way = hostAt('bastion', bastion, { keys });
    await site.write('known_hosts', knownLines([way, bastionKey]));
    const others: Socket[] = [];
    for (let index = 0; index < 3; index += 1) {
      const socket = connect(bastion.port, '127.0.0.1');
      await new Promise((resolve) => {
        socket.once('data', resolve);
      });
      others.push(socket);
    }
    setTimeout(() => {
      for (const socket of others) socket.destroy();
    }, 400);
    await site.links([way], { limits: { retryMs: 250 } }).enter('bastion');
    expect(bastion.log()).toMatch(/drop connection|exceeded/u);
    expect(bastion.log()).not.toContain('Failed ');
  });
});

describe('a server that takes no part in the hastened handshake', () => {
  it.each([
    ['KexAlgorithms ecdh-sha2-nistp256', 'as in FIPS mode'],
    ['KexAlgorithms diffie-hellman-group14-sha256', 'an old one'],
    ['Ciphers aes128-ctr', 'no cipher of the short offer'],
  ])('because it has only %s (%s) is entered by the plain one', async (setting) => {
    const target = await sshd(targetKey, setting);
    const host = hostAt('h', target, { keys });
    await site.write('known_hosts', knownLines([host, targetKey]));
    const links = site.links([host]);
    expect(await readAll(await links.openChannel('h', 'echo in'))).toMatchObject({ output: 'in\n' });
    expect(links.stats('h')).toMatchObject({ connections: 2, authentications: 1 });
    expect(target.log()).not.toMatch(/Failed /u);
  });
});

describe('a bastion', () => {
  it.each([
    ['AllowTcpForwarding no', 'RB4030'],
    ['DisableForwarding yes', 'RB4030'],
    ['PermitOpen 127.0.0.1:1', 'RB4030'],
  ])('that refuses to forward is told of: %s', async (setting, code) => {
    const [bastion, target] = [await sshd(bastionKey, setting), await sshd(targetKey)];
    const way = hostAt('bastion', bastion, { keys });
    const host = hostAt('host', target, { via: ['bastion'], keys });
    await site.write('known_hosts', knownLines([way, bastionKey], [host, targetKey]));
    const failure = await failureOf(site.links([way, host]).enter('host'));
    expect(failure).toMatchObject({ code, host: 'host' });
    expect(failure.mend).toContain('AllowTcpForwarding');
  });

  it('that finds nothing at the address is told of', async () => {
    const bastion = await sshd(bastionKey);
    const way = hostAt('bastion', bastion, { keys });
    const host = hostAt('host', { port: 1 }, { via: ['bastion'], keys });
    await site.write('known_hosts', knownLines([way, bastionKey], [host, targetKey]));
    expect(await failureOf(site.links([way, host]).enter('host'))).toMatchObject({ code: 'RB4002', host: 'host' });
  });

  it('and a host are entered only when they show the key that is known', async () => {
    const [bastion, target] = [await sshd(bastionKey), await sshd(targetKey)];
    const way = hostAt('bastion', bastion, { keys });
    const host = hostAt('host', target, { via: ['bastion'], keys });
    await site.write('known_hosts', knownLines([way, targetKey], [host, targetKey]));
    expect(await failureOf(site.links([way, host]).enter('host'))).toMatchObject({ code: 'RB4011', host: 'bastion' });
    await site.write('known_hosts', knownLines([way, bastionKey], [host, bastionKey]));
    expect(await failureOf(site.links([way, host]).enter('host'))).toMatchObject({ code: 'RB4011', host: 'host' });
    expect(target.log()).not.toContain('Accepted');
  });

  it('that dies takes the commands behind it down, and says so', async () => {
    const [bastion, target] = [await sshd(bastionKey), await sshd(targetKey)];
    const way = hostAt('bastion', bastion, { keys });
    const host = hostAt('host', target, { via: ['bastion'], keys });
    await site.write('known_hosts', knownLines([way, bastionKey], [host, targetKey]));
    const links = site.links([way, host]);
    const running = await links.openChannel('host', 'sleep 60');
    await running.opened;
    const self = await links.openChannel('bastion', 'kill -9 "$PPID"');
    expect(await running.ended).toMatchObject({ diagnostic: { code: 'RB4040', host: 'bastion' } });
    expect(await self.ended).toMatchObject({ diagnostic: { code: 'RB4040', host: 'bastion' } });
  });
});

describe('an account', () => {
  let byPassword: RealSshd;
  let byQuestion: RealSshd;

  beforeAll(async () => {
    byPassword = await sshd(targetKey, 'PasswordAuthentication yes');
    byQuestion = await sshd(targetKey, 'KbdInteractiveAuthentication yes');
  });

  /** Fails or enters with a password, on the sshd that takes it so. */
  async function enter(way: 'password' | 'keyboard-interactive', account: string, password: string): Promise<unknown> {
    const host = as(account, hostAt('host', way === 'password' ? byPassword : byQuestion));
    await site.write('known_hosts', knownLines([host, targetKey]));
    return site.links([host], { askPassword: true, answers: { [QUESTION(account)]: password } }).enter('host');
  }

  it.each([['password'], ['keyboard-interactive']] as const)('is entered with its password by %s', async (way) => {
    await expect(enter(way, 'ops', PASSWORD)).resolves.toMatchObject({ host: { name: 'host' } });
  });

  it.each([
    ['password', 'ops', 'wrong', 'RB4021'],
    ['keyboard-interactive', 'ops', 'wrong', 'RB4021'],
    ['keyboard-interactive', 'stale', PASSWORD, 'RB4023'],
    ['password', 'gone', PASSWORD, 'RB4024'],
    ['keyboard-interactive', 'gone', PASSWORD, 'RB4021'],
  ] as const)('is refused by %s: %s with the password %s gives %s', async (way, account, password, code) => {
    expect(await failureOf(enter(way, account, password))).toMatchObject({ code, host: 'host' });
  });

  it('that has expired is refused although the key is right, and what sshd says is shown', async () => {
    const host = as('gone', hostAt('host', byPassword, { keys }));
    await site.write('known_hosts', knownLines([host, targetKey]));
    const failure = await failureOf(site.links([host]).enter('host'));
    expect(failure).toMatchObject({ code: 'RB4024', host: 'host' });
    expect(failure.why).toContain('account has expired');
  });

  it.each([
    ['closed', 'This account is currently not available.', 1],
    ['stale', 'Your password has expired.', 1],
  ])('that does not let commands run says so, and the words come through: %s', async (account, words, exitCode) => {
    const host = as(account, hostAt('host', byPassword, { keys }));
    await site.write('known_hosts', knownLines([host, targetKey]));
    const { output, errors, end } = await readAll(await site.links([host]).openChannel('host', 'true'));
    expect(`${output}${errors}`).toContain(words);
    expect(end).toEqual({ exitCode });
  });

  it('whose password has expired is entered by password, since sshd leaves it to the session to refuse', async () => {
    const host = as('stale', hostAt('host', byPassword));
    await site.write('known_hosts', knownLines([host, targetKey]));
    const links = site.links([host], { askPassword: true, answers: { [QUESTION('stale')]: PASSWORD } });
    expect(await readAll(await links.openChannel('host', 'true'))).toMatchObject({
      errors: expect.stringContaining('password has expired'),
      end: { exitCode: 1 },
    });
  });

  it('gets a terminal of the size of the window', async () => {
    const host = hostAt('host', byPassword, { keys });
    await site.write('known_hosts', knownLines([host, targetKey]));
    const terminal = await site
      .links([host])
      .openTerminal('host', { term: 'xterm', rows: 33, columns: 101 }, 'stty size; read -r x; stty size');
    let output = '';
    terminal.onOutput((bytes) => {
      output += Buffer.from(bytes).toString();
      if (!output.endsWith('33 101\r\n')) return;
      terminal.resize({ rows: 44, columns: 121 });
      terminal.write('\n');
    });
    expect(await terminal.ended).toEqual({ exitCode: 0 });
    expect(output).toContain('44 121');
  });
});
