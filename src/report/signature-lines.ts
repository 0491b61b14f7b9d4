import type { SignatureReport } from '../core/signature-report.ts';
import type { Layout } from './diagnostic.ts';
import { createPaint } from './paint.ts';
import { showLine } from './show-value.ts';
import { wrapText } from './text-width.ts';

/** What became of the signatures of a plan, one after the other. */
export function signatureLines(report: SignatureReport, layout: Layout): readonly string[] {
  const paint = createPaint(layout.color);
  const lines = report.verdicts.flatMap((verdict) => {
    const name = verdict.signer === undefined ? '' : ` by ${showLine(verdict.signer)}`;
    const text =
      verdict.fault === undefined
        ? verdict.signer === undefined
          ? 'sound, of whoever holds the key'
          : 'valid'
        : `does not count: ${showLine(verdict.fault)}`;
    const style = verdict.fault !== undefined ? 'red' : verdict.signer === undefined ? 'yellow' : 'green';
    return [
      `  ${verdict.number}${name}${verdict.key === undefined ? '' : `  ${showLine(verdict.key)}`}`,
      ...wrapText(text, layout.width - 4).map((line) => `    ${paint(style, line)}`),
    ];
  });
  return [paint('bold', 'Signatures'), ...(lines.length === 0 ? ['  none'] : lines)];
}
