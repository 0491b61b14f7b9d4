import { firewallRules } from '../core/flows/firewall.ts';
import { hostEntries } from '../core/flows/host-entries.ts';
import { relayFrontends } from '../core/flows/relay.ts';
import { tunnelPeers } from '../core/flows/tunnel.ts';
import type { Inventory } from '../core/inventory.ts';

/** A function of expressions that follows from the inventory alone. */
interface SiteFunction {
  /** Number of arguments. */
  readonly arity: number;
  /** May name outputs of other hosts as `{ host, address, output }`. Throws a RunbookError where nothing can follow. */
  readonly derive: (inventory: Inventory, host: string, values: readonly unknown[]) => unknown;
}

/** Functions of expressions that follow from the inventory; `docs/variables.md` says what they give. */
export const siteFunctions: Readonly<Record<string, SiteFunction>> = {
  tunnel_peers: { arity: 1, derive: (inventory, host, values) => tunnelPeers(inventory, host, String(values[0])) },
  firewall_rules: { arity: 0, derive: (inventory, host) => firewallRules(inventory, host) },
  relay_frontends: { arity: 0, derive: (inventory, host) => relayFrontends(inventory, host) },
  host_entries: { arity: 0, derive: (inventory) => hostEntries(inventory) },
};
