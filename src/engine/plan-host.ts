import { diff } from '../core/change.ts';
import { answersDigest } from '../core/digest.ts';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { hasHole, hasSecret, holesOf } from '../core/hole.ts';
import type { Guard, Step } from '../core/plan.ts';
import { isGuarding, requestKey, type Request } from '../core/request.ts';
import type { Resource } from '../core/resource.ts';
import { couldCutWay } from '../core/way-in.ts';
import type { Gatherer } from './gather.ts';
import type { EnginePorts, Expanded } from './ports.ts';
import { isSoAlready } from './secret-match.ts';
import { isPrivate, markFields, markGuard, markOfHost, withoutSecretTexts } from './secret-marks.ts';
import { giveTurn } from '../core/turns.ts';
import { withoutStore } from './undo-store.ts';
import { createWorld, type World } from './world.ts';

/** What planning a host needs beside its answers. */
export type PlanPorts = Pick<EnginePorts, 'secret' | 'mark' | 'accountsOf'>;

/** One host's part of a plan. */
export interface HostPlan {
  readonly steps: readonly Step[];
  readonly unchanged: number;
  readonly warnings: readonly Diagnostic[];
  /** Where planning ended before the last task. */
  readonly stageEnd?: { readonly task: string; readonly until: string };
}

/**
 * Plans one host: walks its resources in written order, each against the world as the earlier steps will leave it. Asks, never writes. Secrets are only
 * compared: whether a file holds the right one cannot be told without it.
 */
export async function planHost(host: string, items: readonly Expanded[], gatherer: Gatherer, ports: PlanPorts): Promise<HostPlan> {
  // Many hosts begin in the same turn.
  await giveTurn();
  await askAtOnce(items, gatherer);
  const world = createWorld(gatherer);
  const steps: Step[] = [];
  const warnings: Diagnostic[] = [];
  let unchanged = 0;
  for (const item of items) {
    if ('deferred' in item) return { steps, unchanged, warnings, stageEnd: item.deferred };
    await giveTurn();
    const planned = await planResource(host, item.play, item.resource, world, ports);
    if (planned === 'unchanged') unchanged += 1;
    else if ('code' in planned) warnings.push(planned);
    else steps.push(await withoutStore(planned, gatherer));
  }
  return { steps, unchanged, warnings };
}

/** Asks what all resources will ask of the host as it is now, so that the fold below finds the answers and costs no round trip each. */
async function askAtOnce(items: readonly Expanded[], gatherer: Gatherer): Promise<void> {
  // What fails here fails again, and is reported, when its resource is planned.
  await Promise.allSettled([
    ...items.flatMap((item) =>
      'resource' in item ? [item.resource.observe({ ask: (request) => gatherer.ask(request, item.resource.identity) })] : [],
    ),
    // Whether that account has an undo store.
    ...(items.some((item) => 'resource' in item && item.resource.identity === 'login') ? [gatherer.ask({ ask: 'facts' }, 'login')] : []),
  ]);
}

async function planResource(
  host: string,
  play: number,
  resource: Resource,
  world: World,
  ports: PlanPorts,
): Promise<Step | Diagnostic | 'unchanged'> {
  // A package may bring about anything that is absent; but what is as declared while it stays absent is no change to announce.
  const asked = new Map<string, Request>();
  const observe = async (): Promise<JsonObject> =>
    resource.observe(world.probe(resource.identity, (request) => asked.set(requestKey(request), request)));
  const sparse = world.isSparse() ? await observe() : await resource.observe(world.sparseProbe(resource.identity));
  const announced = diff(sparse, resource.desired);
  if (announced.kind === 'none') return 'unchanged';
  const observed = world.isSparse() ? sparse : await observe();
  const change = world.isSparse() ? announced : diff(observed, resource.desired);
  const convergence = resource.converge(change, observed);
  if (convergence.actions.length === 0) return cannotConverge(host, resource, convergence.warning ?? convergence.summary);
  refuseSecretsInArgv(host, resource, convergence.actions);
  const requests = [...asked.values()].filter((request) => isGuarding(request));
  const answers = (): Promise<readonly string[]> => Promise.all(requests.map((request) => world.answer(request, resource.identity)));
  const before = await answers();
  if (await isSoAlready(requests, before, convergence, (name) => ports.secret(name))) return 'unchanged';
  world.apply(resource, convergence);
  const after = await answers();
  const mark = isPrivate(resource, convergence, requests, before) ? markOfHost(host, (text) => ports.mark(text)) : undefined;
  const guard = guardOf(requests, before, after);
  const footprint = [...new Set([...resource.footprint, ...(convergence.footprint ?? [])])];
  const fields = [...change.fields, ...(convergence.fields ?? [])];
  const texts = convergence.texts === undefined ? undefined : withoutSecretTexts(convergence.texts);
  return {
    id: `${host} ${resource.address}`,
    host,
    address: resource.address,
    task: resource.task,
    play,
    change: { kind: announced.kind, fields: mark === undefined ? fields : markFields(fields, mark) },
    guard: mark === undefined ? guard : markGuard(guard, [before, after], convergence.actions, mark),
    actions: convergence.actions,
    ...(convergence.undo === undefined ? {} : { undo: convergence.undo }),
    ...(mark === undefined ? {} : { secret: true }),
    identity: resource.identity,
    labels: [
      ...new Set([
        ...(convergence.undo === undefined ? [] : ['reversible' as const]),
        ...resource.labels,
        ...(convergence.labels ?? []),
        ...(couldCutWay(footprint, ports.accountsOf?.(host) ?? []) ? ['guarded' as const] : []),
      ]),
    ],
    footprint,
    outputs: resource.outputs,
    ...(convergence.summary === undefined ? {} : { summary: convergence.summary }),
    ...(convergence.warning === undefined ? {} : { warning: convergence.warning }),
    ...(texts === undefined ? {} : { texts }),
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
