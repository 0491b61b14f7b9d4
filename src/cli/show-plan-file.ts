import { EXIT } from '../core/exit-code.ts';
import { jsonText } from '../report/json-reporter.ts';
import { planHead } from '../report/plan/plan-head.ts';
import { planPieces } from '../report/plan/render-plan.ts';
import { unpackPlan } from '../core/plan-pack.ts';
import { writePlanPage } from './html-page.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import type { ShowOptions } from './options.ts';
import { openPlanFile } from './plan-store.ts';
import { verifyPlanFile } from './verify-plan-file.ts';

/** `runbook show FILE`: a plan as `runbook plan` shows it, with where it comes from. Needs no inventory and contacts nobody. */
export function showPlanFile(io: Io, file: string, options: ShowOptions): Promise<number> {
  const open = openPlanFile(io, file);
  if (options.verify === true) return verifyPlanFile(io, open, options);
  const { packed, digest } = open;
  writePlanPage(io, options, open);
  if (options.format === 'json') {
    io.stdout.write(jsonText(packed));
    return Promise.resolve(EXIT.done);
  }
  const layout = { color: colorOf(io, io.stdout), width: widthOf(io) };
  const plan = unpackPlan(packed);
  for (const piece of planPieces(plan, { ...layout, diff: options.diff ?? true, verbose: options.verbose ?? false, digest }))
    io.stdout.write(piece);
  io.stdout.write(`\n${planHead(plan, digest, { ...layout, now: new Date() }).join('\n')}\n`);
  return Promise.resolve(EXIT.done);
}
