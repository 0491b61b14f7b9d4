import { diff, type Change } from '../core/change.ts';
import { answersDigest } from '../core/digest.ts';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { hasHole, hasSecret, holesOf } from '../core/hole.ts';
import type { Guard, Step } from '../core/plan.ts';
import { createRecent, type Recent } from '../core/recent.ts';
import { isGuarding, requestKey, type Request } from '../core/request.ts';
import type { Convergence, Resource } from '../core/resource.ts';
import { couldCutWay } from '../core/way-in.ts';
import type { Look } from './look.ts';
import type { EnginePorts } from './ports.ts';
import { isSoAlready } from './secret-match.ts';
import { isPrivate, markFields, markGuard, markOfHost, withoutSecretTexts } from './secret-marks.ts';
import type { World } from './world.ts';

/** What planning a host needs beside its answers. */
export type PlanPorts = Pick<EnginePorts, 'secret' | 'mark' | 'accountsOf'>;

/** Whose resource it is: `accounts` are those by which the host is entered. */
export interface Place {
  readonly host: string;
  readonly play: number;
  readonly accounts: readonly string[];
}

/**
 * Plans one resource against the world as the steps in front of it leave it: a step, which is laid over that world, or that nothing is to be done, or why
 * nothing can be. What hosts with the same resource have in common is worked out once for those that look alike.
 */
export async function planResource(
  place: Place,
  resource: Resource,
  now: Look | undefined,
  world: World,
  ports: PlanPorts,
): Promise<Step | Diagnostic | 'unchanged'> {
  const { host } = place;
  const isNow = now !== undefined && [...now.asked.values()].every((request) => world.isUntouched(request));
  const asked = new Map<string, Request>(isNow ? now.asked : []);
  const observe = async (): Promise<JsonObject> =>
    isNow ? now.observed : resource.observe(world.probe(resource.identity, (request) => asked.set(requestKey(request), request)));
  // A package may bring about anything that is absent; but what is as declared while it stays absent is no change to announce.
  const isSparse = isNow || world.isSparse();
  const sparse = isSparse ? await observe() : await resource.observe(world.sparseProbe(resource.identity));
  const announced = diff(sparse, resource.desired);
  if (announced.kind === 'none') return 'unchanged';
  const observed = isSparse ? sparse : await observe();
  const { change, convergence } = convergeAlike(resource, isSparse ? announced : diff(observed, resource.desired), observed);
  if (convergence.actions.length === 0) return cannotConverge(host, resource, convergence.warning ?? convergence.summary);
  refuseSecretsInArgv(host, resource, convergence.actions);
  const requests = [...asked.values()].filter((request) => isGuarding(request));
  const answers = (): Promise<readonly string[]> => Promise.all(requests.map((request) => world.answer(request, resource.identity)));
  const before = await answers();
  if (await isSoAlready(requests, before, convergence, (name) => ports.secret(name))) return 'unchanged';
  world.apply(resource, convergence);
  const after = await answers();
  const seen = { kind: announced.kind, before, after, accounts: place.accounts };
  const { isMarked, ...common } = commonOf(resource, { change, convergence }, requests, seen);
  const mark = isMarked ? markOfHost(host, (text) => ports.mark(text)) : undefined;
  return {
    id: `${host} ${resource.address}`,
    host,
    address: resource.address,
    task: resource.task,
    play: place.play,
    actions: convergence.actions,
    ...(convergence.undo === undefined ? {} : { undo: convergence.undo }),
    identity: resource.identity,
    outputs: resource.outputs,
    ...(convergence.summary === undefined ? {} : { summary: convergence.summary }),
    ...(convergence.warning === undefined ? {} : { warning: convergence.warning }),
    ...common,
    ...(mark === undefined
      ? {}
      : {
          secret: true,
          change: { kind: announced.kind, fields: markFields(common.change.fields, mark) },
          guard: markGuard(common.guard, [before, after], convergence.actions, mark),
        }),
  };
}

/** So many ways to look are remembered of a resource that hosts share, and so many such resources. */
const LOOKS = 8;
const RESOURCES = 1000;

/** A memory of what came of something, by how it looked. */
function byLook<K extends object, V>(): (key: K) => Recent<string, V> {
  const all = createRecent<K, Recent<string, V>>(RESOURCES);
  return (key) => all.of(key, () => createRecent(LOOKS));
}

interface Converged {
  readonly change: Change;
  readonly convergence: Convergence;
}

const converged = byLook<Resource, Converged>();

/** What a resource does where it looks like this. */
function convergeAlike(resource: Resource, change: Change, observed: JsonObject): Converged {
  const make = (): Converged => ({ change, convergence: resource.converge(change, observed) });
  return resource.isShared === true ? converged(resource).of(JSON.stringify(observed), make) : make();
}

/** What was seen of a step's resource and will be, and by whom its host is entered. */
interface Seen {
  readonly kind: Step['change']['kind'];
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly accounts: readonly string[];
}

/** What the steps of a convergence have in common on all hosts of which the same was seen. */
interface Common extends Pick<Step, 'change' | 'guard' | 'labels' | 'footprint' | 'texts'> {
  /** True when what was seen of it stands in a plan as marks. */
  readonly isMarked: boolean;
}

const commons = byLook<Convergence, Common>();

function commonOf(resource: Resource, made: Converged, requests: readonly Request[], seen: Seen): Common {
  const make = (): Common => makeCommon(resource, made, requests, seen);
  if (resource.isShared !== true) return make();
  return commons(made.convergence).of(JSON.stringify([requests.map((request) => requestKey(request)), seen]), make);
}

function makeCommon(
  resource: Resource,
  { change, convergence }: Converged,
  requests: readonly Request[],
  { kind, before, after, accounts }: Seen,
): Common {
  const footprint = [...new Set([...resource.footprint, ...(convergence.footprint ?? [])])];
  return {
    isMarked: isPrivate(resource, convergence, requests, before),
    change: { kind, fields: [...change.fields, ...(convergence.fields ?? [])] },
    guard: guardOf(requests, before, after),
    labels: [
      ...new Set([
        ...(convergence.undo === undefined ? [] : ['reversible' as const]),
        ...resource.labels,
        ...(convergence.labels ?? []),
        ...(couldCutWay(footprint, accounts) ? ['guarded' as const] : []),
      ]),
    ],
    footprint,
    ...(convergence.texts === undefined ? {} : { texts: withoutSecretTexts(convergence.texts) }),
  };
}

function guardOf(requests: readonly Request[], before: readonly string[], after: readonly string[]): Guard {
  const known = (answers: readonly string[]): boolean => !answers.some((answer) => hasHole(answer));
  const fillable = !after.some((answer) => holesOf(answer).some((hole) => hole.kind === 'unknown'));
  // A command of which nothing can be seen: with the digest of no answers the host would take it for done already.
  if (requests.length === 0) return { requests };
  return {
    requests,
    ...(known(before) ? { before: answersDigest(before), seen: before } : {}),
    ...(known(after) ? { after: answersDigest(after) } : fillable ? { afterAnswers: after } : {}),
  };
}

function refuseSecretsInArgv(host: string, resource: Resource, actions: Step['actions']): void {
  const leaks = actions.some(
    (action) => action.do === 'run' && [...action.argv, ...Object.values(action.environment ?? {})].some((word) => hasSecret(word)),
  );
  if (!leaks) return;
  throw new RunbookError({
    code: 'RB3002',
    severity: 'error',
    what: 'a secret would be an argument of a command',
    host,
    address: resource.address,
    ...(resource.source === undefined ? {} : { source: resource.source }),
    why: 'every account of the host can read the arguments of running commands, and sudo logs them',
    mend: 'write the secret into a file of mode 0600, or give it on standard input',
  });
}

function cannotConverge(host: string, resource: Resource, reason: string | undefined): Diagnostic {
  return {
    code: 'RB3003',
    severity: 'warning',
    what: reason ?? 'it is not as declared, and nothing can be done about it now',
    host,
    address: resource.address,
    ...(resource.source === undefined ? {} : { source: resource.source }),
  };
}
