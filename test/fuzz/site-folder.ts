import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { renderStep } from './show-step.ts';
import { expandSite, validateSite } from '../../src/definition/site.ts';
import { factsOfAll, loadProject, soundSite } from '../support/written-site.ts';
import type { Verdict } from './fuzz-kind.ts';
import { mustBeContained, verdictOf } from './oracles.ts';

let folder: string | undefined;
const there = new Map<string, string>();

/** Puts files into the project folder of this thread, in memory where the machine has a place for that. A text that stands there already is not written again. */
export function putFiles(files: Readonly<Record<string, string>>): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'runbook-fuzz-'));
    folder = made;
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  for (const [path, text] of Object.entries({ ...soundSite, ...files })) {
    if (there.get(path) === text) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    there.set(path, text);
  }
  return folder;
}

/** Reads, checks and expands the site of these files, as `plan` does before it speaks to a host. */
export function judgeSite(files: Readonly<Record<string, string>>): Verdict {
  const site = loadProject(putFiles(files));
  const found = validateSite(site);
  const said: Diagnostic[] = [...found];
  if (found.every((one) => one.severity !== 'error')) {
    const expansion = expandSite(site, factsOfAll(site), () => undefined);
    said.push(...expansion.diagnostics);
    for (const items of expansion.hosts.values()) for (const item of items) mustBeContained(renderStep(item), 'a resource');
  }
  return verdictOf(said);
}
