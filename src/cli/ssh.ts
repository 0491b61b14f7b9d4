import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { selectHosts } from '../definition/site.ts';
import { diagnosticOf, lossStatus } from '../engine/session-pool.ts';
import type { Terminal } from '../transport/ssh-channel.ts';
import { createAsk } from './ask.ts';
import { refuseUnnamed } from './demanded.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { openEntryJournal, type EntryJournal } from './entry-journal.ts';
import { exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { siteLinks } from './links.ts';
import { openInventory } from './open-inventory.ts';
import type { EntryOptions } from './options.ts';

/** `runbook ssh HOST`: the account's own shell on a host, through the bastions, host keys checked. Gives the shell's exit code. */
export async function ssh(io: Io, name: string, options: EntryOptions): Promise<number> {
  const open = openInventory(io, options);
  refuseUnnamed(open.inventory, options);
  const [host = name] = selectHosts(open.inventory, name);
  if (!io.stdin.isTTY) {
    throw new RunbookError({
      code: 'RB6003',
      severity: 'error',
      what: 'ssh needs a terminal',
      mend: 'run one command with `runbook exec HOST -- ARGV…`',
    });
  }
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const journal = openEntryJournal(io, 'ssh', open.inventory, options);
  const links = siteLinks(io, open.inventory, open.lab, options, createAsk(io), () => undefined);
  const size = (): { rows: number; columns: number } => ({ rows: io.stdout.rows, columns: io.stdout.columns });
  try {
    const via = open.inventory.hosts.find((one) => one.name === host)?.via ?? [];
    const connectingMs = Date.now();
    journal.emit({ event: 'host_connecting', host, via });
    const terminal = await enterTerminal(journal, host, () => links.openTerminal(host, { ...size(), term: io.env['TERM'] ?? 'xterm' }));
    const startedMs = Date.now();
    journal.emit({ event: 'host_connected', host, durationMs: startedMs - connectingMs });
    journal.emit({ event: 'command_started', host, account: 'login' });
    const resize = (): void => terminal.resize(size());
    io.stdout.on('resize', resize);
    io.stdin.setRawMode(true);
    io.stdin.on('data', (bytes: Buffer) => terminal.write(bytes));
    terminal.onOutput((bytes) => io.stdout.write(bytes));
    terminal.onErrorOutput((bytes) => io.stdout.write(bytes));
    const end = await terminal.ended;
    const known = end.exitCode === undefined ? {} : { exitCode: end.exitCode };
    journal.emit({ event: 'command_done', host, account: 'login', ...known, durationMs: Date.now() - startedMs });
    journal.end(end.exitCode ?? EXIT.stepFailed);
    io.stdout.off('resize', resize);
    if (end.diagnostic !== undefined) throw new RunbookError(end.diagnostic);
    return end.exitCode ?? EXIT.stepFailed;
  } finally {
    io.stdin.setRawMode(false);
    io.stdin.pause();
    await links.close();
  }
}

/** Tells the journal of a host that cannot be entered. */
async function enterTerminal(journal: EntryJournal, host: string, open: () => Promise<Terminal>): Promise<Terminal> {
  try {
    return await open();
  } catch (error) {
    const diagnostic = diagnosticOf(error, host);
    const exitCode = exitCodeOf([diagnostic]);
    journal.emit({ event: 'host_failed', host, status: lossStatus(exitCode), diagnostic });
    journal.end(exitCode);
    throw error;
  }
}
