import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAptRepository } from './apt-repository.ts';
import { openPrivateApt, parseDepends } from './debian-packages.ts';
import { buildBaseRpm, finishRpmRepository, wrapAsRpms } from './rpm-repository.ts';
import { closeSigningKey, makeSigningKey } from './signing-key.ts';
import { buildStandInDeb, buildStandInRpm } from './stand-in-package.ts';
import { basePackages, debianPackages, rpmBasePackages, rpmPresentations } from './wanted-packages.ts';
import { kubernetesPackages } from '../stand-ins/kubernetes-packages.ts';

/** Both repositories of the lab and the keys that its hosts trust. Absolute paths. */
export interface Repositories {
  /** Folder to serve; `aptSources` of its URL goes into /etc/apt/sources.list.d. */
  readonly aptFolder: string;
  /** Folder to serve; `dnfRepo` of its URL goes into /etc/yum.repos.d. */
  readonly rpmFolder: string;
  /** To be laid at `aptKeyringPath` on Debian-family hosts, mode 0644. */
  readonly aptKeyring: string;
  /** To be laid at `rpmKeyPath` on RPM-family hosts, mode 0644. */
  readonly rpmKey: string;
}

/** Told at the end of each part of the build. */
export type BuildProgress = (part: { readonly title: string; readonly seconds: number }) => void;

/** Raised when a change of this folder makes what was built before useless, though no list changed. */
const revision = 5;

/**
 * Gives the lab's repositories, building them when `cacheFolder` does not hold them yet. What they are built from (lists and
 * stand-in programs) names their folder there, and a build appears in it whole or not at all. Needs the programs of
 * `builderPackages` and the machine's own apt sources. Throws RB7004 when a program fails.
 */
export async function buildRepositories(cacheFolder: string, onProgress: BuildProgress): Promise<Repositories> {
  const home = join(cacheFolder, await digestOfInputs());
  const done = describe(home);
  if (await exists(done.rpmKey)) return done;
  await mkdir(cacheFolder, { recursive: true });
  const scratch = await mkdtemp(join(cacheFolder, 'build-'));
  try {
    await build(scratch, onProgress);
    await rename(join(scratch, 'out'), home);
  } catch (error) {
    // Another build of the same inputs may have been quicker; its result serves as well.
    if (!(await exists(done.rpmKey))) throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return done;
}

async function build(scratch: string, onProgress: BuildProgress): Promise<void> {
  const out = describe(join(scratch, 'out'));
  const work = join(scratch, 'work');
  let before = performance.now();
  const lap = (title: string): void => {
    const now = performance.now();
    onProgress({ title, seconds: (now - before) / 1000 });
    before = now;
  };
  const apt = await openPrivateApt(join(scratch, 'apt'));
  lap('package lists');
  const packages = await apt.download([...debianPackages, ...neededByStandIns()]);
  const base = await apt.closure([...basePackages, ...rpmBasePackages]);
  lap(`${packages.length} Debian packages`);
  await mkdir(join(scratch, 'out'));
  const key = await makeSigningKey(scratch);
  try {
    const standIns = [];
    for (const one of kubernetesPackages) standIns.push(await buildStandInDeb(join(work, 'debs'), work, one));
    await buildAptRepository(out.aptFolder, [...packages, ...standIns], key);
    lap('signed apt repository');
    const wrapped = packages.filter((one) => !base.has(one.name) || rpmPresentations[one.name]?.only !== undefined);
    await wrapAsRpms(out.rpmFolder, join(work, 'rpms'), wrapped);
    await buildBaseRpm(out.rpmFolder, work);
    for (const one of kubernetesPackages) await buildStandInRpm(out.rpmFolder, work, one);
    await finishRpmRepository(out.rpmFolder, key);
    lap('signed rpm repository');
  } finally {
    await closeSigningKey(key);
  }
  await rename(key.keyring, out.aptKeyring);
  await rename(key.armoured, out.rpmKey);
}

/** Debian packages that the stand-ins depend on, so that the repository is complete in itself. */
function neededByStandIns(): readonly string[] {
  const own = new Set(kubernetesPackages.map((one) => one.name));
  const names = kubernetesPackages.flatMap((one) => parseDepends(one.debianDepends.join(',')).flat());
  return [...new Set(names)].filter((name) => name !== '' && !own.has(name)).sort();
}

function describe(home: string): Repositories {
  const in_ = (name: string): string => join(home, name);
  return { aptFolder: in_('apt'), rpmFolder: in_('rpm'), aptKeyring: in_('runbook-lab.gpg'), rpmKey: in_('RPM-GPG-KEY-runbook-lab') };
}

async function digestOfInputs(): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ revision, basePackages, rpmBasePackages, debianPackages, rpmPresentations }));
  for (const one of kubernetesPackages) {
    const { files, perFamily, ...rest } = one;
    hash.update(
      JSON.stringify({ ...rest, paths: [files, perFamily?.debian ?? {}, perFamily?.rpm ?? {}].map((paths) => Object.keys(paths)) }),
    );
    for (const file of Object.values({ ...one.files, ...one.perFamily?.debian, ...one.perFamily?.rpm })) hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
