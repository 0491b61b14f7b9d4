import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answersDigest, sha256 } from '../../src/core/digest.ts';
import type { ReadyStep } from '../../src/core/session.ts';
import { openCountedHost, type CountedHost } from './support/counted-host.ts';

/* A file gets its SELinux context before it stands in its place. No kernel here has SELinux: its folder below /sys and the two programs are stand-ins. */
const STAND_INS = `
mount -t tmpfs none /sys/fs
mkdir /sys/fs/selinux
: >/sys/fs/selinux/enforce
mount -t tmpfs none /usr/local/sbin
cat >/usr/local/sbin/matchpathcon <<'END'
#!/bin/sh
for path do :; done
case $path in /etc/site/none) echo '<<none>>' ;; *) echo "system_u:object_r:of\${path##*/}_t:s0" ;; esac
END
cat >/usr/local/sbin/chcon <<'END'
#!/bin/sh
shift 2
echo "$1 $(cat "$2") $(ls /etc/site)" >>/etc/labelled
END
chmod 0755 /usr/local/sbin/*
mkdir -m 0755 /etc/site /etc/shared
chmod 0777 /etc/shared
`;

describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  let host: CountedHost;
  beforeEach(async () => {
    host = await openCountedHost(shell, STAND_INS);
  });
  afterEach(() => host.close());

  const said = async (script: string): Promise<string> => (await host.session.run(['sh', '-c', script], 'login', 10_000)).output.trim();
  const writes = (path: string, text: string): ReadyStep => ({
    id: `h ${path}`,
    requests: [
      { ask: 'stat', path },
      { ask: 'digest', path },
    ],
    before: answersDigest(['absent', 'absent']),
    after: answersDigest(['file 0644 root root', sha256(text)]),
    actions: [{ do: 'write', path, content: { text }, mode: '0644', owner: 'root', group: 'root' }],
  });
  const perform = async (...steps: readonly ReadyStep[]): Promise<readonly string[]> =>
    (await host.session.execute(steps, 'login', () => undefined)).map((result) => result.status);

  test('several files at once are labelled before the first is in its place', async () => {
    expect(await perform(writes('/etc/site/a', 'A'), writes('/etc/site/b', 'B'))).toEqual(['changed', 'changed']);
    expect(await said('cat /etc/labelled')).toBe('system_u:object_r:ofa_t:s0 A \nsystem_u:object_r:ofb_t:s0 B');
  });

  test('a file by itself, and one where others may write too, is labelled before it is in its place', async () => {
    expect(await perform(writes('/etc/site/a', 'A'))).toEqual(['changed']);
    expect(await perform(writes('/etc/shared/b', 'B'))).toEqual(['changed']);
    expect(await said('cat /etc/labelled')).toBe('system_u:object_r:ofa_t:s0 A \nsystem_u:object_r:ofb_t:s0 B a');
  });

  test('where the policy states no context, none is set', async () => {
    expect(await perform(writes('/etc/site/none', 'N'))).toEqual(['changed']);
    expect(await said('[ -e /etc/labelled ] || echo none')).toBe('none');
  });
});
