import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a program left. Paths of the sandbox read as on a host. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** A folder that stands for a host's root, in which the stand-ins run without root: every absolute path in them leads into it. */
export interface Sandbox {
  /** Where a path of the host really is. */
  real(path: string): string;
  /** Text of a file of the host; undefined when it is not there. */
  read(path: string): string | undefined;
  write(path: string, text: string): void;
  has(path: string): boolean;
  /** Puts a small sh program where the stand-ins look for programs, instead of what is there. */
  fake(name: string, script: string): void;
  run(argv: readonly string[], input?: string): Outcome;
  remove(): void;
}

const sources = join(import.meta.dirname, '../../../../src/lab/stand-ins');
const tools = [
  'awk',
  'base64',
  'basename',
  'cat',
  'chmod',
  'cut',
  'date',
  'dirname',
  'env',
  'find',
  'grep',
  'head',
  'hostname',
  'ip',
  'ls',
  'mkdir',
  'mktemp',
  'mv',
  'openssl',
  'printf',
  'rm',
  'rmdir',
  'sed',
  'sha256sum',
  'sleep',
  'stat',
  'sort',
  'tail',
  'tar',
  'timeout',
  'tr',
  'uname',
  'wc',
];
const hostPath = /(?<![\w.}/-])\/(?=(?:etc|var|proc|run|sys|boot|usr\/libexec|usr\/lib\/modules-load\.d)\/)/g;

/** Path of a program of this machine; undefined when it is not there. */
export function findProgram(name: string): string | undefined {
  return ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Makes a sandbox whose programs run under that shell. */
export function openSandbox(shell = 'sh'): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'rb-standin-'));
  const programs = join(root, 'programs');
  mkdirSync(programs);
  for (const name of [...tools, 'sh']) {
    const real = findProgram(name === 'sh' ? shell : name);
    if (real !== undefined) symlinkSync(real, join(programs, name));
  }
  const put = (path: string, text: string, mode: number): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  const lay = (from: string, to: string, mode = 0o755): void => {
    const text = readFileSync(from, 'utf8')
      .replace(hostPath, `${root}/`)
      .replace(/^#!\/bin\/sh/, `#!${join(programs, 'sh')}`);
    put(to, text, mode);
  };
  for (const file of readdirSync(join(sources, 'programs'))) {
    if (file.endsWith('.sh')) lay(join(sources, 'programs', file), join(programs, file.replace('.sh', '')));
  }
  const library = join(root, 'usr/libexec/runbook-lab/kubernetes');
  for (const file of ['kubeadm.sh', 'kubectl.sh', 'kubelet.sh', 'crictl.sh'])
    lay(join(sources, 'kubernetes', file), join(root, 'packages', file.replace('.sh', '')));
  for (const file of readdirSync(join(sources, 'kubernetes'))) {
    if (/\.(sh|awk)$/.test(file)) lay(join(sources, 'kubernetes', file), join(library, file), 0o644);
  }
  lay(join(sources, 'kubernetes/kube-apiserver.sh'), join(library, 'kube-apiserver'));
  for (const file of readdirSync(join(sources, 'kubernetes/text')))
    put(join(library, 'text', file), readFileSync(join(sources, 'kubernetes/text', file), 'utf8'), 0o644);
  symlinkSync(join(root, 'packages/kubeadm'), join(programs, 'kubeadm'));
  for (const folder of ['root', 'run', 'etc', 'var/lib', 'sys/module', 'proc']) mkdirSync(join(root, folder), { recursive: true });
  const asOnHost = (text: string): string => text.replaceAll(root.replaceAll('/', '-'), '').replaceAll(root, '');
  return {
    real: (path) => join(root, path),
    read: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
    write: (path, text) => put(join(root, path), text, 0o644),
    has: (path) => existsSync(join(root, path)),
    fake: (name, script) => {
      rmSync(join(programs, name), { force: true });
      put(join(programs, name), `#!${join(programs, 'sh')}\n${script}\n`, 0o755);
    },
    run: (argv, input = '') => {
      const [program = '', ...rest] = argv.map((word) => word.replace(hostPath, `${root}/`));
      const path = program.startsWith('/') ? program : join(programs, program);
      const env = { PATH: programs, HOME: join(root, 'root'), TMPDIR: join(root, 'run') };
      const done = spawnSync(path, rest, { cwd: join(root, 'root'), env, encoding: 'utf8', input });
      return { status: done.status ?? 255, output: asOnHost(done.stdout), errors: asOnHost(done.stderr) };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
