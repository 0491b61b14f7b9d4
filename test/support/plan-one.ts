import { diff, type Change } from '../../src/core/change.ts';
import { answersDigest } from '../../src/core/digest.ts';
import type { Facts } from '../../src/core/facts.ts';
import { hasHole } from '../../src/core/hole.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { isGuarding, requestKey, type Request } from '../../src/core/request.ts';
import type { Convergence, Resource } from '../../src/core/resource.ts';
import type { ReadyStep, StepStatus } from '../../src/core/session.ts';
import { fillStep, keptThings, storeName } from '../../src/engine/fill-step.ts';
import { undoHost } from '../../src/engine/undo-host.ts';
import { createWorld } from '../../src/engine/world.ts';
import type { ResourceType } from '../../src/resources/define.ts';
import { bindResource, DEBIAN } from './bind.ts';
import type { FakeHost } from './fake-host.ts';
import { makeStep } from './make-step.ts';

/** What was planned for one resource, and what the plan was made from. */
export interface PlannedOne {
  readonly resource: Resource;
  readonly observed: JsonObject;
  readonly change: Change;
  /** Undefined when there is nothing to do. */
  readonly made?: Convergence;
  /** The guarding requests that were asked, each once, in order. */
  readonly requests: readonly Request[];
  readonly before: readonly string[];
  /** Answers in the world as the engine foresees it after the step; with a hole where it cannot. */
  readonly after: readonly string[];
}

/** Plans one resource as the engine does. `answer` gives what the host answers. */
export async function planResource(resource: Resource, answer: (request: Request) => string): Promise<PlannedOne> {
  const world = createWorld({ ask: async (request) => await Promise.resolve(answer(request)) });
  const asked = new Map<string, Request>();
  const observed = await resource.observe(world.probe(resource.identity, (request) => asked.set(requestKey(request), request)));
  const requests = [...asked.values()].filter((request) => isGuarding(request));
  const look = (): Promise<readonly string[]> => Promise.all(requests.map((request) => world.answer(request, resource.identity)));
  const before = await look();
  const change = diff(observed, resource.desired);
  if (change.kind === 'none') return { resource, observed, change, requests, before, after: before };
  const made = resource.converge(change, observed);
  world.apply(resource, made);
  return { resource, observed, change, made, requests, before, after: await look() };
}

/** Plans one resource on a fake host as it is now. */
export function planOne(type: ResourceType, params: Json, host: FakeHost, facts: Facts = DEBIAN): Promise<PlannedOne> {
  return planResource(bindResource(type, params, facts), (request) => host.answer(request));
}

/** The step that stands for it, with its guard. */
export function stepOf({ resource, requests, before, after, made }: PlannedOne): ReadyStep {
  const blind = requests.length === 0;
  const things = keptThings(made?.undo ?? []);
  return {
    id: resource.address,
    requests,
    ...(blind || before.some((one) => hasHole(one)) ? {} : { before: answersDigest(before) }),
    ...(blind || after.some((one) => hasHole(one)) ? {} : { after: answersDigest(after) }),
    actions: made?.actions ?? [],
    ...(things.length === 0 ? {} : { keep: { at: keptAt(resource), things } }),
  };
}

/** The run to which the one step belongs, and where its host keeps what it changes. */
const RUN = '20260302-000000-ab12';

function keptAt(resource: Resource): string {
  return `${RUN}/${storeName(resource.address, 1)}`;
}

/** The step by which the engine takes it back. `before` and `left` are the answers that the step found and left. Undefined: all is as before already. */
export function undoStepOf(planned: PlannedOne, before: readonly string[], left: readonly string[]): ReadyStep | undefined {
  const { resource, requests, made, change } = planned;
  if (made?.undo === undefined) throw new Error(`${resource.address} cannot be taken back`);
  const { footprint, labels, identity, address } = resource;
  const more = { change, guard: { requests }, actions: made.actions, undo: made.undo, footprint, labels, identity };
  const step = { ...makeStep('fake', address, more), id: address };
  const past = { step, stage: 1, place: 0, outcome: 'changed', before, after: left, kept: true } as const;
  const { steps, moved, staying } = undoHost({
    run: RUN,
    places: [{ past, play: 0 }],
    now: new Map(requests.map((request, index) => [requestKey(request), left[index] ?? ''])),
    isStored: () => true,
    isTorn: () => false,
    mark: (text) => text,
  });
  if (moved.length + staying.length > 0) throw new Error(`${address} is not taken back: ${JSON.stringify([moved, staying])}`);
  const [undo] = steps;
  const fileContent = (): never => {
    throw new Error('an undo writes no content');
  };
  return undo === undefined ? undefined : fillStep(undo, { contents: {}, fileContent, run: '20260302-000001-ab12', stage: 1 }, () => '');
}

/** How applying one resource ended, and what was planned for it. */
export interface AppliedOne {
  readonly planned: PlannedOne;
  readonly status: StepStatus | 'unchanged';
  /** Output of the action that failed. */
  readonly output?: string;
}

/** Plans one resource and carries the plan out. */
export async function applyOne(type: ResourceType, params: Json, host: FakeHost, facts: Facts = DEBIAN): Promise<AppliedOne> {
  const planned = await planOne(type, params, host, facts);
  if (planned.made === undefined) return { planned, status: 'unchanged' };
  const [result] = await host.execute([stepOf(planned)], 'login', () => undefined);
  if (result === undefined) throw new Error('the fake host gave no result');
  return { planned, status: result.status, ...(result.output === undefined ? {} : { output: result.output }) };
}

/** The commands of the planned actions; other actions by their name. */
export function commandsOf(planned: PlannedOne): readonly (readonly string[] | string)[] {
  return (planned.made?.actions ?? []).map((action) => (action.do === 'run' ? action.argv : action.do));
}
