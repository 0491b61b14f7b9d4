import { expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { selectHosts } from '../../../src/definition/site.ts';
import { loadProject, soundSite, withProject } from '../../support/written-site.ts';

const { inventory } = withProject(soundSite, (folder) => loadProject(folder));

test.each([
  ['all', ['bastion', 'relay-1', 'relay-2']],
  ['relay', ['relay-1', 'relay-2']],
  ['edge', ['relay-1', 'relay-2']],
  ['dmz', ['relay-1', 'relay-2']],
  ['relay-2,bastion', ['bastion', 'relay-2']],
  [' relay-2 , relay-1 ', ['relay-1', 'relay-2']],
  ['all,!relay-1', ['bastion', 'relay-2']],
  ['!relay', ['bastion']],
  ['relay,&relay-2', ['relay-2']],
  ['relay-*', ['relay-1', 'relay-2']],
  ['*-2', ['relay-2']],
  ['bastion,&relay', []],
])('%s', (pattern, hosts) => {
  expect(selectHosts(inventory, pattern)).toEqual(hosts);
});

test.each([['relay-3'], ['all,!relax'], ['x*'], [''], ['relay.1']])('%j names what is not there', (pattern) => {
  expect(() => selectHosts(inventory, pattern)).toThrow(RunbookError);
});

test('every unknown name is told, with a suggestion', () => {
  let caught: unknown;
  try {
    selectHosts(inventory, 'realy,nowhere');
  } catch (error) {
    caught = error;
  }
  const told = caught instanceof RunbookError ? caught.diagnostics.map((one) => `${one.code} ${one.what}`) : [];
  expect(told).toEqual([
    'RB1210 no host, group or zone is called "realy" (did you mean "relay"?)',
    'RB1210 no host, group or zone is called "nowhere"',
  ]);
});
