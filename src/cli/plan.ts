import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { listHosts } from './list-hosts.ts';
import { openCheckedSite } from './open-site.ts';
import type { PlanOptions } from './options.ts';
import { planPlace, savedPlanLines, writePlanFile } from './plan-store.ts';
import { signedLine, signerOf } from './sign.ts';
import { openSiteRun, sitePlanner } from './site-run.ts';
import { endRun } from './summary.ts';
import { fitLines } from './time-limits.ts';
import { readValidUntil } from './valid-until.ts';

/** `runbook plan`: shows what apply would do. Exits with 0, or with 2 on `--detailed-exitcode` when something would change. */
export function plan(io: Io, playbook: string, options: PlanOptions): Promise<number> {
  return look(io, 'plan', playbook, options, options.detailedExitcode === true);
}

/** `runbook verify`: the same question, asked as a test: exits with 2 when a host is not as declared. */
export function verify(io: Io, playbook: string, options: PlanOptions): Promise<number> {
  return look(io, 'verify', playbook, options, true);
}

async function look(io: Io, verb: string, playbook: string, options: PlanOptions, tellsChanges: boolean): Promise<number> {
  const open = await openCheckedSite(io, playbook, options);
  if (options.listHosts === true) {
    listHosts(io, open, options);
    return EXIT.done;
  }
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const now = new Date();
  const validUntil = options.validUntil === undefined ? undefined : readValidUntil(options.validUntil, now);
  const file = options.out === undefined ? undefined : planPlace(io, options.out);
  const signWith = await signerOf(io, open.inventoryFolder, options);
  const planner = sitePlanner(io, open, options, validUntil === undefined ? {} : { validUntil });
  const run = await openSiteRun(io, verb, open, planner, options);
  try {
    const { plan: made, packed, digest } = await planner.plan(run, 1, new Set());
    await run.announce(packed, digest);
    for (const text of fitLines(made, run.ports.window, run.ports.now())) run.emit({ event: 'notice', text });
    if (file !== undefined) {
      // A passphrase may be asked for.
      await run.reporter.settle();
      const signed = await signWith?.(packed, digest);
      const sizeBytes = writePlanFile(file, signed?.plan ?? packed);
      const lines = savedPlanLines(file, packed, digest, sizeBytes);
      for (const line of [...lines, ...(signed === undefined ? [] : [signedLine(signed)])]) run.emit({ event: 'notice', text: line });
    }
    const failures = made.hosts.flatMap((host) => (host.failure === undefined ? [] : [host.failure]));
    const pending = made.steps.length > 0 || made.stageEnds.length > 0;
    const exitCode = combineExitCodes([exitCodeOf(failures), pending && tellsChanges ? EXIT.changesPending : EXIT.done]);
    return await endRun(run, made.hosts, new Map(), exitCode);
  } finally {
    await run.close();
  }
}
