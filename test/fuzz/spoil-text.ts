import fc from 'fast-check';

/** One change of a text that knows nothing of its grammar: something is taken out, put in, doubled or moved. */
export interface TextChange {
  /** Where, from 0 to 1 of the text. */
  readonly at: number;
  readonly length: number;
  readonly insert: string;
  readonly times: number;
}

/** The text after its changes. */
export function spoilText(text: string, changes: readonly TextChange[]): string {
  return changes.reduce((before, { at, length, insert, times }) => {
    const start = Math.floor(at * before.length);
    const cut = before.slice(start, start + length);
    return before.slice(0, start) + (insert === '' ? cut : insert).repeat(times) + before.slice(start + length);
  }, text);
}

/** Changes with pieces of a language. One of a few is large, since what costs little once may cost much a thousand times. */
export function textChanges(tokens: readonly string[], most = 3): fc.Arbitrary<readonly TextChange[]> {
  return fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.oneof(fc.nat(3), fc.nat(40)),
      insert: fc.oneof(
        { arbitrary: fc.constantFrom(...tokens), weight: 4 },
        { arbitrary: fc.constant(''), weight: 1 },
        { arbitrary: fc.string({ maxLength: 4, unit: 'binary' }), weight: 1 },
      ),
      times: fc.oneof({ arbitrary: fc.constantFrom(1, 1, 1, 0, 2), weight: 40 }, { arbitrary: fc.constantFrom(100, 3000), weight: 1 }),
    }),
    { minLength: 1, maxLength: most },
  );
}

/** The text itself, or spoilt once in so many times. */
export function oftenSound(text: fc.Arbitrary<string>, tokens: readonly string[], soundWeight: number): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.oneof({ arbitrary: fc.constant([]), weight: soundWeight }, { arbitrary: textChanges(tokens), weight: 1 }))
    .map(([sound, changes]) => spoilText(sound, changes));
}
