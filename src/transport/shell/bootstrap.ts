import { randomBytes } from 'node:crypto';
import type { Identity } from '../../core/resource.ts';
import { quoteShell } from '../../core/shell-quote.ts';
import { piecesFor } from './functions.ts';

/** How the driver is started on a host. */
export interface Bootstrap {
  /** Given to the login shell. It holds no line break, so csh takes it too. */
  readonly command: string;
  /** Sent on standard input first. */
  readonly driver: Buffer;
  /** Random word that begins every record. */
  readonly marker: string;
  /** Prompt that become writes when it wants a password; undefined when it cannot ask. */
  readonly prompt?: string;
}

const source = [...piecesFor(['core', 'serve']).map((piece) => piece.text), 'rec ready "$$" \'\'', 'serve'].join('\n');

/**
 * Makes the bootstrap for an account. The shell reads the driver's length with `read`, byte by byte, and the driver with `head -c`, which
 * takes no byte too many; so the driver is neither in argv nor in sudo's log, and frames may follow at once.
 */
export function createBootstrap(identity: Identity, hasPassword: boolean): Bootstrap {
  const marker = `rb${randomBytes(9).toString('hex')}`;
  const driver = Buffer.from(`m=${marker}\n${source}\n`);
  const loader = `unset TMOUT ENV BASH_ENV;IFS= read -r n;eval "$(head -c "$n")"`;
  const shell = `env LC_ALL=C sh -c '${loader}'`;
  const start = { driver: Buffer.concat([Buffer.from(`${driver.length}\n`), driver]), marker };
  if (identity === 'login') return { ...start, command: `exec ${shell}` };
  // Without this word the controller could not tell whether a password was asked for before it sends the driver.
  const greeted = `env LC_ALL=C sh -c 'echo ${marker}-in;${loader}'`;
  const user = quoteShell(identity.become);
  if (identity.method === 'su') {
    return { ...start, command: `exec env LC_ALL=C su ${user} -c ${quoteForLoginShell(greeted)}`, prompt: 'Password: ' };
  }
  if (!hasPassword) return { ...start, command: `exec sudo -n -H -u ${user} -- ${shell}` };
  const prompt = `[${marker}]`;
  return { ...start, command: `exec sudo -k -S -H -p '${prompt}' -u ${user} -- ${greeted}`, prompt };
}

/** A word for a Bourne-like or csh-like login shell that is given on to another shell. */
function quoteForLoginShell(text: string): string {
  return `'${text.replace(/'/gu, "'\\''")}'`;
}
