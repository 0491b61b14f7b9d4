import { once } from 'node:events';
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { checkSecretValue, readRecipients, recipientsFile, secretText, writeAge, type Secret } from '../definition/site.ts';
import { count } from '../report/wording.ts';
import { createAsk } from './ask.ts';
import { editText } from './edit-text.ts';
import type { Io } from './io.ts';
import { openInventory, type OpenInventory } from './open-inventory.ts';
import { secretSources, type OpenSources, type SecretOptions } from './secret-sources.ts';
import { writeWholeFile } from './whole-file.ts';

/** Options of the verbs about secrets. */
export interface SecretsOptions extends SecretOptions {
  readonly inventory?: string;
}

/** A secret that is kept in an age file. */
type AgeSecret = Secret & { readonly origin: { readonly from: 'age'; readonly path: string } };

/** A secret is a short text: longer input is a mistake, in bytes. */
const LONGEST_INPUT = 256 * 1024;

/** `runbook secrets set NAME`: encrypts a value that is typed without being shown, or comes on standard input, for the recipients of the inventory. */
export async function secretsSet(io: Io, name: string, options: SecretsOptions): Promise<number> {
  const open = openInventory(io, options);
  const secret = ageSecret(open, name);
  const recipients = await readRecipients(open.inventory.folder);
  const value = checkSecretValue(secret, io.stdin.isTTY ? await typeValue(io, name) : secretText(secret, await readInput(io)));
  io.secrets.add([{ name, value }]);
  writeSecretFile(secret.origin.path, await writeAge(`${value}\n`, recipients));
  io.stdout.write(`The secret ${name} is in ${secret.origin.path}, for ${count(recipients.length, 'recipient')}.\n`);
  return EXIT.done;
}

/** `runbook secrets edit NAME`: the value in $EDITOR. */
export async function secretsEdit(io: Io, name: string, options: SecretsOptions): Promise<number> {
  const open = openInventory(io, options);
  const secret = ageSecret(open, name);
  const recipients = await readRecipients(open.inventory.folder);
  const { age } = secretSources(io, options, createAsk(io));
  const isThere = statSync(secret.origin.path, { throwIfNoEntry: false }) !== undefined;
  const before = isThere ? (await age.open(secret.origin.path, subjectOf(secret))).content : new Uint8Array();
  await refuseLockOut(age, recipients, open);
  const after = await editText(io, before);
  if (after === undefined) return EXIT.cancelled;
  const value = checkSecretValue(secret, secretText(secret, after));
  if (isThere && value === secretText(secret, before)) {
    io.stdout.write(`The secret ${name} is as it was; nothing was written.\n`);
    return EXIT.done;
  }
  writeSecretFile(secret.origin.path, await writeAge(`${value}\n`, recipients));
  io.stdout.write(`The secret ${name} is in ${secret.origin.path}, for ${count(recipients.length, 'recipient')}.\n`);
  return EXIT.done;
}

/** `runbook secrets rotate`: every age file of the inventory anew, for the recipients as they are now. Nothing is written before all could be read. */
export async function secretsRotate(io: Io, options: SecretsOptions): Promise<number> {
  const open = openInventory(io, options);
  const recipients = await readRecipients(open.inventory.folder);
  const { age } = secretSources(io, options, createAsk(io));
  const secrets = new Map([...open.secrets.values()].filter(isAgeSecret).map((one) => [one.origin.path, one]));
  const faults: RunbookError[] = [];
  const fresh = new Map<string, string>();
  for (const [path, secret] of secrets) {
    try {
      fresh.set(path, await writeAge((await age.open(path, subjectOf(secret))).content, recipients));
    } catch (error) {
      if (!(error instanceof RunbookError)) throw error;
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new RunbookError(...distinctFaults(faults));
  await refuseLockOut(age, recipients, open);
  for (const [path, text] of fresh) writeSecretFile(path, text);
  io.stdout.write(
    fresh.size === 0
      ? 'No secret of this inventory is in an age file.\n'
      : `${count(fresh.size, 'age file')} written anew, for ${count(recipients.length, 'recipient')}. Whoever could read the old ones still knows the values: change those too when somebody has left.\n`,
  );
  return EXIT.done;
}

/** What is said of a secret in messages about its file. */
export function subjectOf(secret: Secret): { readonly what: string; readonly source: Secret['source'] } {
  return { what: `the secret "${secret.name}"`, source: secret.source };
}

/** Diagnostics of several failures, each once: that there is no identity is true of every file. */
export function distinctFaults(faults: readonly RunbookError[]): RunbookError['diagnostics'] {
  const all = faults.flatMap((fault) => fault.diagnostics);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function isAgeSecret(secret: Secret): secret is AgeSecret {
  return secret.origin.from === 'age';
}

function ageSecret({ secrets }: OpenInventory, name: string): AgeSecret {
  const secret = secrets.get(name);
  if (secret !== undefined && isAgeSecret(secret)) return secret;
  const names = [...secrets.values()].filter(isAgeSecret).map((one) => one.name);
  throw new RunbookError({
    code: 'RB1418',
    severity: 'error',
    what: secret === undefined ? `there is no secret "${name}" in the inventory` : `the secret "${name}" is in no age file`,
    ...(secret === undefined ? {} : { source: secret.source }),
    mend:
      names.length === 0
        ? 'name one in the inventory first: { secret: { age: secrets/NAME.age } }'
        : `in age files are: ${names.join(', ')}`,
  });
}

/** Whoever writes what he could not read afterwards has most likely forgotten himself. */
async function refuseLockOut(age: OpenSources['age'], recipients: readonly string[], open: OpenInventory): Promise<void> {
  const own = await age.recipients();
  if (own.length === 0 || own.some((one) => recipients.includes(one))) return;
  throw new RunbookError({
    code: 'RB1420',
    severity: 'error',
    what: 'you could not read any more what you write; nothing was written',
    why: `none of your keys is in ${recipientsFile(open.inventory.folder)}`,
    mend: `add ${own[0] ?? ''}, or let somebody do it who stays`,
  });
}

async function typeValue(io: Io, name: string): Promise<string> {
  const ask = createAsk(io);
  const first = await ask({ text: `Value of ${name}`, secret: true });
  const second = first === undefined || first === '' ? first : await ask({ text: 'The same again', secret: true });
  if (first === undefined || second === undefined) throw notSet('nothing was typed', 'type it, or give it on standard input');
  if (first !== second) throw notSet('the two are not the same', 'say it again');
  return first;
}

async function readInput(io: Io): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  let sizeBytes = 0;
  io.stdin.on('data', (block: Uint8Array) => {
    sizeBytes += block.length;
    if (sizeBytes <= LONGEST_INPUT) blocks.push(block);
  });
  await once(io.stdin, 'end');
  if (sizeBytes > LONGEST_INPUT) throw notSet(`more than ${LONGEST_INPUT} bytes came on standard input`, 'give the value alone');
  return Buffer.concat(blocks);
}

function notSet(why: string, mend: string): RunbookError {
  return new RunbookError({ code: 'RB1419', severity: 'error', what: 'the secret was not changed', why, mend });
}

function writeSecretFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeWholeFile(path, text);
  } catch (error) {
    throw new RunbookError({
      code: 'RB1421',
      severity: 'error',
      what: `the age file cannot be written: ${path}`,
      why: error instanceof Error && 'code' in error ? String(error.code) : 'unknown',
      mend: 'what stood there is as it was; make room, or correct the rights of the folder',
    });
  }
}
