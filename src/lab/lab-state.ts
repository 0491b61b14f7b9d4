import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import type { ProcessIdentity } from './processes.ts';

/** What is known of one host of a lab. */
export interface LabHostState {
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Network namespace, by its name for ip-netns(8). */
  readonly namespace: string;
  /** Folder of the host: layers, console output, group list. */
  readonly folder: string;
  /** The overlay's upper directory: what the host's file system holds that it was not made with. */
  readonly upper: string;
  /** Lower layers, topmost first. */
  readonly lower: readonly string[];
  /** True for a host that speaks rpm and dnf. */
  readonly rpmFamily: boolean;
  /** The host's first process, as this machine numbers it; undefined while it is powered off. Its root is `/proc/PID/root`. */
  readonly init?: ProcessIdentity;
}

/** `.runbook/lab/state.json`: what a lab has made on this machine. */
export interface LabState {
  readonly version: 1;
  readonly name: string;
  readonly folder: string;
  readonly knownHosts: string;
  readonly keyFile: string;
  /** Network namespace of the operator's desk. */
  readonly desk: string;
  /** Network namespace of the router, which holds every bridge. */
  readonly router: string;
  /** Every network namespace of the lab. */
  readonly namespaces: readonly string[];
  /** True when the lab made `/run/netns` a mount point, which it was not before. */
  readonly madeNamespaceMount: boolean;
  /** Service processes of the lab that are no host: the package service. */
  readonly services: readonly ProcessIdentity[];
  readonly hosts: readonly LabHostState[];
  /** Hosts beyond the inventory that have sshd and nothing else; none unless `labBareHosts` made some. */
  readonly bareHosts: readonly LabHostState[];
}

/** The state of the lab; undefined when there is none. A file that is no such state is RB7009. */
export function readLabState(file: string): LabState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return parseLabState(JSON.parse(text));
  } catch (error) {
    throw new RunbookError({
      code: 'RB7009',
      severity: 'error',
      what: `${file} is not the state of a lab`,
      why: error instanceof Error ? error.message : String(error),
      mend: 'Remove the lab with `runbook lab down`, which also finds what no state names, then `runbook lab up`.',
    });
  }
}

/** Writes the state; a reader sees the old one or the new one, nothing between. */
export function writeLabState(file: string, state: LabState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Replaces what is known of one host. */
export function withHost(state: LabState, host: LabHostState): LabState {
  const replace = (one: LabHostState): LabHostState => (one.name === host.name ? host : one);
  return { ...state, hosts: state.hosts.map(replace), bareHosts: state.bareHosts.map(replace) };
}

/** The host of that name. None is RB7008. */
export function hostOf(state: LabState, name: string): LabHostState {
  const host = [...state.hosts, ...state.bareHosts].find((one) => one.name === name);
  if (host !== undefined) return host;
  throw new RunbookError({
    code: 'RB7008',
    severity: 'error',
    what: `the lab has no host ${name}`,
    why: `It has ${state.hosts.map((one) => one.name).join(', ')}.`,
    mend: 'Correct the name, or build the lab of the inventory that has it.',
  });
}

/** Reads a state out of parsed JSON; throws what is wrong with it. */
function parseLabState(value: unknown): LabState {
  const state = fieldsOf(value, 'state');
  if (state['version'] !== 1) throw new Error('version is not 1');
  return {
    version: 1,
    name: textOf(state, 'name'),
    folder: textOf(state, 'folder'),
    knownHosts: textOf(state, 'knownHosts'),
    keyFile: textOf(state, 'keyFile'),
    desk: textOf(state, 'desk'),
    router: textOf(state, 'router'),
    namespaces: listOf(state, 'namespaces').map(String),
    madeNamespaceMount: state['madeNamespaceMount'] === true,
    services: listOf(state, 'services').map(parseIdentity),
    hosts: listOf(state, 'hosts').map(parseHost),
    bareHosts: state['bareHosts'] === undefined ? [] : listOf(state, 'bareHosts').map(parseHost),
  };
}

function parseHost(value: unknown): LabHostState {
  const host = fieldsOf(value, 'host');
  return {
    name: textOf(host, 'name'),
    zone: textOf(host, 'zone'),
    address: textOf(host, 'address'),
    port: numberOf(host, 'port'),
    user: textOf(host, 'user'),
    namespace: textOf(host, 'namespace'),
    folder: textOf(host, 'folder'),
    upper: textOf(host, 'upper'),
    lower: listOf(host, 'lower').map(String),
    rpmFamily: host['rpmFamily'] === true,
    ...(host['init'] === undefined ? {} : { init: parseIdentity(host['init']) }),
  };
}

function parseIdentity(value: unknown): ProcessIdentity {
  const identity = fieldsOf(value, 'process');
  return { pid: numberOf(identity, 'pid'), startTicks: numberOf(identity, 'startTicks') };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is no object`);
  return Object.fromEntries(Object.entries(value));
}

function textOf(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw new Error(`${key} is no text`);
  return value;
}

function numberOf(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value !== 'number') throw new Error(`${key} is no number`);
  return value;
}

function listOf(fields: Fields, key: string): readonly unknown[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw new Error(`${key} is no list`);
  return value;
}
