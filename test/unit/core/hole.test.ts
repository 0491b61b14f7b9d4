import { describe, expect, test } from 'vitest';
import { fillHoles, hasHole, hasSentinel, holesOf, holeText, showHoles, unknownUntil, type Hole } from '../../../src/core/hole.ts';
import { predictedDigest, sha256 } from '../../../src/core/digest.ts';

const output: Hole = {
  kind: 'output',
  host: 'cp-1',
  address: 'wireguard_key:/etc/wireguard/wg0.key',
  output: 'public_key',
  pattern: '[A-Za-z0-9+/]{43}=',
  secret: false,
};
const secret: Hole = { kind: 'secret', name: 'registry_password' };

test.each([
  output,
  { ...output, secret: true },
  secret,
  { kind: 'unknown', until: 'package:x' },
  { kind: 'digest', content: 'ab' },
] as const)('comes back out of a text: $kind', (hole) => {
  expect(holesOf(`a ${holeText(hole)}${holeText(secret)} b`)).toEqual([hole, secret]);
});

test('every hole of a text is filled, and nothing else is touched', () => {
  const text = `Key = ${holeText(output)}\nPassword = ${holeText(secret)}\n$& $1\n`;
  expect(fillHoles(text, (hole) => (hole.kind === 'secret' ? '$&$1' : 'KEY'))).toBe('Key = KEY\nPassword = $&$1\n$& $1\n');
});

test('people read what will stand there, and after what', () => {
  expect(showHoles(`${holeText(output)} ${holeText(secret)} ${unknownUntil('package:haproxy')}`)).toBe(
    '(public_key known after cp-1 wireguard_key:/etc/wireguard/wg0.key) (secret registry_password) (known after package:haproxy)',
  );
});

describe('a sentinel that is no hole', () => {
  test.each(['\uE000', '\uE001', '\uE000no JSON\uE001', '\uE000{"kind":"other"}\uE001', '\uE000[]\uE001'])('%j fills nothing', (text) => {
    expect(hasSentinel(text)).toBe(true);
    expect(holesOf(text)).toEqual([]);
    expect(fillHoles(text, () => 'filled')).toBe(text);
  });
});

test('the digest of a content is known only when it has no hole', () => {
  expect(predictedDigest({ text: 'a\n' })).toBe(sha256('a\n'));
  expect(hasHole(predictedDigest({ text: holeText(secret) }))).toBe(true);
});
