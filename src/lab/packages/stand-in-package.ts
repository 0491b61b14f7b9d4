import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readPackage } from './debian-packages.ts';
import type { DebianPackage } from './debian-packages.ts';
import { buildRpm } from './rpm-repository.ts';
import { runCommand } from '../run-command.ts';
import { niced } from './niced.ts';

/** A package of the lab's own that stands in for one that Debian does not have. The same files go to both families. */
export interface StandInPackage {
  readonly name: string;
  /** Upstream version; Debian's revision becomes `-00` and the RPM release `0`, as the Kubernetes project writes them. */
  readonly version: string;
  /** What it stands in for and what it cannot do, for `apt show` and `dnf info`. */
  readonly description: string;
  /** Names of packages it needs, of this list or by Debian's names. */
  readonly debianDepends: readonly string[];
  /** The same by RHEL's names. */
  readonly rpmRequires: readonly string[];
  /** Path on the host → absolute path of the file here. Files without a suffix below /usr/bin and /usr/libexec are made executable. */
  readonly files: Readonly<Record<string, string>>;
  /** Files that only one family gets, or gets in another place. */
  readonly perFamily?: { readonly debian: Readonly<Record<string, string>>; readonly rpm: Readonly<Record<string, string>> };
  /** Path on the host → target of a symbolic link. */
  readonly links: Readonly<Record<string, string>>;
  /** Folders that are the package's own: path → octal mode. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Makes the .deb with dpkg-deb(1) and gives it as a package that an apt repository can hold. */
export async function buildStandInDeb(folder: string, work: string, one: StandInPackage): Promise<DebianPackage> {
  const stage = join(work, `${one.name}.deb-stage`);
  await lay(stage, one, { ...one.files, ...one.perFamily?.debian });
  await mkdir(join(stage, 'DEBIAN'), { recursive: true });
  const control = [
    `Package: ${one.name}`,
    `Version: ${one.version}-00`,
    'Architecture: all',
    'Maintainer: runbook lab <nobody@localhost>',
    ...(one.debianDepends.length === 0 ? [] : [`Depends: ${one.debianDepends.join(', ')}`]),
    `Description: STAND-IN of the rehearsal lab for ${one.name}`,
    ` ${one.description}`,
  ];
  await writeFile(join(stage, 'DEBIAN', 'control'), `${control.join('\n')}\n`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${one.name}_${one.version}-00_all.deb`);
  await runCommand(niced(['dpkg-deb', '--root-owner-group', '-Zgzip', '-b', stage, file]));
  return readPackage(file);
}

/** Makes the rpm of the same files. */
export async function buildStandInRpm(folder: string, work: string, one: StandInPackage): Promise<void> {
  const stage = join(work, `${one.name}.rpm-stage`);
  const laid = { ...one.files, ...one.perFamily?.rpm };
  await lay(stage, one, laid);
  await buildRpm(folder, stage, {
    name: one.name,
    epoch: '0',
    version: one.version,
    release: '0',
    summary: `STAND-IN of the rehearsal lab for ${one.name}`,
    description: one.description,
    requires: one.rpmRequires,
    provides: [],
    before: '',
    files: [...Object.keys(laid), ...Object.keys(one.links)].sort(),
    folders: one.folders,
  });
}

async function lay(stage: string, one: StandInPackage, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, mode] of Object.entries(one.folders)) {
    await mkdir(join(stage, path), { recursive: true });
    await chmod(join(stage, path), Number.parseInt(mode, 8));
  }
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(stage, path)), { recursive: true });
    await cp(source, join(stage, path));
    await chmod(join(stage, path), /^\/usr\/(bin|libexec)\//.test(path) && !/\.\w+$/.test(path) ? 0o755 : 0o644);
  }
  for (const [path, target] of Object.entries(one.links)) {
    await mkdir(dirname(join(stage, path)), { recursive: true });
    await symlink(target, join(stage, path));
  }
}
