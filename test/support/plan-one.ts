import { diff, type Change } from '../../src/core/change.ts';
import { answersDigest } from '../../src/core/digest.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { isGuarding, requestKey, type Request } from '../../src/core/request.ts';
import type { Convergence, Resource } from '../../src/core/resource.ts';
import type { ReadyStep } from '../../src/core/session.ts';
import type { ResourceType } from '../../src/resources/define.ts';
import { bindResource, DEBIAN } from './bind.ts';
import type { FakeHost } from './fake-host.ts';

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
  /** Undefined where the convergence predicts nothing for a request. */
  readonly after: readonly (string | undefined)[];
}

/** Plans one resource. `answer` gives what the host answers, or what is predicted. */
export async function planResource(resource: Resource, answer: (request: Request) => string): Promise<PlannedOne> {
  const asked = new Map<string, { readonly request: Request; readonly answer: string }>();
  const observed = await resource.observe({
    ask: async (request) => {
      await Promise.resolve();
      const text = answer(request);
      if (isGuarding(request)) asked.set(requestKey(request), { request, answer: text });
      return text;
    },
  });
  const change = diff(observed, resource.desired);
  const made = change.kind === 'none' ? undefined : resource.converge(change, observed);
  const predicted = new Map(made?.predictions.map((one) => [requestKey(one.request), one.answer]));
  return {
    resource,
    observed,
    change,
    ...(made === undefined ? {} : { made }),
    requests: [...asked.values()].map((one) => one.request),
    before: [...asked.values()].map((one) => one.answer),
    after: [...asked.keys()].map((key) => predicted.get(key)),
  };
}

/** Plans one resource on a fake host as it is now. */
export function planOne(type: ResourceType, params: Json, host: FakeHost, facts: Facts = DEBIAN): Promise<PlannedOne> {
  return planResource(bindResource(type, params, facts), (request) => host.answer(request));
}

/** The step that stands for it, with its guard. */
export function stepOf(planned: PlannedOne): ReadyStep {
  const { after } = planned;
  const known = after.filter((one) => one !== undefined);
  return {
    id: planned.resource.address,
    requests: planned.requests,
    ...(planned.requests.length === 0 ? {} : { before: answersDigest(planned.before) }),
    ...(planned.requests.length === 0 || known.length < after.length ? {} : { after: answersDigest(known) }),
    actions: planned.made?.actions ?? [],
  };
}

/** Plans one resource and carries the plan out. Gives the status and what was planned. */
export async function applyOne(type: ResourceType, params: Json, host: FakeHost, facts: Facts = DEBIAN) {
  const planned = await planOne(type, params, host, facts);
  if (planned.made === undefined) return { planned, status: 'unchanged' as const };
  const [result] = await host.execute([stepOf(planned)], 'login', () => undefined);
  return { planned, status: result?.status, output: result?.output };
}

/** The commands of the planned actions; other actions by their name. */
export function commandsOf(planned: PlannedOne): readonly (readonly string[] | string)[] {
  return (planned.made?.actions ?? []).map((action) => (action.do === 'run' ? action.argv : action.do));
}
