/** The words of a command as people write it in a variable, parted at blanks. Undefined where a character of the shell stands, since no shell reads it. */
export function simpleWords(command: string): readonly string[] | undefined {
  if (/['"\\$`|;&<>]/u.test(command)) return undefined;
  return command.split(/\s+/u).filter((word) => word !== '');
}
