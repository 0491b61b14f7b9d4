import { mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DebianPackage } from './debian-packages.ts';
import { presentAsRpm, rpmSpec, splitVersion } from './rpm-spec.ts';
import type { RpmPackage } from './rpm-spec.ts';
import { runCommand } from '../run-command.ts';
import { niced } from './niced.ts';
import { gpgCommand } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';
import { rpmPresentations } from './wanted-packages.ts';
import type { RpmPresentation } from './wanted-packages.ts';

/** Where the public key lies on a lab host of the RPM family; `dnfRepo` names it. */
export const rpmKeyPath = '/etc/pki/rpm-gpg/RPM-GPG-KEY-runbook-lab';

/** Name of the rpm that stands for the root file system itself. */
const baseRpmName = 'runbook-lab-base';

/** What a package of the RPM family does not bring, or what only Debian's own tools read. */
const left = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/lintian',
  'usr/share/bug',
  'usr/share/doc-base',
  'usr/share/locale',
  'etc/init.d',
];

/** Wraps Debian packages as rpms into `folder`. `work` is scratch space. Only `packages` can be required among each other. */
export async function wrapAsRpms(folder: string, work: string, packages: readonly DebianPackage[]): Promise<void> {
  const staged: { one: DebianPackage; presentation: RpmPresentation; stage: string; content: Content }[] = [];
  for (const one of packages) {
    const presentation = rpmPresentations[one.name] ?? { name: one.name };
    const stage = join(work, one.name);
    await mkdir(stage, { recursive: true });
    await runCommand(niced(['dpkg-deb', '-x', one.file, stage]));
    await mergeUsr(stage);
    await shape(stage, presentation);
    const content = await listContent(stage);
    // A package without files only names others (Debian's transitional packages): nobody needs it here.
    if (content.files.length > 0) staged.push({ one, presentation, stage, content });
  }
  const wrapped = new Map(staged.map(({ one, presentation }) => [one.name, presentation.name]));
  for (const { one, presentation, stage, content } of staged) {
    await buildRpm(folder, stage, presentAsRpm(one, presentation, wrapped, content));
  }
}

/**
 * Packs the rpm that tells rpm what an RPM-family lab host has without a package: the shell and the loader's cache for scripts, and
 * the release by which dnf knows `$releasever`. The lab may install it with the root file system; else dnf brings it along.
 */
export async function buildBaseRpm(folder: string, work: string): Promise<void> {
  const stage = join(work, baseRpmName);
  await mkdir(stage, { recursive: true });
  await buildRpm(folder, stage, {
    name: baseRpmName,
    ...splitVersion('9-0'),
    summary: 'STAND-IN of the rehearsal lab for the base system of the RPM family',
    description: 'Holds no file. It provides by name what the root file system, made of Debian packages, has.',
    requires: [],
    provides: ['system-release', 'system-release(releasever)', '/bin/sh', '/sbin/ldconfig'],
    before: '',
    files: [],
    folders: {},
  });
}

type Content = Pick<RpmPackage, 'files' | 'folders'>;

/** Packs what lies in `stage` as one rpm into `folder`. */
export async function buildRpm(folder: string, stage: string, one: RpmPackage): Promise<void> {
  await mkdir(folder, { recursive: true });
  const top = `${stage}.rpmbuild`;
  await mkdir(top, { recursive: true });
  const spec = join(top, 'package.spec');
  await writeFile(spec, rpmSpec(one, stage));
  const defines = {
    _topdir: top,
    _rpmdir: folder,
    _rpmfilename: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    _dbpath: join(top, 'db'),
  };
  await runCommand(niced(['rpmbuild', '-bb', '--quiet', ...defineAll(defines), spec]));
  await rm(top, { recursive: true });
}

/** Signs each rpm, writes the metadata and signs that too (rpmsign(8), createrepo_c(8)). */
export async function finishRpmRepository(folder: string, key: SigningKey): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.rpm')).sort();
  const defines = { _gpg_name: key.name, _gpg_path: key.home, __gpg: '/usr/bin/gpg' };
  await runCommand(niced(['rpmsign', '--addsign', ...defineAll(defines), ...files], { folder, environment: { GNUPGHOME: key.home } }));
  await runCommand(niced(['createrepo_c', '--quiet', '--general-compress-type=gz', folder]));
  const metadata = join(folder, 'repodata', 'repomd.xml');
  await runCommand(niced([...gpgCommand(key.home), '--local-user', key.name, '--armor', '--detach-sign', metadata]));
}

/** The text for /etc/yum.repos.d/runbook-lab.repo, when the repository is served at `url` (dnf.conf(5)). */
export function dnfRepo(url: string): string {
  const lines = [
    '[runbook-lab]',
    'name=Packages of the rehearsal lab',
    `baseurl=${url}`,
    'enabled=1',
    'gpgcheck=1',
    'repo_gpgcheck=1',
    `gpgkey=file://${rpmKeyPath}`,
  ];
  return `${lines.join('\n')}\n`;
}

function defineAll(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
}

/** Moves /bin, /sbin and /lib below /usr, where a host with merged folders has them; rpm would take the links for a conflict. */
async function mergeUsr(stage: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await runCommand(
      niced(['sh', '-c', 'if [ -d "$1" ]; then mkdir -p "usr/$1" && cp -a "$1/." "usr/$1/" && rm -r "$1"; fi', 'sh', name], {
        folder: stage,
      }),
    );
  }
}

async function shape(stage: string, presentation: RpmPresentation): Promise<void> {
  for (const path of left) await rm(join(stage, path), { recursive: true, force: true });
  if (presentation.only !== undefined) {
    const kept = `${stage}.only`;
    await mkdir(kept);
    for (const path of presentation.only) {
      await mkdir(join(kept, dirname(path)), { recursive: true });
      await rename(join(stage, path), join(kept, path));
    }
    await rm(stage, { recursive: true });
    await rename(kept, stage);
  }
  for (const [path, target] of Object.entries(presentation.links ?? {})) {
    await mkdir(join(stage, dirname(path)), { recursive: true });
    await symlink(target, join(stage, path));
  }
}

/** Files, symbolic links and empty folders below a folder, as absolute paths on the host; the folders with their octal modes. */
async function listContent(stage: string): Promise<Content> {
  const files: string[] = [];
  const folders: Record<string, string> = {};
  for (const entry of await readdir(stage, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const onHost = path.slice(stage.length);
    if (!entry.isDirectory()) files.push(onHost);
    else if ((await readdir(path)).length === 0) folders[onHost] = ((await stat(path)).mode & 0o7777).toString(8);
  }
  return { files: files.sort(), folders };
}
