import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const top = fileURLToPath(new URL('../../..', import.meta.url));

/** Packages that would run code when they are installed, and why that is not needed here. None of it runs: `.npmrc` says so. */
const explained: Readonly<Record<string, string>> = {
  ssh2: 'compiles an optional addon for ciphers; without it ssh2 uses those of Node, as it does here',
  'cpu-features': 'is that addon for the order of ciphers alone; without it ssh2 takes its own order',
};

/** Scripts that npm runs when a package of the registry is installed (npm-scripts(7)). */
const AT_INSTALL = ['preinstall', 'install', 'postinstall'];

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The folders of all packages that are installed, nested ones too. */
function packagesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
    return entry.name.startsWith('@') ? packagesBelow(path) : [path, ...packagesBelow(join(path, 'node_modules'))];
  });
}

/** True when npm would run something of the package: a script, or a compiler where it has a `binding.gyp`. */
function runsCode(folder: string): boolean {
  if (!existsSync(join(folder, 'package.json'))) return false;
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return AT_INSTALL.some((name) => manifest.scripts?.[name] !== undefined) || existsSync(join(folder, 'binding.gyp'));
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('no dependency that is not explained would run code when it is installed', () => {
  const running = packagesBelow(join(top, 'node_modules'))
    .filter((folder) => runsCode(folder))
    .map((folder) => nameOf(folder));
  expect([...new Set(running)].toSorted()).toEqual(Object.keys(explained).toSorted());
});

test('the lock file knows of no other, on no other machine', () => {
  const lock: { readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>> } = JSON.parse(
    readFileSync(join(top, 'package-lock.json'), 'utf8'),
  );
  const running = Object.entries(lock.packages).flatMap(([path, one]) => (one.hasInstallScript === true ? [nameOf(path)] : []));
  expect(running.toSorted()).toEqual(Object.keys(explained).toSorted());
});

test('and none does: npm is told not to, and nothing was compiled', () => {
  expect(readFileSync(join(top, '.npmrc'), 'utf8').split('\n')).toContain('ignore-scripts=true');
  for (const place of ['node_modules/ssh2/lib/protocol/crypto/build', 'node_modules/cpu-features/build'])
    expect(existsSync(join(top, place))).toBe(false);
});
