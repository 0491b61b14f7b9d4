/**
 * Text from a host made safe for a terminal: control characters other than newline and tab, and the characters that
 * cannot be seen or reorder text (Unicode: format controls, those that may be ignored, separators of lines), are shown as `\xNN` or `\u{NNNN}`; the characters of holes likewise.
 */
export function sanitize(text: string): string {
  // Nearly all text is such; what follows takes V8 longer to get ready for.
  if (!/[^\n\t -~]/u.test(text)) return text;
  return text.replace(/[^\n\t\P{Cc}]|[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\uE000\uE001]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
