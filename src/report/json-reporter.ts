import type { RunEvent } from '../core/event.ts';
import type { Reporter, Write } from './reporter.ts';

/** One JSON object a line for each event, as `docs/output.md` states them. */
export function jsonReporter(write: Write): Reporter {
  return {
    onEvent: (event) => write(jsonLine(event)),
    settle: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/**
 * The line of an event. Characters that a terminal might obey, that reorder text, or that mark holes are written as `\uNNNN`, which is the same
 * JSON value.
 */
export function jsonLine(event: RunEvent): string {
  return jsonText(event);
}

/** The same for any value. */
export function jsonText(value: unknown): string {
  const escaped = JSON.stringify(value).replace(
    /[\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069\uE000\uE001]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
