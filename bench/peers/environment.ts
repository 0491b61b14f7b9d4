import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { membersOf, must } from './command.ts';

/** Programs that the lab and its measuring need, with their packages of Debian. */
const NEEDS: Readonly<Record<string, string>> = {
  '/usr/sbin/sshd': 'openssh-server',
  '/usr/bin/ssh': 'openssh-client',
  '/usr/bin/wg': 'wireguard-tools',
  '/usr/bin/rsync': 'rsync',
  '/usr/bin/time': 'time',
  '/usr/bin/python3': 'python3',
  '/usr/lib/python3/dist-packages/jinja2': 'python3-jinja2',
};
const PACKAGES = ['ansible-core', 'mitogen', 'pyinfra'] as const;

/** Where things are kept that take long to make: not in the tree. */
export const cacheFolder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'runbook-bench');

/** Peers of PyPI in a virtual environment: environment variables that make them found, and their versions by package name. */
export interface Peers {
  readonly env: Readonly<Record<string, string>>;
  readonly versions: ReadonlyMap<string, string>;
}

/** Installs what the lab needs by the package manager, where something is missing. */
export function installNeeds(): void {
  const missing = Object.entries(NEEDS).flatMap(([file, name]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  console.log(`installing ${missing.join(', ')}`);
  must(['apt-get', 'install', '-qy', '--no-install-recommends', ...missing], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' });
}

/** Makes the virtual environment, once, on the newest Python that there is; without one, or without PyPI, there are no such peers. */
export function installPeers(): Peers {
  const folder = join(cacheFolder, 'python');
  const python = join(folder, 'bin/python');
  try {
    if (!existsSync(join(folder, 'bin/pyinfra'))) {
      console.log(`installing ${PACKAGES.join(', ')} in ${folder}`);
      must([newestPython(), '-m', 'venv', folder]);
      must([python, '-m', 'pip', 'install', '--quiet', ...PACKAGES]);
    }
    const modules = must([python, '-c', 'import ansible_mitogen, os; print(os.path.dirname(os.path.dirname(ansible_mitogen.__file__)))']);
    const listed: unknown = JSON.parse(must([python, '-m', 'pip', 'list', '--format', 'json', '--disable-pip-version-check']));
    const versions = new Map<string, string>([['python', must([python, '-V']).replace('Python ', '')]]);
    for (const one of Array.isArray(listed) ? listed : []) {
      const members = membersOf(JSON.stringify(one));
      versions.set(String(members.get('name')), String(members.get('version')));
    }
    // The lab's adapter looks for the strategy plug-in of mitogen with the Python of the system.
    return { env: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, PYTHONPATH: modules }, versions };
  } catch (error) {
    console.log(`without tools from PyPI: ${error instanceof Error ? error.message : String(error)}`);
    return { env: {}, versions: new Map() };
  }
}

function newestPython(): string {
  const kept = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const folders = existsSync(kept) ? readdirSync(kept).map((version) => join(kept, version, 'bin')) : [];
  const found = ['/usr/bin', '/usr/local/bin', ...folders].flatMap((folder) => {
    const program = join(folder, 'python3');
    if (!existsSync(program)) return [];
    const [, minor = '0'] = /^Python 3\.(\d+)/u.exec(must([program, '-V'])) ?? [];
    return [{ program, minor: Number(minor) }];
  });
  const [newest] = found.sort((one, other) => other.minor - one.minor);
  if (newest === undefined) throw new Error('there is no Python 3');
  return newest.program;
}
