import type { Client } from 'ssh2';
import { objectIn, workIn } from './ssh2-insides.ts';

/** What OpenSSH calls the request by which it tells all its host keys after a login (its PROTOCOL, section 2.5). */
const HOST_KEYS = 'hostkeys-00@openssh.com';

/**
 * Leaves the host keys alone that a server tells of after the login. ssh2 has the server prove each of them with a signature, and nobody here looks at what comes of it:
 * trusted is only what the operator has stored. To be called when the client has been told to connect.
 */
export function ignoreFurtherKeys(client: Client): void {
  const handlers = objectIn(objectIn(client, '_protocol'), '_handlers');
  const handle = handlers === undefined ? undefined : workIn(handlers, 'GLOBAL_REQUEST');
  if (handlers === undefined || handle === undefined) return;
  Reflect.set(handlers, 'GLOBAL_REQUEST', (...args: readonly unknown[]): void => {
    const [, name, wantsReply] = args;
    if (name !== HOST_KEYS || wantsReply === true) handle(...args);
  });
}
