import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hostKeyOf } from '../../../src/transport/host-key.ts';
import { knownHostName, parseKnownHosts } from '../../../src/transport/known-hosts.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { mustBePure } from '../oracles.ts';
import { spoilText, textChanges } from '../spoil-text.ts';

function keyOf(type: string, length: number): string {
  const body = Buffer.alloc(4 + type.length + 4 + length, 7);
  body.writeUInt32BE(type.length);
  body.write(type, 4, 'latin1');
  return `${type} ${body.toString('base64')}`;
}

const keys = [
  keyOf('ssh-ed25519', 32),
  keyOf('ssh-rsa', 257),
  keyOf('ecdsa-sha2-nistp256', 65),
  'ssh-ed25519 AAAA',
  `ssh-rsa ${keyOf('ssh-ed25519', 32).split(' ')[1] ?? ''}`,
  'ssh-ed25519',
  'ssh-ed25519 //////8=',
];
const names = ['relay-1', 'relay-2', '198.18.10.11', '[198.18.10.11]:2222', 'RELAY-1', 'a'.repeat(60)];
function hashed(name: string): string {
  const salt = Buffer.alloc(20, 3);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
const pattern = fc.oneof(
  { arbitrary: fc.constantFrom(...names), weight: 4 },
  {
    arbitrary: fc.constantFrom(
      '*',
      'relay-?',
      'relay-*',
      '!relay-2',
      '198.18.*',
      '[198.18.10.11]:*',
      '*a*a*a*a*a*a*a*a*a*a*a*b',
      '!*',
      '?*?',
      '',
      '[',
      '(a+)+',
      '*.example',
      '***',
    ),
    weight: 3,
  },
  {
    arbitrary: fc
      .array(fc.constantFrom('a', '*', '?', '*a', 'relay', '-1', '!', '.', '[', ']', '+'), { maxLength: 14 })
      .map((all) => all.join('')),
    weight: 2,
  },
);
const patterns = fc.oneof(
  { arbitrary: fc.array(pattern, { minLength: 1, maxLength: 3 }).map((all) => all.join(',')), weight: 5 },
  { arbitrary: fc.constantFrom(...names.map((name) => hashed(name.toLowerCase())), '|1|', '|1|x', '|2|a|b', '|1||'), weight: 1 },
);
const line = fc
  .tuple(
    fc.constantFrom('', '', '', '@revoked ', '@cert-authority ', '@nope ', '# ', ' ', '\t'),
    patterns,
    fc.constantFrom(' ', '\t', '  '),
    fc.constantFrom(...keys),
    fc.constantFrom('', ' a comment', '\r'),
  )
  .map((words) => words.join(''));
const file = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => `${lines.join('\n')}\n`);
const tokens = [' ', '\t', '\n', ',', '!', '*', '?', '|1|', '@', '#', '\u0000', '한', '=', '\u202E'];
const inputs: fc.Arbitrary<Texts> = fc.record({
  file: fc.oneof(
    { arbitrary: file, weight: 3 },
    { arbitrary: fc.tuple(file, textChanges(tokens, 2)).map(([text, changes]) => spoilText(text, changes)), weight: 1 },
  ),
  name: fc.oneof(
    { arbitrary: fc.constantFrom(...names), weight: 4 },
    { arbitrary: fc.constantFrom('', '*', 'relay-1,x', 'relay', '!relay-1'), weight: 1 },
  ),
});

/** Files of known host keys: a key is that of a host when its line says so, by the words of sshd(8), and never else. */
export const knownHosts: FuzzKind = {
  name: 'known_hosts',
  share: 5,
  sources: ['transport/known-hosts.ts', 'transport/host-key.ts'],
  inputs,
  judge: (input) => {
    const text = textOf(input, 'file');
    const name = textOf(input, 'name');
    const { hosts, unused } = parseKnownHosts('known_hosts', text);
    const lines = text.split('\n');
    for (const host of hosts) {
      const words = (lines[host.line - 1] ?? '').trim().split(/[ \t]+/u);
      const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
      must(marker === undefined || marker === '@revoked', () => `a line of ${marker} is believed`);
      must(host.revoked === (marker === '@revoked'), () => 'a revoked key is believed, or one that is not is revoked');
      must(words[1] === host.key.type && words[2] === host.key.base64, () => `the key of line ${host.line} is another`);
      must(hostKeyOf(Buffer.from(host.key.base64, 'base64')).type === host.key.type, () => 'the type of a key is not that of its bytes');
      const wanted = matchesList(words[0] ?? '', name);
      if (wanted !== undefined)
        must(host.matches(name) === wanted, () => `${words[0]} ${wanted ? 'names' : 'does not name'} ${name}, and it says otherwise`);
    }
    knownHostName(name, 22);
    mustBePure();
    return { reached: hosts.length > 0 ? 'meaning' : 'syntax', codes: unused.map(() => 'unused line') };
  },
};

/** The same by a table of what matches how far (no expressions); undefined for hashed names. */
function matchesList(list: string, name: string): boolean | undefined {
  if (list.startsWith('|1|')) return undefined;
  const hits = list
    .toLowerCase()
    .split(',')
    .filter((one) => matchesGlob(one.replace(/^!/u, ''), name.toLowerCase()));
  return hits.length > 0 && hits.every((one) => !one.startsWith('!'));
}

function matchesGlob(glob: string, name: string): boolean {
  let reach: readonly boolean[] = [true, ...Array.from(name, () => false)];
  for (const sign of glob) {
    let any = false;
    reach = reach.map((_, at) => {
      any ||= reach[at] === true;
      return sign === '*' ? any : at > 0 && reach[at - 1] === true && (sign === '?' || sign === name[at - 1]);
    });
  }
  return reach.at(-1) === true;
}
