import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';

const KEY_BYTES = 32;

/**
 * Makes marks with the key of the site, `.runbook/marks.key`, which is made when it is first needed. A mark is the HMAC-SHA256 (RFC 2104) of the text: whoever has a
 * plan or a journal, and not the key, cannot try secrets against it. Throws RB6010 when others may read the key.
 */
export function createMark(projectFolder: string): (text: string) => string {
  const file = join(projectFolder, '.runbook', 'marks.key');
  let key: Buffer | undefined;
  return (text) => {
    key ??= readKey(file);
    return `mark:${createHmac('sha256', key).update(text).digest('hex')}`;
  };
}

function readKey(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch {
    // It is there already.
  }
  const text = readFileSync(file, 'utf8').trim();
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0) throw badKey(file, `its mode is 0${mode.toString(8)}: others may read it`, `chmod 600 ${file}`);
  if (!/^[0-9a-f]{64}$/u.test(text))
    throw badKey(file, 'it does not hold a key (64 hex digits)', `remove ${file}; plans that were made with it cannot be applied then`);
  return Buffer.from(text, 'hex');
}

function badKey(file: string, why: string, mend: string): RunbookError {
  return new RunbookError({ code: 'RB6010', severity: 'error', what: `the key of the secret marks, ${file}, cannot be used`, why, mend });
}
