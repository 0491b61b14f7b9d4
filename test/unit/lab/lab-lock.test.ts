import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withLabLock } from '../../../src/lab/lab-lock.ts';
import { labPaths, type LabPaths } from '../../../src/lab/lab-paths.ts';

let folder = '';
let paths: LabPaths = labPaths({ projectFolder: '/nowhere' });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-lock-'));
  paths = labPaths({ projectFolder: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('lock of a lab', () => {
  test('keeps a second program out while the first works, and is gone afterwards', async () => {
    const second = await withLabLock(paths, async () => {
      const refused = withLabLock(paths, async () => 'let in').catch((error: unknown) => String(error));
      return refused;
    });
    expect(second).toContain('RB7013');
    expect(existsSync(`${paths.folder}.lock`)).toBe(false);
  });

  test('is gone after work that failed', async () => {
    await expect(withLabLock(paths, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLabLock(paths, async () => 'let in')).toBe('let in');
  });

  test('of a program that is gone does not hold', async () => {
    await withLabLock(paths, async () => undefined);
    // This process, but as if it had started at another time: a number used again.
    writeFileSync(`${paths.folder}.lock`, `${process.pid} 1\n`);
    expect(await withLabLock(paths, async () => 'let in')).toBe('let in');
  });

  test('of another lab does not matter', async () => {
    const other = labPaths({ projectFolder: folder, name: 'other' });
    expect(await withLabLock(paths, () => withLabLock(other, async () => 'let in'))).toBe('let in');
  });
});
