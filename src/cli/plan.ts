import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import { makePlan } from '../engine/make-plan.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { openRun } from './engine-run.ts';
import { exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { listHosts } from './list-hosts.ts';
import { openCheckedSite } from './open-site.ts';
import type { PlanOptions } from './options.ts';
import { summarize } from './summary.ts';

/** `runbook plan`: shows what apply would do. Exits with 0, or with 2 on `--detailed-exitcode` when something would change. */
export function plan(io: Io, playbook: string, options: PlanOptions): Promise<number> {
  return look(io, 'plan', playbook, options, options.detailedExitcode === true);
}

/** `runbook verify`: the same question, asked as a test: exits with 2 when a host is not as declared. */
export function verify(io: Io, playbook: string, options: PlanOptions): Promise<number> {
  return look(io, 'verify', playbook, options, true);
}

async function look(io: Io, verb: string, playbook: string, options: PlanOptions, tellsChanges: boolean): Promise<number> {
  const open = openCheckedSite(io, playbook, options);
  if (options.listHosts === true) {
    listHosts(io, open, options);
    return EXIT.done;
  }
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const run = await openRun(io, verb, open, options);
  try {
    const made = await makePlan(run.order, 1, run.ports, run.pool);
    run.announce(made);
    const failures = made.hosts.flatMap((host) => (host.failure === undefined ? [] : [host.failure]));
    const pending = made.steps.length > 0 || made.stageEnds.length > 0;
    const exitCode = combineExitCodes([exitCodeOf(failures), pending && tellsChanges ? EXIT.changesPending : EXIT.done]);
    run.emit({
      event: 'run_done',
      exitCode,
      durationMs: run.ports.now().getTime() - run.startedMs,
      changed: 0,
      hosts: summarize(made.hosts, new Map(), run.pool.stats()),
    });
    return exitCode;
  } finally {
    await run.close();
  }
}
