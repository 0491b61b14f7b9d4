import type { Reporter, Write } from './reporter.ts';

/** More than this is not gathered, in UTF-16 units. */
const LARGEST = 64 * 1024;

/** A reporter whose texts of one turn of the event loop go to the reader at once: for a line, a system call of its own costs more than all else. */
export function writeByTurns(write: Write, make: (write: Write) => Reporter): Reporter {
  let gathered = '';
  let later: NodeJS.Immediate | undefined;
  const flush = (): void => {
    clearImmediate(later);
    later = undefined;
    const text = gathered;
    gathered = '';
    if (text !== '') write(text);
  };
  const reporter = make((text) => {
    gathered += text;
    if (gathered.length > LARGEST) flush();
    else later ??= setImmediate(flush);
  });
  return {
    ...reporter,
    settle: () => reporter.settle().finally(flush),
    close: () => reporter.close().finally(flush),
  };
}
