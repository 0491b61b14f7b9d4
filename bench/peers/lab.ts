import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must } from './command.ts';

/** Limits of the bastion's sshd: those of Debian, or ones that let every host have a connection of its own. */
export type BastionLimits = 'stock' | 'raised';

/** Hosts that the lab knows by itself: names and keys of more are added to its files. */
const KNOWN_HOSTS = 60;

/** The peers' lab: a bastion and hosts with a real sshd each, in network namespaces. `folder` is where its scripts are, `scratch` what they call PB. */
export class PeersLab {
  readonly folder: string;
  readonly scratch: string;

  constructor(folder: string, scratch: string) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /** Environment of the lab's scripts and of the adapters. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, PB: this.scratch, LAB: this.folder, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  }

  /** Makes sure that so many hosts are up. */
  up(hosts: number): void {
    if (this.#hostsUp() >= hosts) return;
    if (existsSync('/run/netns/pb-ctl')) this.#run('down');
    this.#run('up', String(hosts));
  }

  /** Makes the way to the bastion so long, in milliseconds there and back, and tells ssh of all hosts. */
  setRoundTrip(rtt: number, hosts: number): void {
    this.#run('rtt', String(rtt));
    const names = Array.from({ length: Math.max(0, hosts - KNOWN_HOSTS) }, (_, index) => hostName(KNOWN_HOSTS + 1 + index));
    const placed = names.map((name, index) => ({ name, address: addressOf(KNOWN_HOSTS + 1 + index) }));
    const config = placed
      .map(({ name, address }) => `Host ${name}\n  HostName ${address}\n  HostKeyAlias ${name}\n  ProxyJump bastion\n`)
      .join('');
    for (const way of ['plain', 'mux']) appendFileSync(join(this.scratch, 'ssh', `config.${way}`), config);
    const [type, key] = readFileSync(join(this.scratch, 'ssh/hostkey.pub'), 'utf8').split(' ');
    const known = join(this.scratch, 'ssh/known_hosts');
    const own = readFileSync(known, 'utf8')
      .split('\n')
      .slice(0, KNOWN_HOSTS + 1);
    writeFileSync(known, `${[...own, ...placed.map(({ name, address }) => `${name},${address} ${type} ${key}`)].join('\n')}\n`);
  }

  setBastion(limits: BastionLimits): void {
    const mode = limits === 'stock' ? 'default' : 'tuned';
    if (readFileSync(join(this.scratch, 'bastion_mode'), 'utf8').trim() !== mode) this.#run('bastion', mode);
  }

  /** Gives the first so many hosts a fresh file system. */
  reset(hosts: number): void {
    this.#run('reset', String(hosts));
  }

  /** Disturbs three things on each of the first so many hosts. */
  disturb(hosts: number): void {
    this.#run('drift', String(hosts));
  }

  /** Digest of the managed state of the first so many hosts, and how many have a sound key: alike for every tool. */
  verify(hosts: number): string {
    return this.#run('verify', String(hosts)).replaceAll(/\s+/gu, ' ');
  }

  #run(...words: readonly string[]): string {
    return must(['bash', join(this.folder, 'lab/lab.sh'), ...words], this.env);
  }

  #hostsUp(): number {
    if (!existsSync('/run/netns/pb-ctl')) return 0;
    let count = 0;
    while (isAlive(join(this.scratch, 'pid', hostName(count + 1)))) count += 1;
    return count;
  }
}

/** Name of the lab's host of that number, from 1. */
export function hostName(index: number): string {
  return `h${String(index).padStart(2, '0')}`;
}

function addressOf(index: number): string {
  return `198.19.0.${10 + index}`;
}

function isAlive(pidFile: string): boolean {
  return existsSync(pidFile) && existsSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}`);
}
