import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const top = join(import.meta.dirname, '../..');

/** A test that a document names by its title: `[TITLE](../test/FILE)`, with the title as it stands in the file. */
export interface LinkedTest {
  readonly title: string;
  /** Path from the top of the project. */
  readonly file: string;
}

/** The tests that a document below docs/ names. */
export function linkedTests(document: string): readonly LinkedTest[] {
  const text = readFileSync(join(top, 'docs', document), 'utf8');
  return [...text.matchAll(/\[([^\]]+)\]\(\.\.\/(test\/[^)]+\.test\.ts)\)/gu)].map(([, title = '', file = '']) => ({ title, file }));
}

/** True when the file has a test or a group of tests of just that title. */
export function isTitled({ title, file }: LinkedTest): boolean {
  const path = join(top, file);
  if (!existsSync(path)) return false;
  const source = readFileSync(path, 'utf8');
  // The title is the first text of a call of test, it or describe, or of what `each` gives.
  return ["'", '"', '`'].some((quote) =>
    new RegExp(`(?:\\b(?:test|it|describe)[\\w.]*|\\))\\(\\s*${escaped(quote + title + quote)}`, 'u').test(source),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
