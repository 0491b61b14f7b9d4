import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { selectHosts } from '../definition/site.ts';
import { createAsk } from './ask.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import type { Io } from './io.ts';
import { siteLinks } from './links.ts';
import { openInventory } from './open-inventory.ts';
import type { SiteOptions } from './options.ts';

/** `runbook ssh HOST`: the account's own shell on a host, through the bastions, host keys checked. Gives the shell's exit code. */
export async function ssh(io: Io, name: string, options: SiteOptions): Promise<number> {
  const open = openInventory(io, options);
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
  const links = siteLinks(io, open.inventory, open.lab, options, createAsk(io), () => undefined);
  const size = (): { rows: number; columns: number } => ({ rows: io.stdout.rows, columns: io.stdout.columns });
  try {
    const terminal = await links.openTerminal(host, { ...size(), term: io.env['TERM'] ?? 'xterm' });
    const resize = (): void => terminal.resize(size());
    io.stdout.on('resize', resize);
    io.stdin.setRawMode(true);
    io.stdin.on('data', (bytes: Buffer) => terminal.write(bytes));
    terminal.onOutput((bytes) => io.stdout.write(bytes));
    terminal.onErrorOutput((bytes) => io.stdout.write(bytes));
    const end = await terminal.ended;
    io.stdout.off('resize', resize);
    if (end.diagnostic !== undefined) throw new RunbookError(end.diagnostic);
    return end.exitCode ?? EXIT.stepFailed;
  } finally {
    io.stdin.setRawMode(false);
    io.stdin.pause();
    await links.close();
  }
}
