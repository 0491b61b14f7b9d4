import { largePlan } from '../../bench/large-plan.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/core/digest.ts';
import { createStepSharer, packPlan, packPlanInTurns, unpackPlan } from '../../src/core/plan-pack.ts';
import { planDigest, planDigestInTurns, planText } from '../../src/core/plan-digest.ts';
import type { Plan, Step } from '../../src/core/plan.ts';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { resourceTypes } from '../../src/resources/registry.ts';
import { makePlanOf, makeStep } from '../support/make-step.ts';
import { createLawHost, fillExample } from '../support/law-host.ts';
import { planOne } from '../support/plan-one.ts';
import { soundPlan } from '../support/sound-plan.ts';

/** Texts of which some are long, some come often, and some look as if they were packed already. */
const texts = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.constantFrom(
    'x'.repeat(400),
    '한글 '.repeat(100),
    'content:sha256:',
    `content:sha256:${'a'.repeat(64)}`,
    `content:sha256:${sha256('x')}`,
  ),
);
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array).toString('base64'));
const content = fc.oneof(
  texts.map((text) => ({ text })),
  bytes.map((base64) => ({ base64 })),
);
const steps: fc.Arbitrary<Step> = fc
  .record({ content, stdin: texts, argv: fc.array(texts, { minLength: 1, maxLength: 3 }), seen: texts, before: texts, after: texts })
  .map(({ content: what, stdin, argv, seen, before, after }) =>
    makeStep('a', 'made:x', {
      change: { kind: 'update', fields: [{ field: 'deep', before: [{ of: before }], after }] },
      guard: { requests: [{ ask: 'run', argv, reads: [], timeoutMs: 1 }], before: sha256(seen), seen: [seen], afterAnswers: [after] },
      actions: [
        { do: 'write', path: '/x', content: what, mode: '0644', owner: 'root', group: 'root' },
        { do: 'run', argv, stdin, timeoutMs: 1, onTimeout: 'leave' },
      ],
      undo: [{ do: 'run', argv, timeoutMs: 1, onTimeout: 'leave' }],
      texts: [{ path: '/x', before, after }],
    }),
  );
const plans: fc.Arbitrary<Plan> = fc.array(steps, { maxLength: 4 }).map((list) => makePlanOf(list));

describe('packing', () => {
  test('takes nothing away: unpacked it is the plan again', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(unpackPlan(packPlan(plan)).steps).toEqual(plan.steps);
      }),
    );
  });

  test('of what was unpacked gives the same packed plan', () => {
    fc.assert(
      fc.property(plans, fc.boolean(), (plan, inFiles) => {
        const packed = packPlan(plan, () => (inFiles ? 'roles/x/files/big' : undefined));
        expect(planText(packPlan(unpackPlan(packed)))).toBe(planText(packed));
      }),
    );
  });

  test('names a large content by its file, and leaves it in place where the text is needed too', () => {
    const big = 'y'.repeat(70_000);
    const write = { do: 'write', path: '/big', content: { text: big }, mode: '0644', owner: 'root', group: 'root' } as const;
    const fileOf = (): string => 'roles/x/files/big';
    const packed = packPlan(makePlanOf([makeStep('a', 'file:/big', { actions: [write] })]), fileOf);
    expect(packed.contents).toEqual({ [sha256(big)]: { file: 'roles/x/files/big', sizeBytes: 70_000 } });
    const run = { do: 'run', argv: ['cat'], stdin: big, timeoutMs: 1, onTimeout: 'leave' } as const;
    const both = packPlan(makePlanOf([makeStep('a', 'file:/big', { actions: [write, run] })]), fileOf);
    expect(both.contents).toEqual({ [sha256(big)]: { text: big } });
  });

  test('takes a step in which nothing is long as it is', () => {
    const [short, long] = [
      makeStep('a', 'made:x', { footprint: ['path:/x'] }),
      makeStep('a', 'made:y', { texts: [{ path: '/y', after: 'y'.repeat(400) }] }),
    ];
    const { steps: packed } = packPlan(makePlanOf([short, long]));
    expect([packed[0] === short, packed[1] === long]).toEqual([true, false]);
    expect(packed[1]?.guard).toBe(long.guard);
  });

  test('tells a long text once', () => {
    const text = planText(packPlan(soundPlan()));
    expect(text.split('a long text that is told once').length - 1).toBe(40);
  });
});

describe('sharing', () => {
  test('changes no step', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 4 }), (list) => {
        const share = createStepSharer();
        expect([...list, ...list].map((step) => share(step))).toEqual([...list, ...list]);
      }),
    );
  });

  test('makes equal parts of steps one in memory, and leaves others apart', () => {
    const of = (host: string, text: string): Step =>
      makeStep(host, 'file:/x', {
        actions: [{ do: 'write', path: '/x', content: { text }, mode: '0644', owner: 'root', group: 'root' }],
        footprint: ['path:/x'],
      });
    const share = createStepSharer();
    const [one, alike, other] = [share(of('a', 'long '.repeat(99))), share(of('b', 'long '.repeat(99))), share(of('c', 'short'))];
    expect([alike.actions === one.actions, alike.guard === one.guard, alike.footprint === one.footprint]).toEqual([true, true, true]);
    expect([other.actions === one.actions, other.footprint === one.footprint]).toEqual([false, true]);
    expect([one.host, alike.host, other.host]).toEqual(['a', 'b', 'c']);
  });
});

describe('the digest of a plan', () => {
  test('is the same when it is made in turns, and so is the packed plan', async () => {
    for (const plan of [soundPlan(), { ...largePlan(3, 20), signatures: ['x'] }]) {
      const packed = packPlan(plan);
      expect(await packPlanInTurns(plan)).toEqual(packed);
      expect(await planDigestInTurns(packed)).toBe(planDigest(packed));
    }
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        expect(await planDigestInTurns(plan)).toBe(planDigest(plan));
      }),
    );
  });

  test('does not depend on the order of members', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(planDigest(reversed(plan))).toBe(planDigest(plan));
      }),
    );
  });

  test('is that of its text, and signatures are no part of it', () => {
    const packed = packPlan(soundPlan());
    expect(planDigest(packed)).toBe(sha256(planText(packed)));
    expect(planDigest({ ...packed, signatures: ['x'] })).toBe(planDigest(packed));
    expect(planText({ ...packed, signatures: ['x'] })).not.toBe(planText(packed));
    expect(planDigest({ ...packed, forks: 49 })).not.toBe(planDigest(packed));
  });
});

const examples = resourceTypes.flatMap((type) =>
  type.examples.map((example, index) => ({ name: `${type.type} example ${index + 1}`, type, params: fillExample(type.type, example) })),
);

test.each(examples)('a plan with $name can be read from its file', async ({ type, params }) => {
  const { made, resource, change } = await planOne(type, params, createLawHost());
  const step = makeStep('a', resource.address, {
    change,
    actions: made?.actions ?? [],
    ...(made?.undo === undefined ? {} : { undo: made.undo }),
    identity: resource.identity,
    labels: [...resource.labels, ...(made?.labels ?? [])],
    footprint: resource.footprint,
    outputs: resource.outputs,
    ...(made?.summary === undefined ? {} : { summary: made.summary }),
    ...(made?.texts === undefined ? {} : { texts: made.texts }),
  });
  const identities = { a: { address: '198.18.10.11', port: 22, via: [], hostKeys: [] } };
  const packed = packPlan(makePlanOf([step], { identities }));
  expect(readPlanFile(Buffer.from(planText(packed)), 'x.plan').steps).toEqual(packed.steps);
});

/** The same value with the members of its objects in the other order. */
function reversed<T>(value: T): T {
  const turn = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map((item: unknown) => turn(item));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one)
        .map(([key, item]: [string, unknown]) => [key, turn(item)] as const)
        .reverse(),
    );
  };
  const turned: T = JSON.parse(JSON.stringify(turn(value)));
  return turned;
}
