import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { APT_INSTALL, DNF_INSTALL, UNPLANNED } from '../../../src/resources/package-scripts.ts';

/*
 * The scripts with package managers that only say what they were told: what is simulated comes from a file, each call is logged. So nothing of this machine
 * is read or changed, and it can be seen whether anything was begun.
 */
const shells = [
  ['dash', ['dash']],
  ['bash', ['bash', '--posix']],
  ['busybox', ['busybox', 'ash']],
] as const;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-apt-'));
  mkdirSync(join(folder, 'none/apt/lists'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const said = (): string => join(folder, 'said');
const calls = (): string => join(folder, 'calls');

/** A program that logs its call. With one of the words it prints what was told, and ends as was told. */
function command(name: string, when: string, ends: number): void {
  const script = `#!/bin/sh\necho "${name} $*" >>${calls()}\ncase " $* " in ${when}) cat ${said()}; exit ${ends} ;; esac\n`;
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
}

interface Run {
  readonly status: number | null;
  readonly output: string;
  /** Calls that would change something. */
  readonly begun: readonly string[];
}

function start(argv: readonly string[], script: string, input: string): Run {
  const [program = '', ...args] = argv;
  const ended = spawnSync(program, [...args, '-c', script.replaceAll('/var/lib/', `${folder}/none/`), 'sh', 'app'], {
    input,
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C', SHLVL: '2' },
  });
  const log = existsSync(calls()) ? readFileSync(calls(), 'utf8').split('\n') : [];
  const begun = log.filter((line) => / install| update| clean| makecache/u.test(line) && !/ -s | --assumeno /u.test(line));
  return { status: ended.status, output: ended.stdout + ended.stderr, begun };
}

const apt = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const table = (...lines: readonly string[]): string => ` Package Arch Version\n${lines.join('\n')}\n\nOperation aborted.\n`;

describe.each(shells)('by %s', (_name, shell) => {
  const withApt = (simulated: string, input: string, ends = 0): Run => {
    writeFileSync(said(), simulated);
    command('apt-get', '*" -s "*', ends);
    return start(shell, APT_INSTALL, input);
  };
  const withDnf = (simulated: string, input: string, ends = 1): Run => {
    writeFileSync(said(), simulated);
    command('dnf', '*" --assumeno "*', ends);
    return start(shell, DNF_INSTALL, input);
  };

  test.each([
    ['just the plan', 'install lib 1\ninstall app 1\n'],
    ['more in the plan', 'install lib 1\ninstall gone 1\ninstall app 1\n'],
  ])('apt installs when it would do %s, and reads no index', (_title, plan) => {
    const run = withApt(apt('Inst lib (1 r [all])', 'Inst app (1 r [all])'), `planned\n${plan}`);
    expect(run.status).toBe(0);
    expect(run.begun).toHaveLength(2);
    expect(run.begun.join('\n')).not.toMatch(/ update|--allow-downgrades/u);
    expect(run.begun.join('\n')).toMatch(/--no-remove/u);
  });

  test.each([
    ['an addition', 'Inst extra (1 r [all])', 'install extra 1'],
    ['another version', 'Inst lib (2 r [all])', 'install lib 2'],
    ['an upgrade for an installation', 'Inst lib [0] (1 r [all])', 'upgrade lib 0 1'],
    ['a removal', 'Remv rival [3]', 'remove rival 3'],
    ['a name that only begins alike', 'Inst li (1 r [all])', 'install li 1'],
    ['a star', 'Inst * (* r [all])', 'install * *'],
  ])('apt begins nothing for %s that was not planned, and says it', (_title, line, extra) => {
    const run = withApt(apt(line, 'Inst app (1 r [all])'), 'planned\ninstall lib 1\ninstall app 1\n');
    expect(run).toMatchObject({ status: UNPLANNED, begun: [] });
    expect(run.output.trim().split('\n').at(-1)).toBe(extra);
  });

  test('apt begins nothing for a version that only begins like the planned one', () => {
    const run = withApt(apt('Inst lib (1 r [all])', 'Inst app (1 r [all])'), 'planned\ninstall lib 1.2\ninstall app 1\n');
    expect(run).toMatchObject({ status: UNPLANNED, begun: [] });
  });

  test('apt begins nothing when what was planned cannot be done', () => {
    const run = withApt('E: Unable to correct problems, you have held broken packages.\n', 'planned\ninstall app 1\n', 100);
    expect(run).toMatchObject({ status: UNPLANNED, begun: [] });
    expect(run.output).toMatch(/cannot be done any more[\s\S]*held broken packages/u);
  });

  test('apt may add anything to an open plan, and reads the index that is not there', () => {
    const run = withApt(apt('Inst lib [0] (1 r [all])', 'Inst app (1 r [all])'), 'open\n');
    expect(run.status).toBe(0);
    expect(run.begun.map((line) => / (update|install)\b/u.exec(line)?.[1])).toEqual(['update', 'install', 'install']);
  });

  test.each([
    ['removes', 'Remv rival [3]', 'remove rival 3'],
    ['downgrades', 'Inst lib [2] (1 r [all])', 'downgrade lib 2 1'],
  ])('apt never %s for an open plan', (_title, line, extra) => {
    const run = withApt(apt(line, 'Inst app (1 r [all])'), 'open\n');
    expect(run.status).toBe(UNPLANNED);
    expect(run.output).toMatch(new RegExp(`${extra}\\s*$`, 'u'));
    expect(run.begun.filter((call) => call.includes(' install'))).toEqual([]);
  });

  test('apt downgrades where that is the plan', () => {
    const run = withApt(apt('Inst app [2] (1 r [all])'), 'planned\ndowngrade app 2 1\n');
    expect(run.status).toBe(0);
    expect(run.begun.at(-1)).toMatch(/--allow-downgrades/u);
  });

  test('dnf installs when it would do just the plan, with the metadata as it is', () => {
    const run = withDnf(
      table('Installing:', ' app noarch 1-1 r 7 k', 'Installing dependencies:', ' lib noarch 1-1 r 7 k'),
      'planned\ninstall app 1-1\ninstall lib 1-1\n',
    );
    expect(run.status).toBe(0);
    expect(run.begun).toHaveLength(2);
    for (const call of run.begun) expect(call).toMatch(/--setopt=\*\.metadata_expire=never/u);
  });

  test.each([
    ['an addition', 'Installing dependencies:\n lib noarch 1-1 r 7 k', 'install lib 1-1'],
    ['a removal', 'Removing:\n rival noarch 3-1 @r 7 k', 'remove rival 3-1'],
    ['an obsoleted package', 'Installing dependencies:\n app noarch 1-1 r 7 k\n     replacing  old.noarch 1-1', 'remove old 1-1'],
  ])('dnf begins nothing for %s that was not planned', (_title, lines, extra) => {
    const run = withDnf(table('Installing:', ' app noarch 1-1 r 7 k', lines), 'planned\ninstall app 1-1\n');
    expect(run).toMatchObject({ status: UNPLANNED, begun: [] });
    expect(run.output.trim().split('\n').at(-1)).toBe(extra);
  });

  test('dnf begins nothing when what was planned cannot be done', () => {
    expect(withDnf('Error: Unable to find a match: app\n', 'planned\ninstall app 1-1\n')).toMatchObject({ status: UNPLANNED, begun: [] });
  });

  test('dnf never removes for an open plan, and says what the matter is where nothing leads to the package', () => {
    expect(withDnf(table('Installing:', ' app noarch 1-1 r 7 k', 'Removing:', ' rival noarch 3-1 @r 7 k'), 'open\n')).toMatchObject({
      status: UNPLANNED,
      begun: [],
    });
    const run = withDnf('Error: Unable to find a match: app\n', 'open\n');
    expect(run.status).toBe(1);
    expect(run.output).toMatch(/Unable to find a match/u);
    expect(run.begun.map((line) => line.split(' ').at(-1))).toEqual(['expire-cache', 'makecache']);
  });
});
