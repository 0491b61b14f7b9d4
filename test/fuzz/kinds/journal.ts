import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { openPastRun } from '../../../src/cli/past-runs.ts';
import { chainedRecord, checkChain, firstLink } from '../../../src/core/journal-chain.ts';
import type { Json } from '../../../src/core/json.ts';
import { packPlan } from '../../../src/core/plan-pack.ts';
import { planDigest } from '../../../src/core/plan-digest.ts';
import { accessCsv, accessEntries } from '../../../src/report/access-record.ts';
import { readEvents } from '../../../src/report/journal-events.ts';
import { renderRun } from '../../../src/report/render-run.ts';
import { everyEvent } from '../../support/every-event.ts';
import { soundPlan } from '../../support/sound-plan.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { diagnosticsOf, mustBeHarmless, verdictOf } from '../oracles.ts';
import { putFiles } from '../site-folder.ts';
import { spoilText, textChanges } from '../spoil-text.ts';
import { jsonOf, changeTree, oddValues, treeChanges, treeOf, writeJson, type Tree } from '../tree.ts';

const RUN = '20260302-050209-ab12';
const packed = packPlan(soundPlan());
const at = '2026-03-02T05:02:09.120Z';
const events: readonly Json[] = [
  ...everyEvent,
  { at, event: 'run_started', run: RUN, verb: 'apply', playbook: 'p', inventory: 'i', operator: 'kim' },
  { at, event: 'plan_ready', plan: packed, digest: planDigest(packed) },
  { at, event: 'step_done', host: 'cp-1', address: 'made:key', task: 't', status: 'changed', durationMs: 1, before: [], after: [] },
].map((event) => jsonOf(JSON.stringify(event)));
const whole = events.slice(-3);

const keys = [
  ...new Set(events.flatMap((event) => [...JSON.stringify(event).matchAll(/"([a-zA-Z]{2,20})":/gu)].map(([, name = '']) => name))),
];
const words = [
  'changed',
  'failed',
  'ok',
  'unreachable',
  'RB4101',
  'relay-1',
  at,
  '\u001B]0;x\u0007\u001B[2J',
  '\r\n',
  '=cmd|x',
  '@SUM(1)',
  '{{x}}',
];
const values: fc.Arbitrary<Tree> = fc.oneof(
  { arbitrary: fc.constantFrom<Tree[]>(...words), weight: 2 },
  { arbitrary: oddValues, weight: 2 },
);
const changed = (event: fc.Arbitrary<Json>, most: number): fc.Arbitrary<string> =>
  fc
    .tuple(event, treeChanges(keys, values, most))
    .map(([one, changes]) => writeJson(changes.reduce<Tree>((now, change) => changeTree(now, change), treeOf(one))));
const deep = fc
  .constantFrom(100, 6000, 100_000)
  .map((times) => `{"at":"${at}","event":"plan_ready","digest":"x","plan":{"hosts":[],"steps":${'['.repeat(times)}${']'.repeat(times)}}}`);

/** Records that follow each other, each a changed event. */
const chained = fc
  .oneof(
    { arbitrary: fc.array(changed(fc.constantFrom(...events), 2), { minLength: 1, maxLength: 7 }), weight: 100 },
    {
      arbitrary: fc
        .array(changed(fc.constantFrom(...events), 2), { maxLength: 4 })
        .map((more) => [...whole.map((one) => JSON.stringify(one)), ...more]),
      weight: 150,
    },
    {
      arbitrary: fc
        .tuple(changed(fc.constantFrom(...whole), 2), fc.nat(2))
        .map(([one, place]) => whole.map((event, index) => (index === place ? one : JSON.stringify(event)))),
      weight: 100,
    },
    { arbitrary: deep.map((one) => [JSON.stringify(whole[0]), one]), weight: 2 },
  )
  .map((records) => {
    let prev = firstLink(RUN);
    return records
      .map((record) => {
        const line = record.startsWith('{')
          ? chainedRecord(prev, { toJSON: () => '' })
              .replace(/"[^"]*$/u, '')
              .slice(0, 75) + (record === '{}' ? '}' : record.slice(1))
          : record;
        const text = record === '{}' ? line.replace(/,\}$/u, '}') : line;
        prev = createHash('sha256').update(text).digest('hex');
        return `${text}\n`;
      })
      .join('');
  });
const tokens = ['{', '}', '"', ',', '\n', '\r\n', '\\u0000', '{"prev":"', '0', '\u0000', '\u00ff', '[', 'null'];
const inputs: fc.Arbitrary<Texts> = fc
  .oneof(
    { arbitrary: chained, weight: 4 },
    { arbitrary: fc.tuple(chained, textChanges(tokens, 2)).map(([text, changes]) => spoilText(text, changes)), weight: 2 },
  )
  .map((journal) => ({ journal: Buffer.from(journal).toString('latin1') }));

/** Journals, read as `journal verify`, `show`, `undo` and `journal export` do. */
export const journal: FuzzKind = {
  name: 'journal',
  share: 8,
  sources: [
    'core/journal-chain.ts',
    'report/journal-events.ts',
    'report/render-run.ts',
    'report/access-record.ts',
    'report/event-line.ts',
    'report/summary.ts',
    'engine/past-run.ts',
    'cli/past-runs.ts',
  ],
  inputs,
  judge: async (input) => {
    const bytes = Buffer.from(textOf(input, 'journal'), 'latin1');
    const report = checkChain(bytes, RUN);
    must(
      (report.breaks.length === 0) === isWhole(bytes),
      () => `the chain is ${isWhole(bytes) ? 'whole' : 'broken'}, and it says ${JSON.stringify(report.breaks)}`,
    );
    const { events: read } = readEvents(bytes.toString('utf8'));
    const layout = { color: false, width: 100, verbose: true, timeZone: 'UTC' };
    mustBeHarmless(renderRun(read, layout), 'the run');
    const project = putFiles({});
    mkdirSync(join(project, '.runbook/runs', RUN), { recursive: true });
    writeFileSync(join(project, '.runbook/runs', RUN, 'journal.jsonl'), bytes);
    const said = await diagnosticsOf(() => {
      const { past, events: sound } = openPastRun(project, RUN);
      must(report.breaks.length === 0, () => 'a journal with a broken chain was believed');
      const csv = accessCsv(accessEntries({ events: sound, plans: past.plans }));
      must(
        csv.split('\r\n').every((row) => !/^[=+@]/u.test(row)),
        () => 'a cell of the access record is a formula',
      );
    });
    return { ...verdictOf(said), reached: report.breaks.length === 0 ? 'meaning' : 'syntax' };
  },
};

/** The chain looked at once more, in another way: line by line as texts of bytes. */
function isWhole(bytes: Buffer): boolean {
  let head = firstLink(RUN);
  return bytes
    .toString('latin1')
    .split('\n')
    .slice(0, -1)
    .every((line) => {
      const follows = line.startsWith(`{"prev":"${head}",`) || line === `{"prev":"${head}"}`;
      head = createHash('sha256').update(Buffer.from(line, 'latin1')).digest('hex');
      try {
        return follows && typeof JSON.parse(Buffer.from(line, 'latin1').toString('utf8')) === 'object';
      } catch {
        return false;
      }
    });
}
