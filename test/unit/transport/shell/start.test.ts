import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/core/action.ts';
import type { Identity } from '../../../../src/core/resource.ts';
import type { Session } from '../../../../src/core/session.ts';
import type { Channel } from '../../../../src/transport/channel.ts';
import { openShell } from '../../../../src/transport/shell/shell.ts';
import { diagnosticsOf } from '../../../support/engine-bench.ts';
import { firstBlock } from '../../../support/driver-blocks.ts';
import { openLocalPlace, type LocalSessionOptions } from '../../../support/local-session.ts';

const place = openLocalPlace();
const opened: Session[] = [];
afterEach(async () => {
  for (const session of opened.splice(0)) await session.close();
});
afterAll(() => place.close());

const root: Identity = { become: 'root', method: 'sudo' };
const daemonBySu: Identity = { become: 'daemon', method: 'su' };

function open(options: LocalSessionOptions): Session {
  const session = place.open(options);
  opened.push(session);
  return session;
}

/** A sudo or su for these tests: it asks when told to, counts how often it was given a password, and runs the command as whoever we are. */
function putCommand(method: 'sudo' | 'su', script: string): string {
  const path = `${place.folder}/${method}`;
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return `PATH=${place.folder}:$PATH`;
}

/** Reads the options that are given to it, then becomes the command after `--`. */
const OPTIONS = 'prompt=; while [ "$1" != -- ]; do if [ "$1" = -p ]; then prompt=$2; shift; fi; shift; done; shift';
const asking = (password: string): string =>
  `${OPTIONS}; printf %s "$prompt" >&2; IFS= read -r given; echo "$given" >>"${place.folder}/given"; ` +
  `if [ "$given" = '${password}' ]; then exec "$@"; fi; echo 'sudo: 1 incorrect password attempt' >&2; exit 1`;

const question = { ask: 'sysctl', key: 'kernel.ostype' } as const;

describe('the driver starts', () => {
  test.each([
    ['behind a banner', "echo 'Welcome! Authorised use only.'; printf 'no newline at its end'"],
    ['behind noise on standard error', 'echo "mesg: ttyname failed" >&2'],
    [
      'behind a banner as long as a book',
      'i=0; while [ $i -lt 2000 ]; do echo "All your keys are logged, all of them, always."; i=$((i+1)); done',
    ],
    [
      'with variables that would slow or end it',
      'TMOUT=1 ENV=/no/such/file BASH_ENV=/no/such/file LC_ALL=ko_KR.UTF-8 CDPATH=/; export TMOUT ENV BASH_ENV LC_ALL CDPATH',
    ],
    ['with a tight umask', 'umask 077'],
    ['from a folder that is gone', 'd=$(mktemp -d) && cd "$d" && rmdir "$d"'],
  ])('%s', async (_name, before) => {
    expect(await open({ before }).ask([question], 'login')).toEqual(['Linux']);
  });

  test('as another user who needs no password', async () => {
    const before = putCommand('sudo', `${OPTIONS}; exec "$@"`);
    expect(await open({ before }).ask([question], root)).toEqual(['Linux']);
  });

  test('as another user with a password, which is sent once and only after the question', async () => {
    writeFileSync(`${place.folder}/given`, '');
    const session = open({ before: putCommand('sudo', asking('a $ecret 한글')), becomePassword: 'a $ecret 한글' });
    expect(await session.ask([question], root)).toEqual(['Linux']);
    expect(readFileSync(`${place.folder}/given`, 'utf8')).toBe('a $ecret 한글\n');
  });

  test('once, also where the answer to sudo came before anybody listened', async () => {
    const written: Buffer[] = [];
    const early = (command: string): Channel => ({
      opened: Promise.resolve(),
      write: (bytes) => void written.push(Buffer.from(bytes)),
      pour: () => Promise.resolve(),
      onOutput: (listener) => listener(Buffer.from(`${/rb[0-9a-f]{12}/u.exec(command)?.[0]}-in\n`)),
      onErrorOutput: () => undefined,
      ended: new Promise(() => undefined),
      end: () => undefined,
      close: () => undefined,
    });
    const shell = await openShell((command) => Promise.resolve(early(command)), {
      host: 'relay-1',
      identity: root,
      password: 'not asked for',
      onFlight: () => undefined,
    });
    const asked = diagnosticsOf(
      shell.send({
        kind: 'ask',
        script: { text: 'put asked', calls: [] },
        silenceMs: () => 1000,
        longestRecord: 100,
        about: () => 'a question',
        onRecord: () => undefined,
      }),
    );
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(written.map((bytes) => firstBlock(bytes)?.text.split('put asked').length)).toEqual([2]);
    shell.close();
    expect((await asked).map((one) => one.code)).toEqual(['RB5002']);
  });

  test('once for each account, whatever is asked at the same time', async () => {
    const session = open({ before: `echo x >>'${place.folder}/starts'` });
    await Promise.all(Array.from({ length: 5 }, () => session.ask([question], 'login')));
    expect(readFileSync(`${place.folder}/starts`, 'utf8')).toBe('x\n');
    expect(session.stats().roundTrips).toBe(1);
  });
});

describe('one message with a code, when', () => {
  test.each<[string, Identity, LocalSessionOptions & { readonly sudo?: string }, string]>([
    ['the account has no login shell', 'login', { before: "echo 'This account is currently not available.'; exit 1" }, 'RB5004'],
    ['the login shell is a restricted one', 'login', { before: "echo 'rbash: line 1: exec: restricted' >&2; exit 1" }, 'RB5003'],
    ['the password has expired', 'login', { before: "echo 'WARNING: Your password has expired.' >&2; exit 1" }, 'RB4023'],
    ['the login shell just ends', 'login', { before: 'exit 7' }, 'RB5005'],
    ['sudo wants a password and there is none', root, { sudo: "echo 'sudo: a password is required' >&2; exit 1" }, 'RB5010'],
    ['sudo wants a terminal', root, { sudo: "echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1" }, 'RB5012'],
    ['the account is not in sudoers', root, { sudo: "echo 'ops is not in the sudoers file.' >&2; exit 1" }, 'RB5013'],
    ['the password is wrong', root, { sudo: asking('right'), becomePassword: 'wrong-password' }, 'RB5011'],
  ])('%s', async (_name, identity, { sudo, ...options }, code) => {
    const session = open(sudo === undefined ? options : { ...options, before: putCommand('sudo', sudo) });
    const found = await diagnosticsOf(session.ask([question], identity));
    expect(found.map((one) => [one.code, one.host])).toEqual([[code, 'here']]);
    expect(JSON.stringify(found)).not.toContain('wrong-password');
    expect(found[0]?.mend).toBeTruthy();
  });

  const noShell = "echo 'This account is currently not available.'; exit 1";
  const noShellAsked = `printf 'Password: ' >&2; IFS= read -r given; echo >&2; ${noShell}`;

  test.each<[string, Identity, { readonly before?: string; readonly su?: string }, RegExp, RegExp]>([
    ['the login account', 'login', { before: noShell }, /ssh\.user/u, /become/u],
    ['the login account, which was to use sudo', root, { before: noShell }, /ssh\.user/u, /become/u],
    ['the user to become, when su asked', daemonBySu, { su: noShellAsked }, /become_method.*become_user/u, /ssh\.user/u],
    ['one of both, when su asked nothing', daemonBySu, { su: noShell }, /ssh\.user.*become_user/u, /sudo/u],
  ])('no login shell, mended where it is: %s', async (_name, identity, { before, su }, names, leavesOut) => {
    const session = open({ before: before ?? putCommand('su', su ?? ''), becomePassword: 'right' });
    const found = await diagnosticsOf(session.ask([question], identity));
    expect(found.map((one) => one.code)).toEqual(['RB5004']);
    expect(found[0]?.mend).toMatch(names);
    expect(found[0]?.mend).not.toMatch(leavesOut);
  });

  test('the driver is killed in the middle of a step', async () => {
    const session = open({ before: `echo $$ >'${place.folder}/pid'` });
    const begun = Promise.withResolvers<undefined>();
    const sleeping: Action = { do: 'run', argv: ['sleep', '1'], timeoutMs: 5000, onTimeout: 'terminate' };
    const run = diagnosticsOf(session.execute([{ id: 'one', requests: [], actions: [sleeping] }], 'login', () => begun.resolve(undefined)));
    await begun.promise;
    process.kill(Number(readFileSync(`${place.folder}/pid`, 'utf8')), 'SIGKILL');
    expect((await run).map((one) => one.code)).toEqual(['RB5002']);
  });

  test('the session was closed with a question on its way', async () => {
    const session = open({});
    await session.ask([question], 'login');
    const asked = diagnosticsOf(session.ask([{ ask: 'run', argv: ['sleep', '20'], reads: [], timeoutMs: 30_000 }], 'login'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await session.close();
    expect((await asked).map((one) => one.code)).toEqual(['RB5002']);
  });
});
