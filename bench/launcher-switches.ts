import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The switches with which the launcher starts the program, from a snapshot or from sources: with others it would take other memory, in other pauses. */
export function launcherSwitches(from: 'snapshot' | 'sources'): readonly string[] {
  const launcher = readFileSync(join(import.meta.dirname, '../src/cli/runbook'), 'utf8');
  const start =
    from === 'snapshot' ? /set -- ((?:--[a-z-]+(?:=\d+)?[ \\\n]+)+)--snapshot-blob/u : /set -- ((?:--[a-z-]+(?:=\d+)?[ \\\n]+)+)"\$entry"/u;
  const [, switches] = start.exec(launcher) ?? [];
  if (switches === undefined) throw new Error('the launcher does not say any more how the program is started');
  return switches.split(/[ \\\n]+/u).filter((one) => one !== '');
}
