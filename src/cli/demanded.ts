import { RunbookError } from '../core/diagnostic.ts';
import { JOURNAL_DEMANDS, type Inventory } from '../core/inventory.ts';
import { listWords } from '../report/wording.ts';

/** What an operator can say about a run, for its journal. */
export interface RecordOptions {
  readonly operator?: string;
  readonly ticket?: string;
  readonly reason?: string;
}

/** Throws RB6083 when the site wants something in the journal (`journal: { demand: … }`) that was not said. To be called before anybody is contacted. */
export function refuseUnnamed({ demand = [] }: Inventory, options: RecordOptions): void {
  const missing = JOURNAL_DEMANDS.filter((one) => demand.includes(one) && (options[one] ?? '').trim() === '');
  if (missing.length === 0) return;
  const flags = { operator: '--operator NAME', ticket: '--ticket NUMBER', reason: '--reason TEXT' };
  throw new RunbookError({
    code: 'RB6083',
    severity: 'error',
    what: `this site wants ${listWords(missing)} in the journal; nothing was contacted`,
    why: 'the inventory says so: journal: { demand: … }',
    mend: `say ${missing.map((one) => flags[one]).join(' ')}`,
  });
}
