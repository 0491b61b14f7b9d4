import { describe, expect, test } from 'vitest';
import { parseFacts } from '../../../src/core/facts.ts';

describe('the family', () => {
  test.each([
    ['id=debian', 'debian'],
    ['id=ubuntu\nid_like=debian', 'debian'],
    ['id=linuxmint\nid_like=ubuntu debian', 'debian'],
    ['id=rhel\nid_like=fedora', 'rhel'],
    ['id=rocky\nid_like=rhel centos fedora', 'rhel'],
    ['id=ol\nid_like=fedora', 'rhel'],
    ['id=alpine', 'other'],
    ['', 'other'],
  ])('of %j is %s', (answer, family) => {
    expect(parseFacts(answer).os.family).toBe(family);
  });
});

test('what a host makes up is no number, no other word and no control character', () => {
  const facts = parseFacts(
    'online=2; rm -rf /\nmemory_mb=-1\nclock_s=1e9\npackage_manager=pacman\nservice_manager=upstart\nhostname=a\u001b[31mb\u202e',
  );
  expect(facts).toMatchObject({ cpus: 0, memory_mb: 0, clock_s: 0, package_manager: 'none', service_manager: 'none', hostname: 'a[31mb' });
  expect(parseFacts(`hostname=${'x'.repeat(10_000)}`).hostname).toHaveLength(200);
});

test.each([
  ['0', 1],
  ['0-3', 4],
  ['0-3,6,8-9', 7],
  ['3-0', 0],
  ['', 0],
  ['all', 0],
])('processors %j are %i', (online, cpus) => {
  expect(parseFacts(`online=${online}`).cpus).toBe(cpus);
});

test('lines of os-release(5) are read as they stand there', () => {
  const { os } = parseFacts('ID="rocky"\nID_LIKE=\'rhel centos fedora\'\nVERSION_ID=9.4\nPRETTY_NAME="Rocky \'Linux\' 9"\nid_like');
  expect(os).toEqual({ id: 'rocky', version: '9.4', family: 'rhel', pretty_name: "Rocky 'Linux' 9" });
});

test('a value may hold an equals sign; a line without one says nothing', () => {
  expect(parseFacts('pretty_name=Debian = 12\nnonsense\n=empty').os.pretty_name).toBe('Debian = 12');
});
