import { expect, test } from 'vitest';
import { run, type Action } from '../../../../src/core/action.ts';
import { contentName, sha256 } from '../../../../src/core/digest.ts';
import { makeOnHost } from '../../../../src/core/made-on-host.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { groupsOf } from '../../../../src/transport/shell/step-groups.ts';

/* Which steps may be carried out at once: those of which none can change what another one asks. */
type Write = Extract<Action, { readonly do: 'write' }>;
const write = (path: string, more: Partial<Write> = {}): Write => ({
  do: 'write',
  path,
  content: { text: 'x' },
  mode: '0644',
  owner: 'root',
  group: 'root',
  ...more,
});
const file = (path: string, more: Partial<ReadyStep> = {}): ReadyStep => ({
  id: path,
  requests: [
    { ask: 'stat', path },
    { ask: 'digest', path },
  ],
  actions: [write(path)],
  ...more,
});
const folder = (path: string): ReadyStep => ({
  id: path,
  requests: [{ ask: 'stat', path }],
  actions: [run(['mkdir', '-m', '0700', path]), run(['chown', '-h', 'root:root', path]), run(['chmod', '00755', path])],
});
const groups = (...steps: readonly ReadyStep[]): readonly string[] =>
  groupsOf(steps).map((group) => ('members' in group ? group.members.map((one) => one.step.id).join(' ') : `alone ${group.single.id}`));

test('files and folders that follow each other', () => {
  expect(groups(folder('/a'), folder('/a/b'), file('/a/x'), file('/a/b/y'), folder('/c'))).toEqual(['/a /a/b /a/x /a/b/y /c']);
});

const set = (word: string, path = '/b', things: readonly string[] = ['sysctl:net.ipv4.conf.*.forwarding']): ReadyStep => ({
  ...file(path),
  requests: [{ ask: 'sysctl', key: 'net.ipv4.ip_forward' }, ...file(path).requests],
  actions: [write(path), run(['sysctl', '-q', '-w', word])],
  keep: { at: '1-1/b', things: [`path:${path}`, ...things] },
});
const made = (more: readonly Action[]): ReadyStep => ({
  id: '/b',
  requests: [
    { ask: 'stat', path: '/b' },
    { ask: 'key_state', path: '/b' },
  ],
  actions: [makeOnHost({ command: 'wg genkey', path: '/b' }), ...more],
});
const own = (owner: string, mode: string): readonly Action[] => [run(['chown', '-h', owner, '/b']), run(['chmod', mode, '/b'])];

test('a file that sets a parameter of the kernel, and one that a command makes, with others', () => {
  expect(groups(file('/a'), set('net.ipv4.ip_forward=1'), file('/c'))).toEqual(['/a /b /c']);
  expect(groups(file('/a'), made(own('root:root', '00600')), file('/c'))).toEqual(['/a /b /c']);
});

test.each<[string, ReadyStep]>([
  ['sets another parameter than it asks of', set('net.ipv4.tcp_syncookies=1')],
  ['sets what is no plain value', set('net.ipv4.ip_forward=$(id)')],
  ['keeps something else for it', set('net.ipv4.ip_forward=1', '/b', ['unit:x'])],
  ['is to be somebody else’s', made(own('kim:kim', '00600'))],
  ['is to be read by others', made(own('root:root', '00644'))],
  ['does more than that', made([...own('root:root', '00600'), run(['true'])])],
])('not one that %s', (_what, step) => {
  expect(groups(file('/a'), step, file('/c'))).toEqual(['/a', 'alone /b', '/c']);
});

test('not two that set parameters: the kernel may set one along with another', () => {
  expect(groups(set('net.ipv4.ip_forward=1'), set('net.ipv4.ip_forward=1', '/d'))).toEqual(['/b', '/d']);
});

test('not two that write one file', () => {
  expect(groups(file('/a'), file('/b'), file('/a'))).toEqual(['/a /b', '/a']);
});

test('none across a command', () => {
  const command: ReadyStep = { id: 'c', requests: [], actions: [run(['true'])] };
  expect(groups(file('/a'), command, file('/b'))).toEqual(['/a', 'alone c', '/b']);
});

test.each<[string, Partial<ReadyStep>]>([
  ['that checks its candidate', { actions: [write('/b', { validate: ['true', '%s'] })] }],
  ['of which the content was brought', { actions: [write('/b', { content: { base64: contentName(sha256('x')) } })] }],
  ['that does something else too', { actions: [write('/b'), run(['true'])] }],
  [
    'that asks of another path',
    {
      requests: [
        { ask: 'stat', path: '/b' },
        { ask: 'digest', path: '/a' },
      ],
    },
  ],
  [
    'that asks of a unit',
    {
      requests: [
        { ask: 'stat', path: '/b' },
        { ask: 'unit', name: 'b' },
      ],
    },
  ],
  ['that asks nothing', { requests: [] }],
  ['that keeps something else', { keep: { at: '1-1/b', things: ['path:/b', 'unit:b'] } }],
])('not a step %s', (_what, more) => {
  expect(groups(file('/a'), file('/b', more), file('/c'))).toEqual(['/a', 'alone /b', '/c']);
});

test.each(['/x/../b', '/x//b', '/x/./b', '/b/', 'b', '/x\n/b', '/..'])('not a path that could be another one: %j', (path) => {
  expect(groups(file('/a'), file(path))).toEqual(['/a', `alone ${path}`]);
});
