import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DebianPackage } from './debian-packages.ts';
import { runCommand } from '../run-command.ts';
import { niced } from './niced.ts';
import { gpgCommand } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

/** Where the public key lies on a lab host; `aptSources` names it. */
export const aptKeyringPath = '/usr/share/keyrings/runbook-lab.gpg';

/** Builds a flat, signed apt repository in `folder` (sources.list(5), apt-ftparchive(1), apt-secure(8)). */
export async function buildAptRepository(folder: string, packages: readonly DebianPackage[], key: SigningKey): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const one of packages) await copyFile(one.file, join(folder, withoutEpoch(basename(one.file))));
  await writeFile(join(folder, 'Packages'), await runCommand(niced(['apt-ftparchive', 'packages', '.'], { folder })));
  await runCommand(niced(['gzip', '-9kn', 'Packages'], { folder }));
  const about = ['Origin=runbook lab', 'Label=runbook lab', 'Suite=lab', 'Codename=lab', 'Description=Packages of the rehearsal lab'];
  const settings = about.flatMap((one) => ['-o', `APT::FTPArchive::Release::${one}`]);
  await writeFile(join(folder, 'Release'), await runCommand(niced(['apt-ftparchive', ...settings, 'release', '.'], { folder })));
  await runCommand(
    niced([...gpgCommand(key.home), '--local-user', key.name, '--clearsign', '--output', 'InRelease', 'Release'], { folder }),
  );
}

/** The deb822 text for /etc/apt/sources.list.d/runbook-lab.sources, when the repository is served at `url`. */
export function aptSources(url: string): string {
  return `Types: deb\nURIs: ${url}\nSuites: ./\nSigned-By: ${aptKeyringPath}\n`;
}

/** apt keeps the colon of an epoch as `%3a` in file names, which a server would decode; the name itself carries no meaning. */
function withoutEpoch(file: string): string {
  return file.replace(/_\d+%3a/, '_');
}
