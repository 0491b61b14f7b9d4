import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { accountName, type Identity } from '../core/resource.ts';
import { sanitize } from '../core/text-sanitize.ts';
import { selectHosts } from '../definition/site.ts';
import { createSessionPool, diagnosticOf, lossStatus } from '../engine/session-pool.ts';
import { createTransport } from '../transport/transport.ts';
import { readRemovedLock, unlockCommand, type RemovedLock } from '../transport/shell/unlock-script.ts';
import { askBecomePassword, createAsk } from './ask.ts';
import { refuseUnnamed } from './demanded.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { openEntryJournal } from './entry-journal.ts';
import { exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { hostLinks, siteLinks } from './links.ts';
import { openInventory } from './open-inventory.ts';
import type { EntryOptions } from './options.ts';
import { startedFrom } from './started-from.ts';

const LIMIT_MS = 60_000;
const LONGEST_WORDS = 200;

/** `runbook unlock HOST --reason TEXT`: removes the lock of a host, whoever has it. The run that had it stops before its next step there. Throws RB6072 without a reason. */
export async function unlock(io: Io, name: string, options: EntryOptions): Promise<number> {
  const open = openInventory(io, options);
  refuseUnnamed(open.inventory, options);
  const reason = (options.reason ?? '').trim();
  if (reason === '') throw noReason(name);
  const [host = name, ...others] = selectHosts(open.inventory, name);
  if (others.length > 0) throw oneOnly(name, others.length + 1);
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const ask = createAsk(io);
  const password = await askBecomePassword(io, ask, options.askBecomePass);
  const links = siteLinks(io, open.inventory, open.lab, options, ask, () => undefined);
  const known = open.inventory.hosts.find((one) => one.name === host);
  const identity = identityOf(known?.ssh.user ?? '', options);
  const account = accountName(identity);
  const journal = openEntryJournal(io, 'unlock', open.inventory, options);
  const pool = createSessionPool(
    createTransport(hostLinks(open.inventory, links), () => password),
    (event) => journal.emit(event),
    () => new Date(),
    () => known?.via ?? [],
  );
  const command = 'remove the lock';
  const startedMs = Date.now();
  const end = (exitCode: number): number => {
    journal.emit({ event: 'command_done', host, account, command, exitCode, durationMs: Date.now() - startedMs });
    journal.end(exitCode);
    return exitCode;
  };
  try {
    const session = await pool.open(host);
    journal.emit({ event: 'command_started', host, account, command });
    const words = `by ${options.operator ?? io.user} on ${startedFrom(io)}: ${reason}`;
    const { exitCode, output } = await session.run(unlockCommand(shortLine(words)), identity, LIMIT_MS);
    const removed = exitCode === 0 ? readRemovedLock(output) : undefined;
    if (removed === undefined) throw new RunbookError(notRemoved(host, output));
    const text = removed === 'none' ? 'there is no lock' : sentenceOf(removed);
    journal.emit({ event: 'notice', host, text });
    io.stdout.write(`${host}: ${text}\n`);
    return end(EXIT.done);
  } catch (error) {
    const diagnostic = diagnosticOf(error, host);
    const exitCode = exitCodeOf([diagnostic]);
    journal.emit({ event: 'host_failed', host, status: lossStatus(exitCode), diagnostic });
    end(exitCode);
    throw error;
  } finally {
    await pool.close();
  }
}

/** Locks lie with the account that writes: root, or the one that is named. */
function identityOf(user: string, options: EntryOptions): Identity {
  const account = options.becomeUser ?? 'root';
  return account === user ? 'login' : { become: account, method: options.becomeMethod ?? 'sudo' };
}

function sentenceOf({ run, owner, ageSeconds, dead }: RemovedLock): string {
  const whose = `the lock of the run ${shortLine(run) || '(no name)'}${owner === '' ? '' : ` of ${shortLine(owner)}`}, ${ageSeconds} s old, is removed`;
  return dead === undefined ? `${whose}; that run still lived: it stops before its next step there` : `${whose}; that run was dead`;
}

function shortLine(text: string): string {
  return sanitize(text).replaceAll('\n', ' ').slice(0, LONGEST_WORDS);
}

function noReason(host: string): RunbookError {
  return new RunbookError({
    code: 'RB6072',
    severity: 'error',
    what: 'unlock wants a reason; nothing was contacted',
    why: 'it can let two runs write to one host at the same time, so the journal keeps why it was done',
    mend: `runbook unlock ${host} --reason "…"`,
  });
}

function oneOnly(name: string, count: number): RunbookError {
  return new RunbookError({
    code: 'RB6073',
    severity: 'error',
    what: `unlock takes one host, and ${name} means ${count}; nothing was contacted`,
    mend: 'name one host',
  });
}

function notRemoved(host: string, output: string): Diagnostic {
  return {
    code: 'RB3123',
    severity: 'error',
    what: 'the lock could not be removed',
    host,
    why: shortLine(output.trim()) || 'the host said nothing',
    mend: 'look at /run/runbook on the host (accounts other than root: /var/tmp/runbook-UID)',
  };
}
