import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { confirm } from './ask.ts';
import { refuseUnnamed } from './demanded.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import type { Io } from './io.ts';
import { listHosts } from './list-hosts.ts';
import { openCheckedSite } from './open-site.ts';
import type { ApplyOptions } from './options.ts';
import { plan } from './plan.ts';
import { isPlanFile } from './plan-store.ts';
import { runStages } from './run-stages.ts';
import { openSiteRun, sitePlanner, type MadePlan } from './site-run.ts';

/** `runbook apply`: plans, asks, and does what the plan says, stage by stage; or does what a plan file says. */
export async function apply(io: Io, what: string, options: ApplyOptions): Promise<number> {
  if (options.resume !== undefined)
    return (await import('./resume.ts')).resume(io, options.resume === true ? undefined : options.resume, options);
  if (isPlanFile(io, what)) return (await import('./apply-file.ts')).applyFile(io, what, options);
  if (options.check === true) return plan(io, what, options);
  const open = await openCheckedSite(io, what, options);
  if (options.listHosts === true) {
    listHosts(io, open, options);
    return EXIT.done;
  }
  refuseUnnamed(open.site.inventory, options);
  if (options.yes !== true && !io.stdin.isTTY) throw nobodyToAsk();
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const planner = sitePlanner(io, open, options);
  const run = await openSiteRun(io, 'apply', open, planner, options);
  try {
    const next = (stage: number, lost: ReadonlySet<string>): Promise<MadePlan> => planner.plan(run, stage, lost);
    const first = await next(1, new Set());
    return await runStages(run, { first, next, confirm: () => confirm(io, 'Do this?') }, options);
  } finally {
    await run.close();
  }
}

function nobodyToAsk(): RunbookError {
  return new RunbookError({
    code: 'RB6003',
    severity: 'error',
    what: 'apply asks before it writes, and there is no terminal to ask in',
    mend: 'look at `runbook plan` first, then say `runbook apply --yes`',
  });
}
