import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { createAgeKeys, readAgeFile, readRecipients, recipientsMark, writeAge } from '../../../src/definition/site.ts';
import { encryptTo, makePair, writePrivate } from '../../support/age-made.ts';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'runbook-age-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const subject = { what: 'the secret "token"' };
const write = (text: string): void => writeFileSync(join(place, 'age_recipients'), text);

async function refused(): Promise<RunbookError> {
  return readRecipients(place).then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: unknown) => {
      if (error instanceof RunbookError) return error;
      throw error;
    },
  );
}

test('recipients are read a line each, once each, with comments', async () => {
  const [one, two] = [await makePair(), await makePair()];
  write(`# the team\n${one.recipient}\r\n\n  ${two.recipient}\n${one.recipient}\n`);
  expect(await readRecipients(place)).toEqual([one.recipient, two.recipient]);
});

test('without a file, or with nobody in it: RB1414', async () => {
  expect((await refused()).message).toContain('RB1414');
  write('# nobody yet\n');
  expect((await refused()).message).toContain('RB1414');
});

test('every line that is no recipient is told with its place: RB1415; a private key there is not shown', async () => {
  const pair = await makePair();
  write(`${pair.recipient.replace(/.$/u, (last) => (last === 'q' ? 'p' : 'q'))}\n${pair.identity}\nssh-ed25519 AAAAC3 me\n`);
  const { diagnostics } = await refused();
  expect(diagnostics.map(({ code, source }) => [code, source?.line])).toEqual([
    ['RB1415', 1],
    ['RB1415', 2],
    ['RB1415', 3],
  ]);
  expect(JSON.stringify(diagnostics)).not.toContain(pair.identity);
  expect(diagnostics[1]?.what).toContain('private key');
});

test('what is written names its list of recipients, whatever its order, and every one of them opens it', async () => {
  const hybrid = await generateHybridIdentity();
  const [one, two] = [await makePair(), { identity: hybrid, recipient: await identityToRecipient(hybrid) }];
  const list = [one.recipient, two.recipient];
  const path = join(place, 'a.age');
  writeFileSync(path, await writeAge('value\n', list));
  expect(await readAgeFile(path, subject)).toMatchObject({ recipients: 2, hasPassphrase: false, mark: recipientsMark(list.toReversed()) });
  expect(recipientsMark([one.recipient])).not.toBe(recipientsMark(list));
  for (const { identity } of [one, two]) {
    const identityFile = writePrivate(join(place, 'key'), identity);
    const keys = createAgeKeys({ identityFile, ask: () => Promise.resolve(''), learn: () => undefined });
    expect(Buffer.from((await keys.open(path, subject)).content).toString()).toBe('value\n');
  }
  writeFileSync(path, await encryptTo('value', one.recipient));
  expect(await readAgeFile(path, subject)).not.toHaveProperty('mark');
});
