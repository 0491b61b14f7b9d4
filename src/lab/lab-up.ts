import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host, Inventory } from '../core/inventory.ts';
import { ensureRootLayers, type RootLayers } from './base-root.ts';
import { writeHostContent, type HostSources } from './host-content.ts';
import { writeKnownHosts } from './host-layer.ts';
import { firstProgramOf, powerOffHost, powerOnHost } from './host-power.ts';
import { withLabLock } from './lab-lock.ts';
import { checkLabMachine } from './lab-needs.ts';
import { claimLab } from './lab-owner.ts';
import { checkSameHosts } from './lab-same-hosts.ts';
import { hostFolder, labPaths, namespaceOf, type LabOptions, type LabPaths } from './lab-paths.ts';
import { readLabState, withHost, writeLabState, type LabHostState, type LabState } from './lab-state.ts';
import { buildNetwork, connectMember, namespaceMountExists } from './network.ts';
import { ensurePackageService } from './package-place.ts';
import { buildRepositories } from './packages/repositories.ts';
import { isRunning } from './processes.ts';
import { runCommand } from './run-command.ts';
import { layOut, type LabTopology } from './topology.ts';

/** What `labUp` is doing. `done` closes what the same `step` and `host` began. */
export interface LabProgress {
  readonly step: 'root' | 'packages' | 'files' | 'network' | 'host' | 'ready';
  readonly status: 'started' | 'working' | 'done';
  readonly host?: string;
  readonly text: string;
  readonly durationMs?: number;
}

/** Takes progress as it happens. */
export type OnLabProgress = (progress: LabProgress) => void;

/** Group whose hosts are a stand-in of the RPM family. */
const rpmGroup = 'rpm_family';

/**
 * Builds and boots the lab of an inventory; what is there already is kept, what is missing is made. Afterwards sshd of every host
 * answers, and the bastion can be reached from the desk.
 */
export async function labUp(inventory: Inventory, options: LabOptions, onProgress: OnLabProgress): Promise<LabState> {
  checkLabMachine();
  const paths = checkedPaths(options);
  return withLabLock(paths, () => buildLab(inventory, paths, onProgress));
}

async function buildLab(inventory: Inventory, paths: LabPaths, onProgress: OnLabProgress): Promise<LabState> {
  const topology = layOut(inventory);
  await claimLab(paths);
  checkSameHosts(inventory, readLabState(paths.stateFile));
  const began = Date.now();
  // What hosts must be able to read is made readable, whatever the caller's umask is.
  process.umask(0o022);
  const [layers, repositories] = await Promise.all([
    timed(onProgress, { step: 'root', text: 'root file systems' }, (say) => ensureRootLayers(paths.cacheFolder, say)),
    timed(onProgress, { step: 'packages', text: 'package repositories' }, (say) =>
      buildRepositories(join(paths.cacheFolder, 'packages'), (part) => say(part.title)),
    ),
  ]);
  prepareFolder(paths);
  await makeKey(paths);
  const madeNamespaceMount = readLabState(paths.stateFile)?.madeNamespaceMount ?? !namespaceMountExists();
  const sources = { layers, repositories, packageAddress: topology.packages?.address };
  let state = await timed(onProgress, { step: 'files', text: "the hosts' own files and keys" }, () =>
    planState(paths, inventory, topology, sources, madeNamespaceMount),
  );
  writeLabState(paths.stateFile, state);
  await timed(onProgress, { step: 'network', text: 'segments and firewall' }, () => buildNetwork(paths, inventory, topology));
  if (topology.packages !== undefined) {
    state = { ...state, services: await ensurePackageService(paths, state, topology.packages.address, repositories) };
    writeLabState(paths.stateFile, state);
  }
  const results = await Promise.allSettled(
    state.hosts.map(async (host, index) => {
      await timed(onProgress, { step: 'host', host: host.name, text: `${host.zone} ${host.address}` }, async () => {
        const member = topology.hosts[index];
        if (host.init !== undefined && isRunning(host.init)) return;
        // What a crash left in memory, such as addresses and rules, is gone on a real host too.
        const off = await powerOffHost(paths, host, false);
        if (member !== undefined) await connectMember(paths, member);
        const booted = await powerOnHost(paths, off, firstProgramOf(inventory.hosts[index]));
        state = withHost(state, booted);
        writeLabState(paths.stateFile, state);
      });
    }),
  );
  const failures = results.flatMap((one): readonly unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0) throw joinFailures(failures);
  onProgress({ step: 'ready', status: 'done', text: `${state.hosts.length} hosts`, durationMs: Date.now() - began });
  return state;
}

/** Names and places of a lab whose name can be one; else RB7011. */
export function checkedPaths(options: LabOptions): LabPaths {
  const paths = labPaths(options);
  // No hyphen: it ends the lab's name in the names of its namespaces, so that no lab's name begins another's.
  if (/^[a-z][a-z0-9]{0,9}$/.test(paths.name) && !/[,:\\\s]/.test(paths.folder)) return paths;
  throw new RunbookError({
    code: 'RB7011',
    severity: 'error',
    what: `a lab cannot be named ${paths.name} or live in ${paths.folder}`,
    why: 'The name becomes part of the names of namespaces and groups, the folder part of mount options.',
    mend: 'Take up to ten small letters and digits, and a folder without blanks, commas, colons and backslashes.',
  });
}

async function timed<T>(
  onProgress: OnLabProgress,
  about: Pick<LabProgress, 'step' | 'host' | 'text'>,
  work: (say: (text: string) => void) => Promise<T>,
): Promise<T> {
  const began = Date.now();
  onProgress({ ...about, status: 'started' });
  const result = await work((text) => onProgress({ ...about, status: 'working', text }));
  onProgress({ ...about, status: 'done', durationMs: Date.now() - began });
  return result;
}

function prepareFolder(paths: LabPaths): void {
  mkdirSync(join(paths.folder, 'hosts'), { recursive: true });
  for (const folder of [paths.folder, join(paths.folder, 'hosts')]) chmodSync(folder, 0o755);
}

async function makeKey(paths: LabPaths): Promise<void> {
  if (!existsSync(paths.keyFile)) {
    await runCommand(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', `lab ${paths.name}`, '-f', paths.keyFile]);
  }
  if (!existsSync(paths.sysctlFolder)) {
    // Some of the kernel's files cannot be read; a host does not need those.
    await runCommand([
      'sh',
      '-c',
      'mkdir "$0" && cd /proc/sys && for top in *; do [ "$top" = net ] || cp -R "$top" "$0/" 2> /dev/null || :; done',
      paths.sysctlFolder,
    ]);
  }
}

async function planState(
  paths: LabPaths,
  inventory: Inventory,
  topology: LabTopology,
  sources: HostSources,
  madeNamespaceMount: boolean,
): Promise<LabState> {
  const before = readLabState(paths.stateFile);
  const publicKey = readFileSync(`${paths.keyFile}.pub`, 'utf8');
  const hosts = await Promise.all(
    inventory.hosts.map(async (host) => {
      const own = ownLayer(paths, host.name);
      const was = before?.hosts.find((one) => one.name === host.name);
      // The layers of a mounted overlay must not change below it.
      if (was?.init !== undefined && isRunning(was.init)) return was;
      const planned = hostState(paths, host, sources.layers, was);
      await writeHostContent({ inventory, host, folder: own, publicKey, sources, state: planned });
      return planned;
    }),
  );
  const bareHosts = before?.bareHosts ?? [];
  writeKnownHosts(paths.knownHosts, [...hosts, ...bareHosts]);
  const members = ['router', 'desk', ...(topology.packages === undefined ? [] : ['packages'])];
  return {
    version: 1,
    name: paths.name,
    folder: paths.folder,
    knownHosts: paths.knownHosts,
    keyFile: paths.keyFile,
    desk: namespaceOf(paths, 'desk'),
    router: namespaceOf(paths, 'router'),
    namespaces: [...members, ...inventory.hosts.map((host) => host.name)].map((name) => namespaceOf(paths, name)),
    madeNamespaceMount,
    services: before?.services ?? [],
    hosts,
    bareHosts,
  };
}

function ownLayer(paths: LabPaths, host: string): string {
  return join(hostFolder(paths, host), 'own');
}

function hostState(paths: LabPaths, host: Host, layers: RootLayers, before: LabHostState | undefined): LabHostState {
  const folder = hostFolder(paths, host.name);
  const rpmFamily = host.groups.includes(rpmGroup);
  return {
    name: host.name,
    zone: host.zone,
    address: host.address,
    port: host.ssh.port,
    user: host.ssh.user,
    namespace: namespaceOf(paths, host.name),
    folder,
    upper: join(folder, 'upper'),
    lower: [ownLayer(paths, host.name), ...(rpmFamily ? [layers.rpmFamily] : []), layers.base],
    rpmFamily,
    ...(before?.init === undefined ? {} : { init: before.init }),
  };
}

function joinFailures(failures: readonly unknown[]): Error {
  const diagnostics = failures.flatMap((one) => (one instanceof RunbookError ? one.diagnostics : []));
  const other = failures.find((one) => !(one instanceof RunbookError));
  return other instanceof Error ? other : new RunbookError(...diagnostics);
}
