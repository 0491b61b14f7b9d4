import { readFileSync } from 'node:fs';

/** Version of the program, as its package states it. */
export function versionOf(): string {
  const text: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
}
