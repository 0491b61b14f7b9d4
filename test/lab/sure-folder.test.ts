import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run, type Action } from '../../src/core/action.ts';
import type { StepResult } from '../../src/core/session.ts';
import { openCountedHost, type CountedHost } from './support/counted-host.ts';

/*
 * In a folder that is root's all the way up, what is made has owner and mode at once; elsewhere they are set in a folder of its own. Which it is may change
 * within a run, by a command of the run itself.
 */
/** acl(5) as the kernel has it in an extended attribute: a list of access that what is made in the folder begins with, with all rights for the account 65534. */
const DEFAULT_ACL =
  'import os,struct;os.setxattr("/etc/site","system.posix_acl_default",struct.pack("<I",2)+' +
  'b"".join(struct.pack("<HHI",*e) for e in [(1,7,2**32-1),(2,7,65534),(4,5,2**32-1),(16,7,2**32-1),(32,5,2**32-1)]))';

describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  let host: CountedHost;
  beforeEach(async () => {
    host = await openCountedHost(shell);
    await said('mkdir -m 0755 /etc/site');
  });
  afterEach(() => host.close());

  const said = async (script: string): Promise<string> => (await host.session.run(['sh', '-c', script], 'login', 10_000)).output.trim();
  const write = (path: string, mode: string): Action => ({
    do: 'write',
    path,
    content: { text: 'x\n' },
    mode,
    owner: 'root',
    group: 'root',
  });
  const sh = (script: string): Action => run(['sh', '-c', script]);
  const make = (path: string, mode: string): readonly Action[] => [
    run(['mkdir', '-m', '0700', path]),
    run(['chown', '-h', 'root:root', path]),
    run(['chmod', mode, path]),
  ];
  const perform = (...steps: readonly (readonly Action[])[]): Promise<readonly StepResult[]> =>
    host.session.execute(
      steps.map((actions, index) => ({ id: `h ${index}`, requests: [], actions })),
      'login',
      () => undefined,
    );
  const statuses = (results: readonly StepResult[]): readonly string[] => results.map((result) => result.status);
  const stat = (path: string): Promise<string> => said(`stat -c '%F %a %U %G' '${path}'`);

  test.each(['0644', '0640', '0600', '0400', '0755', '0666', '4755'])('a file with mode %s has it, and is root’s', async (mode) => {
    expect(statuses(await perform([write('/etc/site/x', mode)]))).toEqual(['changed']);
    expect(await stat('/etc/site/x')).toBe(`regular file ${mode.replace(/^0/u, '')} root root`);
  });

  test.each(['00755', '00700', '00777', '02755', '01777'])('a folder with mode %s has it, and is root’s', async (mode) => {
    expect(statuses(await perform(make('/etc/site/x', mode), [write('/etc/site/x/y', '0644')]))).toEqual(['changed', 'changed']);
    expect(await stat('/etc/site/x')).toBe(`directory ${mode.replace(/^0+/u, '')} root root`);
    expect(await stat('/etc/site/x/y')).toBe('regular file 644 root root');
  });

  test.each([
    ['which gives all that is made in it more rights', `/usr/bin/python3 -c '${DEFAULT_ACL}'`],
    ['which gives its group to what is made in it', 'chgrp mail /etc/site; chmod g+s /etc/site'],
    ['into which all may write', 'chmod 0777 /etc/site'],
    ['which is a link now', 'mv /etc/site /etc/other; chown nobody /etc/other; ln -s other /etc/site'],
  ])('a command may turn the folder into one %s: what is made then is as it should be', async (_what, script) => {
    const results = await perform(
      [write('/etc/site/a', '0644')],
      [sh(script)],
      [write('/etc/site/b', '0600')],
      make('/etc/site/c', '00750'),
    );
    expect(statuses(results)).toEqual(['changed', 'changed', 'changed', 'changed']);
    expect([await stat('/etc/site/a'), await stat('/etc/site/b'), await stat('/etc/site/c')]).toEqual([
      'regular file 644 root root',
      'regular file 600 root root',
      'directory 750 root root',
    ]);
  });

  test('whoever may write to a folder never sees a candidate there, also when he may only since a command of the run', async () => {
    const watch = `cd /etc/site; for n in $(seq 2000); do for f in .runbook-new.b; do if [ -f "$f" ]; then echo seen >/etc/seen; fi; done; done`;
    const results = await perform(
      [write('/etc/site/a', '0644')],
      [sh(`chmod 0777 /etc/site; (${watch}) >/dev/null 2>&1 &`)],
      ...Array.from({ length: 20 }, () => [write('/etc/site/b', '0644')]),
    );
    expect(new Set(statuses(results))).toEqual(new Set(['changed']));
    expect(await said('[ -e /etc/seen ] && echo seen || echo not')).toBe('not');
  });
});
