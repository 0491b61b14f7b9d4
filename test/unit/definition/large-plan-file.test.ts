import { describe, expect, test } from 'vitest';
import { largePlan } from '../../../bench/large-plan.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { planDigest, planDigestOf, planText } from '../../../src/core/plan-digest.ts';
import { packPlan, unpackPlan } from '../../../src/core/plan-pack.ts';
import type { Plan, Step } from '../../../src/core/plan.ts';
import { readPlanFile } from '../../../src/definition/plan-file.ts';
import { createTextDiffs, type TextDiffs } from '../../../src/report/plan/diff-memory.ts';
import { renderPlan } from '../../../src/report/plan/render-plan.ts';
import { createStepLooks } from '../../../src/report/plan/step-looks.ts';
import { renderStep } from '../../../src/report/plan/step-lines.ts';
import { createPaint } from '../../../src/report/paint.ts';

const HOSTS = 50;
const STEPS = 40;
const packed = packPlan(largePlan(HOSTS, STEPS));
const text = planText(packed);
const read = readPlanFile(Buffer.from(text), 'large.plan');
const layout = { color: false, width: 80, diff: true, verbose: false };

/** Files of 20 000 bytes that all hosts get: 18 that are written, 10 of them over another one. Each host has 4 files of 6 000 bytes of its own. */
const CONTENT_BYTES = (18 + 10) * 20_000 + HOSTS * 4 * 6_000;
/** Different looks of steps: 18 shared files, 8 packages, 10 kernel parameters with 7 former values; and each host's own files. */
const LOOKS = 18 + 8 + 10 * 7 + HOSTS * 4;

/** What is said of the plan with another step in that place; undefined when it is read. */
function refusal(at: number, change: (step: Step) => object): string | undefined {
  const steps = packed.steps.map((step, index) => (index === at ? change(step) : step));
  try {
    readPlanFile(Buffer.from(planText(Object.assign({}, packed, { steps }))), 'large.plan');
    return undefined;
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    return `${error.diagnostics[0]?.code}: ${error.diagnostics[0]?.why}`;
  }
}

describe('a plan for many hosts', () => {
  test('holds each content once, and little more than a kilobyte for each step', () => {
    expect(text.length).toBeLessThan(CONTENT_BYTES * 1.1 + HOSTS * STEPS * 1_300);
  });

  test('is read as it was written, with its digest, signed or not', () => {
    expect(read).toEqual(JSON.parse(text));
    expect(planDigestOf(Buffer.from(text), read)).toBe(planDigest(packed));
    const signed: Plan = { ...packed, signatures: ['한', 'two'] };
    const bytes = Buffer.from(planText(signed));
    expect(planDigestOf(bytes, readPlanFile(bytes, 'signed.plan'))).toBe(planDigest(packed));
  });

  test('holds in memory once what its steps have in common, packed and unpacked', () => {
    const guards = (plan: Plan): number => new Set(plan.steps.map((step) => step.guard)).size;
    const actions = (plan: Plan): number => new Set(plan.steps.map((step) => step.actions)).size;
    const different = new Set(packed.steps.map((step) => JSON.stringify(step.guard))).size;
    expect([guards(read), guards(unpackPlan(read))]).toEqual([different, different]);
    expect(actions(unpackPlan(read))).toBe(18 + 8 + 10 + HOSTS * 4);
  });

  test.each<[string, (step: Step) => object, string]>([
    ['a member that no step has', (step) => ({ ...step, extra: 1 }), 'RB6025: steps.1990: Unrecognized key: "extra"'],
    ['a member missing', ({ footprint: _footprint, ...step }) => step, 'RB6025: steps.1990.footprint'],
    ['a mode that is none', (step) => ({ ...step, actions: [{ ...step.actions[0], mode: '0999' }] }), 'RB6025: steps.1990.actions.0'],
    ['U+0000 deep inside', (step) => ({ ...step, footprint: ['path:\0'] }), 'RB6025: it has a text with the character U+0000'],
    ['a number for a list', (step) => ({ ...step, labels: 1 }), 'RB6025: steps.1990.labels'],
  ])('is refused when a late step has %s', (_what, change, why) => {
    expect(refusal(1_990, change)).toContain(why);
  });

  test.each<[string, (json: string) => string]>([
    ['members in another order', (json) => json.replace(/"host":"node-049",("id":"[^"]*"),/u, '$1,"host":"node-049",')],
    ['a member twice', (json) => json.replace('"host":"node-049"', '"host":"node-049","host":"node-049"')],
    ['a space within a part that others share', (json) => json.replace(/(.*)"labels":\["reversible"\]/su, '$1"labels":["reversible" ]')],
    ['a comma behind the last member of a step', (json) => json.replace(/(.*)\},\{"actions"/su, '$1,},{"actions"')],
  ])('is refused when its text has %s', (_what, change) => {
    expect(() => readPlanFile(Buffer.from(change(text)), 'large.plan')).toThrow('was written anew by something else');
  });

  test('is shown with each different step rendered once, and each different text compared once', () => {
    const plan = unpackPlan(read);
    let [rendered, compared] = [0, 0];
    const memory = createTextDiffs();
    const diffs: TextDiffs = {
      shownOn: (lines, host) => memory.shownOn(lines, host),
      linesOf: (change, kind, make) =>
        memory.linesOf(change, kind, () => {
          compared += 1;
          return make();
        }),
    };
    const pen = { ...layout, paint: createPaint(false), diffs };
    const lookOf = createStepLooks((step) => {
      rendered += 1;
      return renderStep(step, 24, new Map(), pen);
    });
    for (const step of plan.steps) {
      lookOf(step);
      renderStep(step, 24, new Map(), { ...pen, host: step.host });
    }
    expect([rendered, compared]).toEqual([LOOKS, 18 + HOSTS * 4]);
  });

  test('is shown in the same words, read from a file or just made', () => {
    expect(renderPlan(unpackPlan(read), layout)).toBe(renderPlan(largePlan(HOSTS, STEPS), layout));
  });
});
