import { expect, it } from 'vitest';
import { fingerprint, hostKeyOf, keyTypeName } from '../../../src/transport/host-key.ts';

it('prints the fingerprint that ssh-keygen -l prints', () => {
  const key = hostKeyOf(Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIAecRKhwtNpnaneIWGL0vYotFzwq2Rvh0MgMUXNh0QcT', 'base64'));
  expect(key.type).toBe('ssh-ed25519');
  expect(fingerprint(key)).toBe('SHA256:nAvqigHhQLcRnyswKBjk83jLx5YAFeQmN1149BaqEA8');
});

it('reads what is no key without failing', () => {
  expect(hostKeyOf(Buffer.alloc(2)).type).toBe('');
});

it.each([
  ['ssh-ed25519', 'ED25519'],
  ['ecdsa-sha2-nistp384', 'ECDSA'],
  ['ssh-rsa', 'RSA'],
])('calls %s %s', (type, name) => {
  expect(keyTypeName(type)).toBe(name);
});
