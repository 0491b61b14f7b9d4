import type { UnitState } from '../../src/core/answer.ts';
import type { FakeCommand } from './fake-commands.ts';
import { fakeFile, fakeFolder, type AccountState, type FakeModel, type FakePackage, type FakePath } from './fake-model.ts';

/** What a fake host is to begin with. */
export interface FakeHostOptions {
  readonly name?: string;
  /** A text stands for a file 0644 root:root with it. */
  readonly files?: Readonly<Record<string, string | FakePath>>;
  readonly folders?: readonly string[];
  readonly units?: Readonly<Record<string, UnitState>>;
  /** Versions of installed packages. */
  readonly packages?: Readonly<Record<string, string>>;
  /** What a package manager could install. */
  readonly available?: Readonly<Record<string, FakePackage>>;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly modules?: readonly string[];
  /** Modules that can be loaded, with the kernel parameters they bring. */
  readonly loadable?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly users?: Readonly<Record<string, AccountState>>;
  readonly groups?: Readonly<Record<string, string>>;
  readonly swaps?: readonly string[];
  /** Other state, for commands of a test's own. */
  readonly extra?: Readonly<Record<string, string>>;
  /** What comes along by itself while somebody waits. */
  readonly arrives?: (model: FakeModel) => void;
  /** Answer of a `facts` request: lines `key=value`. */
  readonly facts?: string;
  /** Room for large contents; undefined is enough for all. */
  readonly freeBytes?: number;
  /** Answers of `run` requests, by the JSON text of their argv: for what no command of the fake knows. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Programs by name, and scripts of `sh -c` by their text; they win over those that every fake host has. */
  readonly commands?: Readonly<Record<string, FakeCommand>>;
}

const FOLDERS = [
  '/etc',
  '/etc/sysctl.d',
  '/etc/modules-load.d',
  '/etc/systemd/system',
  '/opt',
  '/tmp',
  '/usr/local/bin',
  '/usr/local/share',
  '/var/lib',
];

/** Puts what the host begins with into its model. */
export function fillModel(model: FakeModel, options: FakeHostOptions): void {
  const root = { uid: '0', group: 'root', gecos: 'root', home: '/root', shell: '/bin/bash', groups: [] };
  for (const [name, account] of Object.entries({ root, ...options.users })) model.users.set(name, account);
  for (const [name, id] of Object.entries({ root: '0', ...options.groups })) model.groups.set(name, id);
  for (const path of [...FOLDERS, ...(options.folders ?? [])]) model.paths.set(path, fakeFolder());
  for (const [path, entry] of Object.entries(options.files ?? {}))
    model.paths.set(path, typeof entry === 'string' ? fakeFile(entry) : entry);
  for (const [name, unit] of Object.entries(options.units ?? {}))
    model.units.set(name, { ...unit, invocation: unit.active === 'active' ? 1 : 0 });
  for (const [name, version] of Object.entries(options.packages ?? {})) model.packages.set(name, version);
  for (const [name, one] of Object.entries(options.available ?? {})) model.available.set(name, one);
  for (const [key, value] of Object.entries(options.sysctls ?? {})) model.sysctls.set(key, value);
  for (const name of options.modules ?? []) model.modules.add(name);
  for (const [name, brings] of Object.entries(options.loadable ?? {})) model.loadable.set(name, brings);
  for (const name of options.swaps ?? []) model.swaps.add(name);
  for (const [key, value] of Object.entries(options.extra ?? {})) model.extra.set(key, value);
  model.arrives = options.arrives;
}
