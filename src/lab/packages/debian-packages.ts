import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, tryCommand } from '../run-command.ts';
import { niced } from './niced.ts';

/** A Debian binary package on disk. */
export interface DebianPackage {
  readonly name: string;
  /** Version as Debian writes it, with epoch and revision. */
  readonly version: string;
  readonly architecture: string;
  readonly summary: string;
  /** Names it depends on; each inner list holds alternatives. */
  readonly depends: readonly (readonly string[])[];
  /** Absolute path of the .deb. */
  readonly file: string;
}

/**
 * A private apt over the machine's own sources. It believes that nothing is installed, so what it resolves is complete.
 * Works inside `folder` only; the machine's apt state is neither read nor written.
 */
export interface PrivateApt {
  /** Downloads the packages and all they depend on; gives every file. */
  download(names: readonly string[]): Promise<readonly DebianPackage[]>;
  /** Names of the packages and of all they depend on, without downloading. */
  closure(names: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Makes the private apt and fetches the package lists (apt-get(8), apt.conf(5)). */
export async function openPrivateApt(folder: string): Promise<PrivateApt> {
  for (const part of ['lists/partial', 'archives/partial']) await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'status'), '');
  const settings: Record<string, string> = {
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::State::extended_states': join(folder, 'extended_states'),
    'Dir::Cache': folder,
    'Dir::Cache::archives': join(folder, 'archives'),
    'Dir::Log': folder,
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'DPkg::Post-Invoke': '',
    'APT::Update::Post-Invoke': '',
    'APT::Keep-Downloaded-Packages': 'true',
  };
  const apt = ['apt-get', '-q', '-y', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  // It ends with 100 when one of the machine's sources does not answer; if that one is needed, the resolving says so.
  await tryCommand(niced([...apt, 'update']));
  return {
    async download(names) {
      await runCommand(niced([...apt, 'install', '--download-only', '--', ...names]));
      const wanted = await closureOf(apt, names, folder);
      const files = (await readdir(join(folder, 'archives'))).filter((file) => file.endsWith('.deb')).sort();
      const packages = await Promise.all(files.map((file) => readPackage(join(folder, 'archives', file))));
      return packages.filter((one) => wanted.has(one.name));
    },
    closure: (names) => closureOf(apt, names, folder),
  };
}

async function closureOf(apt: readonly string[], names: readonly string[], folder: string): Promise<ReadonlySet<string>> {
  // --print-uris leaves out what is downloaded already, hence an archive folder of its own that stays empty.
  const none = join(folder, 'none');
  await mkdir(join(none, 'partial'), { recursive: true });
  const text = await runCommand(niced([...apt, '-o', `Dir::Cache::archives=${none}`, 'install', '--print-uris', '--', ...names]));
  const found = text.split('\n').map((line) => /^'[^']*' ([^_ ]+)_/.exec(line)?.[1]);
  return new Set(found.filter((name) => name !== undefined));
}

/** Reads name, version and dependencies of a .deb from its control file (deb-control(5)). */
export async function readPackage(file: string): Promise<DebianPackage> {
  const text = await runCommand(
    niced(['dpkg-deb', '-f', file, 'Package', 'Version', 'Architecture', 'Depends', 'Pre-Depends', 'Description']),
  );
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const depends = [field('Pre-Depends'), field('Depends')].filter((list) => list !== '').flatMap((list) => parseDepends(list));
  const [name, version, architecture, summary] = [field('Package'), field('Version'), field('Architecture'), field('Description')];
  return { name, version, architecture, summary, depends, file };
}

/** Splits a dependency field into names: `a (>= 1), b | c:any` gives `[['a'], ['b', 'c']]`. */
export function parseDepends(list: string): readonly (readonly string[])[] {
  return list.split(',').map((entry) => entry.split('|').map((one) => one.trim().replace(/[\s(:[].*$/s, '')));
}
