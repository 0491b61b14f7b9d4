import { RunbookError, type Diagnostic, type Source } from '../core/diagnostic.ts';
import { matchesGlob } from '../core/glob.ts';
import type { Inventory } from '../core/inventory.ts';
import { mistake } from './problem.ts';
import { didYouMean } from './suggest.ts';

/**
 * The hosts that a pattern names, in the order of the inventory: `all`, names of hosts, groups and zones, `*` within names; several joined by
 * commas; `!x` takes away, `&x` keeps only what is in x too. For `--limit`: throws RB1210 (a usage error) when a name stands for nothing.
 */
export function selectHosts(inventory: Inventory, pattern: string): readonly string[] {
  const { hosts, unknown } = matchHosts(inventory, pattern);
  if (unknown.length > 0) throw new RunbookError(...unknown.map((name) => unknownName(inventory, name, 'RB1210')));
  return hosts;
}

/** The mistake of a name in a pattern that nothing bears. */
export function unknownName(inventory: Inventory, name: string, code: string, source?: Source): Diagnostic {
  const known = knownNames(inventory);
  const mend =
    inventory.hosts.length === 0
      ? 'the inventory has no hosts'
      : `hosts: ${short(inventory.hosts.map((host) => host.name))}; groups: ${short(inventory.groups.map((group) => group.name))}`;
  return mistake(code, `no host, group or zone is called "${name}"${didYouMean(name, known)}`, source, { mend });
}

function short(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ') || 'none';
}

function knownNames(inventory: Inventory): readonly string[] {
  return [
    'all',
    ...inventory.hosts.map((one) => one.name),
    ...inventory.groups.map((one) => one.name),
    ...inventory.zones.map((one) => one.name),
  ];
}

/** Like selectHosts, with the names that stand for nothing told apart. */
export function matchHosts(
  inventory: Inventory,
  pattern: string,
): { readonly hosts: readonly string[]; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const terms = pattern
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map((term) => {
      const sign = term.startsWith('!') || term.startsWith('&') ? term.slice(0, 1) : '+';
      const name = sign === '+' ? term : term.slice(1);
      const hosts = hostsNamed(inventory, name);
      if (hosts === undefined) unknown.push(name);
      return { sign, hosts: hosts ?? new Set<string>() };
    });
  if (terms.length === 0) unknown.push(pattern);
  const added = terms.filter((term) => term.sign === '+');
  const hosts = inventory.hosts
    .map((host) => host.name)
    .filter((name) => added.length === 0 || added.some((term) => term.hosts.has(name)))
    .filter((name) => terms.every((term) => term.sign === '+' || term.hosts.has(name) === (term.sign === '&')));
  return { hosts: terms.length === 0 ? [] : hosts, unknown };
}

/** Undefined when no name matches. */
function hostsNamed(inventory: Inventory, name: string): ReadonlySet<string> | undefined {
  if (name === 'all' || name === '*') return new Set(inventory.hosts.map((host) => host.name));
  const matches = (candidate: string): boolean => matchesGlob(name, candidate);
  const groups = inventory.groups.filter((group) => matches(group.name));
  const zones = inventory.zones.filter((zone) => matches(zone.name)).map((zone) => zone.name);
  const hosts = inventory.hosts.filter((host) => matches(host.name) || zones.includes(host.zone)).map((host) => host.name);
  if (groups.length === 0 && zones.length === 0 && hosts.length === 0) return undefined;
  return new Set([...hosts, ...groups.flatMap((group) => group.hosts)]);
}
