import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../../src/lab/run-command.ts';

/** A package without files, of both families. */
export interface SmallPackage {
  readonly name: string;
  readonly version: string;
  readonly needs?: readonly string[];
  readonly conflicts?: readonly string[];
}

/** Where the repository lies on a host. */
export const repositoryFolder = '/srv/repository';

/** What a host must hold to know the repository, by family. `copy:` so that apt keeps an index of its own, as of one on the network. */
export const repositorySource = {
  deb: { path: '/etc/apt/sources.list.d/site.list', text: `deb [trusted=yes] copy:${repositoryFolder} ./\n` },
  el: {
    path: '/etc/yum.repos.d/site.repo',
    text: `[site]\nname=site\nbaseurl=file://${repositoryFolder}\nenabled=1\ngpgcheck=0\n`,
  },
} as const;

/** Writes a repository of the family into an empty folder; what it held goes. A package that was built once stays the same file, as in a real repository. */
export async function writeSmallRepository(folder: string, family: 'deb' | 'el', packages: readonly SmallPackage[]): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const one of packages) {
    const built = `${folder}.built/${Buffer.from(JSON.stringify(one)).toString('base64url')}`;
    if (!existsSync(built)) await (family === 'deb' ? buildDeb(built, one) : buildRpm(built, one));
    cpSync(built, folder, { recursive: true, preserveTimestamps: true });
  }
  const index = family === 'deb' ? 'apt-ftparchive packages . > Packages' : 'createrepo_c --quiet .';
  await runCommand(['sh', '-ec', `cd '${folder}'; ${index}`]);
}

async function buildDeb(folder: string, { name, version, needs = [], conflicts = [] }: SmallPackage): Promise<void> {
  const stage = join(`${folder}.stage`, `${name}-${version}`);
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(stage, 'DEBIAN'), { recursive: true });
  const control = [
    `Package: ${name}`,
    `Version: ${version}-1`,
    'Architecture: all',
    'Maintainer: nobody <nobody@localhost>',
    ...(needs.length === 0 ? [] : [`Depends: ${needs.join(', ')}`]),
    ...(conflicts.length === 0 ? [] : [`Conflicts: ${conflicts.join(', ')}`]),
    'Description: a package of the test',
  ];
  writeFileSync(join(stage, 'DEBIAN/control'), `${control.join('\n')}\n`);
  await runCommand(['dpkg-deb', '--root-owner-group', '-Zgzip', '-b', stage, join(folder, `${name}_${version}-1_all.deb`)]);
}

async function buildRpm(folder: string, { name, version, needs = [], conflicts = [] }: SmallPackage): Promise<void> {
  const build = `${folder}.stage`;
  mkdirSync(folder, { recursive: true });
  mkdirSync(build, { recursive: true });
  const spec = [
    `Name: ${name}`,
    `Version: ${version}`,
    'Release: 1',
    'Summary: a package of the test',
    'License: none',
    'BuildArch: noarch',
    'AutoReqProv: no',
    ...needs.map((one) => `Requires: ${one}`),
    ...conflicts.map((one) => `Conflicts: ${one}`),
    '%description',
    'a package of the test',
    '%files',
  ];
  writeFileSync(join(build, `${name}.spec`), `${spec.join('\n')}\n`);
  const defines = ['_topdir', '_rpmdir'].flatMap((key) => ['--define', `${key} ${key === '_rpmdir' ? folder : build}`]);
  await runCommand([
    'rpmbuild',
    '-bb',
    '--quiet',
    ...defines,
    '--define',
    '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.rpm',
    join(build, `${name}.spec`),
  ]);
}
