import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/core/action.ts';
import type { ReadyStep } from '../../../../src/core/session.ts';
import { useLocalBench } from '../../../support/local-bench.ts';

const HOSTILE = ["it's", '"$HOME"', '$(touch pwned)', '`touch pwned`', 'a\\b\\n', '*', '-n', '한글', 'tab\t', '%s', 'two\nlines', '\n', ''];

describe.each(['sh', 'bash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(shell);
  const { place, at, execute } = bench;

  describe('long commands', () => {
    const long = (script: string, timeoutMs = 20_000): Action => ({
      do: 'run',
      argv: ['sh', '-c', script],
      timeoutMs,
      onTimeout: 'leave',
      long: true,
    });
    const stepOf = (script: string, timeoutMs?: number): ReadyStep => ({
      id: `long ${bench.folder}`,
      requests: [],
      actions: [long(script, timeoutMs)],
    });

    test('show their output while they run', async () => {
      const told: string[] = [];
      const results = await execute([stepOf('echo one; sleep 0.7; echo 둘; echo three >&2')], (progress) => {
        if (progress.kind === 'output') told.push(progress.text);
      });
      expect(results).toMatchObject([{ status: 'changed' }]);
      expect(told.length).toBeGreaterThan(1);
      expect(told.join('')).toBe('one\n둘\nthree\n');
    });

    test('fail with their code and last words', async () => {
      expect(await execute([stepOf('echo last words; exit 9')])).toMatchObject([{ status: 'failed', exitCode: 9, output: 'last words' }]);
    });

    test('are found again when the shell was lost in the middle, and are not begun twice', async () => {
      const script = `echo begun >>'${at('begun')}'; while [ ! -e '${at('go')}' ]; do sleep 0.1; done; echo ended`;
      const lost = execute([stepOf(script)]).catch((error: unknown) => error);
      for (let tries = 0; !existsSync(at('begun')) && tries < 100; tries += 1) await sleep(50);
      await bench.session.close();
      expect(await lost).toBeInstanceOf(Error);
      const again = place.open({ shell });
      const told: string[] = [];
      const found = Promise.withResolvers<void>();
      const results = execute(
        [stepOf(script)],
        (progress) => {
          if (progress.kind === 'begin') found.resolve();
          if (progress.kind === 'output') told.push(progress.text);
        },
        again,
      );
      // The command must still run when the second driver looks for it, however slow this machine is.
      await found.promise;
      await sleep(1500);
      writeFileSync(at('go'), '');
      expect(await results).toMatchObject([{ status: 'changed' }]);
      expect(readFileSync(at('begun'), 'utf8')).toBe('begun\n');
      expect(told.join('')).toBe('ended\n');
      await again.close();
    });

    test('are left to whoever came last: a driver that nobody listens to takes no result away', async () => {
      const script = `echo begun >>'${at('begun')}'; while [ ! -e '${at('go')}' ]; do sleep 0.1; done; echo ended`;
      const first = execute([stepOf(script)]);
      for (let tries = 0; !existsSync(at('begun')) && tries < 100; tries += 1) await sleep(50);
      const other = place.open({ shell });
      const second = execute([stepOf(script)], () => undefined, other);
      expect(await first).toMatchObject([{ status: 'still_running' }]);
      writeFileSync(at('go'), '');
      expect(await second).toMatchObject([{ status: 'changed' }]);
      expect(readFileSync(at('begun'), 'utf8')).toBe('begun\n');
      await other.close();
    });

    test('go on when their time is over, and are waited for by the next try', async () => {
      const script = `echo begun >>'${at('begun')}'; sleep 2; echo ended`;
      expect(await execute([stepOf(script, 900)])).toMatchObject([{ status: 'still_running', failedAction: 0 }]);
      expect(await execute([stepOf(script)])).toMatchObject([{ status: 'changed' }]);
      expect(readFileSync(at('begun'), 'utf8')).toBe('begun\n');
    });

    test('leave nothing behind, and what failed is begun anew', async () => {
      const script = `echo begun >>'${at('begun')}'; exit 1`;
      await execute([stepOf(script)]);
      await execute([stepOf(script)]);
      expect(readFileSync(at('begun'), 'utf8')).toBe('begun\nbegun\n');
      expect(readdirSync(`${place.folder}/../volatile/long`)).toEqual([]);
    });

    test('get their input, and their words, as they are', async () => {
      const action: Action = {
        do: 'run',
        argv: ['sh', '-c', `cat >'${at('in')}'; printf "%s|" "$@" >'${at('out')}'`, 'sh', ...HOSTILE],
        stdin: HOSTILE.join('\n'),
        timeoutMs: 20_000,
        onTimeout: 'leave',
        long: true,
      };
      expect(await execute([{ id: 'long words', requests: [], actions: [action] }])).toMatchObject([{ status: 'changed' }]);
      expect(readFileSync(at('in'), 'utf8')).toBe(HOSTILE.join('\n'));
      expect(readFileSync(at('out'), 'utf8')).toBe(HOSTILE.map((word) => `${word}|`).join(''));
    });
  });
});
