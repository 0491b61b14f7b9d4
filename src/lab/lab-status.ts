import { RunbookError } from '../core/diagnostic.ts';
import { quoteArgv } from '../core/shell-quote.ts';
import type { LabOptions } from './lab-paths.ts';
import { hostOf, readLabState, type LabState } from './lab-state.ts';
import { checkedPaths } from './lab-up.ts';
import { namespaceCommand } from './network.ts';
import { isRunning } from './processes.ts';
import { routerTable } from './router-rules.ts';
import { tryCommand } from './run-command.ts';

/** How a lab is now. */
export interface LabStatus {
  readonly name: string;
  readonly folder: string;
  readonly hosts: readonly LabHostStatus[];
  /** Packets that the router dropped, by counter: `out_ZONE` for what tried to leave the site, `denied` for the rest. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** How one host is now. */
export interface LabHostStatus {
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  readonly power: 'on' | 'off';
  /** Number of its first process on this machine. */
  readonly pid?: number;
  readonly rpmFamily: boolean;
}

/** How the lab is; undefined when there is none. */
export async function labStatus(options: LabOptions): Promise<LabStatus | undefined> {
  const state = readLabState(checkedPaths(options).stateFile);
  if (state === undefined) return undefined;
  return {
    name: state.name,
    folder: state.folder,
    hosts: state.hosts.map((host): LabHostStatus => {
      const on = host.init !== undefined && isRunning(host.init);
      return {
        name: host.name,
        zone: host.zone,
        address: host.address,
        power: on ? 'on' : 'off',
        ...(on && host.init !== undefined ? { pid: host.init.pid } : {}),
        rpmFamily: host.rpmFamily,
      };
    }),
    dropped: await readCounters(state),
  };
}

/** The state of a lab that must be there; else RB7007. */
export function requireLab(options: LabOptions): LabState {
  const { stateFile } = checkedPaths(options);
  const state = readLabState(stateFile);
  if (state !== undefined) return state;
  throw new RunbookError({
    code: 'RB7007',
    severity: 'error',
    what: 'there is no lab',
    why: `${stateFile} is not there, where a lab says what it has.`,
    mend: 'Build it with `runbook lab up`.',
  });
}

/** argv that runs a program at the operator's desk: in the network outside of the site, with this machine's files. */
export function deskCommand(state: LabState, argv: readonly string[]): readonly string[] {
  return namespaceCommand(state.desk, argv);
}

/**
 * argv of ssh(1) into a lab host, from the desk through the bastion, checking host keys; further arguments are the remote command. ssh(1) joins words by
 * blanks for the remote shell, so several words are quoted to arrive as they are; a single one is a line for that shell.
 */
export function labSshCommand(state: LabState, hostName: string, via: readonly string[], command: readonly string[]): readonly string[] {
  const options = (name: string): readonly string[] => [
    'ssh',
    '-F',
    'none',
    '-o',
    'IdentitiesOnly=yes',
    '-o',
    `UserKnownHostsFile=${state.knownHosts}`,
    '-i',
    state.keyFile,
    '-p',
    String(hostOf(state, name).port),
  ];
  const login = (name: string): string => `${hostOf(state, name).user}@${hostOf(state, name).address}`;
  const through = via.reduce<string | undefined>((outer, name) => {
    const proxy = outer === undefined ? [] : ['-o', `ProxyCommand=${outer.replaceAll('%', '%%')}`];
    return quoteArgv([...options(name), ...proxy, '-W', '%h:%p', login(name)]);
  }, undefined);
  const proxy = through === undefined ? [] : ['-o', `ProxyCommand=${through}`];
  const remote = command.length > 1 ? [quoteArgv(command)] : command;
  return deskCommand(state, [...options(hostName), ...proxy, login(hostName), ...remote]);
}

/** argv that runs a program in a host directly, as its root, past ssh: for a look from outside. */
export function insideCommand(state: LabState, hostName: string, argv: readonly string[]): readonly string[] {
  const pid = hostOf(state, hostName).init?.pid;
  if (pid === undefined)
    throw new RunbookError({
      code: 'RB7007',
      severity: 'error',
      what: `lab host ${hostName} is powered off`,
      host: hostName,
      why: 'It has no process in which a program could run.',
      mend: 'Power it on with `runbook lab up`.',
    });
  return ['nsenter', '--target', String(pid), '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--', ...argv];
}

async function readCounters(state: LabState): Promise<Readonly<Record<string, number>>> {
  const done = await tryCommand(namespaceCommand(state.router, ['nft', 'list', 'counters', 'table', 'inet', routerTable]));
  const pairs = [...done.output.matchAll(/counter (\S+) \{\s*packets (\d+)/g)].map((match): [string, number] => [
    match[1] ?? '',
    Number(match[2]),
  ]);
  return Object.fromEntries(pairs);
}
