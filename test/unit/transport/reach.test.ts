import { Client } from 'ssh2';
import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { explainForward } from '../../../src/transport/reach.ts';
import { countedWire } from '../../../src/transport/wire.ts';
import { hostAt } from '../../support/ssh-site.ts';

const bastion = {
  host: hostAt('bastion', { port: 22 }),
  client: new Client(),
  entered: () => Promise.resolve(true),
  early: () => undefined,
  wire: countedWire(new Duplex({ read: () => undefined }), queueMicrotask),
  lost: () => undefined,
  silence: () => undefined,
  onLost: () => undefined,
  end: () => undefined,
};

/** Reasons of RFC 4254, section 5.1, with the words of OpenSSH 9.2. */
it.each([
  [1, 'administratively prohibited', 'RB4030'],
  [2, 'Connection refused', 'RB4002'],
  [2, 'Connection timed out', 'RB4001'],
  [2, 'No route to host', 'RB4001'],
  [4, 'resource shortage', 'RB4032'],
] as const)('explains reason %s, %s', (reason, words, code) => {
  const error = Object.assign(new Error(`(SSH) Channel open failure: ${words}`), { reason });
  const [diagnostic] = explainForward(bastion, hostAt('relay-1', { port: 22 }, { via: ['bastion'] }), error).diagnostics;
  expect(diagnostic).toMatchObject({ code, host: 'relay-1' });
  expect(`${diagnostic?.what} ${diagnostic?.why}`).toContain('bastion');
});

it('says instead that the bastion is gone, when it is', () => {
  const lost = { code: 'RB4040', severity: 'error', what: 'bastion lost its connection' } as const;
  expect(explainForward({ ...bastion, lost: () => lost }, hostAt('relay-1', { port: 22 }), new Error('Not connected')).diagnostics).toEqual(
    [lost],
  );
});
