import { createCipheriv, createHash } from 'node:crypto';

/** A file of a version, as it must stand on a host. */
export interface WantedFile {
  readonly path: string;
  readonly content: Buffer;
  /** Octal digits of its mode. */
  readonly mode: string;
  readonly owner: 'root' | 'daemon';
}

/** What a playbook of a version declares: tasks of its role, and files that the role takes along, by name. */
interface Declared {
  readonly tasks: readonly object[];
  readonly files: Readonly<Record<string, Buffer>>;
}

/** Hosts of the lab: the way in, and behind it one host of each family. */
export const chaosHosts = ['bastion', 'deb-1', 'el-1'] as const;

/** Sizes in bytes: what is over 4 MiB travels beside the steps. */
const BIG = 5 * 1024 * 1024;
const MIDDLE = 300_000;

/** Bytes that are the same for the same seed, and that nothing compresses. */
function noise(seed: string, size: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

/** A long text of which a few lines change from version to version. */
function longText(version: number): string {
  return Array.from({ length: 4000 }, (_, index) => `line ${index}${index % 1000 === 7 ? ` of version ${version}` : ''}\n`).join('');
}

/** The files of a version on a host. Contents change with each version; modes and owners with every second. */
export function filesOf(host: string, version: number): readonly WantedFile[] {
  const isEven = version % 2 === 0;
  const text = (path: string, content: string, mode = '644', owner: WantedFile['owner'] = 'root'): WantedFile => ({
    path,
    content: Buffer.from(content),
    mode,
    owner,
  });
  const small = [
    text('/opt/chaos/conf', `version ${version}\n`.repeat(50), isEven ? '640' : '600', isEven ? 'daemon' : 'root'),
    text('/opt/chaos/long', longText(version)),
    text('/opt/chaos/shared/open', `version ${version}\n`, '664', 'daemon'),
    text('/etc/sudoers.d/zz-chaos', `# version ${version}\nDefaults:ops !requiretty\n`, '440'),
    text('/etc/chaos.conf', `version ${version}\n`),
  ];
  if (host === 'bastion') return small;
  return [
    ...small,
    { path: '/opt/chaos/middle', content: noise(`middle ${version}`, MIDDLE), mode: '640', owner: 'root' },
    { path: '/opt/chaos/big', content: noise(`big ${version}`, BIG), mode: isEven ? '644' : '600', owner: 'root' },
  ];
}

/** What a version declares for the bastion (files only) or the hosts behind it (besides: a package, a service, a firewall). */
export function declaredFor(group: 'bastion' | 'behind', version: number): Declared {
  const files: Record<string, Buffer> = {};
  const host = group === 'bastion' ? 'bastion' : 'deb-1';
  const fileTasks = filesOf(host, version).map(({ path, content, mode, owner }) => {
    const common = { path, mode: `0${mode}`, owner, ...(path.startsWith('/etc/sudoers') ? { validate: ['visudo', '-cqf', '%s'] } : {}) };
    if (content.length < 100_000) return { file: { ...common, content: content.toString() } };
    const name = path.slice(path.lastIndexOf('/') + 1);
    files[name] = content;
    return { file: { ...common, source: name } };
  });
  const folders = [
    { directory: { path: '/opt/chaos', mode: '0755' } },
    { directory: { path: '/opt/chaos/shared', mode: '1777' } },
    { symlink: { path: '/opt/chaos/now', target: `version-${version}` } },
  ];
  if (group === 'bastion') return { tasks: [...folders, ...fileTasks], files };
  const unit = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';
  const input = [
    { comment: 'administration', protocol: 'tcp', ports: ['22'], from: ['198.18.20.0/24'] },
    { comment: 'web', protocol: 'tcp', ports: [String(8000 + (version % 100))], from: ['198.18.20.0/24'] },
  ];
  return {
    tasks: [
      ...folders,
      ...fileTasks.slice(0, 4),
      { package: { name: 'jq', present: version % 2 === 0 } },
      ...fileTasks.slice(4),
      { file: { path: '/etc/systemd/system/chaos.service', content: unit } },
      { service: { name: 'chaos', runs_with: ['file:/etc/chaos.conf'] } },
      { package: { name: 'nftables' } },
      { firewall_table: { name: 'chaos', rules: { input } } },
      { sysctl: { name: 'net.ipv4.ip_default_ttl', value: String(60 + (version % 4)) } },
      { file: { path: '/etc/chaos.end', content: `version ${version}\n` } },
    ],
    files,
  };
}
