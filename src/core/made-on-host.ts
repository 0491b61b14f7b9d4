import { run, type Action } from './action.ts';

/** A file of root's that holds what a command prints, which nobody else could read at any moment: for keys that are made on their host and never leave it. */
export interface MadeOnHost {
  /** Words of the command, with blanks between them; none needs quotes. */
  readonly command: string;
  readonly path: string;
}

const SCRIPT = /^umask 077\n([a-z]+(?: [a-z]+)*) >"\$1\.new" && mv -f "\$1\.new" "\$1"$/u;

/** Shell that makes the file `$1`. */
export function makingScript(command: string): string {
  return `umask 077\n${command} >"$1.new" && mv -f "$1.new" "$1"`;
}

/** The action that makes the file. */
export function makeOnHost({ command, path }: MadeOnHost): Action {
  return run(['sh', '-c', makingScript(command), 'sh', path]);
}

/** What `makeOnHost` was given; undefined for every other action. */
export function madeOnHost(action: Action): MadeOnHost | undefined {
  if (action.do !== 'run' || action.stdin !== undefined || action.environment !== undefined || action.argv.length !== 5) return undefined;
  const [shell, flag, script = '', name, path = ''] = action.argv;
  const command = SCRIPT.exec(script)?.[1];
  return command !== undefined && shell === 'sh' && flag === '-c' && name === 'sh' ? { command, path } : undefined;
}
