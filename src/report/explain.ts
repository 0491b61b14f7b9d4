import type { CodeEntry } from '../core/codes/entry.ts';
import type { Layout } from './diagnostic.ts';
import { createPaint } from './paint.ts';
import { wrapText } from './text-width.ts';

/** The languages that `runbook explain` speaks. */
export type Language = 'en' | 'ko';

const words: Readonly<Record<Language, { readonly why: string; readonly mend: string; readonly exit: string }>> = {
  en: { why: 'Why', mend: 'How to mend it', exit: 'Exit code' },
  ko: { why: '원인', mend: '해결 방법', exit: '종료 코드' },
};

/** What a diagnostic code means, in one language or in several, one after the other. */
export function renderExplain(code: string, entry: CodeEntry, languages: readonly Language[], layout: Layout): string {
  const paint = createPaint(layout.color);
  const block = (language: Language): string => {
    const word = words[language];
    const section = (title: string, text: string): readonly string[] => [
      '',
      paint('cyan', title),
      ...wrapText(text, layout.width - 2).map((line) => `  ${line}`),
    ];
    const title = wrapText(`${code}: ${entry.title[language]}`, layout.width).map((line) => paint('bold', line));
    return [
      ...title,
      ...section(word.why, entry.why[language]),
      ...section(word.mend, entry.mend[language]),
      '',
      `${paint('cyan', word.exit)} ${entry.exit}`,
    ].join('\n');
  };
  return `${languages.map(block).join('\n\n')}\n`;
}
