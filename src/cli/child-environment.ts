import type { Secret } from '../definition/site.ts';
import type { Io } from './io.ts';

/** Notes which variables of the environment are secrets of an inventory. */
export function noteSecretVariables(io: Io, secrets: ReadonlyMap<string, Secret>): void {
  for (const { origin } of secrets.values()) if (origin.from === 'env') io.secretVariables.add(origin.variable);
}

/** What other programs that are started here get: all but the secrets of the inventory, which are no business of theirs. */
export function childEnvironment(io: Io): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(io.env).filter(([name]) => !io.secretVariables.has(name)));
}
