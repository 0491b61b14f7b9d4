import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../src/core/diagnostic.ts';
import { matchesEntry, overlaps } from '../../src/core/footprint.ts';
import { unknownUntil } from '../../src/core/hole.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { requestReads } from '../../src/core/request.ts';
import { keptThings } from '../../src/engine/fill-step.ts';
import type { ResourceType } from '../../src/resources/define.ts';
import { describeResourceTypes } from '../../src/resources/describe.ts';
import { resourceTypes } from '../../src/resources/registry.ts';
import { bindResource } from '../support/bind.ts';
import type { FakeHost } from '../support/fake-host.ts';
import { createLawHost, fillExample } from '../support/law-host.ts';
import { planOne, planResource, stepOf, undoStepOf, type PlannedOne } from '../support/plan-one.ts';
import { startingStates, wholeState, type StartingState } from '../support/starting-states.ts';

/** Types of which no step is taken back, named one by one; docs/resources.md names the same. */
const NEVER = ['kubeadm_cluster', 'kubeadm_node', 'package'];

/** Types of which some steps are not taken back. */
const AT_TIMES = ['group', 'user', 'wireguard_tunnel'];

/** Types of which a step is taken back only when its task says how: no example does. */
const BY_TASK = ['command'];

/** Types that only look: nothing is to be taken back, and `assert` never gives a step. */
const LOOKS = ['assert', 'wait_for'];

/** States of types that cannot be brought back when nobody knew of them beforehand: the undo must fail then, and not claim it. */
const UNRESTORED: Readonly<Record<string, RegExp>> = { wireguard_tunnel: /run by hand|down, though its unit is active/u };

/** Types that refuse to be planned while what is there before is not known. */
const MUST_KNOW = ['hosts_block', 'hosts_entry'];

/** Things put back of which the guard shows not all: what the kernel sets along, and a key, of which nothing but its form may be read. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
  sysctl: ['sysctl:net.ipv4.conf.*.forwarding', 'sysctl:net.ipv4.conf.all.accept_redirects'],
};

/** Types whose `path:` things have no content that could be lost, or one that may not be told. */
const WITHOUT_DIGEST = ['directory', 'symlink', 'wireguard_key'];

interface Case {
  readonly name: string;
  readonly type: ResourceType;
  readonly params: JsonObject;
}

const cases: readonly Case[] = resourceTypes.flatMap((type) =>
  type.examples.map((example, index) => ({ name: `${type.type} example ${index + 1}`, type, params: fillExample(type.type, example) })),
);
const reversible = cases.filter(({ type }) => ![...NEVER, ...BY_TASK, ...LOOKS].includes(type.type));

/** A case on a host in one state, planned. */
interface Planned {
  readonly state: StartingState;
  readonly host: FakeHost;
  readonly planned: PlannedOne;
}

/** What is planned in all starting states; where the type refuses the state, or nothing is to be done, it is left out. */
async function planEverywhere({ type, params }: Case, isKnown = true): Promise<readonly Planned[]> {
  const all = startingStates(bindResource(type, params).footprint).map(async (state): Promise<readonly Planned[]> => {
    const host = createLawHost();
    state.disturb(host.model);
    try {
      const planned = isKnown
        ? await planOne(type, params, host)
        : await planResource(bindResource(type, params), () => unknownUntil('an earlier step'));
      return planned.made === undefined ? [] : [{ state, host, planned }];
    } catch (error) {
      if (error instanceof RunbookError) return [];
      throw error;
    }
  });
  return (await Promise.all(all)).flat();
}

/** Answers and whole state of a host around a step; undefined when the host could not do it, or had nothing to do. */
async function doStep({ host, planned }: Planned) {
  const before = planned.requests.map((request) => host.answer(request));
  const whole = wholeState(host);
  const [result] = await host.execute([stepOf(planned)], 'login', () => undefined);
  return result?.status === 'changed' ? { before: result.before ?? before, whole, left: result.answers } : undefined;
}

async function takeBack({ host, planned }: Planned, before: readonly string[], left: readonly string[]) {
  const step = undoStepOf(planned, before, left);
  // A service that would only read its files again, and they are as they were, has nothing to do.
  if (step === undefined) return { status: 'already' };
  const [result] = await host.execute([step], 'login', () => undefined);
  return { status: result?.status, output: result?.output };
}

/** How many steps were done and taken back; each must leave the host as it was, and touch only what the step may touch. */
async function countTakenBack(all: readonly Planned[], unrestored?: RegExp): Promise<number> {
  let count = 0;
  for (const one of all) {
    const did = one.planned.made?.undo === undefined ? undefined : await doStep(one);
    if (did === undefined) continue;
    count += 1;
    const { host, planned, state } = one;
    const earlier = host.model.touched.length;
    const { status, output } = await takeBack(one, did.before, did.left);
    const isLost = unrestored?.test(state.name) === true;
    const ended = `${status === 'already' ? 'changed' : (status ?? '')} ${isLost ? '' : (output ?? '')}`;
    expect(`${state.name}: ${ended}`).toBe(`${state.name}: ${isLost ? 'failed' : 'changed'} `);
    if (isLost) continue;
    expect({ state: state.name, whole: wholeState(host) }).toEqual({ state: state.name, whole: did.whole });
    const touched = host.model.touched.slice(earlier);
    expect(touched.filter((entry) => !planned.resource.footprint.some((pattern) => matchesEntry(pattern, entry)))).toEqual([]);
  }
  return count;
}

describe.each(reversible)('$name', (one) => {
  const isRemoval = ['group', 'user'].includes(one.type.type) && one.params['present'] === false;

  test('taken back, leaves the host as it was, and touches nothing outside its footprint', async () => {
    const count = await countTakenBack(await planEverywhere(one));
    expect(isRemoval ? count === 0 : count >= 2).toBe(true);
  });

  test('taken back, leaves the host as it was also when nobody knew that beforehand', async () => {
    const planned = await planEverywhere(one, false);
    const count = await countTakenBack(planned, UNRESTORED[one.type.type]);
    const isNone = [...MUST_KNOW, 'group', 'user'].includes(one.type.type);
    expect(isNone ? count === 0 : count >= 2).toBe(true);
  });

  test('asks about all that it would put back', async () => {
    for (const { planned } of await planEverywhere(one)) {
      const things = keptThings(planned.made?.undo ?? []).filter((thing) => !(UNSEEN[one.type.type] ?? []).includes(thing));
      expect(things.filter((thing) => !planned.requests.some((request) => overlaps(requestReads(request), [thing])))).toEqual([]);
      const digests = planned.requests.flatMap((request) => (request.ask === 'digest' ? [`path:${request.path}`] : []));
      const blind = things.filter((thing) => thing.startsWith('path:') && !digests.includes(thing));
      expect(WITHOUT_DIGEST.includes(one.type.type) || blind.length === 0).toBe(true);
    }
  });

  test('is refused, and touches nothing, when what it would put back was changed since', async () => {
    for (const { planned, state } of await planEverywhere(one)) {
      const things = keptThings(planned.made?.undo ?? []).filter((thing) => !(UNSEEN[one.type.type] ?? []).includes(thing));
      for (const later of startingStates(things).slice(1)) {
        const host = createLawHost();
        state.disturb(host.model);
        const did = await doStep({ host, planned, state });
        if (did === undefined) continue;
        later.disturb(host.model);
        if (
          isDeepStrictEqual(
            planned.requests.map((request) => host.answer(request)),
            did.left,
          )
        )
          continue;
        const [whole, earlier] = [wholeState(host), host.model.touched.length];
        const { status } = await takeBack({ host, planned, state }, did.before, did.left);
        // It may have become by chance what it was before the step.
        expect(`${status === 'already' ? 'refused' : status} ${later.name}`).toBe(`refused ${later.name}`);
        expect([wholeState(host), host.model.touched.length]).toEqual([whole, earlier]);
      }
    }
  });
});

test.each(resourceTypes.map((type) => ({ name: type.type, type })))(
  'the page of $name says what is taken back, and what is not',
  ({ type }) => {
    expect(type.undo === undefined).toBe(NEVER.includes(type.type));
    expect(type.irreversible === undefined).toBe(![...NEVER, ...BY_TASK, ...AT_TIMES].includes(type.type));
  },
);

test('the types of which nothing is taken back are named in the docs', () => {
  expect(describeResourceTypes()).toContain(`\nNever taken back: ${NEVER.map((type) => `\`${type}\``).join(', ')}.\n`);
});

test.each(cases.filter(({ type }) => type.type !== 'assert'))('$name says in each step whether it is taken back', async (one) => {
  const planned = [...(await planEverywhere(one)), ...(await planEverywhere(one, false))];
  const said = planned.map(({ planned: { made } }) =>
    made?.undo === undefined ? 'no' : made.undo.length === 0 ? 'nothing to take back' : 'yes',
  );
  expect([...new Set(said)].sort()).toEqual(answersOf(one));
});

/** What the steps of a case may say. */
function answersOf({ type, params }: Case): readonly string[] {
  if ([...NEVER, ...BY_TASK].includes(type.type)) return ['no'];
  if (LOOKS.includes(type.type)) return ['nothing to take back'];
  if (!AT_TIMES.includes(type.type)) return ['yes'];
  return params['present'] === false ? ['no'] : ['no', 'yes'];
}
