import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const top = join(import.meta.dirname, '..', '..', '..');
/** Prints its arguments and where compiled code is kept. */
const main = 'console.log(JSON.stringify([process.argv.slice(2), process.env.NODE_COMPILE_CACHE ?? ""]));\n';
let folder = '';
let home = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-launcher-'));
  home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  mkdirSync(join(folder, 'a b', 'src', 'cli'), { recursive: true });
  mkdirSync(join(folder, 'a b', 'node_modules', 'node-x', 'bin'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  cpSync(join(top, 'src', 'cli', 'runbook'), join(folder, 'a b', 'src', 'cli', 'runbook'));
  writeFileSync(join(folder, 'a b', 'src', 'cli', 'main.ts'), main);
  writeFileSync(join(folder, 'a b', 'package.json'), '{"type":"module"}\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a Node into the checkout, as the platform package does. */
function bringNode(): void {
  symlinkSync(process.execPath, join(folder, 'a b', 'node_modules', 'node-x', 'bin', 'node'));
}

/** Makes a program named node in PATH that says it is of the given version. */
function fakeNode(version: string): void {
  writeFileSync(
    join(folder, 'bin', 'node'),
    `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\nexec '${process.execPath}' "$@"\n`,
    { mode: 0o755 },
  );
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const path = `${join(folder, 'bin')}:/usr/bin:/bin`;
  const shell = env['SHELL_UNDER_TEST'] ?? 'sh';
  return spawnSync(shell, [program, ...args], { cwd: folder, env: { PATH: path, HOME: home, ...env }, encoding: 'utf8' });
}

const launcher = 'a b/src/cli/runbook';

describe('the launcher', () => {
  test.each(['sh', 'dash', 'bash'])('passes arguments on unchanged under %s, and writes nothing to stderr', (shell) => {
    bringNode();
    const { status, stdout, stderr } = launch(launcher, ['plan', 'a b', '', '--x=*', "'"], { SHELL_UNDER_TEST: shell });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toBe(`${JSON.stringify([['plan', 'a b', '', '--x=*', "'"], join(home, '.cache', 'runbook')])}\n`);
  });

  test('is found through links to links, relative ones too', () => {
    bringNode();
    symlinkSync(`../${launcher}`, join(folder, 'bin', 'one'));
    symlinkSync('one', join(folder, 'bin', 'two'));
    expect(launch('bin/two', ['x']).stdout).toContain('[["x"]');
    expect(
      execFileSync('env', ['two', 'y'], { env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: home }, encoding: 'utf8' }),
    ).toContain('[["y"]');
  });

  test('has the status of the program', () => {
    bringNode();
    writeFileSync(join(folder, 'a b', 'src', 'cli', 'main.ts'), 'process.exitCode = 65;\n');
    expect(launch(launcher, []).status).toBe(65);
  });

  test('runs on the Node of the machine when that is new enough', () => {
    fakeNode('v24.0.0');
    const { status, stdout } = launch(launcher, ['x']);
    expect(stdout).toContain('[["x"]');
    expect(status).toBe(0);
  });

  test.each([
    ['v20.20.2', 'v20.20.2'],
    ['v9.11.2', 'v9.11.2'],
    ['nonsense', 'nonsense'],
  ])('refuses a Node %s and says what to do', (version, told) => {
    fakeNode(version);
    const { status, stdout, stderr } = launch(launcher, ['x']);
    expect(status).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^runbook: Node 24 or newer is needed\n {2}why: .*\n {2}mend: install Node 24 or newer/);
    expect(stderr).toContain(told);
  });

  test('says so when the packages are not installed', () => {
    rmSync(join(folder, 'a b', 'node_modules'), { recursive: true });
    fakeNode('v24.0.0');
    const { status, stderr } = launch(launcher, []);
    expect(status).toBe(64);
    expect(stderr).toContain('npm ci');
  });
});

describe('compiled code', () => {
  test('is kept in a folder that only its owner reads', () => {
    bringNode();
    launch(launcher, []);
    const kept = join(home, '.cache', 'runbook');
    expect(statSync(kept).mode & 0o777).toBe(0o700);
    expect(readdirSync(kept)).toHaveLength(1);
  });

  test.each([
    ['a folder that others may write', 0o777],
    ['a folder that the group may write', 0o770],
  ])('is not kept in %s', (_name, mode) => {
    bringNode();
    const kept = join(home, '.cache', 'runbook');
    mkdirSync(kept, { recursive: true });
    chmodSync(kept, mode);
    expect(launch(launcher, []).stdout).toBe('[[],""]\n');
    expect(readdirSync(kept)).toEqual([]);
  });

  test('is not kept behind a link, nor without a home, nor in a home that cannot be written', () => {
    bringNode();
    mkdirSync(join(home, '.cache'));
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(home, '.cache', 'runbook'));
    for (const where of [home, '', 'relative', '/nowhere']) {
      const { status, stdout, stderr } = launch(launcher, [], { HOME: where });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '[[],""]\n', stderr: '' });
    }
  });
});

describe('the joined program', () => {
  /** What the checkout has to join its sources: notes each time that it is asked, and makes a program that says so. */
  const compile = `import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
const place = process.argv[2];
mkdirSync(place + '/one', { recursive: true, mode: 0o700 });
writeFileSync(place + '/one/begun', '');
writeFileSync(place + '/one/main.js', 'console.log("joined");');
rmSync(place + '/current', { force: true });
symlinkSync('one', place + '/current');
appendFileSync(place + '/asked', 'x');
`;
  const place = (): string => join(home, '.cache', 'runbook', 'joined', folder, 'a b');

  beforeEach(() => {
    bringNode();
    mkdirSync(join(folder, 'a b', '.config'));
    writeFileSync(join(folder, 'a b', '.config', 'compile.ts'), compile);
    writeFileSync(join(folder, 'a b', '.config', 'join-sources.ts'), '');
    writeFileSync(join(folder, 'a b', 'node_modules', '.package-lock.json'), '{}');
  });

  /** A find for which nothing was changed within the last minute: that time of a file cannot be set. */
  function letRest(): void {
    writeFileSync(join(folder, 'bin', 'find'), '#!/bin/sh\ncase " $* " in *" -cmin "*) exit 0 ;; esac\nexec /usr/bin/find "$@"\n', {
      mode: 0o755,
    });
  }

  test('is not made while sources are being changed', () => {
    expect(launch(launcher, []).stdout).toContain('[[],');
    expect(existsSync(place())).toBe(false);
  });

  test('is made once when the sources rest, and again only when one has changed', () => {
    letRest();
    for (const asked of ['x', 'x']) {
      expect(launch(launcher, [])).toEqual(expect.objectContaining({ status: 0, stdout: 'joined\n', stderr: '' }));
      expect(readFileSync(join(place(), 'asked'), 'utf8')).toBe(asked);
    }
    // Older than what was joined by its own time, as files of an archive are: it counts when it came here.
    const changed = join(folder, 'a b', 'src', 'cli', 'main.ts');
    writeFileSync(changed, 'console.log("changed");');
    utimesSync(changed, 1, 1);
    expect(launch(launcher, []).stdout).toBe('joined\n');
    expect(readFileSync(join(place(), 'asked'), 'utf8')).toBe('xx');
  });

  test('is told of on a terminal, since it takes more than a moment, where it can be made', () => {
    letRest();
    const started = (): string => launch('-qec', [`sh '${launcher}'`, '/dev/null'], { SHELL_UNDER_TEST: 'script' }).stdout;
    expect(started()).toBe('joined\r\n');
    rmSync(place(), { recursive: true });
    mkdirSync(join(folder, 'a b', 'node_modules', 'rolldown'));
    expect(started()).toMatch(/^runbook was changed: .+\r\njoined\r\n$/);
    expect(started()).toBe('joined\r\n');
  });

  test('is left aside as soon as a source has changed, until the sources rest', () => {
    letRest();
    launch(launcher, []);
    rmSync(join(folder, 'bin', 'find'));
    writeFileSync(join(folder, 'a b', 'src', 'cli', 'main.ts'), 'console.log("changed");');
    expect(launch(launcher, []).stdout).toBe('changed\n');
  });

  test('is not needed: without what makes it the sources run', () => {
    letRest();
    writeFileSync(join(folder, 'a b', '.config', 'compile.ts'), 'process.exit(1);');
    expect(launch(launcher, [])).toEqual(expect.objectContaining({ status: 0, stderr: '', stdout: expect.stringContaining('[[],') }));
  });

  test('is not taken from a folder that others may write', () => {
    letRest();
    launch(launcher, []);
    chmodSync(join(home, '.cache', 'runbook'), 0o777);
    expect(launch(launcher, []).stdout).toBe('[[],""]\n');
  });

  describe('and its snapshot', () => {
    /** What makes a snapshot as well, of a program that tells its arguments. */
    const withSnapshot = `${compile}
import { execFileSync } from 'node:child_process';
writeFileSync(place + '/one/of.cjs', "require('v8').startupSnapshot.setDeserializeMainFunction(() => console.log('snapshot', ...process.argv.slice(1)))");
execFileSync(process.execPath, ['--snapshot-blob', place + '/one/snapshot', '--build-snapshot', place + '/one/of.cjs']);
`;

    beforeEach(() => {
      letRest();
      writeFileSync(join(folder, 'a b', '.config', 'compile.ts'), withSnapshot);
    });

    test('start the verbs that are in it, with their arguments as they are', () => {
      for (const verb of ['apply', 'plan', 'validate', 'verify'])
        expect(launch(launcher, [verb, '--version', 'a b', '--'])).toEqual(
          expect.objectContaining({ status: 0, stdout: `snapshot ${verb} --version a b --\n`, stderr: '' }),
        );
    });

    test('start no other verb, and nothing when Node is given options of its own', () => {
      for (const args of [[], ['lab', 'plan'], ['--help', 'plan'], ['show']]) expect(launch(launcher, args).stdout).toBe('joined\n');
      expect(launch(launcher, ['plan'], { NODE_OPTIONS: '--stack-trace-limit=5' }).stdout).toBe('joined\n');
    });

    test('are left aside when there is another Node, until they are made by it', () => {
      expect(launch(launcher, ['plan']).stdout).toBe('snapshot plan\n');
      rmSync(join(folder, 'a b', 'node_modules', 'node-x', 'bin', 'node'));
      bringNode();
      rmSync(join(folder, 'bin', 'find'));
      expect(launch(launcher, ['plan']).stdout).toContain('[["plan"]');
      letRest();
      expect(launch(launcher, ['plan']).stdout).toBe('snapshot plan\n');
      expect(readFileSync(join(place(), 'asked'), 'utf8')).toBe('xx');
    });

    test('are not for the Node of the machine, whose build may be another one with the same version', () => {
      rmSync(join(folder, 'a b', 'node_modules', 'node-x'), { recursive: true });
      fakeNode('v24.0.0');
      expect(launch(launcher, ['plan']).stdout).toBe('joined\n');
    });

    test('are not taken from a folder that others may write', () => {
      launch(launcher, ['plan']);
      chmodSync(join(home, '.cache', 'runbook'), 0o770);
      expect(launch(launcher, ['plan']).stdout).toBe('[["plan"],""]\n');
    });
  });
});
