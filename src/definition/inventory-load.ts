import { basename } from 'node:path';
import { RunbookError, type Source } from '../core/diagnostic.ts';
import type { Inventory } from '../core/inventory.ts';
import { atOnce, inSlices } from '../core/turns.ts';
import { listFolder, readTextFile, shownPath, type FileDigests } from './files.ts';
import { checkInventory, namesOf } from './inventory-check.ts';
import type { InventoryDraft } from './inventory-draft.ts';
import { inventoryKeys, readAddress, readDemand, readFlow, readGroup, readHost, readSsh, readVars, readZone } from './inventory-parts.ts';
import { resolveInventory, type HostVars } from './inventory-resolve.ts';
import type { InventoryOptions, Secret } from './model.ts';
import { mistake, place, type Problems } from './problem.ts';
import { checkName, readAnyMapping, readBoolean, readList, readMapping, readWhole, requireKeys } from './shape.ts';
import { overlay } from './var-nodes.ts';
import { entryOf, type YamlEntry, type YamlMapping } from './yaml-node.ts';
import { readYamlInPieces } from './yaml-read.ts';

/** An inventory with what the rest of the definition layer needs besides. */
export interface ReadInventory {
  readonly inventory: Inventory;
  readonly hostVars: HostVars;
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Where each zone, host, group and service was written, by name. */
  readonly places: ReadonlyMap<string, Source>;
  /** False when something in it is wrong, so that what follows from it cannot be trusted. */
  readonly isInventorySound: boolean;
}

/** Reads the inventory of a folder (all its `*.yml` together); throws a RunbookError with every mistake in it. */
export function loadInventory(folder: string, options: InventoryOptions): Inventory {
  return loadInventoryParts(folder, options).inventory;
}

/** The same with what else stands in it: the names of its secrets. */
export function loadInventoryParts(folder: string, options: InventoryOptions): ReadInventory {
  const problems: Problems = [];
  const read = atOnce(readInventory(folder, options, problems, new Map()));
  const errors = problems.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new RunbookError(...errors);
  return read;
}

/** Reads the inventory of a folder as far as it can be read, stopping now and then; mistakes are added to `problems`, and digests of its files to `digests`. */
export function* readInventory(
  folder: string,
  options: InventoryOptions,
  problems: Problems,
  digests: FileDigests,
): Generator<undefined, ReadInventory> {
  const before = problems.length;
  const draft: InventoryDraft = { lab: false, ssh: {}, zones: [], hosts: [], groups: [], services: [], flows: [], demand: [] };
  const shownFolder = shownPath(folder, options.projectFolder);
  const names = listFolder(folder);
  const files = (names ?? []).filter((name) => name.endsWith('.yml'));
  if (files.length === 0) {
    const other = (names ?? []).find((name) => name.endsWith('.yaml'));
    const mend =
      other === undefined
        ? 'give the folder of an inventory with -i; it has files NAME.yml'
        : `rename ${other} to ${other.replace(/\.yaml$/u, '.yml')}`;
    problems.push(
      mistake(
        'RB1113',
        names === undefined ? `there is no inventory folder ${shownFolder}` : `no inventory in ${shownFolder}: it has no file *.yml`,
        undefined,
        { mend },
      ),
    );
  }
  for (const name of files) {
    const file = readTextFile(`${folder}/${name}`, shownPath(`${folder}/${name}`, options.projectFolder), problems, digests);
    const node = file === undefined ? undefined : yield* readYamlInPieces(file, problems);
    const root = readMapping(node, 'an inventory file', inventoryKeys.file, problems);
    if (root !== undefined) yield* addFile(draft, root, { home: options.home, folder }, problems);
  }
  yield* checkInventory(draft, problems);
  const secrets = new Map<string, Secret>();
  const resolved = yield* resolveInventory(draft, { name: basename(folder), folder }, options, { secrets, folder, problems });
  const isInventorySound = problems.slice(before).every((one) => one.severity !== 'error');
  return { ...resolved, secrets, places: new Map(namesOf(draft).map((one) => [one.name, one.source])), isInventorySound };
}

function* addFile(
  draft: InventoryDraft,
  root: YamlMapping,
  folders: { readonly home: string; readonly folder: string },
  problems: Problems,
): Generator<undefined, void> {
  const parts = (key: string, where: string): readonly YamlEntry[] =>
    readAnyMapping(entryOf(root, key)?.value, where, problems)?.entries ?? [];
  draft.lab = readBoolean(entryOf(root, 'lab')?.value, 'lab', problems) ?? draft.lab;
  draft.demand.push(...readDemand(entryOf(root, 'journal')?.value, problems));
  const guard = readMapping(entryOf(root, 'guard')?.value, 'guard', inventoryKeys.guard, problems);
  const guardSeconds = readWhole(entryOf(guard, 'seconds')?.value, 'seconds of guard', 10, 600, problems);
  if (guardSeconds !== undefined) draft.guardSeconds = guardSeconds;
  draft.ssh = { ...draft.ssh, ...readSsh(entryOf(root, 'ssh')?.value, folders, problems) };
  const { vars } = readVars(root, problems);
  if (vars !== undefined) {
    for (const entry of vars.entries) {
      const earlier = entryOf(draft.vars, entry.key);
      if (earlier !== undefined)
        problems.push(
          mistake('RB1004', `the variable "${entry.key}" stands in two files of the inventory`, entry.keySource, {
            why: `the other is in ${place(earlier.keySource)}`,
            mend: 'keep one of the two',
          }),
        );
    }
    draft.vars = overlay(draft.vars, vars);
  }
  draft.zones.push(...parts('zones', 'zones').flatMap((entry) => readZone(entry, folders, problems) ?? []));
  yield* inSlices(parts('hosts', 'hosts'), (entry) => {
    const host = readHost(entry, folders, problems);
    if (host !== undefined) draft.hosts.push(host);
  });
  draft.groups.push(...parts('groups', 'groups').flatMap((entry) => readGroup(entry, folders, problems) ?? []));
  draft.flows.push(...(readList(entryOf(root, 'flows')?.value, 'flows', problems) ?? []).flatMap((node) => readFlow(node, problems) ?? []));
  for (const entry of parts('services', 'services')) {
    const service = readMapping(entry.value, 'a service', inventoryKeys.service, problems);
    if (service === undefined || !checkName(entry.key, 'the name of a service', entry.keySource, problems)) continue;
    requireKeys(service, `the service ${entry.key}`, ['address'], problems, entry.keySource);
    const address = readAddress(entryOf(service, 'address')?.value, problems);
    if (address !== undefined) draft.services.push({ name: entry.key, address: address.text, source: entry.keySource });
  }
}
