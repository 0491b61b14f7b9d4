/**
 * The definition layer: what the operator wrote, read and checked. The signatures that the engine and the command line use:
 *
 * - `loadInventory(folder, options) -> Inventory`; throws a RunbookError with every mistake of the inventory.
 * - `loadSite({ inventoryFolder, inventoryOptions, playbookFile, rolesFolder, extraVars }) -> Site`; collects mistakes in `Site.diagnostics`.
 * - `validateSite(site) -> Diagnostic[]`: everything that can be said without contacting a host, the mistakes of loading included.
 * - `expandSite(site, factsByHost, outputs, options) -> Expansion`.
 * - `selectHosts(inventory, pattern) -> string[]`, `batchesOf(play, hosts)`, `maxFailuresOf(play, hosts)`.
 * - `loadSecrets(site, sources) -> (name) => Promise<string>`.
 */
export type * from './model.ts';
