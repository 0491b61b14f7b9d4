import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run, type Action } from '../../../../src/core/action.ts';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { piecesFor } from '../../../../src/transport/shell/functions.ts';
import { createRecordReader } from '../../../../src/transport/shell/records.ts';
import { stepsScript } from '../../../../src/transport/shell/step-script.ts';

/*
 * Steps that are carried out at once come out as if one had come after the other: what is before one that cannot be done is done, what is behind it is not, and
 * of each the host tells what came of it. Programs that stand in the way of the real ones write down what they were asked, and fail or die where a test wants it.
 */
const [owner = '', group = ''] = execFileSync('sh', ['-c', 'id -un; id -gn'], { encoding: 'utf8' }).split('\n');

describe.each([['dash'], ['bash'], ['busybox', 'sh']])('with %s', (...shell) => {
  let place = '';
  const at = (name: string): string => join(place, name);
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'runbook-together-'));
    for (const folder of ['bin', 'site', 'undo/1-1']) mkdirSync(at(folder), { recursive: true });
    for (const program of ['sync', 'mv', 'mkdir', 'stat', 'sha256sum', 'cp']) {
      const real = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
      writeFileSync(
        at(`bin/${program}`),
        `#!/bin/sh\necho "${program} $*" >>'${at('log')}'\nif [ -e '${at(`on-${program}`)}' ]; then . '${at(`on-${program}`)}'; fi\nexec ${real} "$@"\n`,
      );
      chmodSync(at(`bin/${program}`), 0o755);
    }
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  const file = (name: string, text = `${name}\n`): Action => ({
    do: 'write',
    path: at(name),
    content: { text },
    mode: '0640',
    owner,
    group,
  });
  /** A step that writes a file where none is, and is kept. */
  const step = (name: string, more: Partial<ReadyStep> = {}): ReadyStep => ({
    id: `h ${name}`,
    requests: [
      { ask: 'stat', path: at(name) },
      { ask: 'digest', path: at(name) },
    ],
    before: answersDigest(['absent', 'absent']),
    after: answersDigest([`file 0640 ${owner} ${group}`, sha256(`${name}\n`)]),
    actions: [file(name)],
    keep: { at: `1-1/${name.replace(/\W/gu, '')}`, things: [`path:${at(name)}`] },
    ...more,
  });
  const folder = (name: string, mode = '00755'): ReadyStep => ({
    id: `h ${name}`,
    requests: [{ ask: 'stat', path: at(name) }],
    after: answersDigest([`directory ${mode.slice(1)} ${owner} ${group}`]),
    actions: [run(['mkdir', '-m', '0700', at(name)]), run(['chown', '-h', 'root:root', at(name)]), run(['chmod', mode, at(name)])],
    keep: { at: `1-1/${name.replace(/\W/gu, '')}`, things: [`path:${at(name)}`] },
  });

  /** Does the steps, and gives the kind and the number of each record, with the text of those that say why. The folder counts as sure, and the store as there. */
  function perform(steps: readonly ReadyStep[], more = ''): readonly string[] {
    const script = stepsScript(steps);
    const pieces = piecesFor(['core', ...script.calls]).map((piece) => piece.text);
    const text = [
      ...pieces,
      `state='${place}' m=x PATH='${at('bin')}':$PATH uid=0 gid=0`,
      'enter_store() { :; }',
      'is_sure() { [ -d "$1" ]; }',
      more,
      `(\n${script.text}\n) </dev/null`,
    ].join('\n');
    const [program = '', ...args] = [...shell, '-c', text];
    const done = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
    return createRecordReader('x')
      .push(Buffer.from(done.stdout))
      .map(({ kind, words, text: said }) => {
        const why = ['changed', 'already', 'was', 'begin', 'kept'].includes(kind) ? '' : ` ${said.toString().trim()}`;
        return `${kind} ${words.join(' ')}${why}`;
      });
  }
  const logged = (): readonly string[] => readFileSync(at('log'), 'utf8').trim().split('\n');
  const on = (program: string, script: string): void => writeFileSync(at(`on-${program}`), script);
  const there = (): readonly string[] => readdirSync(at('site')).sort();
  const done = (number: number): readonly string[] => [`begin ${number}`, `kept ${number}`, `changed ${number}`];

  test('they are looked at in one go, before and after, and brought to the disk in one go before any is in its place', () => {
    writeFileSync(at('site/b'), 'old\n');
    const old = answersDigest([`file 0640 ${owner} ${group}`, sha256('old\n')]);
    chmodSync(at('site/b'), 0o640);
    expect(perform([step('site/a'), step('site/b', { before: old }), step('site/c')])).toEqual([...done(0), ...done(1), ...done(2)]);
    expect(there()).toEqual(['a', 'b', 'c']);
    expect(readFileSync(at('site/b'), 'utf8')).toBe('site/b\n');
    expect(statSync(at('site/b')).mode & 0o777).toBe(0o640);
    expect(readFileSync(at('undo/1-1/siteb.d/1/data'), 'utf8')).toBe('old\n');
    const log = logged();
    const asked = (program: string): readonly string[] => log.filter((line) => line.startsWith(`${program} `));
    expect(asked('stat').length).toBe(2);
    // Of the files, of the copies, of the files; and of the answers of which the text is not known here.
    expect(asked('sha256sum').length).toBe(4);
    const firstMove = log.findIndex((line) => line.startsWith('mv '));
    const synced = log
      .slice(0, firstMove)
      .filter((line) => line.startsWith('sync '))
      .join(' ');
    for (const one of ['a', 'b', 'c']) {
      expect(synced).toContain(at(`site/.${one}.runbook-new`));
      expect(synced).toContain(at(`undo/1-1/site${one}`));
    }
    // The new names too, when all are there: once for the folder.
    const lastMove = log.findLastIndex((line) => line.startsWith('mv '));
    expect(log.slice(lastMove).filter((line) => line.startsWith('sync '))).toEqual([`sync ${at('site')}/`]);
  });

  /** A step that changes a file that is there. */
  const changing = (name: string, more: Partial<ReadyStep> = {}): ReadyStep => {
    writeFileSync(at(name), `old ${name}\n`);
    chmodSync(at(name), 0o640);
    return step(name, { before: answersDigest([`file 0640 ${owner} ${group}`, sha256(`old ${name}\n`)]), ...more });
  };

  test('what is there is copied with one process a file, and is on the disk before the store says that it has it', () => {
    const steps = ['site/a', 'site/b', 'site/c'].map((name) => changing(name));
    on('sync', `case $* in */data*) ls '${at('undo/1-1')}' >>'${at('log')}' ;; esac`);
    expect(perform(steps)).toEqual([...done(0), ...done(1), ...done(2)]);
    const log = logged();
    const count = (program: string): number => log.filter((line) => line.startsWith(`${program} `)).length;
    expect(['mkdir', 'cp', 'sync'].map(count)).toEqual([1, 3, 3]);
    expect(log).toContain('sitea.d');
    expect(log).not.toContain('sitea');
    for (const name of ['a', 'b', 'c']) {
      expect(readFileSync(at(`undo/1-1/site${name}.d/1/data`), 'utf8')).toBe(`old site/${name}\n`);
      expect(readFileSync(at(`undo/1-1/site${name}`), 'utf8')).toBe(`1 path:${at(`site/${name}`)}\nwhole\n`);
    }
  });

  test.each<[string, string, string]>([
    [
      'a file that changes while it is copied',
      `case $* in *site/b*) echo more >>'SITE/b' ;; esac`,
      'unkept 1 .*site/b changed while it was kept',
    ],
    ['a file that cannot be copied', `case $* in *site/b*) echo 'No space left'; exit 1 ;; esac`, 'unkept 1 No space left'],
  ])('%s ends it', (_what, script, told) => {
    const steps = ['site/a', 'site/b', 'site/c'].map((name) => changing(name));
    on('cp', script.replaceAll('SITE', at('site')));
    expect(perform(steps)).toEqual([...done(0), 'begin 1', expect.stringMatching(new RegExp(`^${told}`, 'u'))]);
    expect(['a', 'c'].map((name) => readFileSync(at(`site/${name}`), 'utf8'))).toEqual(['site/a\n', 'old site/c\n']);
    expect(there()).toEqual(['a', 'b', 'c']);
    expect(existsSync(at('undo/1-1/siteb'))).toBe(false);
  });

  test('copies that do not reach the disk end it before anything is changed', () => {
    const steps = ['site/a', 'site/b'].map((name) => changing(name));
    on('sync', 'echo full; exit 1');
    expect(perform(steps)).toEqual(['begin 0', 'unkept 0 full']);
    expect(readFileSync(at('site/a'), 'utf8')).toBe('old site/a\n');
    expect(readdirSync(at('undo/1-1')).filter((name) => !name.endsWith('.d'))).toEqual([]);
  });

  test('no step begins when the lease of the lock is over, also in the middle', () => {
    const lapse = `in_lease() { [ ! -e '${at('site/a')}' ] || { why=stop; return 1; }; }`;
    expect(perform([step('site/a'), step('site/b'), step('site/c')], lapse)).toEqual([...done(0), 'lapsed 1 stop']);
    expect(there()).toEqual(['a']);
    expect(perform([folder('site/x'), folder('site/y')], lapse.replace('site/a', 'site/x'))).toEqual([
      'begin 0',
      'was 0',
      'kept 0',
      'changed 0',
      'lapsed 1 stop',
    ]);
  });

  test('folders are made when all that was kept of them is on the disk, and may lie in each other', () => {
    on('sync', `if [ -e '${at('site/x')}' ]; then echo late >>'${at('log')}'; fi`);
    perform([folder('site/x'), folder('site/x/y'), folder('site/z')], 'is_sure() { :; }');
    expect(logged().filter((line) => line === 'late')).toEqual([]);
    expect([there(), readdirSync(at('site/x'))]).toEqual([['x', 'z'], ['y']]);
    expect(logged().filter((line) => line.startsWith('sync '))).toHaveLength(1);
  });

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
      ['begin 1', 'was 1', expect.stringMatching(/^failed 1 0 1 .*mv: /u)],
      ['a', 'b'],
    ],
    [
      'one whose candidate the disk does not take',
      () => (
        on('sync', `case $* in *site/.b.*) echo "sync: error syncing '${at('site/.b.runbook-new')}': No space left"; exit 1 ;; esac`),
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

  test('a folder that cannot be made ends it', () => {
    writeFileSync(at('site/y'), '');
    expect(perform([folder('site/x'), folder('site/y'), folder('site/z')]).at(-1)).toMatch(/^failed 1 0 1 .*mkdir: .*File exists/u);
    expect(there()).toEqual(['x', 'y']);
  });

  test('a disk that does not take what was kept ends it before any folder is made', () => {
    on('sync', 'echo full; exit 1');
    expect(perform([folder('site/x'), folder('site/y')])).toEqual(['begin 0', 'was 0', 'kept 0', 'unkept 0 full']);
    expect(there()).toEqual([]);
  });

  test('what was cut off in the middle is found, and gone on with', () => {
    on('mv', `case $* in *site/b) kill -9 "$PPID"; exit 1 ;; esac`);
    const steps = [step('site/a'), step('site/b'), step('site/c')];
    const records = perform(steps);
    expect(records).toEqual([]);
    expect(there()).toEqual(['.b.runbook-new', '.c.runbook-new', 'a']);
    rmSync(at('on-mv'));
    expect(perform(steps)).toEqual(['begin 0', 'already 0', ...done(1), ...done(2)]);
    expect(there()).toEqual(['a', 'b', 'c']);
  });

  test('in a folder that is not sure a step is done by itself, in its turn', () => {
    mkdirSync(at('home'));
    const steps = [step('site/a'), step('site/b'), step('home/c'), step('site/d'), step('site/e')];
    const records = perform(steps, `is_sure() { [ "$1" = '${at('site')}' ]; }`);
    expect(records).toEqual([...done(0), ...done(1), ...done(2), ...done(3), ...done(4)]);
    expect(logged().filter((line) => line.startsWith('stat ')).length).toBeGreaterThan(2);
    expect([there(), readdirSync(at('home'))]).toEqual([['a', 'b', 'd', 'e'], ['c']]);
  });

  test('one that is so already is left alone among the others', () => {
    writeFileSync(at('site/b'), 'site/b\n');
    chmodSync(at('site/b'), 0o640);
    const { ino } = statSync(at('site/b'));
    expect(perform([step('site/a'), step('site/b'), step('site/c')])).toEqual([...done(0), 'begin 1', 'already 1', ...done(2)]);
    expect(statSync(at('site/b')).ino).toBe(ino);
    expect(existsSync(at('undo/1-1/siteb'))).toBe(false);
  });
});
