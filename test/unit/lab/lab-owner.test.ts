import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkOwner, claimLab, otherOwner, releaseLab, type OwnerPlace } from '../../../src/lab/lab-owner.ts';
import { withLabLock } from '../../../src/lab/lab-lock.ts';
import { labPaths, type LabPaths } from '../../../src/lab/lab-paths.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-owner-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function checkout(name: string): LabPaths {
  const paths = labPaths({ projectFolder: join(folder, name) });
  mkdirSync(paths.folder, { recursive: true });
  return paths;
}

/** A machine on which labs have processes or not; `cleared` gets the names of labs of which everything was removed. */
function place(hasProcesses: boolean, cleared: string[] = []): OwnerPlace {
  return {
    folder: join(folder, 'owners'),
    hasProcesses: () => hasProcesses,
    clear: async (paths) => {
      cleared.push(paths.name);
    },
  };
}

describe('owner of a lab name', () => {
  test('a second checkout is refused while the lab of the first stands, and is told where it is', async () => {
    const cleared: string[] = [];
    const here = place(true, cleared);
    await claimLab(checkout('first'), here);
    await expect(claimLab(checkout('second'), here)).rejects.toThrow(/RB7014.*first/s);
    expect(() => checkOwner(checkout('second'), here)).toThrow('RB7014');
    await expect(claimLab(checkout('first'), here)).resolves.toBeUndefined();
    expect(cleared).toEqual([]);
  });

  test('it is refused while the lab of the first is being built, before any process is there', async () => {
    const here = place(false);
    const first = checkout('first');
    await claimLab(first, here);
    await withLabLock(first, async () => {
      expect(() => checkOwner(checkout('second'), here)).toThrow('RB7014');
    });
    expect(() => checkOwner(checkout('second'), here)).not.toThrow();
  });

  test('a lock that a crash left behind does not count', async () => {
    const here = place(false);
    const first = checkout('first');
    await claimLab(first, here);
    // This very process, as it was not started: another one had its number before.
    writeFileSync(`${first.folder}.lock`, `${process.pid} 1\n`);
    expect(otherOwner(checkout('second'), here)).toEqual({ folder: first.folder, stands: false });
  });

  test.each([
    { case: 'its processes are gone', hasProcesses: false, isThere: true },
    { case: 'its folder is gone', hasProcesses: true, isThere: false },
  ])('a name is free again when $case, and what the lab left is removed', async ({ hasProcesses, isThere }) => {
    const cleared: string[] = [];
    const here = place(hasProcesses, cleared);
    const first = checkout('first');
    await claimLab(first, here);
    if (!isThere) rmSync(first.folder, { recursive: true });
    expect(() => checkOwner(checkout('second'), here)).not.toThrow();
    expect(cleared).toEqual([]);
    await claimLab(checkout('second'), here);
    expect(cleared).toEqual(['rb']);
    expect(existsSync(first.folder)).toBe(isThere);
    expect(otherOwner(first, place(true))).toEqual({ folder: checkout('second').folder, stands: true });
  });

  test('giving the name back leaves nothing', async () => {
    const here = place(true);
    await claimLab(checkout('first'), here);
    releaseLab(checkout('first'), here);
    expect(existsSync(here.folder)).toBe(false);
    releaseLab(checkout('first'), here);
  });

  test('a lab of another name does not matter', async () => {
    const here = place(true);
    await claimLab(checkout('first'), here);
    const other = labPaths({ projectFolder: join(folder, 'second'), name: 'rb2' });
    await expect(claimLab(other, here)).resolves.toBeUndefined();
    releaseLab(other, here);
    expect(otherOwner(checkout('second'), here)?.folder).toBe(checkout('first').folder);
  });
});
