import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import { accountName, type Identity } from '../core/resource.ts';
import { quoteArgv } from '../core/shell-quote.ts';
import { sanitize } from '../core/text-sanitize.ts';
import { selectHosts } from '../definition/site.ts';
import { runEverywhere, type CommandResult } from '../engine/run-everywhere.ts';
import { createSessionPool, lossStatus } from '../engine/session-pool.ts';
import { renderDiagnostic } from '../report/diagnostic.ts';
import { createTransport } from '../transport/transport.ts';
import { askBecomePassword, createAsk } from './ask.ts';
import { refuseUnnamed } from './demanded.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { openEntryJournal } from './entry-journal.ts';
import { exitCodeOf } from './exit.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { hostLinks, siteLinks } from './links.ts';
import { openInventory } from './open-inventory.ts';
import { FORKS, type EntryOptions } from './options.ts';

const LIMIT_MS = 300_000;

/** `runbook exec`: runs one command on hosts. Exits with 1 when it failed on one, with 4 when one could not be reached. */
export async function exec(io: Io, selector: string, argv: readonly string[], options: EntryOptions): Promise<number> {
  const open = openInventory(io, options);
  refuseUnnamed(open.inventory, options);
  const hosts = selectHosts(open.inventory, selector);
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const ask = createAsk(io);
  const password = await askBecomePassword(io, ask, options.askBecomePass);
  const layout = { color: colorOf(io, io.stderr), width: widthOf(io) };
  const links = siteLinks(io, open.inventory, open.lab, options, ask, (warning) => io.stderr.write(renderDiagnostic(warning, layout)));
  const transport = createTransport(hostLinks(open.inventory, links), () => password);
  const identity: Identity =
    options.become === true ? { become: options.becomeUser ?? 'root', method: options.becomeMethod ?? 'sudo' } : 'login';
  const account = accountName(identity);
  const journal = openEntryJournal(io, 'exec', open.inventory, options);
  const command = quoteArgv(argv);
  const startedMs = new Map<string, number>();
  const now = (): Date => new Date();
  const pool = createSessionPool(
    transport,
    (event) => {
      journal.emit(event);
      if (event.event !== 'host_connected') return;
      journal.emit({ event: 'command_started', host: event.host, account, command });
      startedMs.set(event.host, Date.now());
    },
    now,
    (name) => open.inventory.hosts.find((one) => one.name === name)?.via ?? [],
  );
  const record = (told: CommandResult): void => {
    const result = withoutSecrets(io, told);
    const { host } = result;
    const began = startedMs.get(host);
    if (began !== undefined) {
      const end = 'failure' in result ? {} : { exitCode: result.exitCode };
      journal.emit({ event: 'command_done', host, account, command, ...end, durationMs: Date.now() - began });
    }
    if ('failure' in result)
      journal.emit({ event: 'host_failed', host, status: lossStatus(exitCodeOf([result.failure])), diagnostic: result.failure });
    show(result);
  };
  const show = (result: CommandResult): void => {
    if (options.format === 'json') io.stdout.write(`${JSON.stringify(result)}\n`);
    else if ('failure' in result) io.stderr.write(renderDiagnostic(result.failure, layout));
    else io.stdout.write(textOf(result));
  };
  try {
    const results = await runEverywhere(
      { argv, identity, timeoutMs: LIMIT_MS },
      hosts,
      options.forks ?? FORKS,
      (host) => pool.open(host),
      record,
    );
    const exitCode = combineExitCodes(
      results.map((result) => ('failure' in result ? exitCodeOf([result.failure]) : result.exitCode === 0 ? EXIT.done : EXIT.stepFailed)),
    );
    journal.end(exitCode);
    return exitCode;
  } finally {
    await pool.close();
  }
}

/** A password that a host says again is told to nobody. */
function withoutSecrets({ secrets }: Io, result: CommandResult): CommandResult {
  if ('failure' in result) return { ...result, failure: secrets.diagnostic(result.failure) };
  return { ...result, output: secrets.text(result.output) };
}

function textOf(result: Extract<CommandResult, { readonly exitCode: number }>): string {
  const head = `${result.host}${result.exitCode === 0 ? '' : ` · exit code ${result.exitCode}`}\n`;
  const lines = result.output === '' ? [] : sanitize(result.output).split('\n');
  return `${head}${lines.map((line) => `  ${line}\n`).join('')}`;
}
