import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { run, type Action } from '../../../../src/core/action.ts';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import type { Request } from '../../../../src/core/request.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { useLocalBench } from '../../../support/local-bench.ts';

const owner = userInfo().username;
const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
const mine = `${owner} ${group}`;
const write = (path: string, text: string): Action => ({ do: 'write', path, content: { text }, mode: '0640', owner, group });

describe.each(['sh', 'bash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(shell);
  const { place, at, execute } = bench;

  describe('checks the guard itself', () => {
    const requests = (): readonly Request[] => [
      { ask: 'digest', path: at('file') },
      { ask: 'stat', path: at('file') },
    ];
    const digestOf = (text: string, mode = '0640'): string => answersDigest([sha256(text), `file ${mode} ${mine}`]);
    const step = (id = 'one'): ReadyStep => ({
      id,
      requests: requests(),
      before: digestOf('old'),
      after: digestOf('new'),
      actions: [write(at('file'), 'new'), run(['sh', '-c', `echo done >>'${at('log')}'`])],
    });
    const have = (text: string, mode = 0o640): void => {
      writeFileSync(at('file'), text);
      execFileSync('chmod', [mode.toString(8), at('file')]);
    };

    test.each([
      ['BEFORE: done, and AFTER is seen', 'old', 0o640, 'changed', ['new', 'done\n']],
      ['AFTER: nothing to do', 'new', 0o640, 'already', ['new', '']],
      ['neither: refused, and nothing done', 'else', 0o640, 'refused', ['else', '']],
      ['another mode is neither', 'old', 0o600, 'refused', ['old', '']],
    ])('%s', async (_name, text, mode, status, left) => {
      have(text, mode);
      writeFileSync(at('log'), '');
      const [result] = await execute([step()]);
      expect(result).toMatchObject({ status, answers: [sha256(left[0] ?? ''), `file ${mode.toString(8).padStart(4, '0')} ${mine}`] });
      expect([readFileSync(at('file'), 'utf8'), readFileSync(at('log'), 'utf8')]).toEqual(left);
    });

    test('with no BEFORE, whatever is there is taken', async () => {
      have('else');
      const { before: _before, ...open } = step();
      expect(await execute([open])).toMatchObject([{ status: 'changed' }]);
    });

    test('when all was done and AFTER is not there, the step failed and the next is not begun', async () => {
      have('old');
      const results = await execute([
        { ...step(), after: digestOf('other') },
        { id: 'two', requests: [], actions: [run(['touch', at('two')])] },
      ]);
      expect(results).toMatchObject([
        { id: 'one', status: 'failed', answers: [sha256('new'), `file 0640 ${mine}`] },
        { id: 'two', status: 'not_begun' },
      ]);
      expect(results[0]?.failedAction).toBeUndefined();
      expect(existsSync(at('two'))).toBe(false);
    });

    test('what another connection changed between observation and step is refused by the host', async () => {
      have('old');
      const seen = await bench.session.ask(requests(), 'login');
      expect(answersDigest(seen)).toBe(digestOf('old'));
      await execute([{ id: 'other', requests: [], actions: [write(at('file'), 'by hand')] }], () => undefined, place.open({ shell }));
      expect(await execute([step()])).toMatchObject([{ status: 'refused', answers: [sha256('by hand'), `file 0640 ${mine}`] }]);
      expect(readFileSync(at('file'), 'utf8')).toBe('by hand');
    });

    test('steps are told as they begin and end, in order, in one round trip', async () => {
      have('old');
      const told: string[] = [];
      await execute([step(), { id: 'two', requests: [], actions: [run(['true'])] }], (progress) =>
        told.push(progress.kind === 'end' ? `${progress.result.id} ${progress.result.status}` : `${progress.kind} ${progress.id}`),
      );
      expect(told).toEqual(['begin one', 'one changed', 'begin two', 'two changed']);
      expect(bench.session.stats().roundTrips).toBe(1);
    });
  });
});
