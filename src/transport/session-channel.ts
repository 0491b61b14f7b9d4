import type { ClientChannel } from 'ssh2';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { failHop, fieldOf, messageOf } from './failures.ts';
import type { EarlySession } from './early-session.ts';
import type { Hop } from './hop.ts';
import { sshChannel, type Terminal, type TerminalSize } from './ssh-channel.ts';

/** What runs in a session: a command (given to the login shell), or the login shell itself; with a terminal or without. */
export interface SessionWish {
  readonly command?: string;
  /** Name for TERM, and the size. */
  readonly terminal?: TerminalSize & { readonly term: string };
}

/** Opens a session on a connection that stands (RFC 4254, section 6). Rejects with a RunbookError, also when the host does not answer in time. */
export function openSession(hop: Hop, wish: SessionWish, timeoutMs: number): Promise<Terminal> {
  return new Promise((resolve, reject) => {
    let over = false;
    const refuse = (why: string): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const lost = hop.lost();
      reject(lost === undefined ? noSession(hop.host, why) : new RunbookError(lost));
    };
    const timer = setTimeout(() => refuse(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    const take = (error: Error | undefined, channel: ClientChannel): void => {
      if (error !== undefined) refuse(messageOf(error));
      else if (over) channel.close();
      else {
        over = true;
        clearTimeout(timer);
        resolve(sshChannel(channel, hop, hop.wire.stream));
      }
    };
    const { command, terminal } = wish;
    const pty = terminal === undefined ? undefined : { rows: terminal.rows, cols: terminal.columns, term: terminal.term };
    try {
      if (command === undefined) hop.client.shell(pty ?? false, take);
      else hop.client.exec(command, pty === undefined ? {} : { pty }, take);
    } catch (error) {
      refuse(messageOf(error));
    }
  });
}

/** The channel of a session that was asked for together with the login, when the host has answered. Rejects with a RunbookError as `openSession` does. */
export function openedAhead(hop: Hop, early: EarlySession, timeoutMs: number): Promise<Terminal> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string): void => {
      clearTimeout(timer);
      const lost = hop.lost();
      reject(lost === undefined ? noSession(hop.host, why) : new RunbookError(lost));
    };
    const timer = setTimeout(() => refuse(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    early.channel.then(
      (channel) => {
        clearTimeout(timer);
        resolve(channel);
      },
      (error: unknown) => {
        // sshd hangs up on the command for the session that it did not grant: what it said first is the reason.
        if (fieldOf(error, 'reason') === '') refuse(messageOf(error));
        else {
          clearTimeout(timer);
          reject(noSession(hop.host, messageOf(error)));
        }
      },
    );
  });
}

/** The host was entered, and starts no command. */
function noSession(host: Host, why: string): RunbookError {
  return failHop(
    'RB4041',
    host,
    'does not start a command',
    `The login of ${host.ssh.user} succeeded, but sshd refused a session: ${why.replace(/^\(SSH\) Channel open failure: /u, '')}.`,
    'Look at MaxSessions (it must not be 0), at restrictions before the key in authorized_keys, and at the log of sshd on that host.',
  );
}
