import { describe, expect, it } from 'vitest';
import { knownHostName, parseKnownHosts } from '../../../src/transport/known-hosts.ts';

// Made by ssh-keygen(1).
const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIAecRKhwtNpnaneIWGL0vYotFzwq2Rvh0MgMUXNh0QcT';

describe('a line of known_hosts', () => {
  it.each([
    ['host', 'host', true],
    ['host', 'host2', false],
    ['HOST', 'host', true],
    ['host', 'HOST', true],
    ['a,b,10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.10', false],
    ['10.0.0.1', '10x0.0.1', false],
    ['[10.0.0.1]:2222', '[10.0.0.1]:2222', true],
    ['[10.0.0.1]:2222', '10.0.0.1', false],
    ['10.0.0.1', '[10.0.0.1]:2222', false],
    ['*.example.org', 'a.example.org', true],
    ['*.example.org', 'example.org', false],
    ['10.0.0.?', '10.0.0.7', true],
    ['10.0.0.?', '10.0.0.70', false],
    ['*,!bad', 'good', true],
    ['*,!bad', 'bad', false],
    ['!bad,*', 'bad', false],
    ['!bad', 'good', false],
  ])('with the patterns %s, for %s: %s', (patterns, name, matches) => {
    const { hosts, about, unused } = parseKnownHosts('f', `${patterns} ssh-ed25519 ${KEY}`);
    expect(unused).toEqual([]);
    expect(hosts[0]?.matches(name)).toBe(matches);
    expect(about(name)).toEqual(matches ? hosts : []);
  });

  it('hashed by ssh-keygen -H matches its name and no other', () => {
    const hashed = '|1|WDtlmteYa9JmnzjTHfeYijMKlcw=|fgo4F9OBmNnZWAlafYiM3ptI3Uk=';
    const [entry] = parseKnownHosts('f', `${hashed} ssh-ed25519 ${KEY}`).hosts;
    expect([entry?.matches('relay-1'), entry?.matches('relay-2')]).toEqual([true, false]);
  });

  it('is found once, in its place, by any of the names of a host', () => {
    const lines = ['*.example.org', 'B,a', 'c', 'a', '|1|WDtlmteYa9JmnzjTHfeYijMKlcw=|fgo4F9OBmNnZWAlafYiM3ptI3Uk='];
    const { about } = parseKnownHosts('f', lines.map((patterns) => `${patterns} ssh-ed25519 ${KEY}\n`).join(''));
    const linesOf = (...names: readonly string[]): readonly number[] => about(...names).map((entry) => entry.line);
    expect([linesOf('a', 'b'), linesOf('x.example.org', 'A'), linesOf('relay-1', 'c'), linesOf('d')]).toEqual([
      [2, 4],
      [1, 2, 4],
      [3, 5],
      [],
    ]);
  });

  it.each([
    [`@revoked host ssh-ed25519 ${KEY}`, true],
    [`host ssh-ed25519 ${KEY} a comment with words`, false],
    [`host\tssh-ed25519\t${KEY}`, false],
  ])('%s: revoked is %s', (line, revoked) => {
    expect(parseKnownHosts('f', `# first\n\n${line}\r\n`)).toMatchObject({
      hosts: [{ file: 'f', line: 3, revoked, key: { type: 'ssh-ed25519', base64: KEY } }],
      unused: [],
    });
  });

  it.each([
    ['host', 'malformed'],
    ['host ssh-ed25519', 'malformed'],
    ['host ssh-ed25519 not*base64', 'malformed'],
    [`host ssh-rsa ${KEY}`, 'malformed'],
    [`@unknown host ssh-ed25519 ${KEY}`, 'malformed'],
    [`@cert-authority *.example.org ssh-ed25519 ${KEY}`, 'certificate authority'],
  ])('%s grants nothing and is told', (line, why) => {
    expect(parseKnownHosts('f', `${line}\n`)).toMatchObject({ hosts: [], unused: [{ file: 'f', line: 1, text: line, why }] });
  });
});

it.each([
  [22, '10.0.0.1'],
  [2222, '[10.0.0.1]:2222'],
])('a host at port %s stands in known_hosts as %s', (port, name) => {
  expect(knownHostName('10.0.0.1', port)).toBe(name);
});
