import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/core/action.ts';
import type { StepResult } from '../../../../src/core/session.ts';
import { openLocalPlace } from '../../../support/local-session.ts';

/*
 * A file is written into a folder in which somebody else may write too: a home folder, a spool. Whatever that other does meanwhile, no file but the
 * one that was meant gets another content, owner or mode.
 */
const mine = { owner: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };

describe.each(['dash', 'bash'])('with %s, into a folder where somebody else may write', (shell) => {
  const place = openLocalPlace();
  const session = place.open({ shell });
  let folder = '';
  let victim = '';
  let count = 0;

  beforeEach(() => {
    count += 1;
    folder = `${place.folder}/${count}/home`;
    victim = `${place.folder}/${count}/shadow`;
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    writeFileSync(victim, 'secret', { mode: 0o600 });
  });
  afterAll(() => place.close());

  async function write(more: Partial<Extract<Action, { do: 'write' }>> = {}): Promise<StepResult> {
    const action: Action = { do: 'write', path: `${folder}/x`, content: { text: 'new\n' }, mode: '0666', ...mine, ...more };
    const [result] = await session.execute(
      [{ id: 'h x', requests: [{ ask: 'stat', path: `${folder}/x` }], actions: [action] }],
      'login',
      () => undefined,
    );
    if (result === undefined) throw new Error('no result');
    return result;
  }
  const expectUntouched = (): void => {
    expect(readFileSync(victim, 'utf8')).toBe('secret');
    expect((statSync(victim).mode & 0o777).toString(8)).toBe('600');
  };

  test.each<[string, (at: string) => void]>([
    ['a link to a file', (at) => symlinkSync(victim, at)],
    ['a link to a folder', (at) => symlinkSync(`${folder}/..`, at)],
    ['a link in a circle', (at) => symlinkSync(at, at)],
    ['a file', (at) => writeFileSync(at, 'theirs')],
    ['a pipe that somebody reads', (at) => execFileSync('mkfifo', [at])],
    ['a folder full of links', (at) => (mkdirSync(at), symlinkSync(victim, `${at}/x`))],
  ])('%s where the candidate is made is put away', async (_name, plant) => {
    plant(`${folder}/.runbook-new.x`);
    expect((await write()).status).toBe('changed');
    expect(readFileSync(`${folder}/x`, 'utf8')).toBe('new\n');
    expect(readdirSync(folder)).toEqual(['x']);
    expectUntouched();
  });

  test('the candidate that was checked is the one that takes the place, also when its folder was swapped meanwhile', async () => {
    const swap = `mv '${folder}/.runbook-new.x' '${folder}/aside'; mkdir '${folder}/.runbook-new.x'; echo theirs >'${folder}/.runbook-new.x/x'`;
    expect((await write({ validate: ['sh', '-c', swap, 'sh', '%s'] })).status).toBe('changed');
    expect(readFileSync(`${folder}/x`, 'utf8')).toBe('new\n');
  });

  test("the check sees the candidate, and it is nobody else's to see", async () => {
    const look = `test "$(cat "$1")" = new && test "$(stat -c %a "$(dirname "$1")")" = 700 && case $1 in /*/x) ;; *) exit 9 ;; esac`;
    expect(await write({ validate: ['sh', '-c', look, 'sh', '%s'] })).toMatchObject({ status: 'changed' });
  });

  test('a candidate that is not accepted leaves nothing behind', async () => {
    const result = await write({ validate: ['sh', '-c', 'echo no such directive; exit 3', 'sh', '%s'] });
    expect(result).toMatchObject({ status: 'failed', exitCode: 3 });
    expect(result.output).toMatch(/^the candidate was not accepted, .*\/x is as it was\nno such directive/u);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a link that stands at the target is replaced and not followed', async () => {
    symlinkSync(victim, `${folder}/x`);
    await write();
    expect(lstatSync(`${folder}/x`).isFile()).toBe(true);
    expectUntouched();
  });

  test('a folder that gives its group to what is made in it is no hindrance', async () => {
    chmodSync(folder, 0o2777);
    expect((await write()).status).toBe('changed');
  });

  const root = process.getuid?.() === 0;
  test.each<[string, () => void]>([
    ['who may write as all may', () => undefined],
    ['whose group may write', () => chmodSync(folder, 0o775)],
    ...(root
      ? [['whose folder it is', () => (chmodSync(folder, 0o755), chownSync(folder, 65_534, 0))] satisfies [string, () => void]]
      : []),
  ])('someone %s and who keeps swapping the candidate for a link gains nothing', async (_name, prepare) => {
    prepare();
    const at = `${folder}/.runbook-new.x`;
    const loop = spawn('sh', ['-c', `while :; do rm -rf '${at}'; ln -s '${victim}' '${at}' 2>/dev/null; done`], { stdio: 'ignore' });
    const written = new Set<string>();
    try {
      for (let times = 0; times < 12; times += 1) {
        await write();
        written.add(existsSync(`${folder}/x`) ? readFileSync(`${folder}/x`, 'utf8') : 'new\n');
      }
    } finally {
      loop.kill('SIGKILL');
    }
    expect([...written]).toEqual(['new\n']);
    expectUntouched();
  });
});
