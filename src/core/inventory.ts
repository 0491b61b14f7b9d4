import type { JsonObject } from './json.ts';
import type { Source } from './diagnostic.ts';

/** How to log in at a hop. The nearest setting wins: host, then its groups, then its zone, then the inventory. */
export interface SshSettings {
  /** Login name. */
  readonly user: string;
  /** TCP port, 22 when not written. */
  readonly port: number;
  /** Private key files to try, in order; absolute paths. */
  readonly keys: readonly string[];
  /** Whether keys of the running ssh agent may be tried after the key files. */
  readonly agent: boolean;
  /** False for a server that must not be sent anything before it has answered what came before; written as `ahead: false`. */
  readonly ahead?: boolean;
}

/** A network segment, and how its hosts are reached. */
export interface Zone {
  readonly name: string;
  /** IPv4 networks in CIDR notation. */
  readonly cidrs: readonly string[];
  /** Names of the jump hosts, outermost first; empty when reached directly. */
  readonly via: readonly string[];
  /** False when the zone has no way out: only a bundle installs there. */
  readonly online: boolean;
  /** Most hosts of the zone that are worked on at once; undefined is no limit of its own. */
  readonly concurrency?: number;
  readonly source?: Source;
}

/** A machine of the inventory. */
export interface Host {
  readonly name: string;
  readonly zone: string;
  /** IPv4 address at which the last hop reaches it. */
  readonly address: string;
  /** Every group the host belongs to, directly or through children, in written order. */
  readonly groups: readonly string[];
  /** Names of the jump hosts, outermost first. */
  readonly via: readonly string[];
  readonly ssh: SshSettings;
  /** `local`: this machine itself, reached without a network; undefined is SSH. */
  readonly connection?: 'local';
  /** Pinned fingerprints of its host keys (`SHA256:…`). They win over known_hosts. */
  readonly hostKeys: readonly string[];
  /** Variables after precedence among inventory, zone, groups and host. */
  readonly vars: JsonObject;
  readonly source?: Source;
}

/** A set of hosts under one name. */
export interface Group {
  readonly name: string;
  /** Host names, children's hosts included, in the order of the inventory. */
  readonly hosts: readonly string[];
}

/** An address that flows may name and that is no host of the inventory (a repository, a time server). */
export interface Service {
  readonly name: string;
  readonly address: string;
}

/** A transport protocol with a port or a range of ports, inclusive. */
export interface PortRange {
  readonly protocol: 'tcp' | 'udp';
  readonly first: number;
  readonly last: number;
}

/** An allowed direction of traffic. What no flow allows is denied. */
export interface Flow {
  /** Names of zones, groups, hosts or services from which connections are opened. */
  readonly from: readonly string[];
  /** Names of zones, groups, hosts or services to which they are opened. */
  readonly to: readonly string[];
  readonly ports: readonly PortRange[];
  /** Name of the tunnel interface that carries it; undefined is the plain network. */
  readonly over?: string;
  readonly purpose: string;
  /** The client's approval number. */
  readonly ticket?: string;
  readonly source?: Source;
}

/** Everything that the inventory's files say, read and checked. */
export interface Inventory {
  readonly name: string;
  /** Absolute path of the folder it was read from. */
  readonly folder: string;
  /** True for an inventory whose hosts are made by `runbook lab up`. */
  readonly lab: boolean;
  readonly zones: readonly Zone[];
  readonly hosts: readonly Host[];
  readonly groups: readonly Group[];
  readonly services: readonly Service[];
  readonly flows: readonly Flow[];
  /** What the journal of a run must name; nothing when it is not said. */
  readonly demand?: readonly JournalDemand[];
  /** After so many seconds a host takes a guarded step back by itself; nothing when it is not said. */
  readonly guardSeconds?: number;
}

/** What a site can want every journal to name. */
export type JournalDemand = (typeof JOURNAL_DEMANDS)[number];

/** All that it can want, in the order of messages. */
export const JOURNAL_DEMANDS = ['operator', 'ticket', 'reason'] as const;
