import fc from 'fast-check';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { Json } from '../../../src/core/json.ts';
import { planDigest, planText } from '../../../src/core/plan-digest.ts';
import { packPlan, unpackPlan } from '../../../src/core/plan-pack.ts';
import { hasSentinel } from '../../../src/core/hole.ts';
import { readPlanFile } from '../../../src/definition/plan-file.ts';
import { renderPlan } from '../../../src/report/plan/render-plan.ts';
import { renderPlanPage } from '../../../src/report/html/render-page.ts';
import { soundPlan } from '../../support/sound-plan.ts';
import { samplePlan } from '../../support/play-plan.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { mustBeHarmless, verdictOf } from '../oracles.ts';
import { spoilText, textChanges } from '../spoil-text.ts';
import { jsonOf, changeTree, isListTree, isMapping, oddValues, treeChanges, treeOf, writeJson, type Tree } from '../tree.ts';

const plans: readonly Json[] = [soundPlan(), samplePlan(), { ...soundPlan(), undoOf: '20260302-000000-ab12' }].map((plan) =>
  jsonOf(planText(packPlan(plan))),
);

/** Every name of a member that sound plans have. */
const keys = [
  ...new Set(plans.flatMap((plan) => [...JSON.stringify(plan).matchAll(/"([a-zA-Z]{2,20})":/gu)].map(([, name = '']) => name))),
];
const words = [
  'cp-1',
  'relay-1',
  'content:sha256:' + '0'.repeat(64),
  'mark:' + '0'.repeat(64),
  '0'.repeat(64),
  'RB1000',
  'run',
  'write',
  'remove',
  'restore',
  'create',
  'update',
  'login',
  'guarded',
  'roles/a/files/b',
  'roles/../x',
  '/etc/../x',
  '/etc//x',
  '2026-03-02T00:00:00.000Z',
  '2026-13-02T00:00:00.000Z',
  '(a+)+$',
  '[',
  'path:/etc/x',
  '0644',
  '4755',
  'SHA256:' + 'A'.repeat(43),
  '\uE000{"kind":"output","host":"cp-1","address":"a","output":"b","pattern":"[","secret":true}\uE001',
  '\uE000{"kind":"secret","name":"x"}\uE001',
  '\uE000{"kind":"unknown","until":"x"}\uE001',
  '<script>alert(1)</script>',
  '"><img src=x onerror=y>',
];
const values: fc.Arbitrary<Tree> = fc.oneof(
  { arbitrary: fc.constantFrom<Tree[]>(...words), weight: 2 },
  { arbitrary: oddValues, weight: 2 },
);

/** The tree with members in the order that a plan file has them in. */
function sorted(tree: Tree): Tree {
  if (isListTree(tree)) return tree.map((item) => sorted(item));
  if (!isMapping(tree)) return tree;
  return { entries: tree.entries.map(([key, value]) => [key, sorted(value)] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
}

const changed = fc
  .tuple(fc.constantFrom(...plans), treeChanges(keys, values, 3))
  .map(([plan, changes]) => changes.reduce<Tree>((now, change) => changeTree(now, change), treeOf(plan)));
const tokens = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '1e9',
  '-',
  'null',
  '\n',
  ' ',
  '\u00ff',
  '\u0000',
  '"__proto__":1,',
  '[[[[',
];
const whole = changed.map((tree) => writeJson(sorted(tree)));
const deep = fc
  .record({ piece: fc.constantFrom('[', '{"a":', '{"steps":[{"change":'), times: fc.constantFrom(70, 5000, 100_000) })
  .map(
    ({ piece, times }) =>
      `{"format":"runbook.plan/1","steps":${piece.repeat(times)}1${piece === '[' ? ']'.repeat(times) : '}'.repeat(times)}}`,
  );
const inputs: fc.Arbitrary<Texts> = fc
  .oneof(
    { arbitrary: whole, weight: 1500 },
    { arbitrary: fc.tuple(whole, textChanges(tokens, 2)).map(([text, changes]) => spoilText(text, changes)), weight: 300 },
    { arbitrary: deep, weight: 10 },
  )
  .map((plan) => ({ plan: Buffer.from(plan).toString('latin1') }));

/** Plan files: what is believed is canonical, shows no escapes, and comes out as it went in. */
export const plan: FuzzKind = {
  name: 'plan',
  share: 8,
  sources: [
    'definition/plan-file.ts',
    'definition/plan-check.ts',
    'definition/plan-claims.ts',
    'definition/plan-texts.ts',
    'definition/plan-schema.ts',
    'definition/json-pieces.ts',
    'core/plan-pack.ts',
    'core/plan-digest.ts',
    'core/json.ts',
    'core/hole.ts',
    'report/plan',
  ],
  inputs,
  judge: (input) => {
    const bytes = Buffer.from(textOf(input, 'plan'), 'latin1');
    try {
      const read = readPlanFile(bytes, 'a.json');
      must(Buffer.from(planText(read)).equals(bytes), () => 'a plan was believed that is written otherwise');
      const unpacked = unpackPlan(read);
      const shown = renderPlan(unpacked, {
        color: false,
        width: 100,
        diff: true,
        verbose: true,
        digest: planDigest(read),
        timeZone: 'UTC',
      });
      mustBeHarmless(shown, 'the plan');
      must(!hasSentinel(shown), () => 'the plan shows a mark of a hole');
      const page = renderPlanPage(
        { plan: read, digest: planDigest(read) },
        { language: 'en', timeZone: 'UTC', explainCode: () => undefined },
      );
      must(!page.includes('<script>alert') && !page.includes('<img src=x'), () => 'the page has elements that the plan has written');
      return verdictOf([]);
    } catch (error) {
      if (error instanceof RunbookError) return verdictOf(error.diagnostics);
      throw error;
    }
  },
};
