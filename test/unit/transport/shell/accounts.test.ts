import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../../../src/core/action.ts';
import { answersDigest } from '../../../../src/core/digest.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { useJoinedSteps } from '../../../support/joined-steps.ts';

/* Groups and accounts where there is none: the programs that make them refuse what is there, so the host is not asked before. */
const ABSENT = answersDigest(['absent']);
const WANTED = answersDigest(['uid=350\ngroup=crew']);

describe.each([['dash'], ['bash', '--posix'], ['busybox', 'sh']])('with %s', (...shell) => {
  const { at, perform, logged } = useJoinedSteps(shell);

  beforeEach(() => {
    for (const name of ['log', 'group', 'passwd']) writeFileSync(at(name), '');
    const lay = (name: string, text: string): void => {
      writeFileSync(at(`bin/${name}`), `#!/bin/sh\necho "${name} $*" >>'${at('log')}'\n${text}\n`);
      chmodSync(at(`bin/${name}`), 0o755);
    };
    lay('getent', `file='${at('')}/'"$1"; shift; for key do grep -E "^$key:|:$key:" "$file" | head -n 1; done`);
    // groupadd -g NUMBER NAME, useradd -u NUMBER -g GROUP NAME
    lay('groupadd', `if grep -q "^$3:" '${at('group')}'; then echo taken; exit 9; fi; echo "$3:x:$2:" >>'${at('group')}'`);
    lay(
      'useradd',
      `if grep -q "^$5:" '${at('passwd')}'; then echo taken; exit 9; fi
if [ -e '${at('odd')}' ]; then echo "group $5 exists"; exit 9; fi
echo "$5:x:$2:$(sed -n "s/^$4:x:\\(.*\\):$/\\1/p" '${at('group')}')::/:/bin/sh" >>'${at('passwd')}'`,
    );
  });

  const group: ReadyStep = {
    id: 'h group',
    requests: [{ ask: 'group', name: 'crew', number: 'exact' }],
    before: ABSENT,
    after: answersDigest(['950']),
    actions: [run(['groupadd', '-g', '950', 'crew'])],
  };
  const user: ReadyStep = {
    id: 'h user',
    requests: [{ ask: 'user', name: 'sailor', fields: ['uid', 'group'] }],
    before: ABSENT,
    after: WANTED,
    actions: [run(['useradd', '-u', '350', '-g', 'crew', 'sailor'])],
  };

  test('what is made is looked at once, behind it', () => {
    expect(perform([group, user])).toEqual(['begin 0', 'changed 0', 'begin 1', 'changed 1']);
    expect(logged()).toEqual(['groupadd -g 950 crew', 'getent group crew', 'useradd -u 350 -g crew sailor', 'getent passwd sailor']);
  });

  test('what is there as wanted is told as done', () => {
    writeFileSync(at('group'), 'crew:x:950:\n');
    writeFileSync(at('passwd'), 'sailor:x:350:950::/:/bin/sh\n');
    expect(perform([group, user])).toEqual(['begin 0', 'already 0', 'begin 1', 'already 1']);
  });

  test('what is there otherwise is left, and ends it', () => {
    writeFileSync(at('group'), 'crew:x:7:\n');
    expect(perform([group, user])).toEqual(['begin 0', 'refused 0 1\n7']);
    expect(readFileSync(at('group'), 'utf8')).toBe('crew:x:7:\n');
    expect(existsSync(at('passwd')) && readFileSync(at('passwd'), 'utf8')).toBe('');
  });

  test('a name that is taken by another thing is told as what the program says', () => {
    writeFileSync(at('odd'), '');
    expect(perform([group, user])).toEqual(['begin 0', 'changed 0', 'begin 1', 'failed 1 0 9 group sailor exists']);
  });

  test('a group that a step in between changes is asked again', () => {
    const renumber: ReadyStep = {
      id: 'h other',
      requests: [{ ask: 'group', name: 'crew', number: 'exact' }],
      before: answersDigest(['950']),
      after: answersDigest(['951']),
      actions: [run(['sh', '-c', `echo 'crew:x:951:' >'${at('group')}'`])],
    };
    expect(perform([group, renumber, user])).toEqual(['begin 0', 'changed 0', 'begin 1', 'changed 1', 'begin 2', 'changed 2']);
  });

  test('what the shell was told before the frame counts no more', () => {
    writeFileSync(at('group'), 'crew:x:950:\n');
    expect(perform([user], "groups='old:x:950:'")).toEqual(['begin 0', 'changed 0']);
  });

  const { before: _before, ...unknown } = group;
  test.each<[string, ReadyStep]>([
    ['that may be there', { ...group, before: answersDigest(['7']) }],
    ['of which nobody knows how it is', unknown],
    ['of another name', { ...group, actions: [run(['groupadd', '-g', '950', 'others'])] }],
    ['that is kept', { ...group, keep: { at: '1-1/group', things: ['path:/etc/group'] } }],
  ])('one %s is looked at before', (_, step) => {
    perform([step]);
    expect(logged()[0]).toBe('getent group crew');
  });
});
