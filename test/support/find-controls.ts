/** Characters that a terminal obeys or that reorder text, and those that mark holes; a newline is none. As `U+NNNN`, each once. */
export function findControls(text: string): readonly string[] {
  const bad = Array.from(text).filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    const control = (code < 0x20 && character !== '\n') || (code >= 0x7f && code < 0xa0);
    return control || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0xe000 || code === 0xe001;
  });
  return [...new Set(bad)].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}
