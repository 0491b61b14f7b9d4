import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { USER_UNDO } from '../../../src/resources/account-scripts.ts';
import { LINE_SCRIPT } from '../../../src/resources/line-script.ts';
import { line } from '../../../src/resources/line.ts';
import { LINK_SCRIPT } from '../../../src/resources/symlink.ts';
import { WAIT_SCRIPT } from '../../../src/resources/wait-for.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { applyOne } from '../../support/plan-one.ts';

/* What the scripts for hosts really do, in the shells that every Debian and RHEL host has. */
const shells = ['sh', 'dash', 'bash'];
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-scripts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** SHLVL keeps bash from taking a pipe for a remote login and reading .bashrc. */
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', SHLVL: '2' };

function start(shell: string, script: string, args: readonly string[], input = '') {
  const ended = spawnSync(shell, ['-c', script, 'sh', ...args], { input, encoding: 'utf8', env });
  return { status: ended.status, output: ended.stdout, errors: ended.stderr };
}

describe.each(shells)('by %s', (shell) => {
  test('one line is edited as the controller would, and mode and name of the file stay', async () => {
    const word = fc.stringMatching(/^[ab#=\\$ "'.*1]{0,4}$/u);
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 5 }),
        word,
        fc.constantFrom('', '^a', '^[#]?b', '=.*1$'),
        fc.boolean(),
        async (lines, wanted, regex, isRemoval) => {
          fc.pre(!isRemoval || wanted !== '' || regex !== '');
          const path = join(folder, 'some.conf');
          const before = lines.map((one) => `${one}\n`).join('');
          writeFileSync(path, before);
          chmodSync(path, 0o640);
          const done = start(
            shell,
            LINE_SCRIPT,
            [path, isRemoval ? 'remove' : 'set', regex],
            `${isRemoval && regex !== '' ? '' : wanted}\n`,
          );
          expect(done).toEqual({ status: 0, output: '', errors: '' });
          const host = new FakeHost({ files: { '/etc/some.conf': before } });
          const given = isRemoval && regex !== '' ? {} : { line: wanted };
          await applyOne(
            line,
            { path: '/etc/some.conf', name: 'x', ...given, ...(regex === '' ? {} : { regex }), ...(isRemoval ? { present: false } : {}) },
            host,
          );
          expect(readFileSync(path, 'utf8')).toBe(host.model.text('/etc/some.conf'));
          expect(statSync(path).mode & 0o777).toBe(0o640);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a line is not put through a link', () => {
    const [real, link] = [join(folder, `${shell}-real`), join(folder, `${shell}-through`)];
    writeFileSync(real, 'a\n');
    symlinkSync(real, link);
    expect(start(shell, LINE_SCRIPT, [link, 'set', ''], 'b\n')).toMatchObject({ status: 1, errors: `${link} is a symbolic link\n` });
    expect(readFileSync(real, 'utf8')).toBe('a\n');
  });

  test.each([
    ['own', 'deploy:x:1001:', ['userdel deploy', 'groupdel deploy']],
    ['own', 'deploy:x:1001:games', ['userdel deploy']],
    ['other', 'deploy:x:1001:', ['userdel deploy']],
  ])('an account goes, and with it the group made for it that has no members: %s, %s', (group, line, wanted) => {
    const said = `userdel() { echo "userdel $1"; }; groupdel() { echo "groupdel $1"; }; getent() { echo '${line}'; }\n${USER_UNDO}`;
    expect(start(shell, said, ['deploy', group]).output.split('\n').filter(Boolean)).toEqual(wanted);
  });

  test('a line is not put into a file that is not there', () => {
    expect(start(shell, LINE_SCRIPT, [join(folder, 'none'), 'set', ''], 'a\n')).toMatchObject({
      status: 1,
      errors: `${join(folder, 'none')} is not there\n`,
    });
  });

  test('a link moves, and never goes into a folder', () => {
    const link = join(folder, `${shell}-link`);
    symlinkSync('/old', link);
    expect(start(shell, LINK_SCRIPT, ['/new', link]).status).toBe(0);
    expect(readlinkSync(link)).toBe('/new');
    const place = join(folder, `${shell}-folder`);
    mkdirSync(place);
    expect(start(shell, LINK_SCRIPT, ['/new', place])).toMatchObject({ status: 1, errors: `${place} is a folder\n` });
  });

  test('waiting ends when it is so, or when the time is over', () => {
    expect(start(shell, WAIT_SCRIPT, ['5', 'test', '-d', folder])).toEqual({ status: 0, output: '', errors: '' });
    expect(start(shell, WAIT_SCRIPT, ['1', 'test', '-e', join(folder, 'none')])).toMatchObject({
      status: 1,
      errors: 'not so after 1 seconds\n',
    });
  });
});
