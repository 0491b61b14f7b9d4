import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { run, type Action } from '../../src/core/action.ts';
import type { StepProgress, StepResult } from '../../src/core/session.ts';
import { useLocalBench } from '../support/local-bench.ts';

/* What the host keeps before a step, and how it puts it back. As root: the undo store belongs to nobody else. */
const AT = '20260101-120000-ab12/0123456789abcdef';
const HOSTILE = ["it's", '"$HOME"', '$(touch pwned)', '`touch pwned`', 'a\\b', '*', '-n', '한글', 'a b', 'two\nlines', '\n', '%s', '[a]*'];

// In a network of its own, so that its parameters and tables are nobody else's.
describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(`unshare -n ${shell}`);
  const { at, execute } = bench;
  let heard: StepProgress[] = [];
  beforeEach(() => {
    heard = [];
    rmSync(store(), { recursive: true, force: true });
  });
  const state = (): string => `${bench.place.folder}/../state`;
  const store = (): string => `${state()}/undo`;

  const change = async (things: readonly string[], actions: readonly Action[], place = AT): Promise<StepResult> => {
    const step = { id: 'h x', requests: [], actions, keep: { at: place, things } };
    return only(await execute([step], (progress) => heard.push(progress)));
  };
  const restored = async (...things: readonly string[]): Promise<StepResult> =>
    only(await execute([{ id: 'h x', requests: [], actions: things.map((thing) => ({ do: 'restore', thing, from: AT })) }]));
  const sh = (script: string, ...args: readonly string[]): Action => run(['sh', '-c', script, 'sh', ...args]);
  const answered = async (script: string): Promise<string> => (await bench.session.run(['sh', '-c', script], 'login', 10_000)).output;

  describe('a path', () => {
    test.each(HOSTILE)('with the name %j comes back with its content, and another is not touched', async (name) => {
      const path = at(name);
      const other = at('other');
      writeFileSync(path, `old ${name}`, { mode: 0o640 });
      writeFileSync(other, 'other');
      chownSync(path, 1234, 4321);
      const thing = `path:${path}`;
      expect(await change([thing], [sh('rm -- "$1"; printf new >"$1"; chmod 0666 -- "$1"', path)])).toMatchObject({
        status: 'changed',
        kept: true,
      });
      expect(readFileSync(path, 'utf8')).toBe('new');
      expect(await restored(thing)).toMatchObject({ status: 'changed' });
      const { mode, uid, gid } = statSync(path);
      expect([readFileSync(path, 'utf8'), mode & 0o7777, uid, gid]).toEqual([`old ${name}`, 0o640, 1234, 4321]);
      expect(readdirSync(bench.folder).sort()).toEqual([name, 'other'].sort());
      expect(readFileSync(other, 'utf8')).toBe('other');
    });

    test('that was not there goes again, whether it became a file, a link or an empty folder', async () => {
      const things = ['file', 'link', 'folder'].map((name) => `path:${at(name)}`);
      const make = sh('cd "$1" && touch file && ln -s /etc/passwd link && mkdir folder', bench.folder);
      expect(await change(things, [make])).toMatchObject({ status: 'changed', kept: true });
      expect(readdirSync(bench.folder)).toHaveLength(3);
      expect(await restored(...things)).toMatchObject({ status: 'changed' });
      expect(readdirSync(bench.folder)).toEqual([]);
      expect(existsSync('/etc/passwd')).toBe(true);
    });

    test('that became a folder stays when somebody put something into it, and that is said', async () => {
      const thing = `path:${at('folder')}`;
      await change([thing], [run(['mkdir', at('folder')])]);
      writeFileSync(at('folder/theirs'), 'x');
      expect(await restored(thing)).toMatchObject({ status: 'failed', output: expect.stringContaining('was not there before') });
      expect(readFileSync(at('folder/theirs'), 'utf8')).toBe('x');
    });

    test('that was a link comes back as one, and what it leads to is not touched', async () => {
      writeFileSync(at('real'), 'real');
      symlinkSync('real', at('link'));
      const thing = `path:${at('link')}`;
      await change([thing], [sh('rm "$1"; echo new >"$1"', at('link'))]);
      expect(await restored(thing)).toMatchObject({ status: 'changed' });
      expect([readlinkSync(at('link')), readFileSync(at('real'), 'utf8')]).toEqual(['real', 'real']);
    });

    test('that was a folder comes back with mode and owner, also over a link to another', async () => {
      mkdirSync(at('folder'));
      mkdirSync(at('victim'), { mode: 0o700 });
      chownSync(at('folder'), 1234, 4321);
      chmodSync(at('folder'), 0o2750);
      const thing = `path:${at('folder')}`;
      const seen = (name: string): readonly number[] => {
        const { mode, uid, gid } = lstatSync(at(name));
        return [mode & 0o7777, uid, gid];
      };
      await change([thing], [sh('chmod 0777 "$1"; chown 0:0 "$1"', at('folder'))]);
      expect(await restored(thing)).toMatchObject({ status: 'changed' });
      expect(seen('folder')).toEqual([0o2750, 1234, 4321]);
      rmSync(at('folder'), { recursive: true });
      symlinkSync('victim', at('folder'));
      expect(await restored(thing)).toMatchObject({ status: 'changed' });
      expect([seen('folder'), seen('victim')]).toEqual([
        [0o2750, 1234, 4321],
        [0o700, 0, 0],
      ]);
    });

    test('with every byte, and extended attributes, comes back', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      writeFileSync(at('file'), bytes);
      await change([`path:${at('file')}`], [run(['rm', at('file')])]);
      await restored(`path:${at('file')}`);
      expect(readFileSync(at('file')).equals(bytes)).toBe(true);
    });

    test('over 64 MiB is not kept: the step is done, and that is told', async () => {
      writeFileSync(at('large'), '');
      truncateSync(at('large'), 64 * 1024 * 1024 + 1);
      writeFileSync(at('small'), 'small');
      const result = await change([`path:${at('small')}`, `path:${at('large')}`], [run(['rm', at('large')])]);
      expect(result).toMatchObject({ status: 'changed', kept: false });
      expect(heard.flatMap((one) => (one.kind === 'output' ? [one.text] : []))).toEqual([
        `not kept for an undo: ${at('large')} is over 64 MiB\n`,
      ]);
      expect(readdirSync(`${store()}/20260101-120000-ab12`)).toEqual([]);
      expect(await restored(`path:${at('small')}`)).toMatchObject({ status: 'failed', output: expect.stringContaining('nothing of') });
    });

    test('is as it was before the first try, when a step comes again in the same run', async () => {
      const thing = `path:${at('file')}`;
      writeFileSync(at('file'), 'first');
      await change([thing], [sh('echo second >"$1"', at('file'))]);
      await change([thing], [sh('echo third >"$1"', at('file'))]);
      await restored(thing);
      expect(readFileSync(at('file'), 'utf8')).toBe('first');
    });
  });

  describe('the store', () => {
    const keepNothing = (): Promise<StepResult> => change([`path:${at('x')}`], [run(['touch', at('done')])]);
    const refused = (said: string): object => ({ status: 'failed', kept: false, answers: [], output: expect.stringContaining(said) });

    test('is for root alone, whatever the umask', async () => {
      writeFileSync(at('x'), 'secret', { mode: 0o644 });
      await keepNothing();
      const modes = await answered(`find '${store()}' -type d -exec stat -c %a {} + | sort -u`);
      expect(modes).toBe('700');
    });

    test.each<[string, (where: string) => void]>([
      ['a link to a folder of somebody else', (where) => symlinkSync('/tmp', where)],
      ['a link that leads nowhere', (where) => symlinkSync('/nowhere/at/all', where)],
      ['a folder of somebody else', (where) => (mkdirSync(where), chownSync(where, 1234, 1234))],
      ['a folder into which all may write', (where) => (mkdirSync(where), chmodSync(where, 0o777))],
      ['a file', (where) => writeFileSync(where, '')],
    ])('is not used when it is %s; nothing of the step is done', async (_name, plant) => {
      mkdirSync(state(), { recursive: true, mode: 0o700 });
      plant(store());
      expect(await keepNothing()).toMatchObject(refused('is not the undo store'));
      rmSync(store(), { recursive: true, force: true });
      mkdirSync(store(), { mode: 0o700 });
      plant(`${store()}/20260101-120000-ab12`);
      expect(await keepNothing()).toMatchObject(refused('is not the undo store'));
      expect(existsSync(at('done'))).toBe(false);
    });

    test.each(['../x', 'a/../b', '/etc/x', 'a', 'a/b/c', '.a/b', 'a/.b', 'a b/c', 'a/*', ''])('has no place %j', async (place) => {
      expect(await change([`path:${at('x')}`], [run(['touch', at('done')])], place)).toMatchObject(refused('has no place'));
      expect(existsSync(at('done'))).toBe(false);
    });

    test.each(['user:ops', 'path:relative', 'table:inet', 'table:inet a;flush ruleset', 'unit:', '', 'sysctl:../../etc/passwd'])(
      'keeps nothing of an unknown kind: %j',
      async (thing) => {
        expect(await change([thing], [run(['touch', at('done')])])).toMatchObject({ status: 'failed', kept: false });
        expect(existsSync(at('done'))).toBe(false);
      },
    );

    test('that is full or read-only fails the step before its first action', async () => {
      writeFileSync(at('x'), Buffer.alloc(200_000, 'x'));
      mkdirSync(store(), { recursive: true, mode: 0o700 });
      chmodSync(state(), 0o700);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k,mode=0700', 'small', store()]);
      try {
        expect(await keepNothing()).toMatchObject(refused('No space left'));
        const keepAbsent = (): Promise<StepResult> => change([`path:${at('none')}`], [run(['touch', at('done')])]);
        execFileSync('sh', ['-c', 'cat /dev/zero >"$1/full" 2>/dev/null || :', 'sh', store()]);
        expect(await keepAbsent()).toMatchObject({ status: 'failed', kept: false });
        execFileSync('mount', ['-o', 'remount,ro', store()]);
        expect(await keepNothing()).toMatchObject(refused('Read-only'));
        expect(await keepAbsent()).toMatchObject(refused('Read-only'));
      } finally {
        execFileSync('umount', [store()]);
      }
      expect(existsSync(at('done'))).toBe(false);
    });

    test('has no entry of a keep that was cut off, and the next try makes it whole', async () => {
      writeFileSync(at('x'), 'old');
      const torn = `${store()}/${AT}.d/1`;
      mkdirSync(torn, { recursive: true, mode: 0o700 });
      execFileSync('chmod', ['-R', '700', store()]);
      writeFileSync(`${store()}/${AT}`, `1 path:${at('x')}\n`);
      writeFileSync(`${torn}/data`, 'half');
      expect(await restored(`path:${at('x')}`)).toMatchObject({ status: 'failed', output: expect.stringContaining('nothing of') });
      expect(await change([`path:${at('x')}`], [run(['rm', at('x')])])).toMatchObject({ status: 'changed', kept: true });
      expect(await restored(`path:${at('x')}`)).toMatchObject({ status: 'changed' });
      expect(readFileSync(at('x'), 'utf8')).toBe('old');
    });

    test.each(['', 'x', '1 path:', 'whole'])(
      'has no entry in a file that ends with %j: it was cut off, and what was not there is kept anew',
      async (end) => {
        mkdirSync(`${store()}/20260101-120000-ab12`, { recursive: true, mode: 0o700 });
        execFileSync('chmod', ['-R', '700', state()]);
        writeFileSync(`${store()}/${AT}`, end);
        expect(await restored(`path:${at('x')}`)).toMatchObject({ status: 'failed', output: expect.stringContaining('nothing of') });
        expect(await change([`path:${at('x')}`], [run(['touch', at('x')])])).toMatchObject({ status: 'changed', kept: true });
        expect(await restored(`path:${at('x')}`)).toMatchObject({ status: 'changed' });
        expect(existsSync(at('x'))).toBe(false);
      },
    );

    test('knows what it has not', async () => {
      await keepNothing();
      expect(await restored(`path:${at('y')}`)).toMatchObject({ status: 'failed', output: expect.stringContaining('has no path:') });
    });
  });

  test('a kernel parameter comes back, also all that a pattern stands for', async () => {
    const one = 'net.ipv4.ip_forward';
    const many = 'net/ipv4/conf/*/rp_filter';
    const values = (): Promise<string> => answered('cd /proc/sys/net/ipv4; cat ip_forward conf/*/rp_filter | tr "\\n" " "');
    const before = await values();
    const set = 'cd /proc/sys/net/ipv4; echo 1 >ip_forward; for one in conf/*/rp_filter; do echo 2 >"$one"; done';
    await change([`sysctl:${one}`, `sysctl:${many}`, 'sysctl:net.none'], [sh(set)]);
    expect(await values()).not.toBe(before);
    expect(await restored(`sysctl:${many}`, `sysctl:${one}`, 'sysctl:net.none')).toMatchObject({ status: 'changed' });
    expect(await values()).toBe(before);
  });

  test('a table comes back with its rules, and goes where there was none', async () => {
    const tables =
      'table inet a { chain c { type filter hook input priority 0; tcp dport 22 accept; }; }; table inet b { set s { type ipv4_addr; }; }';
    const rules = (): Promise<string> => answered('for t in a b c; do nft list table inet $t || echo none; done');
    await change([], [run(['nft', tables])]);
    const before = await rules();
    expect(before).toContain('dport 22');
    const things = ['table:inet a', 'table:inet c'];
    await change(things, [run(['nft', 'flush table inet a; add table inet c; add chain inet a more'])]);
    expect(await rules()).not.toBe(before);
    expect(await restored(...things)).toMatchObject({ status: 'changed' });
    expect(await rules()).toBe(before);
    expect(await restored(...things)).toMatchObject({ status: 'changed' });
  });

  test('steps that keep nothing are not sent what keeps, and it is sent once', async () => {
    const sent = async (things: readonly string[]): Promise<number> => {
      const before = bench.session.stats().bytesSent;
      await change(things, []);
      return bench.session.stats().bytesSent - before;
    };
    await sent([]);
    expect(await sent([])).toBeLessThan(200);
    expect(await sent([`path:${at('x')}`])).toBeGreaterThan(1000);
    expect(await sent([`path:${at('x')}`])).toBeLessThan(400);
  });
});

function only(results: readonly StepResult[]): StepResult {
  const [result] = results;
  if (result === undefined) throw new Error('no result');
  return result;
}
