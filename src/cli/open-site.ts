import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { isJsonObject, toJson, type JsonObject } from '../core/json.ts';
import { loadSiteInTurns, validateSiteInTurns, type Site } from '../definition/site.ts';
import type { LabState } from '../lab/lab-state.ts';
import { noteSecretVariables } from './child-environment.ts';
import type { Io } from './io.ts';
import { findInventory } from './open-inventory.ts';
import type { SiteOptions } from './options.ts';
import { playbookFile } from './project.ts';

/** A site as it was written, and the lab that stands for it when its inventory says so. */
export interface OpenSite {
  readonly site: Site;
  readonly projectFolder: string;
  readonly inventoryFolder: string;
  /** State of the lab; undefined when the inventory is none of a lab, or no lab is up. */
  readonly lab?: LabState;
}

/** Reads inventory, playbook and roles. Mistakes stay in `site.diagnostics`. Contacts nobody. */
export async function openSite(io: Io, playbook: string, options: SiteOptions): Promise<OpenSite> {
  const { folder, projectFolder, options: inventoryOptions, lab } = findInventory(io, options);
  const site = await loadSiteInTurns({
    inventoryFolder: folder,
    inventoryOptions,
    playbookFile: playbookFile(io, playbook),
    rolesFolder: join(projectFolder, 'roles'),
    extraVars: readExtraVars(io, options.extraVars ?? []),
  });
  noteSecretVariables(io, site.secrets);
  return { site, projectFolder, inventoryFolder: folder, ...(site.inventory.lab && lab !== undefined ? { lab } : {}) };
}

/** Opens a site and throws every mistake in it at once. Gives the warnings. */
export async function openCheckedSite(io: Io, playbook: string, options: SiteOptions): Promise<OpenSite> {
  const open = await openSite(io, playbook, options);
  const diagnostics = await validateSiteInTurns(open.site);
  if (diagnostics.some((one) => one.severity === 'error')) throw new RunbookError(...diagnostics);
  return open;
}

function readExtraVars(io: Io, texts: readonly string[]): JsonObject {
  return texts.reduce<JsonObject>((all, text) => ({ ...all, ...readExtraVar(io, text) }), {});
}

function readExtraVar(io: Io, text: string): JsonObject {
  const read = readVariables(io, text);
  if (/[\uE000\uE001]|\\u0000/u.test(JSON.stringify(read)))
    throw badVariable(text, 'it has a character that must not stand in a value (U+0000, U+E000 or U+E001)');
  return read;
}

function readVariables(io: Io, text: string): JsonObject {
  if (text.startsWith('@')) {
    const path = resolve(io.cwd, text.slice(1));
    if (!existsSync(path)) throw badVariable(text, `there is no file ${path}`);
    return parseObject(readText(path, text), text);
  }
  if (text.trimStart().startsWith('{')) return parseObject(text, text);
  const equals = text.indexOf('=');
  if (equals < 1) throw badVariable(text, 'it has no equals sign');
  return { [text.slice(0, equals)]: text.slice(equals + 1) };
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw badVariable(shown, error instanceof Error ? error.message : 'it cannot be read');
  }
}

function parseObject(text: string, shown: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badVariable(shown, error instanceof Error ? error.message : 'it is no JSON');
  }
  const json = toJson(value);
  if (!isJsonObject(json)) throw badVariable(shown, 'it is no JSON object');
  return json;
}

function badVariable(text: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6006',
    severity: 'error',
    what: `-e ${text} cannot be read`,
    why,
    mend: 'write NAME=VALUE, a JSON object, or @FILE with a JSON object',
  });
}
