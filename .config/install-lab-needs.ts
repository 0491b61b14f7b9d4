/** Installs the Debian packages that the tests in the lab need and this machine lacks: those of the lab itself, and those of the tests alone. */
import { spawnSync } from 'node:child_process';
import { checkLabPlace, labNeeds } from '../src/lab/lab-needs.ts';

/** Programs that only tests use, with their Debian packages. */
const testNeeds = {
  vagrant: 'vagrant',
  shellcheck: 'shellcheck',
  busybox: 'busybox',
  curl: 'curl',
  tcsh: 'tcsh',
  chromium: 'chromium',
  pdftotext: 'poppler-utils',
  age: 'age',
  strace: 'strace',
} as const;

function exists(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}

/** Runs a program in front of the reader; its failure is ours. */
function run(...argv: readonly [string, ...string[]]): void {
  const [program, ...args] = argv;
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status ?? error?.message}`);
}

checkLabPlace();
const missing = [
  ...labNeeds(),
  ...Object.entries(testNeeds)
    .filter(([program]) => !exists(program))
    .map(([, name]) => name),
];
console.log(missing.length === 0 ? 'Every Debian package that the tests in the lab need is there.' : `Installing: ${missing.join(' ')}`);
if (missing.length > 0) {
  run('apt-get', 'update', '-q');
  run('apt-get', 'install', '-qy', '--no-install-recommends', ...missing);
}
