import { sha256 } from '../core/digest.ts';
import type { FirewallRule, FirewallRules } from '../core/flows/firewall.ts';

/** What a firewall table is made of. */
export interface FirewallTable {
  readonly name: string;
  readonly rules: FirewallRules;
  /** Networks of containers: their forwarded traffic is left to other tables' rules, and to the host they may do what the host itself may. */
  readonly pass: readonly string[];
}

/** ICMP messages without which connections hang or hosts lose their neighbours (RFC 4890). */
const ICMP = 'icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept';
const ICMPV6 =
  'icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept';

/** nftables keeps at most this many bytes of a comment. */
const COMMENT_BYTES = 120;

/** Text in a rule of the live table that tells from which rules it was loaded. */
export function marker(table: FirewallTable): string {
  return `rules ${sha256(renderChains(table, 'rules')).slice(0, 16)}`;
}

/**
 * The table as text for `nft -f`: one transaction that replaces this table whole and touches no other. Own tables only, never `flush ruleset`,
 * because that would take the rules of kube-proxy and of container networks with it.
 */
export function renderTable(table: FirewallTable): string {
  return [
    '# Written by runbook from the flows of the inventory. What is changed here by hand is lost with the next apply.',
    `add table inet ${table.name}`,
    `delete table inet ${table.name}`,
    renderChains(table, marker(table)),
    '',
  ].join('\n');
}

function renderChains(table: FirewallTable, note: string): string {
  const { rules, pass } = table;
  const networks =
    pass.length === 0
      ? []
      : [
          `ip saddr ${set(pass)} accept comment "left to the rules of the cluster"`,
          `ip daddr ${set(pass)} accept comment "left to the rules of the cluster"`,
        ];
  return [
    `table inet ${table.name} {`,
    ...chain('input', 'type filter hook input priority filter; policy drop;', [
      `iifname "lo" accept comment "${note}"`,
      'ct state established,related accept',
      'ct state invalid drop',
      ICMP,
      ICMPV6,
      ...rules.input.flatMap((rule) => {
        const from = rule.own === true ? [...rule.from, ...pass] : rule.from;
        return from.length === 0 ? [] : [renderRule({ ...rule, from }, 'accept')];
      }),
    ]),
    ...chain('forward', 'type filter hook forward priority filter; policy drop;', [
      ...rules.clamp_mss.flatMap((name) => [clamp('iifname', name), clamp('oifname', name)]),
      'ct state established,related accept',
      'ct state invalid drop',
      ...networks,
      ...rules.forward.map((rule) => renderRule(rule, 'accept')),
    ]),
    ...(rules.masquerade.length === 0
      ? []
      : chain(
          'postrouting',
          'type nat hook postrouting priority srcnat; policy accept;',
          rules.masquerade.map((rule) => renderRule(rule, 'masquerade')),
        )),
    '}',
  ].join('\n');
}

function chain(name: string, hook: string, lines: readonly string[]): readonly string[] {
  return [`\tchain ${name} {`, `\t\t${hook}`, ...lines.map((line) => `\t\t${line}`), '\t}'];
}

function renderRule(rule: FirewallRule, verdict: string): string {
  return [
    ...(rule.in_interface === undefined ? [] : [`iifname "${rule.in_interface}"`]),
    ...(rule.out_interface === undefined ? [] : [`oifname "${rule.out_interface}"`]),
    `ip saddr ${set(rule.from)}`,
    ...(rule.to === undefined ? [] : [`ip daddr ${set(rule.to)}`]),
    `${rule.protocol} dport ${set(rule.ports)}`,
    verdict,
    `comment "${quotable(rule.comment)}"`,
  ].join(' ');
}

/** Tells forwarded TCP the packet size that fits the tunnel. */
function clamp(direction: string, name: string): string {
  return `${direction} "${name}" tcp flags syn tcp option maxseg size set rt mtu`;
}

function set(elements: readonly string[]): string {
  return `{ ${elements.join(', ')} }`;
}

/** A comment that nft can read, cut at a whole character. */
function quotable(text: string): string {
  let kept = '';
  let bytes = 0;
  for (const character of text.replace(/["\\\p{Cc}\p{Co}]/gu, ' ')) {
    bytes += Buffer.byteLength(character);
    if (bytes > COMMENT_BYTES) return kept;
    kept += character;
  }
  return kept;
}
