import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { failHop, fieldOf, messageOf, placeOf } from './failures.ts';
import type { Closing } from './closing.ts';
import { closedHop, type Hop } from './hop.ts';
import { joinWrites } from './join-writes.ts';

/** Begins a connection to a host; `connect` is emitted when it stands, and `error` when it cannot be made. */
export type Dial = (host: Host) => Duplex;

/** Over TCP. Nagle's algorithm is off: it would hold back each small packet for the answer to the one before. */
export const dialTcp: Dial = (host) => connect({ host: host.address, port: host.ssh.port, noDelay: true });

/** Opens a connection to the first hop. */
export function reachDirectly(host: Host, dial: Dial, timeoutMs: number, closing: Closing): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = dial(host);
    const give = (error: RunbookError): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => give(unreachable(host, `no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    const forgetClosing = closing.onClose(() => give(new RunbookError(closedHop(host))));
    const settle = (): void => {
      clearTimeout(timer);
      forgetClosing();
    };
    const refuse = (error: Error): void => {
      settle();
      reject(fieldOf(error, 'code') === 'ECONNREFUSED' ? refused(host, 'the connection was refused') : unreachable(host, messageOf(error)));
    };
    socket.once('error', refuse);
    socket.once('connect', () => {
      settle();
      socket.off('error', refuse);
      resolve(socket);
    });
  });
}

/** The login on a connection failed after something was asked of it: that was not done, and is to be asked again when the login succeeds. */
export class LoginVoid extends Error {}

/**
 * Opens a connection from a bastion to the next hop, as a forwarded channel (RFC 4254, section 7.2). The login on the bastion may be on its way; when that
 * fails it rejects with LoginVoid.
 */
export function reachThrough(bastion: Hop, host: Host, timeoutMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(unreachable(host, `${bastion.host.name} got no answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    const settle = (work: () => void): void => {
      clearTimeout(timer);
      over = true;
      work();
    };
    const giveUp = (): void => {
      if (!over) settle(() => reject(new LoginVoid(`no login on ${bastion.host.name}`)));
    };
    bastion.entered().then((entered) => (entered ? undefined : giveUp()), giveUp);
    try {
      bastion.client.forwardOut('127.0.0.1', 0, host.address, host.ssh.port, (error, channel) => {
        if (over) channel?.close();
        else if (error !== undefined) settle(() => reject(explainForward(bastion, host, error)));
        else {
          joinWrites(channel);
          settle(() => resolve(channel));
        }
      });
    } catch (error) {
      settle(() => reject(explainForward(bastion, host, error)));
    }
  });
}

/** Why a bastion did not open the way to the next hop; reasons by RFC 4254, section 5.1. */
export function explainForward(bastion: Hop, host: Host, error: unknown): RunbookError {
  const lost = bastion.lost();
  if (lost !== undefined) return new RunbookError(lost);
  const said = messageOf(error).replace(/^\(SSH\) Channel open failure: /u, '');
  const by = bastion.host.name;
  switch (fieldOf(error, 'reason')) {
    case '1':
      return failHop(
        'RB4030',
        host,
        `cannot be reached: ${by} does not forward`,
        `sshd on ${by} answered: ${said}. It forbids forwarding for ${bastion.host.ssh.user}, or to ${host.address} port ${host.ssh.port}.`,
        `On ${by} allow it in sshd_config: AllowTcpForwarding local (or yes) and, when PermitOpen is set, ${host.address}:${host.ssh.port}; and no restrict or no-port-forwarding before the key in authorized_keys.`,
      );
    case '2':
      return /refused/iu.test(said) ? refused(host, `${by} was refused`) : unreachable(host, `${by} answered: ${said}`);
    case '4':
      return failHop(
        'RB4032',
        host,
        `cannot be reached: ${by} has no room for another connection`,
        `sshd on ${by} answered: ${said}.`,
        `Look at the limits of ${by} (open files, memory), or lower --forks.`,
      );
    default:
      return unreachable(host, `${by}: ${said}`);
  }
}

function unreachable(host: Host, why: string): RunbookError {
  return failHop(
    'RB4001',
    host,
    'cannot be reached',
    `${placeOf(host)}: ${why}.`,
    'Check that it is up, its address in the inventory, and that the firewalls on the way let this connection through.',
  );
}

function refused(host: Host, why: string): RunbookError {
  return failHop(
    'RB4002',
    host,
    'has nothing that listens for SSH',
    `${placeOf(host)}: ${why}.`,
    `Check that sshd runs on ${host.name}, and its port in the inventory.`,
  );
}
