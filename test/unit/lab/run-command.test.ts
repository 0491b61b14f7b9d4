import { describe, expect, test } from 'vitest';
import { runCommand, tryCommand } from '../../../src/lab/run-command.ts';

describe('a command of the lab', () => {
  test.each([{}, { input: '' }])('has an empty standard input: %j', async (options) => {
    expect(await tryCommand(['cat'], { ...options, timeoutMs: 5000 })).toMatchObject({ status: 0, output: '' });
  });

  test('reads the text that it is given', async () => {
    expect(await runCommand(['cat'], { input: 'one\ntwo\n' })).toBe('one\ntwo\n');
  });

  test('is ended when its time is over, with the status of timeout(1)', async () => {
    expect(await tryCommand(['sleep', '20'], { timeoutMs: 100 })).toMatchObject({ status: 124 });
  });

  test('that fails is told with what it said', async () => {
    await expect(runCommand(['sh', '-c', 'echo broken >&2; exit 3'])).rejects.toThrow(/RB7004.*ended with 3/su);
  });
});
