/** One word of POSIX shell that stands for exactly this text. NUL cannot be in a shell word and is refused. */
export function quoteShell(text: string): string {
  if (text.includes('\0')) throw new RangeError('a shell word cannot hold a NUL character');
  if (/^[A-Za-z0-9_\-./:=@%+,]+$/u.test(text)) return text;
  return `'${text.replace(/'/gu, "'\\''")}'`;
}

/** A command line of POSIX shell for the argument vector. */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map((word) => quoteShell(word)).join(' ');
}
