/**
 * What a resource may touch, as a list of entries `KIND:NAME`: `path:/etc/motd`, `unit:haproxy`, `package:haproxy`,
 * `sysctl:net.ipv4.ip_forward`, `user:ops`, `group:ops`, `module:overlay`, `table:inet runbook`, `interface:wg0`, `selinux:`,
 * `swap:`, `cluster:`, `index:` (what the package manager has read of its sources), `alternatives:` (links below /usr that lead to /etc/alternatives). In a name, `*` stands for anything within one path segment and `**` for anything.
 */
export type Footprint = readonly string[];

/** True when one entry covers the other: equal, or one matches the other as a pattern. */
function entryOverlaps(a: string, b: string): boolean {
  return a === b || (a.includes('*') && matchesEntry(a, b)) || (b.includes('*') && matchesEntry(b, a));
}

/** True when any entry of one footprint overlaps any of the other. */
export function overlaps(a: Footprint, b: Footprint): boolean {
  return a.some((left) => b.some((right) => entryOverlaps(left, right)));
}

const compiled = new Map<string, RegExp>();

/** True when the entry matches the pattern entry. */
export function matchesEntry(pattern: string, entry: string): boolean {
  if (!pattern.includes('*')) return pattern === entry;
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = anyEntry([pattern]);
    compiled.set(pattern, expression);
  }
  return expression.test(entry);
}

/** Matches the entries that one of the pattern entries matches. */
export function anyEntry(patterns: readonly string[]): RegExp {
  const sources = patterns.map((pattern) =>
    pattern
      .split('**')
      .map((part) =>
        part
          .split('*')
          .map((piece) => piece.replace(/[.+?^${}()|[\]\\]/gu, '\\$&'))
          .join('[^/]*'),
      )
      .join('.*'),
  );
  return new RegExp(`^(?:${sources.join('|')})$`, 'su');
}
