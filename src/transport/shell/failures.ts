import { lastOf } from '../../core/cut-text.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Identity } from '../../core/resource.ts';
import { sanitize } from '../../core/text-sanitize.ts';
import type { ChannelEnd } from '../channel.ts';

/** The host gave no record within the limit. `isConnected`: its connection was asked, and answers. */
export function silentHost(
  host: string,
  about: string,
  limitMs: number,
  { lastWords, isConnected }: { readonly lastWords: string; readonly isConnected: boolean },
): Diagnostic {
  return {
    code: 'RB5001',
    severity: 'error',
    what: `no answer for ${Math.round(limitMs / 1000)} s: ${about}`,
    host,
    why: `${isConnected ? 'its sshd answers, but ' : ''}the host is overloaded, or a command on it hangs${lastWords === '' ? '' : `; its last words: ${lastWords}`}`,
    mend: `look at the host (runbook ssh ${host}), then run again: what is done is found done`,
  };
}

/** The login was accepted, and the driver did not come up within the limit. */
export function slowStart(host: string, identity: Identity, limitMs: number, lastWords: string): Diagnostic {
  const waiting =
    identity === 'login'
      ? 'a start-up file of the login shell'
      : `a start-up file of the login shell, or ${identity.method}, which was to become ${identity.become},`;
  return {
    code: 'RB5006',
    severity: 'error',
    what: `the login was accepted, and nothing came of it for ${Math.round(limitMs / 1000)} s`,
    host,
    why: `${waiting} waits for something${lastWords === '' ? '' : `; its last words: ${lastWords}`}`,
    mend: `log in by hand (runbook ssh ${host}) and see what it waits for: start-up files must not ask or wait without a terminal`,
  };
}

/** The shell is gone, or speaks nonsense. */
export function lostShell(host: string, why: string): Diagnostic {
  return {
    code: 'RB5002',
    severity: 'error',
    what: 'the shell on the host was lost',
    host,
    why,
    mend: 'run again: what is done is found done, the rest goes on',
  };
}

/** An answer holds a character that only the program itself may write: taken for real, it could draw a secret to the host. */
export function forgedAnswer(host: string, question: string): Diagnostic {
  return {
    code: 'RB5007',
    severity: 'error',
    what: 'an answer holds a character that only runbook itself may write (U+E000 or U+E001)',
    host,
    why: sanitize(
      `the question was ${question.slice(0, 200)}; such an answer could pass for a value of another host or a secret, so nothing is planned for this host`,
    ),
    mend: `look at what is there (runbook ssh ${host}): either the host is hostile, or a name or a text on it has that character`,
  };
}

/** What was brought to the host is something else when the host reads it. */
export function otherBytes(host: string, wanted: string, found: string): Diagnostic {
  return {
    code: 'RB5008',
    severity: 'error',
    what: 'a large content that was brought to the host is another there; nothing was done with it',
    host,
    why: sanitize(`its SHA-256 should be ${wanted}, and the host reads ${found.slice(0, 64)}`),
    mend: 'run again: only the pieces that are wrong are sent; if it stays so, look at the disk and the memory of the host',
  };
}

interface Words {
  readonly output: string;
  readonly error: string;
}

const causes: readonly {
  readonly code: string;
  readonly pattern: RegExp;
  /** Only when the driver runs as another user, or only when su starts it. */
  readonly only?: 'become' | 'su';
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}[] = [
  {
    code: 'RB5012',
    pattern: /must have a tty to run sudo|no tty present/u,
    only: 'become',
    what: 'sudo wants a terminal',
    why: 'the sudoers file has `Defaults requiretty`; a run has no terminal on the host',
    mend: 'put `Defaults:USER !requiretty` for this account into a file of /etc/sudoers.d (visudo -f)',
  },
  {
    code: 'RB5010',
    pattern: /a password is required|password for|no password was provided/u,
    only: 'become',
    what: 'becoming another user needs a password',
    why: 'sudo or su asked for one and none was given',
    mend: 'give it at the prompt with -K (--ask-become-pass), or allow NOPASSWD for this account in sudoers',
  },
  {
    code: 'RB5011',
    pattern: /incorrect password|Sorry, try again|Authentication failure|Authentication token|maximum number of password/iu,
    only: 'become',
    what: 'the password for becoming another user was not accepted',
    why: 'sudo or su refused it',
    mend: 'try again with -K and mind the keyboard layout; the password was sent only once',
  },
  {
    code: 'RB5013',
    pattern: /not in the sudoers file|not allowed to execute|may not run sudo|is not allowed to run/u,
    only: 'become',
    what: 'this account may not become the other user',
    why: 'sudoers on the host does not allow it',
    mend: 'have an administrator add the account to sudoers, or use another account (ssh.user)',
  },
  {
    code: 'RB5014',
    pattern: /sudo: (?:command )?not found|exec: sudo|su: not found/u,
    only: 'become',
    what: 'sudo is not there',
    why: 'the host has no such command',
    mend: 'install sudo, or set become_method: su',
  },
  {
    code: 'RB4023',
    pattern: /password has expired|password change required/iu,
    what: 'the password of the account has expired',
    why: 'the host lets nobody of this account run a command before it has a new password, even when a key is used',
    mend: 'log in by hand and set a new password; for a service account lift the limit (chage -M -1 USER)',
  },
  {
    code: 'RB5003',
    pattern: /restricted/u,
    what: 'the login shell is a restricted shell',
    why: 'rbash and its like forbid what the driver needs (exec, paths in commands)',
    mend: 'give the account /bin/sh or /bin/bash as its login shell (usermod -s), or use another account (ssh.user)',
  },
  {
    code: 'RB5004',
    // su has asked, so the login shell is sound. sudo never comes here: it starts the command itself, without the user's shell.
    pattern: /Password:.*(?:not available|nologin)/su,
    only: 'su',
    what: 'the user to become has no login shell',
    why: 'su starts the shell of that user; it is nologin (or false), which only says no',
    mend: 'become it by sudo, which needs no shell of it (become_method), or become another user (become_user), or give it a shell (usermod -s /bin/sh)',
  },
  {
    code: 'RB5004',
    pattern: /not available|nologin/u,
    only: 'su',
    what: 'the account, or the user to become, has no login shell',
    why: 'its shell is nologin (or false), which only says no; su asked for no password, so it cannot be told whose shell it is',
    mend: 'see whose it is (getent passwd USER); use another account (ssh.user) or user (become_user), or give it a shell (usermod -s /bin/sh)',
  },
  {
    code: 'RB5004',
    pattern: /not available|nologin/u,
    what: 'the account has no login shell',
    why: 'its shell is nologin (or false), which only says no',
    mend: 'use another account (ssh.user), or give it a shell (usermod -s /bin/sh)',
  },
];

/** Why the driver did not start: from what the login shell, sudo or su said. */
export function explainFailedStart(host: string, identity: Identity, words: Words, end: ChannelEnd): Diagnostic {
  const said = lastOf(sanitize(`${words.error}\n${words.output}`.trim()), 500);
  const cause = causes.find((one) => one.pattern.test(said) && concerns(one.only, identity));
  if (cause !== undefined) {
    return {
      code: cause.code,
      severity: 'error',
      what: cause.what,
      host,
      why: `${cause.why} (it said: ${firstLine(said)})`,
      mend: cause.mend,
    };
  }
  return {
    code: 'RB5005',
    severity: 'error',
    what: 'the driver did not start on the host',
    host,
    why: `the login shell ended ${end.exitCode === undefined ? '' : `with ${end.exitCode} `}before it; ${said === '' ? 'it said nothing' : `it said: ${firstLine(said)}`}`,
    mend: `log in by hand (runbook ssh ${host}) and see what the login shell does; POSIX sh and coreutils are all that is needed`,
  };
}

function concerns(only: 'become' | 'su' | undefined, identity: Identity): boolean {
  return only === undefined || (identity !== 'login' && (only === 'become' || identity.method === 'su'));
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}
