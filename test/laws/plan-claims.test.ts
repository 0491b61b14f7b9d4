import { describe, expect, test } from 'vitest';
import { answersDigest } from '../../src/core/digest.ts';
import { claimFaults } from '../../src/definition/plan-claims.ts';
import { resourceTypes } from '../../src/resources/registry.ts';
import { bindResource } from '../support/bind.ts';
import { createLawHost, fillExample } from '../support/law-host.ts';
import { makeStep } from '../support/make-step.ts';
import { planOne } from '../support/plan-one.ts';
import { startingStates } from '../support/starting-states.ts';

const cases = resourceTypes.flatMap((type) =>
  type.examples.map((example, index) => ({ name: `${type.type} example ${index + 1}`, type, params: fillExample(type.type, example) })),
);

describe('what is shown of a step is what it does, from whatever state', () => {
  test.each(cases)('$name', async ({ type, params }) => {
    for (const { name, disturb } of startingStates(bindResource(type, params).footprint)) {
      const host = createLawHost();
      disturb(host.model);
      // A state that the type refuses has no plan.
      const planned = await planOne(type, params, host).catch(() => undefined);
      if (planned?.made === undefined) continue;
      const { requests, before, made } = planned;
      const step = makeStep('fake', type.type, {
        guard: { requests, before: answersDigest(before), seen: before },
        actions: made.actions,
        texts: made.texts ?? [],
      });
      expect([name, claimFaults(step, (text) => text)]).toEqual([name, []]);
    }
  });
});
