import { basename } from 'node:path';
import type { Inventory } from '../core/inventory.ts';
import type { Happening } from '../core/event.ts';
import { newRunId, openJournal } from '../engine/journal.ts';
import type { RecordOptions } from './demanded.ts';
import type { Io } from './io.ts';
import { startedFrom } from './started-from.ts';
import { projectFolder } from './project.ts';
import { runsFolder } from './runs-folder.ts';

/** The journal of a verb that enters hosts without a plan. */
export interface EntryJournal {
  readonly emit: (event: Happening) => void;
  /** Tells of the end; call it once. */
  end(exitCode: number): void;
}

/** Begins a journal for `exec`, `ssh` and `unlock`: who enters which host, through which, and what is run there. */
export function openEntryJournal(io: Io, verb: 'exec' | 'ssh' | 'unlock', inventory: Inventory, options: RecordOptions): EntryJournal {
  const run = newRunId(new Date());
  const startedMs = Date.now();
  const journal = openJournal(runsFolder(projectFolder(io)), run);
  const emit = (event: Happening): void => {
    for (const clean of io.secrets.push({ at: new Date().toISOString(), ...event })) journal.append(clean);
  };
  emit({
    event: 'run_started',
    run,
    verb,
    inventory: basename(inventory.folder),
    operator: options.operator ?? io.user,
    from: startedFrom(io),
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
  return {
    emit,
    end: (exitCode) => emit({ event: 'run_done', exitCode, durationMs: Date.now() - startedMs, changed: 0, hosts: [] }),
  };
}
