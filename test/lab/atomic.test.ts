import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../src/core/action.ts';
import { makeStep } from '../support/make-step.ts';

import type { StepResult } from '../../src/core/session.ts';
import { explainResult } from '../../src/engine/explain-result.ts';
import { openCountedHost, type CountedHost } from './support/counted-host.ts';

/*
 * Whatever the disk does, a file is as it was or as it was to be; nothing is left beside it; and when the cause is gone, the same step does it. In a folder that is
 * root's up to the root the candidate lies beside its place, elsewhere in a folder of its own: both are tried.
 */
const LARGE = 'x'.repeat(300_000);

/** How a folder comes to be one in which a file cannot be written, and how that ends. `cause` is what the operator is to read. */
const CAUSES: readonly {
  readonly name: string;
  readonly spoil: string;
  readonly mend: string;
  readonly cause: RegExp;
  readonly hint: RegExp;
}[] = [
  {
    name: 'whose disk is full',
    spoil: 'head -c 10000000 /dev/zero >"$f/filler" 2>/dev/null',
    mend: 'rm "$f/filler"',
    cause: /No space left on device/u,
    hint: /make room .*df/u,
  },
  {
    name: 'whose file system has no room for another file',
    spoil: 'n=0; while : 2>/dev/null >"$f/filler$n"; do n=$((n + 1)); done',
    mend: 'rm "$f"/filler*',
    cause: /No space left on device/u,
    hint: /make room .*df -i/u,
  },
  {
    name: 'that is read-only',
    spoil: 'mount -o remount,ro "$f"',
    mend: 'mount -o remount,rw "$f"',
    cause: /Read-only file system/u,
    hint: /findmnt/u,
  },
  {
    name: 'with an immutable file',
    spoil: 'chattr +i "$f/x"',
    mend: 'chattr -i "$f/x"',
    cause: /Operation not permitted/u,
    hint: /lsattr/u,
  },
  { name: 'that is immutable itself', spoil: 'chattr +i "$f"', mend: 'chattr -i "$f"', cause: /Operation not permitted/u, hint: /lsattr/u },
];

describe.each(['dash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  let host: CountedHost;
  let canBeImmutable = false;
  beforeAll(async () => {
    host = await openCountedHost(shell);
    canBeImmutable = (
      await said('mkdir /mnt/try; mount -t tmpfs none /mnt/try; : >/mnt/try/x; chattr +i /mnt/try/x && chattr -i /mnt/try/x && echo yes')
    ).endsWith('yes');
  });
  afterAll(() => host.close());

  const said = async (script: string): Promise<string> => (await host.session.run(['sh', '-c', script], 'login', 20_000)).output.trim();
  const write = (path: string, text: string): Extract<Action, { readonly do: 'write' }> => ({
    do: 'write',
    path,
    content: { text },
    mode: '0640',
    owner: 'root',
    group: 'root',
  });
  const perform = async (...actions: readonly Action[]): Promise<StepResult> => {
    const [result] = await host.session.execute([{ id: 'h x', requests: [], actions }], 'login', () => undefined);
    if (result === undefined) throw new Error('no result');
    return result;
  };
  /** A folder with a disk of its own and a file that was there before. */
  const makeFolder = async (mode: string): Promise<string> => {
    const folder = `/etc/disk-${Math.random().toString(36).slice(2)}`;
    await said(
      `mkdir ${folder} && mount -t tmpfs -o size=1m,nr_inodes=40,mode=${mode} none ${folder} && echo old >${folder}/x && chmod 600 ${folder}/x`,
    );
    return folder;
  };
  const state = (folder: string): Promise<string> => said(`cd ${folder} && ls -A | grep -v filler; stat -c '%a %U' x; head -c 4 x`);
  const OLD = 'x\n600 root\nold';

  describe.each([
    ['root’s alone', '755'],
    ['that others may write to', '777'],
  ])('a folder of %s', (_name, mode) => {
    test.each(CAUSES)(
      '$name: the old content stays, nothing is left, the message says how to mend it, and afterwards it is written',
      async (one) => {
        // The kernel of some machines has no such flag in tmpfs(5): there this case is not tried.
        if (one.spoil.startsWith('chattr') && !canBeImmutable) return;
        const folder = await makeFolder(mode);
        await said(`f=${folder}; ${one.spoil}`);
        const action = write(`${folder}/x`, LARGE);
        const result = await perform(action);
        expect(result).toMatchObject({ status: 'failed', failedAction: 0, output: expect.stringMatching(one.cause) });
        expect(await state(folder)).toBe(OLD);
        const told = explainResult({ ...makeStep('h', 'file:x'), actions: [action] }, result);
        expect(told).toMatchObject({
          code: 'RB3102',
          what: `writing ${folder}/x failed with exit code 1`,
          mend: expect.stringMatching(one.hint),
        });
        expect(told?.mend).toContain(folder);

        await said(`f=${folder}; ${one.mend}`);
        expect(await perform(action)).toMatchObject({ status: 'changed' });
        expect(await state(folder)).toBe('x\n640 root\nxxxx');
      },
    );
  });

  test('a folder that is gone is named', async () => {
    const action = write('/etc/gone/x', 'new\n');
    const result = await perform(action);
    expect(result).toMatchObject({ status: 'failed', output: 'the folder /etc/gone is not there' });
    expect(explainResult({ ...makeStep('h', 'file:x'), actions: [action] }, result)?.mend).toMatch(/directory/u);
  });

  test('a folder that goes while the file is checked: nothing is written anywhere else', async () => {
    const folder = await makeFolder('755');
    const check = `umount -l ${folder}; rmdir ${folder}`;
    const result = await perform({ ...write(`${folder}/x`, 'new\n'), validate: ['sh', '-c', check, 'sh', '%s'] });
    // The candidate took its place in the folder that was meant, which nobody can reach any more.
    expect(await said(`ls -d ${folder} 2>&1`)).toMatch(/No such file/u);
    expect(['changed', 'failed']).toContain(result.status);
  });

  test('a folder that is replaced by a link while the file is checked: where the link leads nothing is written', async () => {
    const folder = await makeFolder('755');
    await said(`mkdir ${folder}.theirs; echo theirs >${folder}.theirs/x`);
    await said(`mkdir ${folder}/sub; echo old >${folder}/sub/x`);
    const check = `mv ${folder}/sub ${folder}/aside; ln -s ${folder}.theirs ${folder}/sub`;
    await perform({ ...write(`${folder}/sub/x`, 'new\n'), validate: ['sh', '-c', check, 'sh', '%s'] });
    // The folder that was meant has the file; of the candidate's own folder, which went along with it, nothing but its name is left.
    expect(await said(`cat ${folder}.theirs/x ${folder}/aside/x; ls -A ${folder}.theirs; find ${folder}/aside -type f`)).toBe(
      `theirs\nnew\nx\n${folder}/aside/x`,
    );
  });

  test('a folder of the path that is a link by the time of the write is followed only as far as the host has it', async () => {
    const folder = await makeFolder('777');
    await said(`mkdir ${folder}/real; ln -s real ${folder}/link`);
    expect(await perform(write(`${folder}/link/x`, 'new\n'))).toMatchObject({ status: 'changed' });
    expect(await said(`cat ${folder}/real/x; ls -A ${folder}/real`)).toBe('new\nx');
  });

  test('what a driver that was killed in the middle has left beside the file is put away with the next write', async () => {
    const folder = await makeFolder('755');
    await said(`mkdir ${folder}/.runbook-new.x && echo half >${folder}/.runbook-new.x/x`);
    expect(await perform(write(`${folder}/x`, 'new\n'))).toMatchObject({ status: 'changed' });
    expect(await state(folder)).toBe('x\n640 root\nnew');
  });
});
