import fc from 'fast-check';
import { parseEvents, type Event } from 'js-yaml';
import { expect, test } from 'vitest';
import { atOnce } from '../../../src/core/turns.ts';
import { textFile } from '../../../src/definition/text-file.ts';
import { parseInPieces } from '../../../src/definition/yaml-pieces.ts';
import { readYaml, readYamlInPieces } from '../../../src/definition/yaml-read.ts';

/** What follows each other well. */
const blocks = fc.constantFrom(
  'a:\n  b: 1\n  c: { d: e }',
  'f: [g]',
  '# h',
  'i: # j\n\n  # k\n  l:\n    m: n\n  o: &p 1\n  q: *p',
  '',
  'r:\n    s: |\n      t: u\n    v: w',
);
/** Lines that look like a place to cut and are none, or are no YAML there. */
const oddLines = fc.constantFrom(
  '  a: |',
  '    b: 1',
  '  c: |1',
  '   d: 1',
  '  e: "f',
  '  g: h"',
  '     i"',
  '  j: {',
  '  k: l',
  '  }',
  '    }',
  '- m',
  '  - n',
  '"o": 1',
  '  "p": 1',
  '  ? q',
  '  : r',
  '  &s t: u',
  '  !!str v: w',
  '    x',
  '  y',
  'z',
  ' a: b',
  '\t',
  '  c: d # e',
  'f: # g',
  'h: >-',
  '  <<: 1',
  '---',
  '...',
  '%YAML 1.2',
  '  i: j\r',
  '\r',
  'l: # m\r  n: o\n  p: q\n  r: s',
  '\u2028k: l',
  '  m: n\u2028  o: p',
  '\uFEFFq: r',
  '  : ',
);
/** Names of keys are made different, so that most texts are sound. */
const texts = fc
  .array(fc.oneof({ arbitrary: blocks, weight: 8 }, { arbitrary: oddLines, weight: 1 }), { minLength: 2, maxLength: 8 })
  .map((all) => all.map((block, index) => block.replaceAll(/(\w)(?=:)/gu, `$1${index}`)).join('\n'));

function tried(make: () => readonly Event[]): unknown {
  try {
    return make();
  } catch (error) {
    return String(error);
  }
}

test('a text that is parsed piece by piece gives the same events, or the same mistake', () => {
  let cut = 0;
  fc.assert(
    fc.property(texts, fc.constantFrom(2, 8, 24), (text, oneGo) => {
      let isCut = true;
      const parse = (part: string): Event[] => {
        if (part === text) isCut = false;
        return parseEvents(part, { maxDepth: 64 });
      };
      const inPieces = tried(() => atOnce(parseInPieces(text, parse, oneGo)));
      expect(inPieces).toEqual(tried(() => parseEvents(text, { maxDepth: 64 })));
      if (isCut) cut += 1;
    }),
    { numRuns: 2000 },
  );
  expect(cut).toBeGreaterThan(200);
});

/** An inventory as it is written for many hosts. */
function inventory(hosts: number): string {
  const entries = Array.from(
    { length: hosts },
    (_, index) => `  node-${index}: { zone: inside, groups: [node], vars: { number: ${index} } } # ${index}\n`,
  );
  return `ssh: { user: ops }\nhosts: # all of them\n\n  # one a line\n${entries.join('')}groups:\n  node: {}\n`;
}

test('a long inventory is read in many pieces, each of them short, with the same places', () => {
  const file = textFile('site.yml', inventory(2000));
  const reading = readYamlInPieces(file, []);
  let stops = 0;
  let longest = 0;
  let step = reading.next();
  for (; step.done !== true; stops += 1) {
    const before = process.threadCpuUsage();
    step = reading.next();
    longest = Math.max(longest, process.threadCpuUsage(before).user / 1000);
  }
  expect(stops).toBeGreaterThan(20);
  expect(longest).toBeLessThan(50);
  const { value } = step;
  const hosts = value?.kind === 'mapping' ? value.entries[1]?.value : undefined;
  const entries = hosts?.kind === 'mapping' ? hosts.entries : [];
  expect(entries.map((entry) => [entry.key, entry.keySource.line])).toEqual(
    Array.from({ length: 2000 }, (_, index) => [`node-${index}`, 5 + index]),
  );
  expect(
    entries.every(({ value: { source }, keySource }) => source.line === keySource.line && source.text?.[source.column - 1] === '{'),
  ).toBe(true);
});

test('a mistake in a long text is told at its place', () => {
  const text = `${inventory(2000)}services: [\n`;
  const problems: Parameters<typeof readYaml>[1] = [];
  expect(readYaml(textFile('site.yml', text), problems)).toBeUndefined();
  expect(problems).toMatchObject([{ code: 'RB1001', source: { file: 'site.yml' } }]);
  expect(problems[0]?.source?.line).toBeGreaterThan(2005);
});
