import { expect, it } from 'vitest';
import { explainHandshake, type HandshakeTrouble } from '../../../src/transport/handshake-failures.ts';
import { hostAt } from '../../support/ssh-site.ts';

const trouble: HandshakeTrouble = {
  host: hostAt('relay-1', { port: 22 }),
  expectation: { pins: [], known: [], revoked: [] },
  phase: 'before header',
  trouble: new Error('Connection lost before handshake'),
  banner: '',
  greeting: '',
  below: undefined,
};

/** What ssh2 1.17 and sshd say, and the code that stands for it. */
it.each([
  ['nothing was said', {}, 'RB4005'],
  ['sshd is full', { greeting: 'Exceeded MaxStartups\r\n' }, 'RB4005'],
  ['sshd punishes the address', { greeting: 'Not allowed at this time\r\n' }, 'RB4006'],
  ['a web server answers', { greeting: 'HTTP/1.1 400 Bad Request\r\n', trouble: new Error('Invalid identification string') }, 'RB4007'],
  ['sshd hangs up after its name', { greeting: 'SSH-2.0-OpenSSH_9.2p1\r\n' }, 'RB4005'],
  [
    'there is no common key exchange',
    { greeting: 'SSH-2.0-x', trouble: new Error('Handshake failed: no matching key exchange algorithm') },
    'RB4008',
  ],
  [
    'there is no common host key type',
    { greeting: 'SSH-2.0-x', trouble: new Error('Handshake failed: no matching host key format') },
    'RB4008',
  ],
  [
    'a pinned key is of no supported type',
    { expectation: { pins: ['SHA256:x'], known: [], revoked: [] }, trouble: new Error('Handshake failed: no matching host key format') },
    'RB4013',
  ],
  [
    'the host key is not proved',
    { phase: 'key exchange', trouble: new Error('Handshake failed: signature verification failed') },
    'RB4014',
  ],
  ['it hangs up during the key exchange', { phase: 'key exchange', trouble: undefined }, 'RB4005'],
  ['it is silent', { phase: 'timeout' }, 'RB4004'],
  ['it is silent in the login', { phase: 'authentication timeout' }, 'RB4004'],
  ['there were too many keys', { phase: 'authentication', trouble: new Error('Too many authentication failures') }, 'RB4020'],
  ['it hangs up in the login', { phase: 'authentication', trouble: undefined }, 'RB4024'],
  ['the bastion was lost', { below: { code: 'RB4040', severity: 'error', what: 'bastion lost its connection' } }, 'RB4040'],
] satisfies readonly (readonly [string, Partial<HandshakeTrouble>, string])[])('says why: %s', (_name, part, code) => {
  const [diagnostic] = explainHandshake({ ...trouble, ...part }).diagnostics;
  expect(diagnostic?.code).toBe(code);
});

it('shows what the host wanted to be read, without control characters', () => {
  const [diagnostic] = explainHandshake({ ...trouble, phase: 'authentication', banner: 'Your account has expired\u001b[2J\n' }).diagnostics;
  expect(diagnostic?.why).toContain('Your account has expired\\x1b[2J');
});
