import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, contentOf, digest, stepThatWrites } from '../support/large-content.ts';
import { openLocalPlace, type LocalPlace } from '../support/local-session.ts';

/* Large contents on file systems of their own: mounting needs root. */
let place: LocalPlace;
beforeEach(() => {
  place = openLocalPlace();
});
afterEach(() => place.close());

const depot = (): string => join(place.folder, '..', 'state', 'transfer');

const nothing = (): void => undefined;

test('a disk that is full is told of in its own words, and nothing is left', async () => {
  // A file system of 1 MiB in the place of the depot.
  mkdirSync(depot(), { recursive: true, mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', depot()]);
  try {
    const session = place.open();
    expect((await session.bring(contentOf(bytes).content, 'login', nothing))?.output).toContain('No space left on device');
    expect(readdirSync(depot())).toEqual([]);
    await session.close();
  } finally {
    execFileSync('umount', [depot()]);
  }
});

test('a disk that fills up in the middle ends the transfer: the words of the command that wrote are given', async () => {
  mkdirSync(depot(), { recursive: true, mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', depot()]);
  try {
    // Brought before as far as it went: the file has its size, and no room.
    writeFileSync(join(depot(), digest), '');
    truncateSync(join(depot(), digest), bytes.length);
    const session = place.open();
    expect((await session.bring(contentOf(bytes).content, 'login', nothing))?.output).toContain('No space left on device');
    await session.close();
  } finally {
    execFileSync('umount', [depot()]);
  }
});

test('over to another file system it is copied', async () => {
  const path = join(place.folder, 'other');
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', path]);
  try {
    const session = place.open();
    await session.bring(contentOf(bytes).content, 'login', nothing);
    const [result] = await session.execute([stepThatWrites(join(path, 'large'))], 'login', nothing);
    expect([result?.status, readFileSync(join(path, 'large')).equals(bytes), readdirSync(depot())]).toEqual(['changed', true, []]);
    await session.close();
  } finally {
    execFileSync('umount', [path]);
  }
});
