import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../../../src/core/action.ts';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { owners, useJoinedSteps } from '../../../support/joined-steps.ts';

/* Of steps that are carried out at once the first that cannot be done ends it: what is before it is done, what is behind it is not. */
const { owner, group } = owners;

describe.each([['dash'], ['bash'], ['busybox', 'sh']])('with %s', (...shell) => {
  const { at, step, changing, folder, perform, on, there, done } = useJoinedSteps(shell);

  test.each<[string, () => readonly ReadyStep[], readonly string[], readonly string[]]>([
    [
      'one that looks like neither BEFORE nor AFTER',
      () => (writeFileSync(at('site/b'), 'by hand\n'), chmodSync(at('site/b'), 0o600), [step('site/a'), step('site/b'), step('site/c')]),
      ['begin 1', `refused 1 ${`file 0600 ${owner} ${group}`.length}\nfile 0600 ${owner} ${group}\n64\n${sha256('by hand\n')}`],
      ['a', 'b'],
    ],
    [
      'one whose candidate cannot be made',
      () => [
        step('site/a'),
        step('site/b', {
          actions: [{ do: 'write', path: at('site/b'), content: { text: 'x' }, mode: '0640', owner: 'no-such-user', group }],
        }),
        step('site/c'),
      ],
      ['begin 1', expect.stringMatching(/^failed 1 0 \d+ .*no-such-user/u)],
      ['a'],
    ],
    [
      'one that cannot be put into its place',
      () => (mkdirSync(at('site/b')), [step('site/a'), openStep('site/b'), step('site/c')]),
      ['begin 1', 'was 1', expect.stringMatching(/^failed 1 0 1 .*site\/b is a folder/u)],
      ['a', 'b'],
    ],
    [
      'one whose candidate the disk does not take',
      () => (
        on(
          'sync',
          `case $* in *site/.runbook-new.b*) echo "sync: error syncing '${at('site/.runbook-new.b')}': No space left"; exit 1 ;; esac`,
        ),
        [step('site/a'), step('site/b'), step('site/c')]
      ),
      ['begin 1', expect.stringMatching(/^failed 1 0 1 sync: error syncing .*No space left/u)],
      ['a'],
    ],
    [
      'one of which nothing can be kept',
      () => (mkdirSync(at('undo/1-1/siteb')), [step('site/a'), step('site/b'), step('site/c')]),
      ['begin 1', expect.stringMatching(/^unkept 1 .*undo\/1-1\/siteb/u)],
      ['a'],
    ],
  ])('%s ends it: what is before it is done, what is behind it is not, and no candidate stays', (_what, prepare, told, left) => {
    const steps = prepare();
    const records = perform(steps);
    expect(records.slice(0, 3)).toEqual(done(0));
    expect(records.slice(3).filter((one) => !one.startsWith('kept 1'))).toEqual(told);
    expect(there()).toEqual(left);
    expect(readFileSync(at('site/a'), 'utf8')).toBe('site/a\n');
  });

  /** A step that takes what is there, whatever it is, and keeps nothing. */
  function openStep(name: string): ReadyStep {
    const { before: _before, keep: _keep, ...rest } = step(name);
    return rest;
  }

  test('of one that does not look like AFTER, just that is told, and of the others what came of them', () => {
    const steps = [step('site/a'), step('site/b', { after: answersDigest(['else', 'else']) }), step('site/c')];
    expect(perform([...steps, { id: 'h d', requests: [], actions: [run(['touch', at('site/d')])] }])).toEqual([
      ...done(0),
      'begin 1',
      'kept 1',
      expect.stringMatching(/^unmet 1 /u),
      ...done(2),
    ]);
    expect(there()).toEqual(['a', 'b', 'c']);
  });

  test('where nothing moves them at once they are moved one by one, and the first that cannot be ends it', () => {
    // What Debian calls rename(1) when that of Perl is installed takes other words.
    on('rename.ul', 'echo "syntax error at (user-supplied code)"; exit 255');
    on('mv', `case $* in *site/b) echo 'mv: Operation not permitted'; exit 1 ;; esac`);
    expect(perform([step('site/a'), step('site/b'), step('site/c')])).toEqual([
      ...done(0),
      'begin 1',
      'kept 1',
      'failed 1 0 1 mv: Operation not permitted',
    ]);
    expect(there()).toEqual(['a']);
  });

  test('one that cannot be moved with the others has failed alone: that is told, what is behind it is told as done, and no other step begins', () => {
    on('mv', `case $* in *site/b) echo 'mv: Operation not permitted'; exit 1 ;; esac`);
    writeFileSync(
      at('bin/rename.ul'),
      `#!/bin/sh\nshift 2\nfor one do case $one in */.runbook-new.b) ;; *) /bin/mv -T "$one" "\${one%/*}/\${one##*/.runbook-new.}" ;; esac; done\nexit 2\n`,
    );
    const last: ReadyStep = { id: 'h d', requests: [], actions: [run(['touch', at('site/d')])] };
    expect(perform([step('site/a'), changing('site/b'), step('site/c'), last])).toEqual([
      ...done(0),
      'begin 1',
      'kept 1',
      'failed 1 0 1 mv: Operation not permitted',
      ...done(2),
    ]);
    expect(there()).toEqual(['a', 'b', 'c']);
    expect(readFileSync(at('site/b'), 'utf8')).toBe('old site/b\n');
  });

  test('where nothing can be kept of the first that has something to do, that is told, also when the lease is over by then', () => {
    mkdirSync(at('undo/1-1/sitea'));
    const told = expect.stringMatching(/^unkept 0 .*undo\/1-1\/sitea/u);
    expect(perform([folder('site/a'), step('site/b')], 'in_lease() { why=stop; return 1; }')).toEqual(['begin 0', 'was 0', told]);
    expect(there()).toEqual([]);
  });

  test('a folder that cannot be made ends it', () => {
    writeFileSync(at('site/y'), '');
    expect(perform([folder('site/x'), folder('site/y'), folder('site/z')]).at(-1)).toMatch(/^failed 1 0 1 .*mkdir: .*File exists/u);
    expect(there()).toEqual(['x', 'y']);
  });

  test('a folder that cannot be made with others, and what is behind it, is not left', () => {
    on(
      'mkdir',
      `case "$*" in *site/x*site/z*) /bin/mkdir '${at('site/x')}' '${at('site/z')}'; exit 1 ;; *site/y*) echo 'mkdir: No space left'; exit 1 ;; esac`,
    );
    expect(perform([folder('site/x'), folder('site/y'), folder('site/z')]).at(-1)).toMatch(/^failed 1 0 1 mkdir: No space left/u);
    expect(there()).toEqual(['x']);
  });

  test('a disk that does not take what was kept ends it before any folder is made', () => {
    on('sync', 'echo full; exit 1');
    expect(perform([folder('site/x'), folder('site/y')])).toEqual(['begin 0', 'was 0', 'kept 0', 'unkept 0 full']);
    expect(there()).toEqual([]);
  });

  test('what was cut off in the middle is found, and gone on with', () => {
    on('rename.ul', 'exit 1');
    on('mv', `case $* in *site/b) kill -9 "$PPID"; exit 1 ;; esac`);
    const steps = [step('site/a'), step('site/b'), step('site/c')];
    const records = perform(steps);
    expect(records).toEqual([]);
    expect(there()).toEqual(['.runbook-new.b', '.runbook-new.c', 'a']);
    rmSync(at('on-mv'));
    rmSync(at('on-rename.ul'));
    expect(perform(steps)).toEqual(['begin 0', 'already 0', ...done(1), ...done(2)]);
    expect(there()).toEqual(['a', 'b', 'c']);
  });
});
