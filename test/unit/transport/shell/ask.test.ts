import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRun, parseUser } from '../../../../src/core/answer.ts';
import { sha256 } from '../../../../src/core/digest.ts';
import { parseFacts } from '../../../../src/core/facts.ts';
import type { Request } from '../../../../src/core/request.ts';
import type { Session } from '../../../../src/core/session.ts';
import { openLocalPlace } from '../../../support/local-session.ts';

const user = userInfo().username;
const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
const mine = `${user} ${group}`;

/** Names and texts that a shell would like to make something of. */
const HOSTILE = [
  'plain',
  'two words',
  "it's",
  '"$HOME"',
  '$(touch pwned)',
  '`touch pwned`',
  'a\\b',
  '*',
  '-rf',
  '한글 이름',
  'tab\there',
  '%s%n',
  ';exit 3',
  '|',
  '~',
  '#',
];

describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s answers', (shell) => {
  const place = openLocalPlace();
  let session: Session;
  const ask = async (...requests: readonly Request[]): Promise<readonly string[]> => session.ask(requests, 'login');
  const at = (name: string): string => `${place.folder}/${name}`;

  beforeAll(() => {
    session = place.open({ shell });
    for (const name of HOSTILE) writeFileSync(at(name), `content of ${name}\n`);
    mkdirSync(at('folder'));
    chmodSync(at('folder'), 0o2750);
    writeFileSync(at('empty'), '');
    writeFileSync(at('executable'), 'x', { mode: 0o700 });
    writeFileSync(at('large'), Buffer.alloc(1024 * 1024, 7));
    symlinkSync('../somewhere else', at('link'));
    symlinkSync('plain', at('good link'));
    execFileSync('mkfifo', ['-m', '600', at('pipe')]);
  });
  afterAll(() => place.close());

  test('what stands at a path, with names that a shell would take for something else', async () => {
    const answers = await ask(...HOSTILE.map((name): Request => ({ ask: 'stat', path: at(name) })));
    expect(answers).toEqual(HOSTILE.map(() => `file 0644 ${mine}`));
  });

  test('each kind of path, in the order of the questions, gaps included', async () => {
    const paths = ['gone', 'folder', 'link', 'also gone', 'pipe', 'empty', 'executable', 'good link', 'gone/deeper', 'plain/x'];
    expect(await ask(...paths.map((name): Request => ({ ask: 'stat', path: at(name) })))).toEqual([
      'absent',
      `directory 2750 ${mine}`,
      `link 0777 ${mine} ../somewhere else`,
      'absent',
      `other 0600 ${mine}`,
      `file 0644 ${mine}`,
      `file 0700 ${mine}`,
      `link 0777 ${mine} plain`,
      'absent',
      'absent',
    ]);
  });

  test('digests of files, of what a link points to, and of nothing else', async () => {
    const paths = [...HOSTILE, 'gone', 'folder', 'link', 'pipe', 'empty', 'good link', 'large'];
    const expected = paths.map((name) => {
      if (['gone', 'folder', 'link', 'pipe'].includes(name)) return 'absent';
      return sha256(readFileSync(at(name)));
    });
    expect(await ask(...paths.map((name): Request => ({ ask: 'digest', path: at(name) })))).toEqual(expected);
  });

  test('contents as base64, or why not', async () => {
    const bytes = Buffer.from([0, 1, 255, 10, 13, 10, 10]);
    writeFileSync(at('bytes'), bytes);
    const content = (path: string, more: { readonly limitBytes?: number; readonly unless?: string } = {}): Request => ({
      ask: 'content',
      path: at(path),
      limitBytes: 100,
      ...more,
    });
    const texts = HOSTILE.map((name) => Buffer.from(`content of ${name}\n`).toString('base64'));
    expect(await ask(...HOSTILE.map((name) => content(name)))).toEqual(texts);
    expect(
      await ask(
        content('bytes'),
        content('gone'),
        content('empty'),
        content('large'),
        content('bytes', { unless: sha256(bytes) }),
        content('plain', { unless: sha256('other') }),
      ),
    ).toEqual([bytes.toString('base64'), 'absent', '', 'large', 'same', texts[0]]);
    const [large = ''] = await ask(content('large', { limitBytes: 2_000_000 }));
    expect(Buffer.from(large, 'base64')).toEqual(readFileSync(at('large')));
  });

  test('questions of many kinds in any order, each with its own answer', async () => {
    expect(
      await ask(
        { ask: 'stat', path: at('gone') },
        { ask: 'sysctl', key: 'kernel.ostype' },
        { ask: 'digest', path: at('empty') },
        { ask: 'stat', path: at('empty') },
        { ask: 'group', name: 'root', number: 'exact' },
        { ask: 'sysctl', key: 'kernel.no.such' },
        { ask: 'module', name: 'no_such_module' },
      ),
    ).toEqual(['absent', 'Linux', sha256(''), `file 0644 ${mine}`, '0', 'absent', 'absent']);
  });

  test('kernel parameters by either separator, words apart by single blanks', async () => {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/u).join(' ');
    expect(
      await ask({ ask: 'sysctl', key: 'net.ipv4.ip_local_port_range' }, { ask: 'sysctl', key: 'net/ipv4/ip_local_port_range' }),
    ).toEqual([range, range]);
  });

  // Some of them the kernel gives whole only to who asks for all at once.
  test.each(['kernel/pid_max', 'kernel/hostname', 'kernel/core_pattern', 'net/ipv4/ip_forward', 'net/ipv4/tcp_rmem', 'kernel/printk'])(
    'the whole of the kernel parameter %s, alone and behind others',
    async (key) => {
      const value = readFileSync(`/proc/sys/${key}`, 'utf8').trim().split(/\s+/u).join(' ');
      expect(await ask({ ask: 'sysctl', key })).toEqual([value]);
      expect(await ask({ ask: 'sysctl', key: 'kernel.ostype' }, { ask: 'sysctl', key })).toEqual(['Linux', value]);
    },
  );

  test('accounts, only the fields that are asked for', async () => {
    const names = execFileSync('getent', ['passwd'], { encoding: 'utf8' })
      .split('\n')
      .flatMap((line) => (/^[A-Za-z_][A-Za-z0-9_.-]*:/u.test(line) ? [line.split(':')[0] ?? ''] : []));
    const id = (...argv: readonly string[]): string => execFileSync('id', argv, { encoding: 'utf8' }).trim();
    const answers = await ask(...names.map((name): Request => ({ ask: 'user', name, fields: ['uid', 'group', 'groups'] })));
    const expected = names.map((name) => {
      const primary = id('-ng', name);
      const others = id('-nG', name)
        .split(' ')
        .filter((one) => one !== primary);
      return { uid: id('-u', name), group: primary, groups: [...new Set(others)].sort().join(',') };
    });
    expect(answers.map((answer) => parseUser(answer))).toEqual(expected);
    const [root = '', bare, none] = await ask(
      { ask: 'user', name: 'root', fields: ['comment', 'home', 'shell'] },
      { ask: 'user', name: 'root', fields: [] },
      { ask: 'user', name: 'no-such-user', fields: ['uid'] },
    );
    const [, , , , comment, home, login] = execFileSync('getent', ['passwd', 'root'], { encoding: 'utf8' }).trim().split(':');
    expect(parseUser(root)).toEqual({ comment, home, shell: login });
    expect([bare, none]).toEqual(['', 'absent']);
  });

  test('groups, by number or only whether they are there', async () => {
    expect(
      await ask(
        { ask: 'group', name: 'daemon', number: 'exact' },
        { ask: 'group', name: 'no-such-group', number: 'exact' },
        { ask: 'group', name: 'root', number: 'any' },
        { ask: 'group', name: 'no-such-group', number: 'any' },
        { ask: 'group', name: 'root', number: 'exact' },
      ),
    ).toEqual(['1', 'absent', 'present', 'absent', '0']);
  });

  test('whether anything is there, where links lead', async () => {
    const paths = ['plain', 'folder', 'good link', 'link', 'none'];
    expect(await ask(...paths.map((name): Request => ({ ask: 'exists', path: at(name) })))).toEqual([
      'present',
      'present',
      'present',
      'absent',
      'absent',
    ]);
  });

  test('several links at once, whatever their targets hold', async () => {
    const targets = ['/etc/passwd', 'two\nlines', ' blank ', '-n', '한글', '/a|/b'];
    const names = targets.map((target, index) => {
      rmSync(at(`link ${index}`), { force: true });
      symlinkSync(target, at(`link ${index}`));
      return `link ${index}`;
    });
    const told = async (some: readonly string[]): Promise<readonly string[]> =>
      (await ask(...some.map((name): Request => ({ ask: 'stat', path: at(name) })))).map((answer) =>
        answer.replace(`link 0777 ${mine} `, ''),
      );
    expect(await told(names)).toEqual(targets);
    const plain = names.filter((_name, index) => !targets[index]?.includes('\n'));
    expect(await told(plain)).toEqual(targets.filter((target) => !target.includes('\n')));
    const [first = '', second = '', ...rest] = plain;
    const among = await told([first, 'plain', 'none', second, ...rest]);
    expect(among).toEqual(['/etc/passwd', `file 0644 ${mine}`, 'absent', ...targets.slice(2)]);
  });

  test('whether a private key of WireGuard is whole', async () => {
    const key = 'aGVyZSBhcmUgdGhpcnR5LXR3byBieXRlcyBvZiBrZXk=';
    const texts = {
      'key 1': `${key}\n`,
      'key 2': key,
      'key 3': `${key}x`,
      'key 4': '',
      'key 5': key.replace('a', '!'),
      'key 6': 'aGVyZQ==\n',
    };
    for (const [name, text] of Object.entries(texts)) writeFileSync(at(name), text);
    const paths = [...Object.keys(texts), 'none', 'folder', 'pipe'];
    expect(await ask(...paths.map((name): Request => ({ ask: 'key_state', path: at(name) })))).toEqual([
      'sound',
      'sound',
      ...Array.from({ length: 4 }, () => 'broken'),
      'absent',
      'broken',
      'broken',
    ]);
  });

  test('units and packages that are not there', async () => {
    expect(
      await ask(
        { ask: 'unit', name: 'no-such-unit' },
        { ask: 'package', name: 'no-such-package' },
        { ask: 'package_version', name: 'no-such-package' },
      ),
    ).toEqual(['not-found inactive none', 'absent', 'absent']);
  });

  test('what commands said: exit code, output without trailing newlines, nothing of standard error', async () => {
    const command = (...argv: readonly string[]): Request => ({ ask: 'run', argv, reads: [], timeoutMs: 5000 });
    expect(
      await ask(
        command('printf', '%s|', ...HOSTILE),
        command('sh', '-c', 'echo seen; echo unseen >&2; exit 7'),
        command('printf', '\\n\\na\\n\\nb\\n\\n'),
        command('true'),
        command('no-such-program'),
        command('cat'),
        command('sh', '-c', 'echo "$LC_ALL $(umask)"'),
      ),
    ).toEqual([`0\n${HOSTILE.map((one) => `${one}|`).join('')}`, '7\nseen', '0\n\n\na\n\nb', '0', '127', '0', '0\nC 0022']);
  });

  test('that a command took too long', async () => {
    const [answer = ''] = await ask({ ask: 'run', argv: ['sh', '-c', 'echo begun; sleep 20'], reads: [], timeoutMs: 400 });
    expect(parseRun(answer)).toEqual({ exitCode: 124, output: 'begun' });
  });

  test('who it works as, whatever the environment says', async () => {
    const other = place.open({ shell, before: 'export uid=4711 gid=4711 answers=no sums=no' });
    expect((await other.ask([{ ask: 'facts' }], 'login'))[0]).toContain(`\nuid=${userInfo().uid}\n`);
    await other.close();
  });

  test('what it is', async () => {
    const [answer = ''] = await ask({ ask: 'facts' });
    const facts = parseFacts(answer);
    expect(facts.kernel).toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim());
    expect(facts.boot_id).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    expect(facts.cpus).toBe(Number(execFileSync('getconf', ['_NPROCESSORS_ONLN'], { encoding: 'utf8' })));
    expect(readFileSync('/etc/os-release', 'utf8')).toContain(facts.os.pretty_name);
    expect([facts.os.pretty_name !== '', facts.memory_mb > 0, Math.abs(facts.clock_s - Date.now() / 1000) < 60]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('thousands of questions in one round trip', async () => {
    const before = session.stats().roundTrips;
    const answers = await ask(
      ...Array.from({ length: 1500 }, (_, index): Request => ({ ask: index % 2 === 0 ? 'stat' : 'digest', path: at(`none ${index}`) })),
    );
    expect(new Set(answers)).toEqual(new Set(['absent']));
    expect(session.stats().roundTrips - before).toBe(1);
  });

  test('nothing of what was asked was run by a shell', async () => {
    expect(await ask({ ask: 'stat', path: at('pwned') })).toEqual(['absent']);
  });
});
