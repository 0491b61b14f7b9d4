import { join } from 'node:path';

/** Which lab is meant, and where it keeps what it makes. */
export interface LabOptions {
  /** Absolute path of the project folder; the lab lives under its `.runbook/`. */
  readonly projectFolder: string;
  /** Name of the lab, `rb` when not given. Names of namespaces, groups and folders begin with it, so several labs can exist at once. */
  readonly name?: string;
  /** Folder of the cached root file systems, `/var/cache/runbook-lab` when not given. */
  readonly cacheFolder?: string;
}

/** Names and places that follow from the options. All paths are absolute. */
export interface LabPaths {
  readonly name: string;
  /** Everything this lab makes is below it. */
  readonly folder: string;
  readonly stateFile: string;
  /** Host keys of all lab hosts, in the form of sshd(8) "SSH_KNOWN_HOSTS FILE FORMAT". */
  readonly knownHosts: string;
  /** Private key that every lab host accepts. */
  readonly keyFile: string;
  /** Copies of the machine's sysctls outside net, from which each host gets its own at boot. */
  readonly sysctlFolder: string;
  readonly cacheFolder: string;
  /** Folder of this lab's groups below the root of each cgroup hierarchy. */
  readonly group: string;
}

const defaultName = 'rb';

/** Names and places of a lab. The default lab is in `.runbook/lab`, another one in `.runbook/lab-NAME`. */
export function labPaths(options: LabOptions): LabPaths {
  const name = options.name ?? defaultName;
  const folder = join(options.projectFolder, '.runbook', name === defaultName ? 'lab' : `lab-${name}`);
  return {
    name,
    folder,
    stateFile: join(folder, 'state.json'),
    knownHosts: join(folder, 'known_hosts'),
    keyFile: join(folder, 'id_ed25519'),
    sysctlFolder: join(folder, 'sysctl'),
    cacheFolder: options.cacheFolder ?? '/var/cache/runbook-lab',
    group: `runbook-${name}`,
  };
}

/** Folder of one host: its layers, and how it was started. */
export function hostFolder(paths: LabPaths, host: string): string {
  return join(paths.folder, 'hosts', host);
}

/** Name of a network namespace of this lab. */
export function namespaceOf(paths: LabPaths, member: string): string {
  return `${paths.name}-${member}`;
}

/** Path at which ip-netns(8) keeps a network namespace. */
export function namespaceFile(namespace: string): string {
  return join('/run/netns', namespace);
}
