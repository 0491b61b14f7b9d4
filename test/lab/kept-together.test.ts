import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, type Action } from '../../src/core/action.ts';
import { makeOnHost } from '../../src/core/made-on-host.ts';
import type { Request } from '../../src/core/request.ts';
import type { ReadyStep } from '../../src/core/session.ts';
import { openCountedHost, type CountedHost } from './support/counted-host.ts';

/* Steps that are carried out at once keep what they change at once too: what is put back is what each of them had. */
const ALONG = ['sysctl:net.ipv4.ip_forward', 'sysctl:net.ipv4.conf.*.forwarding', 'sysctl:net.none'];
const FILES = ['/etc/site/a', '/etc/site/deep/a', '/etc/site/b c', '/etc/site/new'];

describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  let host: CountedHost;
  beforeAll(async () => {
    host = await openCountedHost(shell);
  });
  afterAll(() => host.close());

  const said = async (script: string): Promise<string> => (await host.session.run(['sh', '-c', script], 'login', 10_000)).output.trim();
  const state = (): Promise<string> =>
    said(`cd /etc/site; for f in a deep/a 'b c' new; do stat -c '%n %a %U %G' "$f"; cat "$f"; done 2>&1
cd /proc/sys/net/ipv4; cat ip_forward conf/*/forwarding`);
  const write = (path: string): Action => ({ do: 'write', path, content: { text: 'new\n' }, mode: '0644', owner: 'root', group: 'root' });
  const requests = (path: string): readonly Request[] => [
    { ask: 'stat', path },
    { ask: 'digest', path },
  ];
  const step = (runName: string, path: string, index: number): ReadyStep => ({
    id: `h ${index}`,
    requests: requests(path),
    actions: [write(path)],
    keep: { at: `${runName}/${index}`, things: [`path:${path}`] },
  });
  const forwarding = (runName: string): ReadyStep => ({
    id: 'h forwarding',
    requests: [{ ask: 'sysctl', key: 'net.ipv4.ip_forward' }, ...requests('/etc/site/forwarding')],
    actions: [write('/etc/site/forwarding'), run(['sysctl', '-q', '-w', 'net.ipv4.ip_forward=1'])],
    keep: { at: `${runName}/f`, things: ['path:/etc/site/forwarding', ...ALONG] },
  });

  const made = (runName: string): ReadyStep => ({
    id: 'h made',
    requests: [{ ask: 'stat', path: '/etc/site/made' }],
    actions: [
      makeOnHost({ command: 'uname', path: '/etc/site/made' }),
      run(['chown', '-h', 'root:root', '/etc/site/made']),
      run(['chmod', '00600', '/etc/site/made']),
    ],
    keep: { at: `${runName}/m`, things: ['path:/etc/site/made'] },
  });

  // In a folder that is not sure each is carried out by itself.
  test.each(['0755', '0777'])('in a folder with mode %s files and parameters of the kernel come back', async (mode) => {
    await said(`rm -rf /etc/site; mkdir -m ${mode} /etc/site; chmod ${mode} /etc/site`);
    await said(`mkdir -p /etc/site/deep; cd /etc/site; echo old >a; echo deep >deep/a; echo blank >'b c'; chmod 640 a; chown 1234:4321 deep/a
echo 0 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv4/conf/lo/forwarding`);
    const before = await state();
    const name = `20260101-120000-${mode}`;
    const steps = [...FILES.map((path, index) => step(name, path, index)), forwarding(name), made(name)];
    const results = await host.session.execute(steps, 'login', () => undefined);
    expect(results.map(({ status, kept }) => [status, kept])).toEqual(steps.map(() => ['changed', true]));
    expect(await state()).not.toBe(before);
    expect(await said('cat /proc/sys/net/ipv4/ip_forward')).toBe('1');
    expect(await said("cd /etc/site; stat -c '%a %U' made; cat made")).toBe('600 root\nLinux');
    const back = steps.map((one, index): ReadyStep => ({
      id: `back ${index}`,
      requests: [],
      actions: (one.keep?.things ?? []).map((thing) => ({ do: 'restore', thing, from: one.keep?.at ?? '' })),
    }));
    const restored = await host.session.execute(back, 'login', () => undefined);
    expect(restored.map(({ status, output }) => [status, output])).toEqual(back.map(() => ['changed', undefined]));
    expect(await state()).toBe(before);
    expect(await said('ls -A /etc/site')).toBe('a\nb c\ndeep');
  });
});
