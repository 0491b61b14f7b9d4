import { readFileSync } from 'node:fs';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { checkChain } from '../core/journal-chain.ts';
import { count } from '../report/wording.ts';
import { checkJournalSignatures } from './journal-signatures.ts';
import type { Io } from './io.ts';
import { projectFolder } from './project.ts';
import { chooseRun, journalFile, runNames } from './runs-folder.ts';

/** Options of `journal verify`. */
export interface JournalVerifyOptions {
  readonly all?: boolean;
  readonly head?: string;
}

/** So many breaks of a chain are named. */
const MOST_NAMED = 5;

/**
 * `runbook journal verify`: whether the records of runs are as they were written. Throws RB6080 when a chain is broken or cannot be read, and RB6081 when a
 * head that was told to somebody else is not in it, RB6084 when a signature beside it does not count.
 */
export async function journalVerify(io: Io, name: string, options: JournalVerifyOptions): Promise<number> {
  const project = projectFolder(io);
  const runs = options.all === true ? runNames(project) : [chooseRun(project, name)];
  const problems: Diagnostic[] = [];
  for (const run of runs) {
    const found = verifyRun(io, project, run, options.head);
    problems.push(...found);
    if (found.length === 0) for (const line of await checkJournalSignatures(io, project, run)) io.stdout.write(`  ${line}\n`);
  }
  if (problems.length > 0) throw new RunbookError(...problems);
  return EXIT.done;
}

function verifyRun(io: Io, project: string, run: string, anchor: string | undefined): readonly Diagnostic[] {
  const file = journalFile(project, run);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return [broken(run, `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)];
  }
  const { records, head, breaks, tornBytes, anchorLine } = checkChain(bytes, run, anchor?.toLowerCase());
  if (breaks.length > 0) {
    const named = breaks.slice(0, MOST_NAMED).map((one) => `line ${one.line}: ${one.why}`);
    const more = breaks.length > MOST_NAMED ? [`and ${breaks.length - MOST_NAMED} more`] : [];
    return [broken(run, `${file}: ${[...named, ...more].join('; ')}`)];
  }
  if (anchor !== undefined && anchorLine === undefined) return [otherHead(run, anchor, head)];
  io.stdout.write(`${run}  ${count(records, 'record')}, the chain is whole\n  head ${head}\n`);
  if (anchorLine !== undefined)
    io.stdout.write(`  the head that you gave is that of record ${anchorLine}: nothing up to there was changed since\n`);
  if (tornBytes > 0)
    io.stdout.write(
      `  ${count(tornBytes, 'byte')} of a last record that was not written to its end: the program was stopped in the middle of it\n`,
    );
  else if (anchor === undefined)
    io.stdout.write(
      '  compare it with what the end of the run printed, and with the logs of the hosts that it wrote to (journalctl -t runbook, or grep runbook /var/log/auth.log)\n',
    );
  return [];
}

function broken(run: string, why: string): Diagnostic {
  return {
    code: 'RB6080',
    severity: 'error',
    what: `the journal of ${run} is not as it was written`,
    why,
    mend: 'bring it back from a copy; what the hosts were told of it (syslog) says which head is the right one',
  };
}

function otherHead(run: string, anchor: string, head: string): Diagnostic {
  return {
    code: 'RB6081',
    severity: 'error',
    what: `the head ${anchor} is not in the journal of ${run}`,
    why: `its chain is whole and ends with ${head}: it is another run, or the journal was written anew`,
    mend: 'compare the name of the run with the one that stands beside the head; if it is the same, take the journal from a copy',
  };
}
