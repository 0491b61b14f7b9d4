import pLimit from 'p-limit';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Identity } from '../core/resource.ts';
import type { Session } from '../core/session.ts';
import { diagnosticOf } from './session-pool.ts';

/** What one command gave on one host. */
export type CommandResult =
  | { readonly host: string; readonly exitCode: number; readonly output: string }
  | { readonly host: string; readonly failure: Diagnostic };

/** Runs a command on hosts, at most `forks` at once, and tells each result as it comes. Never rejects for a host. */
export async function runEverywhere(
  command: { readonly argv: readonly string[]; readonly identity: Identity; readonly timeoutMs: number },
  hosts: readonly string[],
  forks: number,
  open: (host: string) => Promise<Session>,
  onResult: (result: CommandResult) => void,
): Promise<readonly CommandResult[]> {
  const limit = pLimit(forks);
  const runOn = async (host: string): Promise<CommandResult> => {
    try {
      const session = await open(host);
      return { host, ...(await session.run(command.argv, command.identity, command.timeoutMs)) };
    } catch (error) {
      return { host, failure: diagnosticOf(error, host) };
    }
  };
  return Promise.all(
    hosts.map((host) =>
      limit(async () => {
        const result = await runOn(host);
        onResult(result);
        return result;
      }),
    ),
  );
}
