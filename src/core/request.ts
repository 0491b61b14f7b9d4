import type { Footprint } from './footprint.ts';
import { canonicalJson, type Json } from './json.ts';

/**
 * A question to a host. It reads and never writes. The answer is a projected text: what changes by itself (times, process
 * ids, counters) is left out on the host, so that equal states give equal answers. `answer.ts` reads and writes the answers.
 */
export type Request =
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
  /** Live value of a kernel parameter. */
  | { readonly ask: 'sysctl'; readonly key: string }
  /** Whether a kernel module is loaded or built in. */
  | { readonly ask: 'module'; readonly name: string }
  /** The account's line of passwd and the names of its supplementary groups. */
  | { readonly ask: 'user'; readonly name: string }
  /** The group's line. */
  | { readonly ask: 'group'; readonly name: string }
  /** What the host is: see `facts.ts`. */
  | { readonly ask: 'facts' }
  /** Exit code and standard output of a read-only command. `reads` says on what the answer depends. */
  | { readonly ask: 'run'; readonly argv: readonly string[]; readonly reads: Footprint; readonly timeoutMs: number };

/** The key under which equal requests are one: how the answer is limited does not count. */
export function requestKey(request: Request): string {
  switch (request.ask) {
    case 'facts':
      return 'facts';
    case 'content':
      return `content ${request.path}`;
    case 'stat':
    case 'digest':
      return `${request.ask} ${request.path}`;
    case 'run':
      return `run ${canonicalJson(plain(request.argv))}`;
    case 'config_in_use':
      return `config_in_use ${canonicalJson(plain([request.unit, ...request.paths]))}`;
    case 'sysctl':
      return `sysctl ${request.key}`;
    default:
      return `${request.ask} ${request.name}`;
  }
}

/** What the answer depends on. A step that touches any of it makes the answer stale. */
export function requestReads(request: Request): Footprint {
  switch (request.ask) {
    case 'facts':
      return [];
    case 'stat':
    case 'digest':
    case 'content':
      return [`path:${request.path}`];
    case 'config_in_use':
      return [`unit:${request.unit}`, ...request.paths.map((path) => `path:${path}`)];
    case 'sysctl':
      return [`sysctl:${request.key}`];
    case 'run':
      return request.reads;
    case 'package_version':
      return [`package:${request.name}`];
    default:
      return [`${request.ask}:${request.name}`];
  }
}

/** True when the answer belongs into a guard: contents are only fetched to be shown. */
export function isGuarding(request: Request): boolean {
  return request.ask !== 'content' && request.ask !== 'facts';
}

function plain(list: readonly string[]): Json {
  return [...list];
}
