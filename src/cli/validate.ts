import { selectHosts, validateSiteInTurns } from '../definition/site.ts';
import { EXIT } from '../core/exit-code.ts';
import { renderDiagnostics } from '../report/diagnostic.ts';
import { exitCodeOf } from './exit.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { openSite } from './open-site.ts';
import type { SiteOptions } from './options.ts';

/** `runbook validate`: every mistake in inventory, playbook, roles and templates, at once. Contacts nobody. */
export async function validate(io: Io, playbook: string, options: SiteOptions): Promise<number> {
  const { site } = await openSite(io, playbook, options);
  // A name that nobody has is refused here as it would be by plan and apply.
  if (options.limit !== undefined) selectHosts(site.inventory, options.limit);
  const diagnostics = await validateSiteInTurns(site);
  if (diagnostics.length > 0) {
    io.stderr.write(renderDiagnostics(diagnostics, { color: colorOf(io, io.stderr), width: widthOf(io) }));
  }
  const exitCode = exitCodeOf(diagnostics);
  if (exitCode === EXIT.done) {
    const { zones, hosts, flows } = site.inventory;
    io.stdout.write(
      `${site.playbook.file} and the inventory ${site.inventory.name} are well written: ${site.playbook.plays.length} plays, ${site.roles.size} roles, ` +
        `${zones.length} zones, ${hosts.length} hosts, ${flows.length} flows\n`,
    );
  }
  return exitCode;
}
