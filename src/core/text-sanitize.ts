/**
 * Text from a host made safe for a terminal: control characters other than newline and tab, and the characters that reorder text
 * (Unicode bidirectional controls), are shown as `\xNN` or `\u{NNNN}`; the characters of holes likewise.
 */
export function sanitize(text: string): string {
  return text.replace(/[^\n\t\P{Cc}]|[\u202A-\u202E\u2066-\u2069\uE000\uE001]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
