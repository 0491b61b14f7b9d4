import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { mistake } from './problem.ts';

/** The file beside the inventory that says for whom secrets are encrypted. */
export function recipientsFile(inventoryFolder: string): string {
  return join(inventoryFolder, 'age_recipients');
}

/** The recipients of an inventory, one `age1…` a line, each once. Throws RB1414 when there is none, RB1415 with every line that is none. */
export async function readRecipients(inventoryFolder: string): Promise<readonly string[]> {
  const file = recipientsFile(inventoryFolder);
  const { Encrypter } = await import('age-encryption');
  const problems: Diagnostic[] = [];
  const recipients = new Set<string>();
  for (const [index, written] of readLines(file).entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) continue;
    try {
      new Encrypter().addRecipient(line);
      recipients.add(line);
    } catch {
      problems.push(badLine(file, index + 1, line));
    }
  }
  if (problems.length > 0) throw new RunbookError(...problems);
  if (recipients.size === 0) throw nobody(file, 'no recipient is in it');
  return [...recipients];
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw nobody(file, error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read');
  }
}

function nobody(file: string, why: string): RunbookError {
  return new RunbookError(
    mistake('RB1414', `nobody is named to encrypt secrets for: ${file}`, undefined, {
      why,
      mend: 'write the public key of everyone who may read the secrets into it, one age1… a line; age-keygen -y FILE prints yours',
    }),
  );
}

/** The line itself is not shown: somebody may have put a private key there. */
function badLine(file: string, line: number, text: string): Diagnostic {
  const source = { file, line, column: 1 };
  if (text.startsWith('AGE-SECRET-KEY-'))
    return mistake('RB1415', 'a private key stands among the recipients', source, {
      why: 'whoever has it opens every secret that was written for it',
      mend: 'remove it, put the public half there (age-keygen -y FILE), and make a new key when others have seen this one',
    });
  return mistake('RB1415', 'this line is no recipient', source, {
    why: 'a recipient is an age1… key, whole and without a typing mistake; keys of SSH are not taken',
    mend: 'correct it, or put # in front of it',
  });
}
