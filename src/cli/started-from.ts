import { hostname } from 'node:os';
import type { Io } from './io.ts';

/** This machine, and from where its user came to it: `desk-1 (from 198.18.1.7)`. sshd(8) says so in SSH_CONNECTION. */
export function startedFrom(io: Io): string {
  const [client = ''] = (io.env['SSH_CONNECTION'] ?? '').split(' ');
  return client === '' ? hostname() : `${hostname()} (from ${client})`;
}
