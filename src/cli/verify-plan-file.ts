import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { renderDiagnostics } from '../report/diagnostic.ts';
import { planHead } from '../report/plan/plan-head.ts';
import { signatureLines } from '../report/signature-lines.ts';
import { refuseOver } from './apply-file.ts';
import { createAsk } from './ask.ts';
import { exitCodeOf } from './exit.ts';
import { writePlanPage } from './html-page.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { siteLinks } from './links.ts';
import { openInventory } from './open-inventory.ts';
import { FORKS, type ShowOptions } from './options.ts';
import { identitiesOf } from './origin.ts';
import { changedIdentities, contactedHosts } from './plan-identity.ts';
import { judgePlanSignatures } from './plan-signatures.ts';
import type { OpenPlan } from './plan-store.ts';

/** `runbook show FILE --verify`: whose signatures a plan has, and whether `apply` would take it. Contacts nobody. Exits with 3 when it would not. */
export async function verifyPlanFile(io: Io, { packed, digest }: OpenPlan, options: ShowOptions): Promise<number> {
  const open = openInventory(io, {
    planned: packed.inventory,
    ...(options.inventory === undefined ? {} : { inventory: options.inventory }),
  });
  const now = new Date();
  const report = await judgePlanSignatures(io, packed, digest, open.inventory.folder);
  const links = siteLinks(io, open.inventory, open.lab, { forks: FORKS }, createAsk(io), () => undefined);
  const others = changedIdentities(packed, await identitiesOf(open.inventory, contactedHosts(packed), links));
  const problems = [...report.problems, ...diagnosticsOf(() => refuseOver(packed, now)), ...others];
  writePlanPage(io, options, { packed, digest }, report);
  const layout = { color: colorOf(io, io.stdout), width: widthOf(io) };
  const lines = [...planHead(packed, digest, { ...layout, now }), ...signatureLines(report, layout)];
  io.stdout.write(`${lines.join('\n')}\n`);
  if (problems.length > 0) io.stdout.write(`\n${renderDiagnostics(problems, layout)}`);
  const isRefused = problems.some((one) => one.severity === 'error');
  io.stdout.write(`\n${isRefused ? '`apply` refuses this plan.' : '`apply` takes this plan.'}\n`);
  return isRefused ? exitCodeOf(problems) : EXIT.done;
}

function diagnosticsOf(check: () => void): readonly Diagnostic[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof RunbookError) return error.diagnostics;
    throw error;
  }
}
