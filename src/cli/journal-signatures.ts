import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { checkChain } from '../core/journal-chain.ts';
import { count } from '../report/wording.ts';
import type { Io } from './io.ts';
import { judgeSignatures, type SignedThing } from './judge-signature.ts';
import { makeSignature } from './make-signature.ts';
import { openPastRun } from './past-runs.ts';
import { allowedSignersFile, whoSigned } from './plan-signatures.ts';
import { inventoryFolder, projectFolder } from './project.ts';
import { chooseRun, journalFile, runsFolder } from './runs-folder.ts';
import { chooseSigningKey } from './signing-key.ts';
import { writeOrRefuse } from './whole-file.ts';

/** Options of `journal sign`. */
export interface JournalSignOptions {
  readonly inventory?: string;
  readonly key?: string;
}

/** More are not looked at. */
const MOST_SIGNATURES = 16;
/** Longest file of signatures that is read, in bytes. */
const LONGEST_FILE = 256 * 1024;
const END = '-----END SSH SIGNATURE-----\n';

/** What is signed of a journal: how many records it has, and the digest of the last, by which all are known (`journal-chain.ts`). */
export function journalToSign(run: string, records: number, head: string): SignedThing {
  return { what: 'journal', namespace: 'runbook-journal', text: `runbook.journal/1 ${run} ${records} sha256:${head}\n` };
}

/** `runbook journal sign RUN`: puts a signature over the end of a journal beside it. Throws RB6062 when the journal is damaged, RB6084 when the signature would not count. */
export async function journalSign(io: Io, name: string, options: JournalSignOptions): Promise<number> {
  const project = projectFolder(io);
  const run = chooseRun(project, name);
  const { started, records, head } = openPastRun(project, run);
  const allowed = allowedSignersFile(inventoryFolder(io, options.inventory ?? started.inventory));
  const thing = journalToSign(run, records, head);
  const armored = await makeSignature(io, thing, await chooseSigningKey(io, options.key, allowed));
  const [verdict] = await judgeSignatures(io, [armored], thing, allowed);
  if (verdict === undefined || verdict.fault !== undefined) throw doesNotCount(run, verdict?.fault ?? 'there is none');
  writeOrRefuse(signatureFile(project, run), [...readSignatures(project, run), armored].join(''), (file, why) =>
    doesNotCount(run, `${file} cannot be written: ${why}`),
  );
  io.stdout.write(`${run}  ${count(records, 'record')}, head ${head}\nSigned by ${whoSigned(verdict)}.\n`);
  return EXIT.done;
}

/** Judges the signatures beside a journal. Gives a line for each that counts; throws RB6084 for one that does not. */
export async function checkJournalSignatures(io: Io, project: string, run: string): Promise<readonly string[]> {
  const signatures = readSignatures(project, run);
  if (signatures.length === 0) return [];
  const { records, head } = checkChain(readFileSync(journalFile(project, run)), run);
  const { started } = openPastRun(project, run);
  const verdicts = await judgeSignatures(
    io,
    signatures,
    journalToSign(run, records, head),
    allowedSignersFile(inventoryFolder(io, started.inventory)),
  );
  const bad = verdicts.find((one) => one.fault !== undefined);
  if (bad !== undefined) throw doesNotCount(run, `signature ${bad.number}: ${bad.fault ?? ''}`);
  return verdicts.map((one) => `signed by ${whoSigned(one)}`);
}

/** The signatures beside a journal, one behind the other as `ssh-keygen -Y sign` writes them. */
function readSignatures(project: string, run: string): readonly string[] {
  const file = signatureFile(project, run);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8').slice(0, LONGEST_FILE);
  const parts = text.split(END).map((part) => `${part}${END}`);
  // What stands behind the last end is no signature, and is judged as such.
  const signatures = text.endsWith(END) ? parts.slice(0, -1) : [...parts.slice(0, -1), text.slice(text.lastIndexOf(END) + END.length)];
  if (signatures.length <= MOST_SIGNATURES) return signatures;
  throw doesNotCount(run, `there are ${signatures.length}, and more than ${MOST_SIGNATURES} are not read`);
}

function signatureFile(project: string, run: string): string {
  return join(runsFolder(project), run, 'journal.sig');
}

function doesNotCount(run: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6084',
    severity: 'error',
    what: `a signature of the journal of ${run} does not count`,
    why,
    mend: 'compare the head with what was printed and told to the hosts (syslog); then sign anew, with a key that allowed_signers lets sign (namespaces="runbook-journal")',
  });
}
