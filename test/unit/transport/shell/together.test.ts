import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import { owners, useJoinedSteps } from '../../../support/joined-steps.ts';

/*
 * Steps that are carried out at once come out as if one had come after the other, and of each the host tells what came of it. Programs that stand in the way
 * of the real ones write down what they were asked, and fail or die where a test wants it.
 */
const { owner, group } = owners;

describe.each([['dash'], ['bash'], ['busybox', 'sh']])('with %s', (...shell) => {
  const { at, step, changing, folder, perform, logged, on, there, done } = useJoinedSteps(shell);

  test('they are looked at in one go, before and after, and brought to the disk in one go before any is in its place', () => {
    writeFileSync(at('site/b'), 'old\n');
    const old = answersDigest([`file 0640 ${owner} ${group}`, sha256('old\n')]);
    chmodSync(at('site/b'), 0o640);
    expect(perform([step('site/a'), step('site/b', { before: old }), step('site/c')])).toEqual([...done(0), ...done(1), ...done(2)]);
    expect(there()).toEqual(['a', 'b', 'c']);
    expect(readFileSync(at('site/b'), 'utf8')).toBe('site/b\n');
    expect(statSync(at('site/b')).mode & 0o777).toBe(0o640);
    expect(readFileSync(at(`undo/1-1/siteb.d/all${at('site/b')}`), 'utf8')).toBe('old\n');
    const log = logged();
    const asked = (program: string): readonly string[] => log.filter((line) => line.startsWith(`${program} `));
    expect(asked('stat').length).toBe(2);
    // Of the files, of the copies, of the files; and of the answers of which the text is not known here.
    expect(asked('sha256sum').length).toBe(4);
    // All take their places by one process.
    expect([asked('mv'), asked('rename.ul').length]).toEqual([[], 1]);
    const firstMove = log.findIndex((line) => line.startsWith('rename.ul '));
    const synced = log
      .slice(0, firstMove)
      .filter((line) => line.startsWith('sync '))
      .join(' ');
    for (const one of ['a', 'b', 'c']) {
      expect(synced).toContain(at(`site/.runbook-new.${one}`));
      expect(synced).toContain(at(`undo/1-1/site${one}`));
    }
    // The new names too, when all are there: once for the folder.
    const lastMove = log.findLastIndex((line) => line.startsWith('rename.ul '));
    expect(log.slice(lastMove).filter((line) => line.startsWith('sync '))).toEqual([`sync ${at('site')}/`]);
  });

  test('what is there is copied with one process, and is on the disk before the store says that it has it', () => {
    const steps = ['site/a', 'site/b', 'site/c'].map((name) => changing(name));
    on('sync', `case $* in */all/*) ls '${at('undo/1-1')}' >>'${at('log')}' ;; esac`);
    expect(perform(steps)).toEqual([...done(0), ...done(1), ...done(2)]);
    const log = logged();
    const count = (program: string): number => log.filter((line) => line.startsWith(`${program} `)).length;
    expect(['mkdir', 'cp', 'sync'].map(count)).toEqual([1, 1, 3]);
    expect(log).toContain('sitea.d');
    expect(log).not.toContain('sitea');
    for (const name of ['a', 'b', 'c']) {
      const kept = `sitea.d/all${at(`site/${name}`)}`;
      expect(readFileSync(at(`undo/1-1/${kept}`), 'utf8')).toBe(`old site/${name}\n`);
      expect(readFileSync(at(`undo/1-1/site${name}`), 'utf8')).toBe(`1 path:${at(`site/${name}`)}\nin ${kept}\nwhole\n`);
    }
  });

  test('wherever it is cut off, what was kept of all that is changed by then is on the disk, and so is the copy before what says that it is whole', () => {
    // What is different by now, each time a program is started; and what that brings to the disk.
    const look = `(cd '${at('site')}'; for one in a c; do if [ "$(cat $one)" != "old site/$one" ]; then echo "is $one"; fi; done
for one in b x y; do if [ -e $one ]; then echo "is $one"; fi; done) >>'${at('log')}'`;
    for (const program of ['mkdir', 'rename.ul', 'stat', 'sha256sum', 'cp']) on(program, look);
    on(
      'sync',
      `${look}; for one do if [ -f "$one" ]; then echo "disk $one $(tail -n 1 "$one")"; else echo "disk $one"; fi; done >>'${at('log')}'`,
    );
    const steps = [changing('site/a'), folder('site/x'), step('site/b'), folder('site/y', '00700'), changing('site/c')];
    expect(perform(steps).filter((one) => !one.startsWith('was '))).toEqual(steps.flatMap((_step, index) => done(index)));
    const found = new Set<string>();
    /** What one sync(1) after the other has brought to the disk: paths, and of what says what is kept also how it ends. */
    const disk = new Set<string>();
    const faults: string[] = [];
    const inHand: string[] = [];
    const demand = (name: string, what: string): void => {
      if (!disk.has(what)) faults.push(`${name} without ${what}`);
    };
    for (const line of logged()) {
      const [word, path = '', end = ''] = line.split(' ');
      const entry = /undo\/1-1\/site(.)$/u.exec(path)?.[1];
      if (word !== 'disk') for (const one of inHand.splice(0)) disk.add(one);
      if (word === 'disk') inHand.push(entry === undefined ? path : `${path} ${end}`);
      if (word === 'disk' && entry !== undefined && end === 'whole')
        demand(`entry ${entry}`, at(`undo/1-1/sitea.d/all${at(`site/${entry}`)}`));
      if (word !== 'is') continue;
      found.add(path);
      demand(path, at('undo/1-1'));
      demand(path, `${at(`undo/1-1/site${path}`)} ${'ac'.includes(path) ? 'whole' : 'absent'}`);
    }
    expect(faults).toEqual([]);
    expect([...found].sort()).toEqual(['a', 'b', 'c', 'x', 'y']);
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

  test('no step begins when the lease of the lock is over, also when it ends while they are made ready', () => {
    const lapse = `in_lease() { [ ! -e '${at('late')}' ] || { why=stop; return 1; }; }`;
    on('sync', `: >'${at('late')}'`);
    expect(perform([step('site/a'), folder('site/x'), step('site/x/b')], lapse)).toEqual(['lapsed 0 stop']);
    expect(there()).toEqual([]);
    rmSync(at('on-sync'));
    expect(perform([step('site/a'), folder('site/x'), step('site/x/b')], lapse)).toEqual(['lapsed 0 stop']);
    expect(there()).toEqual([]);
  });

  test('folders and the files in them are made in one go, in their order', () => {
    const steps = [
      step('site/a'),
      folder('site/x'),
      folder('site/x/y', '00700'),
      folder('site/x/y/z'),
      folder('site/w', '00700'),
      step('site/x/y/z/b'),
      step('site/c'),
    ];
    expect(perform(steps, 'is_sure() { :; }').filter((one) => !one.startsWith('was'))).toEqual(
      steps.flatMap((_step, number) => done(number)),
    );
    expect([there(), readFileSync(at('site/x/y/z/b'), 'utf8')]).toEqual([['a', 'c', 'w', 'x'], 'site/x/y/z/b\n']);
    expect(['x', 'x/y', 'x/y/z'].map((name) => statSync(at(`site/${name}`)).mode & 0o777)).toEqual([0o755, 0o700, 0o755]);
    // One for each mode, and one more since a folder of the first lies in one of the second.
    expect(logged().filter((line) => line.startsWith('mkdir '))).toHaveLength(3);
  });

  test('folders are made when all that was kept of them is on the disk, and may lie in each other', () => {
    on('sync', `if [ -e '${at('site/x')}' ]; then echo late >>'${at('log')}'; fi`);
    perform([folder('site/x'), folder('site/x/y'), folder('site/z')], 'is_sure() { :; }');
    expect(logged().filter((line) => line === 'late')).toEqual([]);
    expect([there(), readdirSync(at('site/x'))]).toEqual([['x', 'z'], ['y']]);
    expect(logged().filter((line) => line.startsWith('sync '))).toHaveLength(1);
  });

  test('in a folder that is not sure a step is done by itself, in its turn', () => {
    mkdirSync(at('home'));
    const steps = [step('site/a'), step('site/b'), changing('home/c'), step('site/d'), step('site/e')];
    const records = perform(steps, `is_sure() { [ "$1" = '${at('site')}' ]; }`);
    expect(records).toEqual([...done(0), ...done(1), ...done(2), ...done(3), ...done(4)]);
    const log = logged();
    const begun = (program: string): readonly string[] => log.filter((line) => line.startsWith(`${program} `));
    expect(begun('stat').length).toBeGreaterThan(2);
    // What is not sure is looked at by itself too, and each is done once.
    expect(begun('stat')[0]).not.toContain(at('home'));
    expect(begun('rename.ul').map((line) => line.match(/new\.[a-e]/gu))).toEqual([
      ['new.a', 'new.b'],
      ['new.d', 'new.e'],
    ]);
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
