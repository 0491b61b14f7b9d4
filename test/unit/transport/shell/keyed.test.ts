import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../../../src/core/action.ts';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import { KEY_PLACE } from '../../../../src/core/key-on-host.ts';
import { makeOnHost } from '../../../../src/core/made-on-host.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { owners, useJoinedSteps } from '../../../support/joined-steps.ts';

/* A file in which stands the public half of a key that a step in front of it makes: the host puts it in, and knows by itself how the file looks then. */
const { owner, group } = owners;
const key = (letter: string): string => `${letter}${'k'.repeat(42)}=`;
/** What the program here tells as the public half. */
const half = (letter: string): string => `P${letter}${'k'.repeat(41)}=`;
const text = (letter: string): string => `# ${half(letter)}\n[Interface]\n# $(id) \\n ${half(letter)}\n`;

describe.each([['dash'], ['bash'], ['busybox', 'sh']])('with %s', (...shell) => {
  const { at, step, perform, logged, on, there, done } = useJoinedSteps(shell);
  const words = `file 0640 ${owner} ${group}`;
  const answers = (content: string): string => `${words.length}\n${words}\n64\n${sha256(content)}`;

  beforeEach(() => {
    const wg = `case $1 in genkey) echo '${key('A')}' ;; pubkey) read -r line; line=\${line%?=}; echo "P$line=" ;; esac`;
    writeFileSync(
      at('bin/wg'),
      `#!/bin/sh\necho "wg $*" >>'${at('log')}'\nif [ -e '${at('on-wg')}' ]; then . '${at('on-wg')}'; fi\n${wg}\n`,
    );
    chmodSync(at('bin/wg'), 0o755);
  });

  const secret = (): ReadyStep => ({
    id: 'h key',
    requests: [
      { ask: 'stat', path: at('site/key') },
      { ask: 'key_state', path: at('site/key') },
    ],
    before: answersDigest(['absent', 'absent']),
    after: answersDigest([`file 0600 ${owner} ${group}`, 'sound']),
    actions: [
      makeOnHost({ command: 'wg genkey', path: at('site/key') }),
      run(['chown', '-h', 'root:root', at('site/key')]),
      run(['chmod', '00600', at('site/key')]),
    ],
    keep: { at: '1-1/sitekey', things: [`path:${at('site/key')}`] },
  });
  const conf = (more: Partial<ReadyStep> = {}): ReadyStep => {
    const { after: _after, ...rest } = step('site/conf', {
      actions: [
        {
          do: 'write',
          path: at('site/conf'),
          content: { text: `# ${KEY_PLACE}\n[Interface]\n# $(id) \\n ${KEY_PLACE}\n` },
          mode: '0640',
          owner,
          group,
        },
      ],
      keyed: { path: at('site/key'), after: [words, KEY_PLACE] },
    });
    return { ...rest, ...more };
  };
  const keyed = (number: number, letter = 'A'): string => `keyed ${number} ${half(letter)}`;
  const [begin, ...rest] = done(1);
  const doneWith = (letter: string): readonly unknown[] => [keyed(1, letter), begin, ...rest];
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  const place = (name: string, content: string, mode: number): void => (writeFileSync(at(name), content), chmodSync(at(name), mode));

  test('it is made at the same moment as the key, and both take their places by one process', () => {
    expect(perform([secret(), conf(), step('site/c')])).toEqual([...done(0), ...doneWith('A'), ...done(2)]);
    expect([read('site/key'), read('site/conf')]).toEqual([`${key('A')}\n`, text('A')]);
    expect(logged().filter((line) => line.startsWith('rename.ul ')).length).toBe(1);
    expect(read('undo/1-1/siteconf')).toMatch(/\nabsent\n$/u);
  });

  test('in a folder that is not sure it is made by itself, with the key that is in its place by then', () => {
    mkdirSync(at('home'));
    const path = at('home/conf');
    const elsewhere = conf({
      requests: [
        { ask: 'stat', path },
        { ask: 'digest', path },
      ],
      actions: conf().actions.map((action) => (action.do === 'write' ? { ...action, path } : action)),
      keep: { at: '1-1/homeconf', things: [`path:${path}`] },
    });
    expect(perform([secret(), elsewhere], `is_sure() { [ "$1" = '${at('site')}' ]; }`).slice(0, 4)).toEqual([...done(0), keyed(1)]);
    expect(read('home/conf')).toBe(text('A'));
  });

  test('after a cut each of them is found, or gone on with', () => {
    on('rename.ul', 'exit 1');
    on('mv', `case $* in *site/conf) kill -9 "$PPID"; exit 1 ;; esac`);
    const steps = [secret(), conf(), step('site/c')];
    expect(perform(steps)).toEqual([]);
    expect(there()).toEqual(['.runbook-new.c', '.runbook-new.conf', 'key']);
    rmSync(at('on-mv'));
    rmSync(at('on-rename.ul'));
    // The next key would be another one.
    on('wg', `case $1 in genkey) echo '${key('B')}'; exit ;; esac`);
    expect(perform(steps)).toEqual(['begin 0', 'already 0', ...doneWith('A'), ...done(2)]);
    expect(perform(steps)).toEqual(['begin 0', 'already 0', keyed(1), 'begin 1', 'already 1', 'begin 2', 'already 2']);
    expect(read('site/conf')).toBe(text('A'));
  });

  test('one that looks like neither is refused: when the key is there, and when it is to be made', () => {
    place('site/conf', 'by hand\n', 0o640);
    const refused = `refused 1 ${answers('by hand\n')}`;
    expect(perform([secret(), conf(), step('site/c')])).toEqual([...done(0), 'begin 1', refused]);
    expect(perform([secret(), conf(), step('site/c')])).toEqual(['begin 0', 'already 0', keyed(1), 'begin 1', refused]);
    expect(read('site/conf')).toBe('by hand\n');
    expect(there()).toEqual(['conf', 'key']);
  });

  test('what holds the half of another key is not done already', () => {
    place('site/key', `${key('B')}\n`, 0o600);
    place('site/conf', text('A'), 0o640);
    expect(perform([secret(), conf()]).at(-1)).toBe(`refused 1 ${answers(text('A'))}`);
    const before = answersDigest([words, sha256(text('A'))]);
    expect(perform([secret(), conf({ before })])).toEqual(['begin 0', 'already 0', ...doneWith('B')]);
    expect(read('site/conf')).toBe(text('B'));
    expect(read(`undo/1-1/siteconf.d/all${at('site/conf')}`)).toBe(text('A'));
  });

  test('one that takes whatever is there is found done, or done', () => {
    const { before: _before, ...open } = conf();
    place('site/conf', 'by hand\n', 0o640);
    expect(perform([secret(), open])).toEqual([...done(0), keyed(1), 'begin 1', 'was 1', 'kept 1', 'changed 1']);
    expect(perform([secret(), open])).toEqual(['begin 0', 'already 0', keyed(1), 'begin 1', 'already 1']);
  });

  test.each([
    ['says nothing', 'exit 1'],
    ['says something else', 'echo "$(id)"; exit'],
    ['says more than a key', `printf '%s\\n%s\\n' '${half('A')}' x; exit`],
    ['says a key with something else in it', `echo 'P;${'k'.repeat(41)}='; exit`],
  ])('where wg %s it is not written, and what is behind it is not done', (_what, script) => {
    on('wg', `case $1 in pubkey) ${script} ;; esac`);
    const failed = `failed 1 0 1 wg could not tell the public half of ${at('site/key')}`;
    expect(perform([secret(), conf(), step('site/c')])).toEqual([...done(0), 'begin 1', 'kept 1', failed]);
    expect(there()).toEqual(['key']);
  });

  test('what does not look as it should is told as unmet', () => {
    on('rename.ul', `sed -i s/Interface/Else/ '${at('site/.runbook-new.conf')}'`);
    expect(perform([secret(), conf(), step('site/c')])).toEqual([
      ...done(0),
      keyed(1),
      'begin 1',
      'kept 1',
      `unmet 1 ${answers(text('A').replace('Interface', 'Else'))}`,
      ...done(2),
    ]);
  });

  test('in a folder that is not sure it comes after the key in the same way', () => {
    const unsure = 'is_sure() { return 1; }';
    expect(perform([secret(), conf(), step('site/c')], unsure)).toEqual([...done(0), ...doneWith('A'), ...done(2)]);
    expect(read('site/conf')).toBe(text('A'));
    expect(perform([secret(), conf()], unsure)).toEqual(['begin 0', 'already 0', keyed(1), 'begin 1', 'already 1']);
    rmSync(at('site/conf'));
    on('wg', 'case $1 in pubkey) exit 1 ;; esac');
    expect(perform([secret(), conf()], unsure).at(-1)).toBe(`failed 1 0 1 wg could not tell the public half of ${at('site/key')}`);
  });
});
