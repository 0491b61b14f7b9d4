import { createHmac } from 'node:crypto';
import { matchesGlob } from '../core/glob.ts';
import type { HostKey } from './host-key.ts';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly file: string;
  readonly line: number;
  readonly key: HostKey;
  readonly revoked: boolean;
  /** True when the line is about a host of that name: a plain name, an address, or `[name]:port`. */
  matches(name: string): boolean;
}

/** A line that says nothing usable. */
export interface UnusedLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly why: 'malformed' | 'certificate authority';
}

/** A known_hosts file, read. */
export interface KnownHostsFile {
  readonly hosts: readonly KnownHost[];
  /** The lines that are about a host of one of these names, in written order. */
  readonly about: (...names: readonly string[]) => readonly KnownHost[];
  readonly unused: readonly UnusedLine[];
}

/** Reads the text of a known_hosts file. A line that cannot be read is reported and grants nothing. */
export function parseKnownHosts(file: string, text: string): KnownHostsFile {
  const hosts: KnownHost[] = [];
  /** Lines with plain names by each of them, and all others: with thousands of lines each is not tried for each host. */
  const byName = new Map<string, KnownHost[]>();
  const others: KnownHost[] = [];
  const keep = (host: KnownHost, patterns: string): void => {
    hosts.push(host);
    if (/[*?!|]/u.test(patterns)) others.push(host);
    else
      for (const name of new Set(patterns.toLowerCase().split(','))) {
        const same = byName.get(name);
        if (same === undefined) byName.set(name, [host]);
        else same.push(host);
      }
  };
  const unused: UnusedLine[] = [];
  text.split('\n').forEach((raw, index) => {
    const entry = raw.trim();
    if (entry === '' || entry.startsWith('#')) return;
    const at = { file, line: index + 1 };
    const words = entry.split(/[ \t]+/u);
    const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
    const [patterns, type, base64] = words;
    if (marker === '@cert-authority') unused.push({ ...at, text: entry, why: 'certificate authority' });
    else if (
      patterns === undefined ||
      type === undefined ||
      base64 === undefined ||
      !isKey(type, base64) ||
      (marker !== undefined && marker !== '@revoked')
    )
      unused.push({ ...at, text: entry, why: 'malformed' });
    else keep({ ...at, key: { type, base64 }, revoked: marker === '@revoked', matches: matcher(patterns) }, patterns);
  });
  return {
    hosts,
    about: (...names) => {
      const plain = names.flatMap((name) => byName.get(name.toLowerCase()) ?? []);
      const matching = others.filter((host) => names.some((name) => host.matches(name)));
      return [...new Set([...plain, ...matching])].sort((one, other) => one.line - other.line);
    },
    unused,
  };
}

/** The name under which a host at a port stands in known_hosts. */
export function knownHostName(address: string, port: number): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

function isKey(type: string, base64: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) return false;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length > 4 && bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString('latin1') === type;
}

function matcher(patterns: string): (name: string) => boolean {
  if (patterns.startsWith('|1|')) return hashedMatcher(patterns);
  const tests = patterns
    .toLowerCase()
    .split(',')
    .map((pattern) => ({ negated: pattern.startsWith('!'), glob: pattern.replace(/^!/u, '') }));
  return (name) => {
    const lower = name.toLowerCase();
    const hits = tests.filter((test) => matchesGlob(test.glob, lower, '?'));
    return hits.length > 0 && hits.every((test) => !test.negated);
  };
}

function hashedMatcher(pattern: string): (name: string) => boolean {
  const [, , salt = '', hash = ''] = pattern.split('|');
  const key = Buffer.from(salt, 'base64');
  return (name) => createHmac('sha1', key).update(name.toLowerCase()).digest('base64') === hash;
}
