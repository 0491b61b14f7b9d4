import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { failHop, fieldOf, messageOf, placeOf } from './failures.ts';
import { refuseMissingType } from './host-key-failures.ts';
import type { Expectation } from './trusted-keys.ts';

/** How far a handshake came. */
export type HandshakePhase = 'before header' | 'key exchange' | 'authentication' | 'entered' | 'timeout' | 'authentication timeout';

/** What is known when a handshake fails. */
export interface HandshakeTrouble {
  readonly host: Host;
  readonly expectation: Expectation;
  readonly phase: HandshakePhase;
  /** What ssh2 said last. */
  readonly trouble: unknown;
  /** What the server wanted the user to read. */
  readonly banner: string;
  /** First bytes from the server. */
  readonly greeting: string;
  /** Why the connection below ended, when it did. */
  readonly below: Diagnostic | undefined;
}

/** Says why a handshake failed, for the reader who must act. */
export function explainHandshake(all: HandshakeTrouble): RunbookError {
  const { host, phase, trouble, banner, greeting, below } = all;
  const place = placeOf(host);
  const text = trouble === undefined ? '' : messageOf(trouble);
  const said = banner.trim() === '' ? '' : ` It says: ${banner.trim()}`;
  if (below !== undefined) return new RunbookError(below);
  if (phase === 'timeout' || phase === 'authentication timeout')
    return failHop(
      'RB4004',
      host,
      'did not finish the SSH handshake in time',
      `${place} accepted the connection and then fell silent ${phase === 'timeout' ? 'before the login' : 'during the login'}.${said}`,
      'Look at the load and the log of sshd on that host (a slow PAM module or name lookup is common), then run it again.',
    );
  if (/no matching host key format/u.test(text))
    return all.expectation.known.length > 0 || all.expectation.pins.length > 0
      ? refuseMissingType(host, all.expectation)
      : noCommonAlgorithm(host, text);
  if (/no matching/u.test(text)) return noCommonAlgorithm(host, text);
  if (/signature verification failed/u.test(text))
    return failHop(
      'RB4014',
      host,
      'could not prove that it holds its host key',
      `The signature over the key exchange with ${place} is wrong.`,
      'Somebody may be in between. Do not go on before it is understood.',
    );
  if (phase === 'before header') return explainGreeting(host, greeting, text);
  if (phase === 'key exchange')
    return failHop(
      'RB4005',
      host,
      'hung up during the handshake',
      `${place} ended the connection during the key exchange${text === '' ? '' : `: ${text}`}.`,
      'Look at the log of sshd on that host, then run it again.',
    );
  if (fieldOf(trouble, 'code') === '2' || /too many authentication failures/iu.test(text))
    return failHop(
      'RB4020',
      host,
      `refused the keys of ${host.ssh.user}`,
      `${place}: ${text}.`,
      'Name the one key that this host accepts (ssh.key in the inventory, or --private-key).',
    );
  return failHop(
    'RB4024',
    host,
    `ended the connection during the login of ${host.ssh.user}`,
    `${place} hung up after it was asked for the login${text === '' ? '' : ` (${text})`}: the account is expired or locked, or may not log in there.${said}`,
    `Look at the account there (chage -l ${host.ssh.user}; passwd -S ${host.ssh.user}) and at the log of sshd.`,
  );
}

function explainGreeting(host: Host, greeting: string, text: string): RunbookError {
  const place = placeOf(host);
  const first = greeting.split(/\r?\n/u)[0] ?? '';
  if (/not allowed at this time/iu.test(greeting))
    return failHop(
      'RB4006',
      host,
      'refuses connections from here for a while',
      `${place} answered ${JSON.stringify(first)}: its sshd punishes failed logins from this address (PerSourcePenalties).`,
      'Wait a minute, correct the key or password that was refused, and run it again.',
    );
  if (greeting === '' || /exceeded maxstartups/iu.test(greeting))
    return failHop(
      'RB4005',
      host,
      'hung up before the handshake',
      `${place} took the connection and closed it at once${text === '' ? '' : ` (${text})`}: its sshd is too busy (MaxStartups), or does not serve this address.`,
      'Look at the log of sshd on that host, then run it again.',
    );
  if (greeting.startsWith('SSH-'))
    return failHop(
      'RB4005',
      host,
      'hung up during the handshake',
      `${place} ended the connection${text === '' ? '' : `: ${text}`}.`,
      'Look at the log of sshd on that host, then run it again.',
    );
  return failHop(
    'RB4007',
    host,
    'does not speak SSH',
    `${place} answered ${JSON.stringify(first.slice(0, 80))}.`,
    `Correct address or port of ${host.name} in the inventory.`,
  );
}

function noCommonAlgorithm(host: Host, text: string): RunbookError {
  return failHop(
    'RB4008',
    host,
    'shares no algorithm with this program',
    `${placeOf(host)}: ${text}. Post-quantum key exchange alone, certificates alone and SHA-1 are not supported.`,
    'Allow curve25519-sha256 or ecdh-sha2-nistp256, an Ed25519, ECDSA or RSA host key, and AES in the sshd_config of that host.',
  );
}
