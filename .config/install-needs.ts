/**
 * Installs the Debian packages that are needed and that this machine lacks:
 *
 *     install-needs.ts tests    what `npm test` runs as it would on a host
 *     install-needs.ts lab      the same, the lab itself, and what its tests use
 *
 * Without root it says what is missing and ends with 1.
 */
import { spawnSync } from 'node:child_process';
import { checkLabPlace, labNeeds } from '../src/lab/lab-needs.ts';

/** Programs with their Debian packages. */
type Programs = Readonly<Record<string, string>>;

const testNeeds: Programs = { busybox: 'busybox', wg: 'wireguard-tools' };

/** Programs that only tests in the lab use. */
const labTestNeeds: Programs = {
  vagrant: 'vagrant',
  shellcheck: 'shellcheck',
  curl: 'curl',
  tcsh: 'tcsh',
  chromium: 'chromium',
  pdftotext: 'poppler-utils',
  age: 'age',
  strace: 'strace',
};

function exists(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}

function lacking(programs: Programs): readonly string[] {
  return Object.entries(programs)
    .filter(([program]) => !exists(program))
    .map(([, name]) => name);
}

/** Runs a program in front of the reader; its failure is ours. */
function run(...argv: readonly [string, ...string[]]): void {
  const [program, ...args] = argv;
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status ?? error?.message}`);
}

const isLab = process.argv[2] === 'lab';
if (isLab) checkLabPlace();
const missing = [...lacking(testNeeds), ...(isLab ? [...labNeeds(), ...lacking(labTestNeeds)] : [])];
if (missing.length === 0) {
  console.log('Every Debian package that the tests need is there.');
} else if (process.getuid?.() === 0 && exists('apt-get')) {
  console.log(`Installing: ${missing.join(' ')}`);
  run('apt-get', 'update', '-q');
  run('apt-get', 'install', '-qy', '--no-install-recommends', ...missing);
} else {
  console.error(`The tests need what this machine lacks. Install as root: ${missing.join(' ')}`);
  process.exitCode = 1;
}
