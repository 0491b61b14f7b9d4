import type { Layout } from './diagnostic.ts';
import { createPaint } from './paint.ts';
import { showLine } from './show-value.ts';
import { exitWords } from './html/words.ts';
import { renderTable, type Cell } from './table.ts';
import { count } from './wording.ts';

/** A run in one line. What its journal does not tell is missing. */
export interface RunLine {
  readonly run: string;
  readonly at?: string;
  readonly verb?: string;
  readonly playbook?: string;
  readonly inventory?: string;
  readonly operator?: string;
  readonly ticket?: string;
  /** The run that this one took back. */
  readonly undoOf?: string;
  /** The run that this one went on with, and the newest one that went on with this. */
  readonly resumeOf?: string;
  readonly resumedBy?: string;
  /** Missing when the run was cut off. */
  readonly changed?: number;
  readonly exitCode?: number;
  readonly durationMs?: number;
}

/** Runs as a table, in the order given; the name of a run is the local time of its beginning. `total` is how many there are in all. */
export function renderHistory(runs: readonly RunLine[], total: number, layout: Layout): string {
  if (runs.length === 0) return 'There is no run yet: `runbook apply` makes them.\n';
  const paint = createPaint(layout.color);
  const rows = runs.map((one): readonly Cell[] => [
    { text: showLine(one.run), style: 'bold' },
    { text: showLine(whatOf(one)) },
    { text: showLine(one.inventory ?? '?') },
    { text: showLine(one.operator ?? '?') },
    { text: showLine(one.ticket ?? '-') },
    { text: one.changed === undefined ? '?' : String(one.changed) },
    endCell(one),
  ]);
  const columns = ['Run', 'What', 'Inventory', 'By', 'Ticket', 'Changed', 'End'].map((title) => ({
    title,
    numeric: title === 'Changed',
    whole: title === 'Run',
  }));
  const more = total > runs.length ? [`${count(total - runs.length, 'older run')} not shown: --count N shows more`] : [];
  return [...renderTable(columns, rows, layout.width, paint), ...more, ''].join('\n');
}

/** What a run did, in two words: `apply site`, `undo RUN`, `exec`. */
function whatOf({ verb = '?', playbook, undoOf, resumeOf }: RunLine): string {
  if (undoOf !== undefined) return `undo ${undoOf}`;
  if (resumeOf !== undefined) return `resume ${resumeOf}`;
  return playbook === undefined ? verb : `${verb} ${playbook.replace(/^playbooks\/(.+)\.yml$/u, '$1')}`;
}

function endCell({ exitCode, resumedBy }: RunLine): Cell {
  if (exitCode === 0) return { text: 'done', style: 'green' };
  const words = exitCode === undefined ? 'cut off' : exitWords(exitCode).en;
  return resumedBy === undefined ? { text: words, style: 'red' } : { text: `${words}, resumed` };
}
