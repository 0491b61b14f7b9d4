import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { accessCsv, accessEntries } from '../report/access-record.ts';
import { renderAccessPage } from '../report/html/access-page.ts';
import { count } from '../report/wording.ts';
import type { Io } from './io.ts';
import { languageOf } from './language.ts';
import type { PageOptions } from './options.ts';
import { openPastRun } from './past-runs.ts';
import { projectFolder } from './project.ts';
import { chooseRun, runNames } from './runs-folder.ts';
import { placeFor, writeOrRefuse } from './whole-file.ts';

/** Options of `journal export`. */
export interface JournalExportOptions extends PageOptions {
  readonly all?: boolean;
  readonly csv?: string;
}

/**
 * `runbook journal export`: the access record of runs, as CSV and as a page; CSV on standard output when no file is named. A journal whose chain is broken, or that
 * is damaged in another way, is RB6062, and nothing is written.
 */
export function journalExport(io: Io, name: string, options: JournalExportOptions): number {
  const project = projectFolder(io);
  const placeOf = (named: string | undefined): string | undefined =>
    named === undefined ? undefined : placeFor(io.cwd, named, notWritten);
  const places = { csv: placeOf(options.csv), html: placeOf(options.html) };
  const runs = (options.all === true ? runNames(project) : [chooseRun(project, name)]).map((run) => openPastRun(project, run));
  const entries = runs.flatMap(({ events, past }) => accessEntries({ events, plans: past.plans }));
  if (places.html !== undefined) {
    const heads = runs.map(({ past, records, head }) => ({ run: past.run, records, head }));
    writeRecord(io, places.html, renderAccessPage(entries, heads, { language: languageOf(io, options.lang) }));
  }
  if (places.csv !== undefined) writeRecord(io, places.csv, accessCsv(entries));
  if (places.csv === undefined && places.html === undefined) io.stdout.write(accessCsv(entries));
  else io.stderr.write(`${count(entries.length, 'entry', 'entries')} of ${count(runs.length, 'run')}.\n`);
  return EXIT.done;
}

function writeRecord(io: Io, file: string, text: string): void {
  writeOrRefuse(file, text, notWritten);
  io.stderr.write(`The access record is in ${file}.\n`);
}

function notWritten(file: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6082',
    severity: 'error',
    what: `the access record cannot be written to ${file}`,
    why,
    mend: 'name another place with --csv or --html',
  });
}
