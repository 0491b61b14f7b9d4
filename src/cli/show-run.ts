import type { Plan } from '../core/plan.ts';
import { unpackPlan } from '../core/plan-pack.ts';
import { jsonReporter } from '../report/json-reporter.ts';
import { plainReporter } from '../report/plain-reporter.ts';
import { renderPlan } from '../report/plan/render-plan.ts';
import type { Reporter } from '../report/reporter.ts';
import { ttyReporter } from '../report/tty-reporter.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { countForks, readProcessCounters } from '../lab/count-forks.ts';
import type { LabState } from '../lab/lab-state.ts';
import type { PlanOptions } from './options.ts';

/** The reporter that the options ask for: live in a terminal, plain lines elsewhere. With `--stats`, the processes of lab hosts are counted. */
export function createReporter(io: Io, verb: string, options: PlanOptions, lab: LabState | undefined): Reporter {
  const format = options.format ?? (io.stdout.isTTY && io.env['TERM'] !== 'dumb' ? 'tty' : 'plain');
  if (format === 'json') return jsonReporter((text) => io.stdout.write(text));
  const layout = { color: colorOf(io, io.stdout), width: widthOf(io) };
  const showPlan = (plan: Plan, digest: string): string =>
    renderPlan(unpackPlan(plan), {
      ...layout,
      diff: options.diff ?? (verb !== 'apply' && verb !== 'undo'),
      verbose: options.verbose ?? false,
      digest,
    });
  const forks = options.stats === true && lab !== undefined ? forkCounter(lab) : undefined;
  const settings = { ...layout, showPlan, stats: options.stats ?? false, ...(forks === undefined ? {} : { forks }) };
  return format === 'tty' ? ttyReporter(io.stdout, settings) : plainReporter((text) => io.stdout.write(text), settings);
}

/** Counts the processes that lab hosts start from now on. */
function forkCounter(lab: LabState): () => Readonly<Record<string, number>> {
  const before = readProcessCounters(lab);
  return () => countForks(before, readProcessCounters(lab));
}
