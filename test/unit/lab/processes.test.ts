import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { identifyProcess, isRunning, killProcess, signalProcess } from '../../../src/lab/processes.ts';

describe('a process that cannot be mistaken for a later one', () => {
  test('is this one while it runs', () => {
    const self = identifyProcess(process.pid);
    expect(self).toBeDefined();
    expect(self !== undefined && isRunning(self)).toBe(true);
  });

  test('is not one with the same number that started at another time, which is left alone', async () => {
    const child = spawn('sleep', ['60']);
    const identity = identifyProcess(child.pid ?? 0);
    if (identity === undefined) throw new Error('sleep did not start');
    const other = { ...identity, startTicks: identity.startTicks - 1 };
    expect(isRunning(other)).toBe(false);
    signalProcess(other, 'SIGKILL');
    expect(isRunning(identity)).toBe(true);
    const ended = once(child, 'exit');
    expect(await killProcess(identity)).toBe(true);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(isRunning(identity)).toBe(false);
  });
});
