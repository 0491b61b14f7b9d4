import { RunbookError } from '../core/diagnostic.ts';
import type { RunEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import { planDigest, planText } from '../core/plan-digest.ts';
import type { SignatureReport } from '../core/signature-report.ts';
import { readPlanFile } from '../definition/plan-file.ts';
import { renderPlanPage, renderRunPage, type PageSettings } from '../report/html/render-page.ts';
import { collectRun, type RunRecord, type RunStage } from '../report/html/run-record.ts';
import type { Reporter } from '../report/reporter.ts';
import { codeEntry } from './codes.ts';
import type { Io } from './io.ts';
import { languageOf } from './language.ts';
import type { PageOptions } from './options.ts';
import { placeFor, writeOrRefuse } from './whole-file.ts';

/** A reporter that also writes a page of what was told, when all is over. Throws RB6070 at once when no page can be written there. */
export function withHtmlPage(io: Io, reporter: Reporter, verb: string, options: PageOptions): Reporter {
  if (options.html === undefined) return reporter;
  const file = placeFor(io.cwd, options.html, notWritten);
  const collector = collectRun();
  return {
    onEvent: (event) => {
      collector.push(event);
      reporter.onEvent(event);
    },
    shown: () => reporter.shown?.() ?? Promise.resolve(),
    settle: () => reporter.settle(),
    close: async () => {
      await reporter.close();
      const record = collector.record();
      const last = record.stages.at(-1);
      if (last === undefined) {
        io.stderr.write(`There is no plan, so no page was written to ${file}.\n`);
      } else if (verb === 'apply' || verb === 'undo') {
        writePage(io, file, renderRunPage(record, settingsOf(io, options)));
      } else {
        writePage(io, file, renderPlanPage({ ...last, ...ticketOf(record.started) }, settingsOf(io, options)));
      }
    },
  };
}

/** Writes the page of a plan. Throws RB6070. */
export function writePlanPage(
  io: Io,
  options: PageOptions,
  plan: { readonly packed: Plan; readonly digest: string },
  signatures?: SignatureReport,
): void {
  if (options.html === undefined) return;
  const file = placeFor(io.cwd, options.html, notWritten);
  const page = { plan: plan.packed, digest: plan.digest, ...ticketOf(options), ...(signatures === undefined ? {} : { signatures }) };
  writePage(io, file, renderPlanPage(page, settingsOf(io, options)));
}

/** Writes the page of a run from the events of its journal. Throws RB6070, and RB6071 when the journal holds no plan that can be read. */
export function writeRunPage(io: Io, options: PageOptions, run: string, events: readonly RunEvent[]): void {
  if (options.html === undefined) return;
  const file = placeFor(io.cwd, options.html, notWritten);
  const faults: string[] = [];
  const collector = collectRun(({ plan }) => checkedStage(plan, run, faults));
  for (const event of events) collector.push(event);
  const record: RunRecord = collector.record();
  const page = renderRunPage(record, settingsOf(io, options));
  if (page === undefined) {
    throw new RunbookError({
      code: 'RB6071',
      severity: 'error',
      what: `there is no page of the run ${run}`,
      why: faults[0] ?? 'it ended before a plan was made',
      mend: 'look at it with `runbook show` without --html',
    });
  }
  writePage(io, file, page);
}

/** A plan of a journal as far as it holds what is relied on; its digest is taken anew, as the journal may say anything. */
function checkedStage(plan: Plan, run: string, faults: string[]): Pick<RunStage, 'plan' | 'digest'> | undefined {
  try {
    const checked = readPlanFile(Buffer.from(planText(plan)), `the plan in the journal of ${run}`);
    return { plan: checked, digest: planDigest(checked) };
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    faults.push(...error.diagnostics.map((one) => [one.what, one.why].filter((text) => text !== undefined).join(': ')));
    return undefined;
  }
}

function settingsOf(io: Io, options: PageOptions): PageSettings {
  return { language: languageOf(io, options.lang), explainCode: codeEntry };
}

function ticketOf(from: { readonly ticket?: string } | undefined): { readonly ticket?: string } {
  return from?.ticket === undefined ? {} : { ticket: from.ticket };
}

function writePage(io: Io, file: string, page: string | undefined): void {
  if (page === undefined) return;
  writeOrRefuse(file, page, notWritten);
  io.stderr.write(`The page is in ${file} (${Math.max(1, Math.ceil(Buffer.byteLength(page) / 1024))} KiB).\n`);
}

function notWritten(file: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6070',
    severity: 'error',
    what: `the page cannot be written to ${file}`,
    why,
    mend: 'name another place with --html',
  });
}
