import { ABSENT, CONFIG_IN_USE, formatStat, formatUnit, formatUser, INSTALLED, PRESENT, type UnitState } from '../../src/core/answer.ts';
import { contentBytes, sha256 } from '../../src/core/digest.ts';
import type { Content } from '../../src/core/action.ts';
import type { UserField } from '../../src/core/request.ts';

/** An account, from passwd(5). */
export interface AccountState {
  readonly uid: string;
  readonly group: string;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
  /** Names of supplementary groups. */
  readonly groups: readonly string[];
}

/** Something at a path of the fake host. */
export interface FakePath {
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** Of a file. */
  readonly bytes?: Uint8Array;
  /** Of a link. */
  readonly target?: string;
}

/** A unit of the fake host; `invocation` counts its starts, as systemd's InvocationID tells them apart. */
export interface FakeUnit extends UnitState {
  readonly invocation: number;
  /** Its file, of a unit that came with one below /etc/systemd/system: when the file goes, so does the unit. */
  readonly path?: string;
}

/** A package that can be installed on the fake host, and what it brings. */
export interface FakePackage {
  readonly version: string;
  /** Packages that it brings along. */
  readonly needs?: readonly string[];
  /** Packages that must go for it. */
  readonly conflicts?: readonly string[];
  readonly paths?: Readonly<Record<string, FakePath>>;
  readonly units?: Readonly<Record<string, UnitState>>;
}

/** A file with a content. */
export function fakeFile(content: string | Uint8Array, mode = '0644', owner = 'root', group = 'root'): FakePath {
  return { type: 'file', mode, owner, group, bytes: typeof content === 'string' ? Buffer.from(content) : content };
}

/** A folder. */
export function fakeFolder(mode = '0755', owner = 'root', group = 'root'): FakePath {
  return { type: 'directory', mode, owner, group };
}

/** What a fake host is: a small model of files, units, packages and so on. Everything that writes to it says what it touched. */
export class FakeModel {
  readonly paths = new Map<string, FakePath>();
  readonly units = new Map<string, FakeUnit>();
  /** Versions of installed packages by name. */
  readonly packages = new Map<string, string>();
  readonly available = new Map<string, FakePackage>();
  readonly sysctls = new Map<string, string>();
  readonly modules = new Set<string>();
  /** Kernel parameters that come with a module, by module. */
  readonly loadable = new Map<string, Readonly<Record<string, string>>>();
  readonly users = new Map<string, AccountState>();
  /** Group ids by name. */
  readonly groups = new Map<string, string>();
  /** Active swap devices. */
  readonly swaps = new Set<string>();
  /** Ports on which something listens. */
  readonly ports = new Set<number>();
  /** What comes along by itself while somebody waits. */
  arrives: ((model: FakeModel) => void) | undefined;
  /** Other state, for commands of a test's own: keys are names of footprint entries. */
  readonly extra = new Map<string, string>();
  /** Configuration that a unit was recorded to run with: invocation and digest. */
  readonly records = new Map<string, string>();
  /** Entries of footprints that were written to, in order. */
  readonly touched: string[] = [];

  setPath(path: string, entry: FakePath | undefined): void {
    this.touched.push(`path:${path}`);
    if (entry === undefined) this.paths.delete(path);
    else this.paths.set(path, entry);
  }

  setUnit(name: string, unit: FakeUnit): void {
    this.touched.push(`unit:${name}`);
    this.units.set(name, unit);
  }

  setSysctl(key: string, value: string): void {
    const changes = this.sysctls.get(key) !== value;
    this.touched.push(`sysctl:${key}`);
    this.sysctls.set(key, value);
    if (key === 'net.ipv4.ip_forward' && changes) this.echoForwarding(value);
  }

  /** The kernel then sets forwarding of each interface along, and whether redirects are taken (inet_forward_change in net/ipv4/devinet.c). */
  private echoForwarding(value: string): void {
    for (const other of this.sysctls.keys()) if (/^net\.ipv4\.conf\.[^.]*\.forwarding$/u.test(other)) this.setSysctl(other, value);
    if (this.sysctls.has('net.ipv4.conf.all.accept_redirects'))
      this.setSysctl('net.ipv4.conf.all.accept_redirects', value === '1' ? '0' : '1');
  }

  /** Loads a module, with the kernel parameters that it brings. */
  load(module: string): void {
    this.modules.add(module);
    for (const [key, value] of Object.entries(this.loadable.get(module) ?? {})) this.sysctls.set(key, value);
  }

  unload(module: string): void {
    this.modules.delete(module);
    for (const key of Object.keys(this.loadable.get(module) ?? {})) this.sysctls.delete(key);
  }

  /** Text of a file, or undefined. */
  text(path: string): string | undefined {
    const entry = this.resolve(path);
    return entry?.bytes === undefined ? undefined : Buffer.from(entry.bytes).toString('utf8');
  }

  /** What stands at the path when links are followed. */
  resolve(path: string): FakePath | undefined {
    const entry = this.paths.get(path);
    return entry?.type === 'link' && entry.target !== undefined ? this.resolve(entry.target) : entry;
  }

  stat(path: string): string {
    const entry = this.paths.get(path);
    return entry === undefined ? ABSENT : formatStat({ ...entry, target: entry.target ?? '' });
  }

  digest(path: string): string {
    const bytes = this.resolve(path)?.bytes;
    return bytes === undefined ? ABSENT : sha256(bytes);
  }

  content(path: string, limitBytes: number, unless?: string): string {
    const bytes = this.resolve(path)?.bytes;
    if (bytes === undefined) return ABSENT;
    if (sha256(bytes) === unless) return 'same';
    return bytes.length > limitBytes ? 'large' : Buffer.from(bytes).toString('base64');
  }

  unit(name: string): string {
    return formatUnit(this.units.get(name) ?? { load: 'not-found', active: 'inactive', enabled: 'none' });
  }

  package(name: string): string {
    return this.packages.has(name) ? INSTALLED : ABSENT;
  }

  account(name: string, fields: readonly UserField[]): string {
    const account = this.users.get(name);
    if (account === undefined) return ABSENT;
    const values = { ...account, comment: account.gecos, groups: [...account.groups].sort().join(',') };
    return formatUser(Object.fromEntries(fields.map((field) => [field, values[field]])));
  }

  group(name: string, number: 'exact' | 'any'): string {
    const found = this.groups.get(name);
    return found === undefined ? ABSENT : number === 'any' ? PRESENT : found;
  }

  keyState(path: string): string {
    const text = this.text(path);
    return text === undefined ? ABSENT : /^[A-Za-z0-9+/]{43}=\n?$/u.test(text) ? 'sound' : 'broken';
  }

  /** Whether a unit runs with the files as they are, by what was recorded at its start; the model knows no times. */
  configInUse(unit: string, paths: readonly string[]): string {
    const state = this.units.get(unit);
    if (state?.active !== 'active') return CONFIG_IN_USE.stopped;
    const [invocation, digest] = (this.records.get(unit) ?? '').split(' ');
    if (invocation !== String(state.invocation)) return CONFIG_IN_USE.unproved;
    return digest === this.configDigest(paths) ? CONFIG_IN_USE.current : CONFIG_IN_USE.stale;
  }

  recordConfig(unit: string, paths: readonly string[]): void {
    this.touched.push(`unit:${unit}`);
    this.records.set(unit, `${this.units.get(unit)?.invocation ?? 0} ${this.configDigest(paths)}`);
  }

  /** Writes a file as the `write` action does; false when the folder is not there or a folder stands in the way. */
  write(path: string, content: Content, mode: string, owner: string, group: string): boolean {
    if (this.paths.get(path)?.type === 'directory' || !this.hasFolder(path)) return false;
    this.setPath(path, { type: 'file', mode, owner, group, bytes: contentBytes(content) });
    return true;
  }

  /** True when the folder of the path is there. */
  hasFolder(path: string): boolean {
    const parent = path.slice(0, path.lastIndexOf('/'));
    return parent === '' || this.resolve(parent)?.type === 'directory';
  }

  install(name: string): boolean {
    const found = this.available.get(name);
    if (found === undefined) return false;
    this.touched.push(`package:${name}`);
    this.packages.set(name, found.version);
    for (const [path, entry] of Object.entries(found.paths ?? {})) {
      if (!this.paths.has(path)) this.setPath(path, entry);
    }
    for (const [unit, state] of Object.entries(found.units ?? {})) {
      if (!this.units.has(unit)) this.setUnit(unit, { ...state, invocation: state.active === 'active' ? 1 : 0 });
    }
    return true;
  }

  private configDigest(paths: readonly string[]): string {
    return sha256(paths.map((path) => `${path} ${this.digest(path)}`).join('\n'));
  }
}
