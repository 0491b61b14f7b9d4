import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkOwner, claimLab, otherOwner, releaseLab, type OwnerPlace } from '../../../src/lab/lab-owner.ts';
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

function place(namespaces: readonly string[]): OwnerPlace {
  return { folder: join(folder, 'owners'), namespaces: () => namespaces };
}

describe('owner of a lab name', () => {
  test('a second checkout is refused while the lab of the first stands, and is told where it is', () => {
    const here = place(['rb-router']);
    claimLab(checkout('first'), here);
    expect(() => claimLab(checkout('second'), here)).toThrow(/RB7014.*first/s);
    expect(() => checkOwner(checkout('second'), here)).toThrow('RB7014');
    expect(() => claimLab(checkout('first'), here)).not.toThrow();
  });

  test.each([
    { case: 'its namespaces are gone', namespaces: [], isThere: true },
    { case: 'its folder is gone', namespaces: ['rb-router'], isThere: false },
  ])('a name is free again when $case', ({ namespaces, isThere }) => {
    const first = checkout('first');
    claimLab(first, place(namespaces));
    if (!isThere) rmSync(first.folder, { recursive: true });
    expect(otherOwner(checkout('second'), place(namespaces))).toBeUndefined();
    expect(() => claimLab(checkout('second'), place(namespaces))).not.toThrow();
  });

  test('giving the name back leaves nothing', () => {
    const here = place(['rb-router']);
    claimLab(checkout('first'), here);
    releaseLab(checkout('first'), here);
    expect(existsSync(here.folder)).toBe(false);
    releaseLab(checkout('first'), here);
  });

  test('a lab of another name does not matter', () => {
    const here = place(['rb-router']);
    claimLab(checkout('first'), here);
    const other = labPaths({ projectFolder: join(folder, 'second'), name: 'rb2' });
    expect(() => claimLab(other, here)).not.toThrow();
    releaseLab(other, here);
    expect(otherOwner(checkout('second'), here)).toBe(checkout('first').folder);
  });
});
