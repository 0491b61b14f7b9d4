import { spawn } from 'node:child_process';
import { RunbookError } from '../core/diagnostic.ts';
import type { Channel, ChannelEnd, Links } from './channel.ts';
import { earlyBytes } from './early-bytes.ts';

/** The controller itself as a host: commands run under its own sh, and no network is between. */
export function localLinks(): Links {
  const counts = { sent: 0, received: 0 };
  const running = new Set<Channel>();
  const open = async (host: string, command: string): Promise<Channel> => {
    const channel = await startLocally(host, command, counts);
    running.add(channel);
    channel.ended.then(
      () => running.delete(channel),
      () => undefined,
    );
    return channel;
  };
  return {
    enter: () => Promise.resolve(undefined),
    openChannel: (host, command) => open(host, command),
    openLane: (host, command) => open(host, command),
    stats: () => ({ connections: 0, authentications: 0, bytesSent: counts.sent, bytesReceived: counts.received }),
    anew: () => localLinks(),
    forget: () => undefined,
    async close() {
      for (const channel of running) channel.close();
      await Promise.all([...running].map((channel) => channel.ended));
    },
  };
}

/** What sshd(8) gives a login: a secret that was given to this program as a variable is no business of the commands that it runs. */
function loginEnvironment(): Readonly<Record<string, string>> {
  const names = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'USER', 'TZ', 'XDG_RUNTIME_DIR'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Starts `sh -c COMMAND` here. Rejects when there is no sh. */
function startLocally(host: string, command: string, counts: { sent: number; received: number }): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { stdio: 'pipe', env: loginEnvironment() });
    const output = earlyBytes();
    const errors = earlyBytes();
    child.stdout.on('data', (bytes: Buffer) => {
      counts.received += bytes.length;
      output.take(bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => errors.take(bytes));
    // Writing to a command that has ended is no failure of its own: how it ended is told.
    child.stdin.on('error', () => undefined);
    const ended = new Promise<ChannelEnd>((settle) => {
      child.on('close', (code, signal) => settle({ ...(code === null ? {} : { exitCode: code }), ...(signal === null ? {} : { signal }) }));
    });
    child.once('error', (error) => {
      reject(
        new RunbookError({
          code: 'RB4050',
          severity: 'error',
          host,
          what: `${host} does not start a command`,
          why: `sh could not be started on this machine: ${error.message}.`,
          mend: 'The local transport needs a POSIX system with sh in PATH.',
        }),
      );
    });
    child.once('spawn', () =>
      resolve({
        opened: Promise.resolve(),
        write(bytes) {
          counts.sent += Buffer.byteLength(bytes);
          if (child.stdin.writable) child.stdin.write(bytes);
        },
        pour: (bytes) =>
          new Promise((taken) => {
            counts.sent += bytes.length;
            if (child.stdin.writable) child.stdin.write(bytes, () => taken());
          }),
        onOutput: (listener) => output.listen(listener),
        onErrorOutput: (listener) => errors.listen(listener),
        ended,
        end: () => void child.stdin.end(),
        close() {
          child.stdin.destroy();
          child.stdout.destroy();
          child.stderr.destroy();
        },
      }),
    );
  });
}
