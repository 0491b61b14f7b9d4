import { routerRules } from '../core/flows/router.ts';
import type { Inventory } from '../core/inventory.ts';
import type { LabSegment } from './topology.ts';

/** Interface of the router behind which there is nothing: what a host sends to the world arrives there, is counted and dropped. */
export const uplink = 'uplink';

/** Name of the nftables table of the router. */
export const routerTable = 'runbook_lab';

/**
 * The client's firewall as text for nft(8): the flows of the inventory are accepted, all else between zones is dropped. A flow
 * that is carried in a tunnel is not opened here, the tunnel itself is. What tries to leave the site is counted by zone.
 */
export function routerFirewall(inventory: Inventory, segments: readonly LabSegment[], deskZone: string): string {
  const outside = segments.find((segment) => segment.zone === deskZone)?.bridge;
  const inner = segments.filter((segment) => segment.zone !== deskZone);
  const wayOut = [uplink, ...(outside === undefined ? [] : [outside])].map((name) => `"${name}"`).join(', ');
  const bridgeOf = (zone: string): string | undefined => segments.find((segment) => segment.zone === zone)?.bridge;
  const accepted = routerRules(inventory).flatMap((rule) => {
    const [enter, leave] = [bridgeOf(rule.from_zone), bridgeOf(rule.to_zone)];
    if (enter === undefined || leave === undefined) return [];
    const ports = rule.first === rule.last ? String(rule.first) : `${rule.first}-${rule.last}`;
    const comment = rule.comment.replaceAll(/["\\\n]/g, ' ').slice(0, 100);
    return [
      `    iifname "${enter}" oifname "${leave}" ip saddr ${set(rule.from)} ip daddr ${set(rule.to)} ${rule.protocol} dport ${ports} counter accept comment "${comment}"`,
    ];
  });
  return [
    `table inet ${routerTable} {`,
    ...segments.map((segment) => `  counter ${outCounter(segment.zone)} { }`),
    '  counter denied { }',
    '  chain forward {',
    '    type filter hook forward priority filter; policy drop;',
    '    ct state established,related accept',
    ...segments.map(
      (segment) =>
        `    iifname "${segment.bridge}" ip saddr != ${set(segment.cidrs)} counter name denied drop comment "sender of another zone"`,
    ),
    ...accepted,
    ...inner.map((segment) => `    iifname "${segment.bridge}" oifname { ${wayOut} } counter name ${outCounter(segment.zone)} drop`),
    '    counter name denied drop',
    '  }',
    '  chain input {',
    '    type filter hook input priority filter; policy drop;',
    '    ct state established,related accept',
    '    iifname "lo" accept',
    '    icmp type echo-request accept',
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Name of the counter of what hosts of a zone tried to send out of the site. */
function outCounter(zone: string): string {
  return `out_${zone.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
}

function set(elements: readonly string[]): string {
  return `{ ${elements.join(', ')} }`;
}
