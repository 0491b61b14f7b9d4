import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portOf, type TestKey } from '../support/ssh-server.ts';

/** The password of every account of a real sshd. */
export const PASSWORD = 'correct horse';

/** A real sshd on the loopback network. */
export interface RealSshd {
  readonly port: number;
  /** What it has logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** Starts sshd with accounts `ops`, `stale` (password expired), `gone` (account expired) and `closed` (nologin). Needs root. With `root`, the sshd of that root file system. */
export async function startSshd(hostKey: TestKey, user: TestKey, settings: readonly string[], root?: string): Promise<RealSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'runbook-sshd-'));
  await mkdir(join(folder, 'scratch'));
  await writeFile(join(folder, 'host_key'), hostKey.privateText, { mode: 0o600 });
  await writeFile(join(folder, 'authorized_keys'), `${user.publicText}\n`);
  const port = await freePort();
  const stock = [
    'UsePAM yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'StrictModes no',
    'UseDNS no',
    'LogLevel VERBOSE',
    'PidFile none',
  ];
  const files = [`Port ${port}`, `HostKey ${join(folder, 'host_key')}`, `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`];
  // In sshd_config(5) the first value of a keyword wins.
  await writeFile(join(folder, 'sshd_config'), `${[...settings, ...files, ...stock].join('\n')}\n`);
  // The folder is entered by the accounts, which read authorized_keys.
  await writeFile(join(folder, 'readable'), '');
  spawnSync('chmod', ['755', folder]);
  const script = fileURLToPath(new URL('real-sshd.sh', import.meta.url));
  const daemon = spawn('unshare', ['--mount', 'sh', script, folder, passwordHash(), ...(root === undefined ? [] : [root])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  daemon.stderr.on('data', (bytes: Buffer) => {
    log += bytes.toString();
  });
  const exited = new Promise<void>((resolve) => {
    daemon.once('exit', () => resolve());
  });
  await untilOpen(port, daemon, () => log);
  return {
    port,
    log: () => log,
    async close() {
      daemon.kill();
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

function passwordHash(): string {
  const made = spawnSync('openssl', ['passwd', '-6', '-stdin'], { input: PASSWORD, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`openssl passwd: ${made.stderr}`);
  return made.stdout.trim();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = portOf(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function untilOpen(port: number, daemon: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (daemon.exitCode !== null) throw new Error(`sshd ended with ${daemon.exitCode}: ${log()}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`sshd does not listen: ${log()}`);
}
