import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import type { Identity } from '../core/resource.ts';
import { sanitize } from '../core/text-sanitize.ts';
import { selectHosts } from '../definition/site.ts';
import { runEverywhere, type CommandResult } from '../engine/run-everywhere.ts';
import { renderDiagnostic } from '../report/diagnostic.ts';
import { createTransport } from '../transport/transport.ts';
import { createAsk } from './ask.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { exitCodeOf } from './exit.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { hostLinks, siteLinks } from './links.ts';
import { openInventory } from './open-inventory.ts';
import { FORKS, type SiteOptions } from './options.ts';

const LIMIT_MS = 300_000;

/** `runbook exec`: runs one command on hosts. Exits with 1 when it failed on one, with 4 when one could not be reached. */
export async function exec(io: Io, selector: string, argv: readonly string[], options: SiteOptions): Promise<number> {
  const open = openInventory(io, options);
  const hosts = selectHosts(open.inventory, selector);
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const ask = createAsk(io);
  const password = options.askBecomePass === true ? await ask({ text: 'Password for sudo or su on the hosts', secret: true }) : undefined;
  const layout = { color: colorOf(io, io.stderr), width: widthOf(io) };
  const links = siteLinks(io, open.inventory, open.lab, options, ask, (warning) => io.stderr.write(renderDiagnostic(warning, layout)));
  const transport = createTransport(hostLinks(open.inventory, links), () => password);
  const identity: Identity =
    options.become === true ? { become: options.becomeUser ?? 'root', method: options.becomeMethod ?? 'sudo' } : 'login';
  const show = (result: CommandResult): void => {
    if (options.format === 'json') io.stdout.write(`${JSON.stringify(result)}\n`);
    else if ('failure' in result) io.stderr.write(renderDiagnostic(result.failure, layout));
    else io.stdout.write(textOf(result));
  };
  try {
    const results = await runEverywhere({ argv, identity, timeoutMs: LIMIT_MS }, hosts, options.forks ?? FORKS, transport, show);
    return combineExitCodes(
      results.map((result) => ('failure' in result ? exitCodeOf([result.failure]) : result.exitCode === 0 ? EXIT.done : EXIT.stepFailed)),
    );
  } finally {
    await transport.close();
  }
}

function textOf(result: Extract<CommandResult, { readonly exitCode: number }>): string {
  const head = `${result.host}${result.exitCode === 0 ? '' : ` · exit code ${result.exitCode}`}\n`;
  const lines = result.output === '' ? [] : sanitize(result.output).split('\n');
  return `${head}${lines.map((line) => `  ${line}\n`).join('')}`;
}
