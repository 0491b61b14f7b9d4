import type { Plan } from '../core/plan.ts';
import { unpackPlanInTurns } from '../core/plan-pack.ts';
import { jsonReporter } from '../report/json-reporter.ts';
import { plainReporter } from '../report/plain-reporter.ts';
import { renderPlanInTurns } from '../report/plan/render-plan.ts';
import { withPlansInTurns } from '../report/plans-in-turns.ts';
import { writeByTurns } from '../report/write-by-turns.ts';
import type { Reporter } from '../report/reporter.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import type { LabState } from '../lab/lab-state.ts';
import type { PlanOptions } from './options.ts';

/**
 * The reporter that the options ask for: live in a terminal, plain lines elsewhere. With `--stats`, the processes of lab hosts are counted. What only one
 * of them needs is loaded for it alone.
 */
export async function createReporter(io: Io, verb: string, options: PlanOptions, lab: LabState | undefined): Promise<Reporter> {
  const format = options.format ?? (io.stdout.isTTY && io.env['TERM'] !== 'dumb' ? 'tty' : 'plain');
  const write = (text: string): void => void io.stdout.write(text);
  if (format === 'json') return writeByTurns(write, jsonReporter);
  const layout = { color: colorOf(io, io.stdout), width: widthOf(io) };
  const looks = {
    ...layout,
    diff: options.diff ?? (verb !== 'apply' && verb !== 'undo'),
    verbose: options.verbose ?? false,
  };
  /** The plan that comes next, as it is shown. */
  let text = '';
  const prepare = async (plan: Plan, digest: string): Promise<void> => {
    text = await renderPlanInTurns(await unpackPlanInTurns(plan), { ...looks, digest });
  };
  const showPlan = (): string => text;
  const forks = options.stats === true && lab !== undefined ? await forkCounter(lab) : undefined;
  const settings = { ...layout, showPlan, stats: options.stats ?? false, ...(forks === undefined ? {} : { forks }) };
  const reporter =
    format === 'tty'
      ? (await import('../report/tty-reporter.ts')).ttyReporter(io.stdout, settings)
      : writeByTurns(write, (gather) => plainReporter(gather, settings));
  return withPlansInTurns(reporter, prepare);
}

/** Counts the processes that lab hosts start from now on. */
async function forkCounter(lab: LabState): Promise<() => Readonly<Record<string, number>>> {
  const { countForks, readProcessCounters } = await import('../lab/count-forks.ts');
  const before = readProcessCounters(lab);
  return () => countForks(before, readProcessCounters(lab));
}
