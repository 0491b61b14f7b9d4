import { randomBytes } from 'node:crypto';
import type { Identity } from '../../core/resource.ts';
import { quoteShell } from '../../core/shell-quote.ts';

/** How the driver is started on a host. */
export interface Bootstrap {
  /** Given to the login shell. It holds no line break and no `!`, so csh takes it too. */
  readonly command: string;
  /** Random word that begins every record and ends every block. */
  readonly marker: string;
  /** Prompt that become writes when it wants a password; undefined when it cannot ask. */
  readonly prompt?: string;
}

/** Written behind the marker by a host that could not read a block: it has no gzip. */
export const PLAIN = '-plain';
/** Written behind the marker when become has done its part. */
export const GREETING = '-in';

/**
 * Reads blocks (see blocks.ts) and carries out each that is whole. A shell reads a line, which is a block or the length of one, with `read`, byte by byte, and
 * what has a length with `head -c`, which takes no byte too many; so the driver is neither in argv nor in sudo's log, and blocks may follow each other at once. Where there is no gzip nothing of
 * a compressed block is carried out, and what is left of it is read over as lines that are no length. Where a block was read once, the first that cannot be read is the end: `core` says so.
 */
const LOOP = [
  'export LC_ALL=C',
  'unset TMOUT',
  'while read -r n;do case $n in *"#$m")t=$n;;z*)t=$(head -c "${n#z}"|gzip -dc);;*)t=$(head -c "$n");;esac',
  `case $t in *$m)eval "$t";;*)\${leave-:};echo $m${PLAIN};;esac;done`,
].join(';');

/** Makes the bootstrap for an account. */
export function createBootstrap(identity: Identity, hasPassword: boolean): Bootstrap {
  const marker = `rb${randomBytes(6).toString('hex')}`;
  const shell = (greeting: string): string => `sh -c 'm=${marker};${greeting}${LOOP}'`;
  if (identity === 'login') return { marker, command: `exec ${shell('')}` };
  // Without this word the controller could not tell whether a password was asked for before it sends the driver.
  const greeted = shell(`echo $m${GREETING};`);
  const user = quoteShell(identity.become);
  if (identity.method === 'su') {
    return { marker, command: `exec env LC_ALL=C su ${user} -c ${quoteForLoginShell(greeted)}`, prompt: 'Password: ' };
  }
  if (!hasPassword) return { marker, command: `exec sudo -n -H -u ${user} -- ${shell('')}` };
  const prompt = `[${marker}]`;
  return { marker, command: `exec sudo -k -S -H -p '${prompt}' -u ${user} -- ${greeted}`, prompt };
}

/** A word for a Bourne-like or csh-like login shell that is given on to another shell. */
function quoteForLoginShell(text: string): string {
  return `'${text.replace(/'/gu, "'\\''")}'`;
}
