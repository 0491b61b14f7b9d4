import type { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { failHop, placeOf } from './failures.ts';

/** Nothing is left to log in with. `left`: what the server would still take, when it said so. */
export function nothingLeft(
  host: Host,
  tried: readonly string[],
  left: readonly string[] | undefined,
  passwordRefused: boolean,
): RunbookError {
  const takes = left === undefined || left.length === 0 ? '' : ` It takes: ${left.join(', ')}.`;
  if (passwordRefused) {
    return failHop(
      'RB4021',
      host,
      `refused the password of ${host.ssh.user}`,
      `${placeOf(host)} took neither this password nor, it may be, the account: an expired one looks the same.${takes} It is not tried again, here or elsewhere, so that no account is locked.`,
      'Type the right password on the next run, or use a key.',
    );
  }
  if (tried.length > 0) {
    return failHop(
      'RB4020',
      host,
      `refused the ${tried.length === 1 ? 'key' : 'keys'} of ${host.ssh.user}`,
      `Offered: ${tried.join(', ')}.${takes}`,
      `Check that ssh.user and ssh.key are meant for ${host.name}, and that the public key is in authorized_keys of ${host.ssh.user} there.`,
    );
  }
  return failHop(
    'RB4022',
    host,
    `cannot be entered: there is no key and no password for ${host.ssh.user}`,
    `No key file is named, no agent key is there, and no password was given.${takes}`,
    'Name a key (ssh.key in the inventory, or --private-key), load one into the agent, or give a password with --ask-pass.',
  );
}

/** The same password was refused on another host. */
export function passwordRefusedBefore(host: Host): RunbookError {
  return failHop(
    'RB4027',
    host,
    `was not tried with the password of ${host.ssh.user}`,
    'Another host refused it before. Trying a wrong password again and again locks accounts.',
    'Type the right password on the next run, or use a key.',
  );
}

/** The password must be changed before anybody is let in. */
export function expiredPassword(host: Host): RunbookError {
  return failHop(
    'RB4023',
    host,
    `demands a new password of ${host.ssh.user}: the old one has expired`,
    `${placeOf(host)} demands a new password before it lets ${host.ssh.user} in.`,
    `Log in by hand and set a new password, or as root there: chage -d "$(date +%F)" ${host.ssh.user}`,
  );
}

/** The host asks something that nobody answered. */
export function unanswered(host: Host, prompt: string): RunbookError {
  return failHop(
    'RB4029',
    host,
    'asks a question that was not answered',
    `It asks ${host.ssh.user}: ${JSON.stringify(prompt)}`,
    'Run it in a terminal and answer, or use an account that logs in by key alone.',
  );
}
