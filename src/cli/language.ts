import type { Io } from './io.ts';

/** Korean or English: as `--lang` says, else as the locale of the environment does. */
export function languageOf(io: Io, said: string | undefined): 'en' | 'ko' {
  return (said ?? io.env['LC_ALL'] ?? io.env['LC_MESSAGES'] ?? io.env['LANG'] ?? '').startsWith('ko') ? 'ko' : 'en';
}
