import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { loadSecrets, readAgeFile, readRecipients, recipientsMark, type Secret } from '../definition/site.ts';
import { renderDiagnostics } from '../report/diagnostic.ts';
import { renderSecretTable } from '../report/secret-table.ts';
import { count } from '../report/wording.ts';
import { createAsk } from './ask.ts';
import { exitCodeOf } from './exit.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { openInventory } from './open-inventory.ts';
import { secretSources } from './secret-sources.ts';
import { distinctFaults, subjectOf, type SecretsOptions } from './secrets.ts';

/** `runbook secrets check`: where each secret comes from and whether it can be read now; never a value. Exits with 65 when one cannot. */
export async function secretsCheck(io: Io, options: SecretsOptions): Promise<number> {
  const { inventory, secrets } = openInventory(io, options);
  const sources = secretSources(io, options, createAsk(io));
  const read = loadSecrets({ secrets }, sources);
  const faults: RunbookError[] = [];
  const list = [...secrets.values()];
  const recipients = list.some((one) => one.origin.from === 'age') ? await recipientsNow(inventory.folder, faults) : undefined;
  const rows: (readonly string[])[] = [];
  for (const secret of list) {
    const fault = secret.origin.from === 'prompt' ? undefined : await faultOf(() => read(secret.name));
    if (fault !== undefined) faults.push(fault);
    const state = secret.origin.from === 'prompt' ? 'asked for' : fault === undefined ? 'yes' : codesOf(fault);
    rows.push([secret.name, placeOf(secret, inventory.folder), state, (await remarksOn(secret, recipients)).join(', ') || '-']);
  }
  const layout = { color: colorOf(io, io.stdout), width: widthOf(io) };
  io.stdout.write(list.length === 0 ? 'This inventory names no secret.\n' : renderSecretTable(rows, layout));
  const problems = distinctFaults(faults);
  if (problems.length === 0) return EXIT.done;
  io.stderr.write(renderDiagnostics(problems, { color: colorOf(io, io.stderr), width: widthOf(io) }));
  return exitCodeOf(problems);
}

/** The recipients as they are; undefined when they cannot be read. That there are none is a fault of nobody who only reads. */
async function recipientsNow(folder: string, faults: RunbookError[]): Promise<readonly string[] | undefined> {
  try {
    return await readRecipients(folder);
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    if (error.diagnostics.some((one) => one.code !== 'RB1414')) faults.push(error);
    return undefined;
  }
}

async function faultOf(read: () => Promise<string>): Promise<RunbookError | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (error instanceof RunbookError) return error;
    throw error;
  }
}

function codesOf(fault: RunbookError): string {
  return `no: ${fault.diagnostics.map((one) => one.code).join(', ')}`;
}

function placeOf({ origin }: Secret, folder: string): string {
  if (origin.from === 'env') return `${origin.variable} (environment)`;
  if (origin.from === 'prompt') return 'whoever runs it';
  const path = relative(folder, origin.path);
  return path.startsWith('..') ? origin.path : path;
}

async function remarksOn(secret: Secret, recipients: readonly string[] | undefined): Promise<readonly string[]> {
  const { origin } = secret;
  if (origin.from === 'env' || origin.from === 'prompt') return [];
  const found = statSync(origin.path, { throwIfNoEntry: false });
  if (found === undefined) return ['no such file'];
  const mode = `mode ${(found.mode & 0o777).toString(8).padStart(4, '0')}`;
  return origin.from === 'file' ? [mode] : [mode, ...(await ageRemarks(secret, origin.path, recipients))];
}

async function ageRemarks(secret: Secret, path: string, recipients: readonly string[] | undefined): Promise<readonly string[]> {
  const file = await readAgeFile(path, subjectOf(secret)).catch(() => undefined);
  if (file === undefined) return [];
  if (file.hasPassphrase) return ['passphrase'];
  const kept = count(file.recipients, 'recipient');
  if (recipients === undefined) return [kept, 'there is no usable age_recipients'];
  const isOld = file.mark === undefined ? file.recipients !== recipients.length : file.mark !== recipientsMark(recipients);
  if (isOld) return [kept, `age_recipients has changed since (${recipients.length} now): runbook secrets rotate`];
  return file.mark === undefined ? [kept, 'written by another program: for whom is not known'] : [`${kept} as in age_recipients`];
}
