import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { maskedUnits } from './masked-units.ts';
import { basePackages, rpmBasePackages } from './packages/wanted-packages.ts';
import { runCommand } from './run-command.ts';

/** Debian release of the hosts. */
const suite = 'bookworm';

/** What hosts have beyond debootstrap's minimal variant, which brings what is essential and apt. What a role installs is not among it. */
const debianPackages = [...basePackages.filter((name) => name !== '?essential' && name !== 'apt'), 'locales'];
/** Locales besides C.UTF-8: hosts of Korean sites speak Korean. */
const locales = ['ko_KR', 'en_US'];

/** The cached lower layers of lab hosts; absolute paths. */
export interface RootLayers {
  readonly base: string;
  /** Goes over `base` for hosts of the RPM family. */
  readonly rpmFamily: string;
}

/**
 * The lower layers, built when the cache has none of this recipe; the first time takes minutes. A layer appears in the cache whole or not at all.
 * `onLine` gets what the building programs say.
 */
export async function ensureRootLayers(cacheFolder: string, onLine: (line: string) => void): Promise<RootLayers> {
  const units = maskedUnits.map((one) => one.unit).join(' ');
  const baseScript = scriptPath('base-root.sh');
  const baseArguments = [suite, debianPackages.join(','), locales.join(' '), units];
  const base = await ensureLayer(cacheFolder, 'base', baseScript, baseArguments, onLine);
  const rpmFamily = await ensureLayer(cacheFolder, 'rpm-family', scriptPath('rpm-layer.sh'), [base, rpmBasePackages.join(' ')], onLine);
  return { base: join(base, 'root'), rpmFamily: join(rpmFamily, 'root') };
}

/** Absolute path of a shell script beside this file. */
export function scriptPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function ensureLayer(
  cache: string,
  kind: string,
  script: string,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<string> {
  const digest = createHash('sha256')
    .update(JSON.stringify([process.arch, readFileSync(script, 'utf8'), args]))
    .digest('hex');
  const layer = join(cache, `${kind}-${digest.slice(0, 16)}`);
  if (existsSync(layer)) return layer;
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(join(cache, `building-${kind}-`));
  try {
    onLine(`building ${kind} of ${suite}`);
    await runCommand(['unshare', '--mount', 'sh', script, building, ...args], { onOutput: (text) => sayLines(text, onLine) });
    // Whoever built it meanwhile built the same.
    if (!existsSync(layer)) renameSync(building, layer);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return layer;
}

function sayLines(text: string, onLine: (line: string) => void): void {
  for (const line of text.split('\n')) if (line.startsWith('I: ')) onLine(line.slice(3));
}
