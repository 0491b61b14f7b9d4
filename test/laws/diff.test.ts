import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../src/core/diagnostic.ts';
import type { Step } from '../../src/core/plan.ts';
import { renderPlan } from '../../src/report/plan/render-plan.ts';
import { resourceTypes } from '../../src/resources/registry.ts';
import { createLawHost, fillExample } from '../support/law-host.ts';
import { planOne, type PlannedOne } from '../support/plan-one.ts';
import { makeHost, makePlan, makeStep } from '../support/play-plan.ts';
import { startingStates } from '../support/starting-states.ts';

const cases = resourceTypes.flatMap((type) =>
  type.examples.map((example, index) => ({ name: `${type.type} example ${index + 1}`, type, params: fillExample(type.type, example) })),
);

/** Types without a state of their own: what they do is their summary, and their label says that no more is known. */
const TOLD_BY_SUMMARY = ['command', 'wait_for'];

/** A digest in a line for people: it says that something differs, and not what. */
const DIGEST = /\b[0-9a-f]{40,}\b/u;

/** The lines below the address of a step, as an approver sees them in a plan. */
function detailsOf(step: Step): readonly string[] {
  const lines = renderPlan(makePlan([makeHost(step.host)], [step]), { color: false, width: 4000, diff: true, verbose: false }).split('\n');
  const begin = lines.findIndex((line) => line.startsWith('  ') && line.includes(step.address)) + 1;
  const length = lines.slice(begin).findIndex((line) => line === '');
  return lines.slice(begin, begin + length);
}

function stepOf({ resource, change, made }: PlannedOne): Step {
  return makeStep('law', resource.address, {
    change,
    actions: made?.actions ?? [],
    labels: [...resource.labels, ...(made?.labels ?? [])],
    ...(made?.summary === undefined ? {} : { summary: made.summary }),
    ...(made?.texts === undefined ? {} : { texts: made.texts }),
  });
}

/** A field with its value, or with before and after; a line that comes or goes; or why a text is not shown. */
function isTelling(line: string): boolean {
  return /^ {6}(--- .*: not shown: \S|(?!--- )(\S.*: \S|[+-]|.* → \S| {2}[+-] ))/u.test(line);
}

/** Every step that the example makes from any state, rendered. */
async function everyPlan(
  type: (typeof cases)[number]['type'],
  params: (typeof cases)[number]['params'],
): Promise<readonly { readonly state: string; readonly step: Step; readonly details: readonly string[] }[]> {
  const first = await planOne(type, params, createLawHost());
  const found = [];
  for (const state of startingStates(first.resource.footprint)) {
    const host = createLawHost();
    state.disturb(host.model);
    try {
      const planned = await planOne(type, params, host);
      if (planned.change.kind === 'none' || (planned.made?.actions.length ?? 0) === 0) continue;
      const step = stepOf(planned);
      found.push({ state: state.name, step, details: detailsOf(step) });
    } catch (error) {
      // Some states a type refuses: nothing is planned then.
      if (!(error instanceof RunbookError)) throw error;
    }
  }
  return found;
}

describe.each(cases.filter(({ type }) => type.type !== 'assert'))('$name', ({ type, params }) => {
  test('says what changes, from whatever state', async () => {
    const plans = await everyPlan(type, params);
    expect(plans.length).toBeGreaterThan(0);
    // What comes or goes as a whole may be told in one line; what changes is told with before and after.
    const isTold = ({ step, details }: (typeof plans)[number]): boolean =>
      details.some((line) => isTelling(line)) ||
      (step.summary !== undefined && (step.change.kind !== 'update' || TOLD_BY_SUMMARY.includes(type.type)));
    const silent = plans
      .filter((one) => !isTold(one))
      .map(({ state, step, details }) => ({ state, kind: step.change.kind, summary: step.summary, details }));
    expect(silent).toEqual([]);
    const digests = plans.flatMap(({ state, details }) => details.filter((line) => DIGEST.test(line)).map((line) => ({ state, line })));
    expect(digests).toEqual([]);
  });
});
