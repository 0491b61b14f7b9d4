import { describe, expect, test } from 'vitest';
import { holeText, unknownUntil } from '../../../src/core/hole.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { hostsEntry } from '../../../src/resources/hosts-entry.ts';
import { LINE_SCRIPT } from '../../../src/resources/line-script.ts';
import { line } from '../../../src/resources/line.ts';
import { swap } from '../../../src/resources/swap.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { fakeFile } from '../../support/fake-model.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

describe('one line of a file', () => {
  const rootLogin = { path: '/etc/sshd', name: 'root', regex: '^[#]?PermitRootLogin ', line: 'PermitRootLogin no' };
  test.each<[string, JsonObject, string, string | undefined]>([
    ['replaced where it stands', rootLogin, 'a\nPermitRootLogin yes\nb\n', 'a\nPermitRootLogin no\nb\n'],
    ['right already', rootLogin, 'a\nPermitRootLogin no\n', undefined],
    ['right, but contradicted by another', rootLogin, 'PermitRootLogin yes\nPermitRootLogin no\n', 'PermitRootLogin no\n'],
    ['right, but doubled', rootLogin, 'PermitRootLogin no\nPermitRootLogin no\n', 'PermitRootLogin no\n'],
    ['added at the end', rootLogin, 'a\n', 'a\nPermitRootLogin no\n'],
    ['added to a last line without an end', rootLogin, 'a', 'a\nPermitRootLogin no\n'],
    ['a word that only looks alike stays', rootLogin, 'xPermitRootLogin yes\n', 'xPermitRootLogin yes\nPermitRootLogin no\n'],
    ['without an expression, added', { path: '/etc/sshd', name: 'x', line: 'x=1' }, 'x=2\n', 'x=2\nx=1\n'],
    ['without an expression, right', { path: '/etc/sshd', name: 'x', line: 'x=1' }, 'x=1\nx=1\n', undefined],
    ['signs of expressions in a plain line mean themselves', { path: '/etc/sshd', name: 'x', line: 'a.*' }, 'abc\n', 'abc\na.*\n'],
    ['removed by expression', { path: '/etc/sshd', name: 'x', regex: '^b', present: false }, 'a\nb1\nc\nb2\n', 'a\nc\n'],
    ['removed by text', { path: '/etc/sshd', name: 'x', line: 'b', present: false }, 'a\nb\nbb\n', 'a\nbb\n'],
    ['gone already', { path: '/etc/sshd', name: 'x', line: 'b', present: false }, 'a\n', undefined],
  ])('%s', async (_name, params, before, after) => {
    const host = new FakeHost({ files: { '/etc/sshd': fakeFile(before, '0600', 'ops', 'ops') } });
    const { status } = await applyOne(line, params, host);
    expect(status).toBe(after === undefined ? 'unchanged' : 'changed');
    expect(host.model.text('/etc/sshd')).toBe(after ?? before);
    expect(host.model.stat('/etc/sshd')).toBe('file 0600 ops ops');
    expect((await planOne(line, params, host)).change.kind).toBe('none');
  });

  test('other bytes than UTF-8 stay as they are', async () => {
    // "한글" in EUC-KR, as old configuration files of Korean sites hold it.
    const bytes = Buffer.from([0x23, 0xc7, 0xd1, 0xb1, 0xdb, 0x0a]);
    const host = new FakeHost({ files: { '/etc/sshd': fakeFile(bytes) } });
    await applyOne(line, { path: '/etc/sshd', name: 'x', line: '# é' }, host);
    expect(Buffer.from(host.model.paths.get('/etc/sshd')?.bytes ?? [])).toEqual(Buffer.concat([bytes, Buffer.from('# é\n')]));
    expect((await planOne(line, { path: '/etc/sshd', name: 'x', line: '# é' }, host)).change.kind).toBe('none');
  });

  test('a file that is changed elsewhere in between is not overwritten', async () => {
    const host = new FakeHost({ files: { '/etc/sshd': 'a\n' } });
    const planned = await planOne(line, rootLogin, host);
    expect(planned.requests.map((one) => one.ask)).toEqual(['stat', 'digest']);
  });

  test('a file that an earlier step brings is edited on the host, with the line on standard input', async () => {
    const planned = await planResource(bindResource(line, rootLogin), () => unknownUntil('package:openssh'));
    expect(planned.made?.actions).toMatchObject([
      { argv: ['sh', '-c', LINE_SCRIPT, 'sh', '/etc/sshd', 'set', '^[#]?PermitRootLogin '], stdin: 'PermitRootLogin no\n' },
    ]);
  });

  test('a file that nothing brings, and one that is too large, are mistakes', async () => {
    await expect(planOne(line, rootLogin, new FakeHost())).rejects.toThrow(/RB2007: \/etc\/sshd is not on the host/u);
    const large = new FakeHost({ files: { '/etc/sshd': 'x'.repeat(1_048_577) } });
    await expect(planOne(line, rootLogin, large)).rejects.toThrow(/RB2006: \/etc\/sshd is larger than 1024 KiB/u);
  });

  test.each<[string, Json, RegExp]>([
    ['two lines', { ...rootLogin, line: 'a\nb' }, /^line: must be one line/u],
    ['nothing to do', { path: '/etc/sshd', name: 'x' }, /^line: say which line/u],
    ['an expression of JavaScript alone', { ...rootLogin, regex: '^\\s+x' }, /^regex: must be a plain expression/u],
    ['an expression of POSIX alone', { ...rootLogin, regex: '[[:space:]]' }, /^regex: must be a plain expression/u],
    ['a broken expression', { ...rootLogin, regex: '(' }, /^regex: must be a plain expression/u],
    [
      'a secret without an expression by which its former value is found',
      { path: '/etc/sshd', name: 'x', line: `token ${holeText({ kind: 'secret', name: 'token' })}` },
      /^regex: is needed where the line holds a secret/u,
    ],
    ['a name with #', { ...rootLogin, name: 'a#b' }, /^name: is made of letters/u],
  ])('%s is refused', (_name, params, message) => {
    expect(problemsOf(line, params).join('\n')).toMatch(message);
  });
});

describe('an entry of /etc/hosts', () => {
  const entry = { address: '198.18.30.11', names: ['cp-1', 'cp-1.site.lab'] };
  const written = '198.18.30.11\tcp-1 cp-1.site.lab\n';
  test.each<[string, JsonObject, string, string | undefined]>([
    ['added', entry, '127.0.0.1 localhost\n', `127.0.0.1 localhost\n${written}`],
    ['right, however it is spaced', entry, '198.18.30.11   cp-1\tcp-1.site.lab # node\n', undefined],
    ['its address changed', entry, '198.18.30.9 cp-1\n::1 localhost\n', `${written}::1 localhost\n`],
    [
      'before a line that says otherwise',
      entry,
      '127.0.0.1 localhost\n127.0.1.1 cp-1.site.lab x\n',
      `127.0.0.1 localhost\n${written}127.0.1.1 cp-1.site.lab x\n`,
    ],
    ['doubled', entry, `${written}198.18.30.11 cp-1\n`, written],
    ['a comment is no entry', entry, `#${written}`, `#${written}${written}`],
    ['IPv6 is another entry', entry, 'fd00::1 cp-1\n', `fd00::1 cp-1\n${written}`],
    ['the same address with other names stays', entry, '198.18.30.11 api.site.lab\n', `198.18.30.11 api.site.lab\n${written}`],
    ['removed', { ...entry, present: false }, `127.0.0.1 localhost\n${written}`, '127.0.0.1 localhost\n'],
    ['gone already', { ...entry, present: false }, '127.0.0.1 localhost\n', undefined],
  ])('%s', async (_name, params, before, after) => {
    const host = new FakeHost({ files: { '/etc/hosts': before } });
    const { status } = await applyOne(hostsEntry, params, host);
    expect(status).toBe(after === undefined ? 'unchanged' : 'changed');
    expect(host.model.text('/etc/hosts')).toBe(after ?? before);
    expect((await planOne(hostsEntry, params, host)).change.kind).toBe('none');
  });

  test('is not put into a file that an earlier task may change: its other lines would be lost', async () => {
    const unknown = unknownUntil('command:x');
    await expect(planResource(bindResource(hostsEntry, entry), () => unknown)).rejects.toThrow('RB2520');
  });

  test('two entries in one plan: the second knows what the first writes', async () => {
    const host = new FakeHost({ files: { '/etc/hosts': '127.0.0.1 localhost\n' } });
    const first = await planOne(hostsEntry, entry, host);
    const predicted = new Map(first.made?.predictions.map((one) => [one.request.ask, one.answer]));
    const second = await planResource(
      bindResource(hostsEntry, { address: '198.18.30.12', names: ['cp-2'] }),
      (request) => predicted.get(request.ask) ?? '',
    );
    expect(second.made?.texts?.[0]?.after).toBe(`127.0.0.1 localhost\n${written}198.18.30.12\tcp-2\n`);
  });

  test.each<[Json, RegExp]>([
    [{ ...entry, address: '198.18.30.256' }, /^address: is no IP address/u],
    [{ ...entry, names: [] }, /^names: /u],
    [{ ...entry, names: ['a b'] }, /^names\.0: is no name of a host/u],
    [{ ...entry, names: ['a\n0.0.0.0 b'] }, /^names\.0: is no name of a host/u],
  ])('%j is refused', (params, message) => {
    expect(problemsOf(hostsEntry, params).join('\n')).toMatch(message);
  });
});

describe('swap', () => {
  const fstab = [
    'UUID=1 / ext4 defaults 0 1',
    '/swap.img\tnone\tswap\tsw 0 0',
    '# /old none swap sw 0 0',
    '/dev/sdb1 /swap ext4 defaults 0 2',
    '',
  ].join('\n');

  test('goes off now, at boot, and in the units of systemd', async () => {
    const unit = { load: 'loaded', active: 'active', enabled: 'generated' };
    const host = new FakeHost({ files: { '/etc/fstab': fstab }, swaps: ['/swap.img', '/dev/zram0'], units: { 'dev-zram0.swap': unit } });
    const { planned, status } = await applyOne(swap, { enabled: false }, host);
    expect(status).toBe('changed');
    expect(commandsOf(planned)).toEqual([
      'write',
      ['systemctl', 'mask', 'dev-zram0.swap'],
      ['systemctl', 'daemon-reload'],
      ['swapoff', '-a'],
    ]);
    expect(host.model.text('/etc/fstab')).toBe(fstab.replace('/swap.img', '# /swap.img'));
    expect(planned.made?.summary).toBe('off now: /swap.img /dev/zram0, 1 line(s) of /etc/fstab become comments, masked: dev-zram0.swap');
    expect(planned.made?.warning).toContain('/dev/zram0');
    expect((await planOne(swap, { enabled: false }, host)).change.kind).toBe('none');
  });

  test('a unit that stands in /etc/systemd/system is disabled, because systemctl masks none that is there', async () => {
    const unit = { load: 'loaded', active: 'inactive', enabled: 'enabled' };
    const host = new FakeHost({ files: { '/etc/systemd/system/srv-extra.swap': '[Swap]\n' }, units: { 'srv-extra.swap': unit } });
    const { planned, status } = await applyOne(swap, { enabled: false }, host);
    expect(status).toBe('changed');
    expect(commandsOf(planned)[0]).toEqual(['systemctl', 'disable', 'srv-extra.swap']);
    expect(planned.made?.summary).toBe('disabled: srv-extra.swap');
  });

  test('a folder named swap and a comment are no swap', async () => {
    const host = new FakeHost({ files: { '/etc/fstab': '/dev/sdb1 /swap ext4 defaults 0 2\n# x none swap sw\n' } });
    expect((await planOne(swap, { enabled: false }, host)).change.kind).toBe('none');
  });

  test('cannot be turned on', () => {
    expect(problemsOf(swap, { enabled: true }).join('\n')).toMatch(/^enabled: only false can be stated/u);
  });
});
