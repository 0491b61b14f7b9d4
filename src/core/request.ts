import type { Footprint } from './footprint.ts';
import { canonicalJson, type Json } from './json.ts';

/**
 * A question to a host. It reads and never writes. The answer is a projected text: what changes by itself (times, process
 * ids, counters) is left out on the host, so that equal states give equal answers. `answer.ts` reads and writes the answers.
 */
export type Request =
  /** Whether anything is at the path, or where links from it lead: `present` or `absent`. */
  | { readonly ask: 'exists'; readonly path: string }
  /** Type, mode, owner and group of a path, and the target of a symbolic link. */
  | { readonly ask: 'stat'; readonly path: string }
  /** SHA-256 (hex) of a regular file. */
  | { readonly ask: 'digest'; readonly path: string }
  /** Content of a regular file as base64, for diffs; `same` when its digest is `unless`; `large` over the limit. Never in a guard. */
  | { readonly ask: 'content'; readonly path: string; readonly limitBytes: number; readonly unless?: string }
  /** State of a systemd unit. */
  | { readonly ask: 'unit'; readonly name: string }
  /** Whether a unit runs with the configuration that the paths have now. */
  | { readonly ask: 'config_in_use'; readonly unit: string; readonly paths: readonly string[] }
  /** Whether a package is installed, by dpkg or rpm, whichever the host has. */
  | { readonly ask: 'package'; readonly name: string }
  /** Installed version of a package, as dpkg or rpm print it (`[EPOCH:]VERSION-RELEASE`). */
  | { readonly ask: 'package_version'; readonly name: string }
  /**
   * What installing or removing a package would do to all packages, by the index that the host has (`transaction.ts`). Never in a guard: a step compares its
   * transaction by itself. Expensive, so it is asked only for packages that are not as wanted.
   */
  | { readonly ask: 'transaction'; readonly verb: 'install' | 'remove'; readonly name: string; readonly version?: string }
  /** Live value of a kernel parameter. */
  | { readonly ask: 'sysctl'; readonly key: string }
  /** Whether a kernel module is loaded or built in. */
  | { readonly ask: 'module'; readonly name: string }
  /** These fields of an account: only what is asked for, so that the answer after a step is known even where the host chooses the rest. */
  | { readonly ask: 'user'; readonly name: string; readonly fields: readonly UserField[] }
  /** The number of a group; with `any` only whether it is there, since the number that a host will choose is not known. */
  | { readonly ask: 'group'; readonly name: string; readonly number: 'exact' | 'any' }
  /** What stands at the path of a private key of WireGuard: `absent`, `broken`, `sound` (as wg(8) writes it), or `untold`: sound, but without wg on the host. */
  | { readonly ask: 'key_state'; readonly path: string }
  /** The public half of a private key of WireGuard. */
  | { readonly ask: 'public_key'; readonly path: string }
  /** What the host is: see `facts.ts`. */
  | { readonly ask: 'facts' }
  /** Exit code and standard output of a read-only command. `reads` says on what the answer depends. */
  | { readonly ask: 'run'; readonly argv: readonly string[]; readonly reads: Footprint; readonly timeoutMs: number };

/** A field of an account, as passwd(5) has it; `group` is the name of the primary group, `groups` are the names of all others. */
export type UserField = 'uid' | 'group' | 'comment' | 'home' | 'shell' | 'groups';

/** The key under which equal requests are one: how the answer is limited does not count. */
export function requestKey(request: Request): string {
  switch (request.ask) {
    case 'facts':
      return 'facts';
    case 'content':
      return `content ${request.path}`;
    case 'exists':
    case 'stat':
    case 'digest':
    case 'key_state':
    case 'public_key':
      return `${request.ask} ${request.path}`;
    case 'user':
      return `user ${request.name} ${request.fields.join(',')}`;
    case 'group':
      return `group ${request.name} ${request.number}`;
    case 'run':
      return `run ${canonicalJson(plain(request.argv))}`;
    case 'config_in_use':
      return `config_in_use ${canonicalJson(plain([request.unit, ...request.paths]))}`;
    case 'sysctl':
      return `sysctl ${request.key}`;
    case 'transaction':
      return `transaction ${[request.verb, request.name, request.version].filter((word) => word !== undefined).join(' ')}`;
    default:
      return `${request.ask} ${request.name}`;
  }
}

/** What decides which packages a host can get: `index:` is what its package manager has read of them. Packages themselves are followed one by one (`world.ts`). */
const PACKAGE_SOURCES: Footprint = [
  'index:',
  'path:/etc/apt/**',
  'path:/var/lib/apt/lists/**',
  'path:/etc/yum.repos.d/**',
  'path:/etc/yum.conf',
  'path:/etc/yum/**',
  'path:/etc/dnf/**',
  'path:/var/cache/dnf/**',
  'path:/var/cache/libdnf5/**',
];

/** What the answer depends on. A step that touches any of it makes the answer stale. */
export function requestReads(request: Request): Footprint {
  switch (request.ask) {
    case 'facts':
      return [];
    case 'exists':
    case 'stat':
    case 'digest':
    case 'content':
      return [`path:${request.path}`];
    // Without wg(8) a sound key has no public half that could be told.
    case 'key_state':
    case 'public_key':
      return [`path:${request.path}`, 'path:/usr/bin/wg'];
    case 'config_in_use':
      return [`unit:${request.unit}`, ...request.paths.map((path) => `path:${path}`)];
    case 'sysctl':
      return [`sysctl:${request.key}`];
    case 'run':
      return request.reads;
    case 'package_version':
      return [`package:${request.name}`];
    case 'transaction':
      return request.verb === 'install' ? PACKAGE_SOURCES : [`package:${request.name}`];
    default:
      return [`${request.ask}:${request.name}`];
  }
}

/** True when the answer belongs into a guard: contents and transactions are only fetched to be shown. */
export function isGuarding(request: Request): boolean {
  return request.ask !== 'content' && request.ask !== 'facts' && request.ask !== 'transaction';
}

function plain(list: readonly string[]): Json {
  return [...list];
}
