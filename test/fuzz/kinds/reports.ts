import fc from 'fast-check';
import type { RunEvent } from '../../../src/core/event.ts';
import { readEvents } from '../../../src/report/journal-events.ts';
import { jsonLine } from '../../../src/report/json-reporter.ts';
import { plainReporter } from '../../../src/report/plain-reporter.ts';
import { renderRun } from '../../../src/report/render-run.ts';
import { everyEvent } from '../../support/every-event.ts';
import { textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { mustBeHarmless, verdictOf } from '../oracles.ts';
import { jsonOf, isListTree, isMapping, treeOf, writeJson, type Tree } from '../tree.ts';

const pieces = [
  '\u001B[2J',
  '\u001B]0;gone\u0007',
  '\u001B]8;;http://x\u001B\\',
  '\u001B',
  '\u009B31m',
  '\u0090q\u009C',
  '\r',
  '\n',
  '\t',
  '\u0007',
  '\b',
  '\u0000',
  '\u007F',
  '\u202E',
  '\u2066',
  '\u200B',
  '\u2028',
  '\uFEFF',
  '\uE000{"kind":"secret","name":"x"}\uE001',
  '\uE001',
  'x',
  ' ',
  '한',
  '👩‍👩‍👧',
  'e\u0301',
  '\uD800',
  'x'.repeat(200),
  '\u001B[1',
  '31m',
  '\u001B(0',
  '\u001Bc',
  '%s',
  '`id`',
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((all) => all.join(''));
const LITERALS: ReadonlySet<string> = new Set([
  'event',
  'status',
  'severity',
  'at',
  'format',
  'kind',
  'do',
  'ask',
  'code',
  'createdAt',
  'validUntil',
]);

/** The event with texts of the host in the place of its own, one after the other. */
function withTexts(tree: Tree, texts: readonly string[], every: number): Tree {
  let next = 0;
  const walk = (node: Tree): Tree => {
    if (isListTree(node)) return node.map((item) => walk(item));
    if (isMapping(node)) return { entries: node.entries.map(([key, value]) => [key, LITERALS.has(key) ? value : walk(value)]) };
    if (typeof node !== 'string') return node;
    next += 1;
    return next % every === 0 ? (texts[next % texts.length] ?? '') : node;
  };
  return walk(tree);
}

const events = everyEvent.filter((event) => event.event !== 'plan_ready').map((event) => jsonOf(JSON.stringify(event)));
const made = fc
  .tuple(fc.constantFrom(...events), fc.array(hostile, { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 2, 3))
  .map(([event, texts, every]) => writeJson(withTexts(treeOf(event), texts, every)));
const inputs: fc.Arbitrary<Texts> = fc.array(made, { minLength: 1, maxLength: 4 }).map((lines) => ({ events: lines.join('\n') }));

/** Texts of hosts in all that is shown of a run while it goes on, and afterwards. */
export const reports: FuzzKind = {
  name: 'reports',
  share: 7,
  sources: [
    'report/plain-reporter.ts',
    'report/event-line.ts',
    'report/output-lines.ts',
    'report/json-reporter.ts',
    'report/diagnostic.ts',
    'report/text-width.ts',
    'report/summary.ts',
    'report/show-value.ts',
    'report/wording.ts',
  ],
  inputs,
  judge: async (input) => {
    const { events: read } = readEvents(textOf(input, 'events'));
    for (const color of [false, true]) await showAll(read, color);
    for (const event of read) mustBeHarmless(jsonLine(event), 'a line of JSON');
    return { ...verdictOf([]), reached: read.length > 0 ? 'meaning' : 'syntax' };
  },
};

async function showAll(read: readonly RunEvent[], color: boolean): Promise<void> {
  let shown = '';
  const reporter = plainReporter((text) => (shown += text), { color, width: 80, stats: true, timeZone: 'UTC' });
  for (const event of read) reporter.onEvent(event);
  await reporter.close();
  shown += renderRun(read, { color, width: 80, verbose: true, timeZone: 'UTC' });
  mustBeHarmless(color ? withoutColours(shown) : shown, 'a report');
}

/** What is left without the few sequences that the program paints with itself (paint.ts). */
function withoutColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the sequences begin with this character
  return text.replace(/\u001B\[(?:[0-9]|[1-4][0-9]|9[0-7])m/gu, '');
}
