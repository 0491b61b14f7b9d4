import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../../src/definition/suggest.ts';

test.each([
  ['hots', ['hosts', 'roles', 'name'], 'hosts'],
  ['ohsts', ['hosts', 'roles'], 'hosts'],
  ['HOSTS', ['hosts'], 'hosts'],
  ['enabeld', ['enabled', 'enable'], 'enabled'],
  ['x', ['name'], undefined],
  ['wireguard', ['haproxy', 'kubeadm'], undefined],
  ['', ['a'], 'a'],
])('%j among %j is %j', (written, known, expected) => {
  expect(nearest(written, known)).toBe(expected);
});

test('nothing near says nothing', () => {
  expect(didYouMean('zzzzzz', ['name'])).toBe('');
  expect(didYouMean('nam', ['name'])).toBe(' (did you mean "name"?)');
});
