import type { JsonObject } from '../core/json.ts';
import { atOnce, inTurns } from '../core/turns.ts';
import type { ResourceType } from '../resources/define.ts';
import { resourceTypes } from '../resources/registry.ts';
import { isFolder, listFolder, readTextFile, shownPath, type FileDigests } from './files.ts';
import { readInventory } from './inventory-load.ts';
import type { InventoryOptions, Role, Site } from './model.ts';
import { mistake, type Problems } from './problem.ts';
import { readPlaybook } from './playbook-read.ts';
import { readRole } from './role-read.ts';
import { didYouMean } from './suggest.ts';
import { readYaml } from './yaml-read.ts';

/** Where a site is written. Paths are absolute. */
export interface SiteFiles {
  readonly inventoryFolder: string;
  readonly inventoryOptions: InventoryOptions;
  readonly playbookFile: string;
  readonly rolesFolder: string;
  /** Variables of the command line (`-e`): they win over all others. */
  readonly extraVars?: JsonObject;
  /** The resource types that tasks may use; all of the program by default. */
  readonly types?: readonly ResourceType[];
}

/** Reads inventory, playbook and the roles that it uses, as far as they can be read. Every mistake is in `diagnostics`. */
export function loadSite(files: SiteFiles): Site {
  return atOnce(readSite(files));
}

/** The same for many hosts: others get their turn meanwhile. */
export function loadSiteInTurns(files: SiteFiles): Promise<Site> {
  return inTurns(readSite(files));
}

function* readSite(files: SiteFiles): Generator<undefined, Site> {
  const problems: Problems = [];
  const digests: FileDigests = new Map();
  const { projectFolder } = files.inventoryOptions;
  const types = files.types ?? resourceTypes;
  const typeNames = types.map((one) => one.type);
  const read = yield* readInventory(files.inventoryFolder, files.inventoryOptions, problems, digests);
  const shown = shownPath(files.playbookFile, projectFolder);
  const file = readTextFile(files.playbookFile, shown, problems, digests);
  const playbook =
    file === undefined ? { name: shown, file: shown, plays: [] } : readPlaybook(readYaml(file, problems), shown, typeNames, problems);
  const roleNames = (listFolder(files.rolesFolder) ?? []).filter((name) => isFolder(`${files.rolesFolder}/${name}`));
  const roles = new Map<string, Role>();
  for (const use of playbook.plays.flatMap((play) => play.roles)) {
    if (roles.has(use.role)) continue;
    if (roleNames.includes(use.role)) {
      roles.set(use.role, readRole(use.role, `${files.rolesFolder}/${use.role}`, projectFolder, typeNames, problems, digests));
    } else {
      problems.push(
        mistake('RB1200', `there is no role "${use.role}"${didYouMean(use.role, roleNames)}`, use.source, {
          mend:
            roleNames.length === 0
              ? `there are no roles in ${shownPath(files.rolesFolder, projectFolder)}`
              : `roles: ${roleNames.join(', ')}`,
        }),
      );
    }
  }
  return { ...read, playbook, roles, roleNames, types, extraVars: files.extraVars ?? {}, digests, diagnostics: problems };
}
