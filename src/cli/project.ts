import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { quoteShell } from '../core/shell-quote.ts';
import type { LabOptions } from '../lab/lab-paths.ts';
import type { Io } from './io.ts';

/** The folder that holds `inventory/`, `playbooks/` and `roles/`: the current one, or the nearest above it; else the current one. */
export function projectFolder(io: Io): string {
  for (let folder = io.cwd; ; folder = dirname(folder)) {
    if (isFolder(join(folder, 'inventory')) || isFolder(join(folder, 'playbooks'))) return folder;
    if (dirname(folder) === folder) return io.cwd;
  }
}

/** The lab of this project. RUNBOOK_LAB names it where labs of several checkouts stand on one machine; else it is the one named `rb`. */
export function labOptions(io: Io): LabOptions {
  const name = io.env['RUNBOOK_LAB'] ?? '';
  return { projectFolder: projectFolder(io), ...(name === '' ? {} : { name }) };
}

/**
 * Absolute path of the inventory's folder: the one that was named, else `inventory/site`, else the only one in `inventory/`. Throws RB6001, which names the
 * inventory of the plan that is `planned`, where there is one.
 */
export function inventoryFolder(io: Io, named: string | undefined, planned?: string): string {
  const base = join(projectFolder(io), 'inventory');
  const mend =
    planned === undefined
      ? 'name one with -i FOLDER'
      : `the plan was made with the inventory ${planned}: name it with -i ${quoteShell(planned)}`;
  if (named !== undefined) {
    const path = resolve(io.cwd, named);
    if (isFolder(path)) return path;
    if (!named.includes('/') && isFolder(join(base, named))) return join(base, named);
    throw noInventory(`there is no inventory ${named}`, `neither ${path} nor ${join(base, named)} is a folder`, mend);
  }
  if (isFolder(join(base, 'site'))) return join(base, 'site');
  const folders = isFolder(base) ? readdirSync(base).filter((name) => isFolder(join(base, name))) : [];
  const [only] = folders;
  if (only !== undefined && folders.length === 1) return join(base, only);
  throw noInventory(
    'no inventory was named',
    folders.length === 0 ? `there is no folder in ${base}` : `there is no inventory/site, and inventory/ holds ${folders.join(', ')}`,
    mend,
  );
}

/** Absolute path of the playbook: a name in `playbooks/` or a path. Throws RB6002. */
export function playbookFile(io: Io, playbook: string): string {
  const folder = join(projectFolder(io), 'playbooks');
  const tries = [join(folder, `${playbook}.yml`), isAbsolute(playbook) ? playbook : resolve(io.cwd, playbook)];
  const found = tries.find((path) => existsSync(path) && statSync(path).isFile());
  if (found !== undefined) return found;
  const there = isFolder(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yml'))
        .map((name) => name.slice(0, -4))
    : [];
  throw new RunbookError({
    code: 'RB6002',
    severity: 'error',
    what: `there is no playbook ${playbook}`,
    why: `neither ${tries.join(' nor ')} is a file`,
    mend: there.length === 0 ? `write ${tries[0] ?? ''}` : `there are: ${there.join(', ')}`,
  });
}

function noInventory(what: string, why: string, mend: string): RunbookError {
  return new RunbookError({ code: 'RB6001', severity: 'error', what, why, mend });
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
