import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readSshSignature } from '../../../src/core/ssh-signature.ts';
import { createAgeKeys } from '../../../src/definition/age-keys.ts';
import { looksLikeAge, openAgeFile, parseAgeFile } from '../../../src/definition/age-file.ts';
import { readRecipients } from '../../../src/definition/age-recipients.ts';
import { armored, encryptTo, makePair } from '../../support/age-made.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { diagnosticsOf, verdictOf } from '../oracles.ts';
import { putFiles } from '../site-folder.ts';
import { spoilText, textChanges } from '../spoil-text.ts';

const CONTENT = 'the content of a secret\n';
const mine = await makePair();
const other = await makePair();
const binary = Buffer.from(await encryptTo(CONTENT, mine.recipient)).toString('latin1');
const letters = armored(Buffer.from(binary, 'latin1'));
const stanza = '-> scrypt AAAAAAAAAAAAAAAAAAAAAA 8\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n';

/** An SSH signature in its armor, around these strings. */
function signature(...strings: readonly string[]): string {
  const head = Buffer.alloc(10);
  head.write('SSHSIG');
  head.writeUInt32BE(1, 6);
  const parts = strings.map((text) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(text.length);
    return Buffer.concat([size, Buffer.from(text, 'latin1')]);
  });
  return `-----BEGIN SSH SIGNATURE-----\n${(
    Buffer.concat([head, ...parts])
      .toString('base64')
      .match(/.{1,70}/gu) ?? []
  ).join('\n')}\n-----END SSH SIGNATURE-----\n`;
}

const signatures = [
  signature('\u0000\u0000\u0000\u000bssh-ed25519x', 'runbook-plan', '', 'sha512', 'sig'),
  signature('k', 'file', '', 'sha256', ''),
  signature('k'),
  signature('', '', '', '', ''),
];
const files = [
  binary,
  binary,
  letters,
  `age-encryption.org/v1\n${stanza}${binary.slice(22)}`,
  binary.replace('X25519', 'runbook-recipients'),
  'age-encryption.org/v1\n',
  'plain text',
];
const recipients = [
  `${mine.recipient}\n`,
  `# all\n${mine.recipient}\n${other.recipient}\n`,
  `${mine.identity}\n`,
  'ssh-ed25519 AAAA\n',
  '',
];
const identities = [
  `${mine.identity}\n`,
  `# created\n${mine.identity}\n${other.identity}\n`,
  `${other.identity}\n`,
  'AGE-SECRET-KEY-1\n',
  '',
];
const tokens = [
  '\n',
  '-> X25519 A\n',
  '-> scrypt A 18\n',
  '-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n',
  '--- ',
  '---',
  'age-encryption.org/v1\n',
  '-----',
  'A',
  '=',
  '\u0000',
  '\u00ff',
  ' ',
  '-',
  'age1',
  'AGE-SECRET-KEY-1',
  '\u001B[2J',
];
const spoilt = (texts: readonly string[], weight: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.oneof({ arbitrary: fc.constant([]), weight }, { arbitrary: textChanges(tokens, 2), weight: 2 }))
    .map(([text, changes]) => spoilText(text, changes));
const inputs: fc.Arbitrary<Texts> = fc.record({
  file: spoilt(files, 1),
  recipients: spoilt(recipients, 2),
  identity: spoilt(identities, 4),
  signature: spoilt(signatures, 1),
});

/** Files of age, lists of recipients, identities, and signatures. */
export const keys: FuzzKind = {
  name: 'keys',
  share: 3,
  sources: ['definition/age-file.ts', 'definition/age-keys.ts', 'definition/age-recipients.ts', 'core/ssh-signature.ts'],
  inputs,
  judge: async (input) => {
    const bytes = Buffer.from(textOf(input, 'file'), 'latin1');
    const subject = { what: 'the secret "x"' };
    const folder = join(putFiles({}), 'keys');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'age_recipients'), textOf(input, 'recipients'));
    writeFileSync(join(folder, 'identity'), textOf(input, 'identity'), { mode: 0o600 });
    writeFileSync(join(folder, 'secret'), bytes);
    looksLikeAge(bytes);
    let hasHeader = false;
    const said = [
      ...(await diagnosticsOf(() => readRecipients(folder))),
      ...(await diagnosticsOf(async () => {
        const file = await parseAgeFile('secret', bytes, subject);
        hasHeader = true;
        const opened = await openAgeFile(file, { identities: [mine.identity] }, subject);
        must(
          opened === undefined || Buffer.from(opened).toString() === CONTENT,
          () => 'a file that somebody changed was opened to another content',
        );
      })),
      ...(await diagnosticsOf(async () => {
        const learned: string[] = [];
        const opener = createAgeKeys({
          identityFile: join(folder, 'identity'),
          ask: () => Promise.resolve(''),
          learn: ({ value }) => learned.push(value),
        });
        await opener.open(join(folder, 'secret'), subject);
        must(learned.length > 0, () => 'an identity was used that nobody keeps out of the output');
      })),
    ];
    must(!said.some((one) => JSON.stringify(one).includes(mine.identity.slice(20))), () => 'a message shows an identity');
    const read = readSshSignature(textOf(input, 'signature'));
    must(
      read === undefined || textOf(input, 'signature').startsWith('-----BEGIN SSH SIGNATURE-----\n'),
      () => 'a signature without its armor was believed',
    );
    return { ...verdictOf(said), reached: hasHeader || read !== undefined ? 'meaning' : 'syntax' };
  },
};
