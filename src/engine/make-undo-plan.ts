import { SHORT_MS } from '../core/action.ts';
import { parseRun } from '../core/answer.ts';
import { firstOf } from '../core/cut-text.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Plan, PlannedHost, PlannedPlay, Step } from '../core/plan.ts';
import { requestKey, type Request } from '../core/request.ts';
import type { Identity } from '../core/resource.ts';
import { sanitize } from '../core/text-sanitize.ts';
import { storeName } from './fill-step.ts';
import { createGatherer, type Gatherer } from './gather.ts';
import { createHostLimits } from './host-limits.ts';
import { lostFooting } from './lost-footing.ts';
import type { PastRun, PastStep } from './past-run.ts';
import type { EnginePorts, Order } from './ports.ts';
import { markOfHost } from './secret-marks.ts';
import { diagnosticOf, lossStatus, type SessionPool } from './session-pool.ts';
import { undoHost, type HostUndo, type Moved, type Staying } from './undo-host.ts';
import { orderUndo, type UndoPlace } from './undo-order.ts';

/** Where hosts keep what an undo needs: see `transport/shell/functions/keep.sh`. */
const UNDO_STORE = '/var/lib/runbook/undo';
/** Names what the host keeps of a run, one step a line. Argument: the folder of the run. */
export const LIST_KEPT = 'cd -- "$1" 2>/dev/null && exec ls';

/** What an undo is planned from besides the hosts. */
export interface UndoRequest {
  readonly past: PastRun;
  /** Hosts to be taken back: those of the run that are in scope. */
  readonly scope: ReadonlySet<string>;
  readonly order: Pick<Order, 'inventory' | 'forks' | 'origin' | 'identities' | 'guardSeconds'>;
  /** True when an earlier undo of the same run was cut off in this step. */
  readonly isTorn: (past: PastStep) => boolean;
  /** Name of a later run after which the host answered so; undefined when none is known. */
  readonly laterRun: (host: string, request: Request, answer: string) => string | undefined;
}

/**
 * Makes the plan that takes a run back: asks each host once how it is, and folds the steps in reverse over the predicted world. A host on which something was
 * changed since the run is in the plan with its failure, and nothing of it is taken back. Writes nothing.
 */
export async function makeUndoPlan(request: UndoRequest, ports: EnginePorts, pool: SessionPool): Promise<Plan> {
  const { past, scope, order } = request;
  const { plays, hosts } = orderUndo(past);
  const known = new Map(past.plans.flatMap((plan) => plan.hosts.map((host) => [host.name, host])));
  const planned = [...known.values()].filter(({ name }) => scope.has(name) && hosts.has(name));
  const concurrency = past.plans[0]?.concurrency;
  const limits = createHostLimits(order.forks, concurrency ?? {}, planned);
  const undone = new Map<string, HostUndo>();
  const failures = new Map<string, Diagnostic>();
  await Promise.all(
    planned.map(({ name: host }) =>
      limits.run(host, async () => {
        try {
          const undo = await planHostUndo(host, hosts.get(host) ?? [], request, ports, pool);
          undone.set(host, undo);
          const [first] = undo.moved;
          if (first === undefined) {
            ports.emit({ at: at(ports), event: 'host_planned', host, steps: undo.steps.length, unchanged: undo.unchanged });
            return;
          }
          fail(host, movedSince(host, past.run, undo.moved, request));
        } catch (error) {
          fail(host, diagnosticOf(error, host));
        }
      }),
    ),
  );
  function fail(host: string, diagnostic: Diagnostic): void {
    failures.set(host, diagnostic);
    ports.emit({ at: at(ports), event: 'host_failed', host, status: lossStatus(ports.exitCodeOf(diagnostic)), diagnostic });
  }

  const steps = distinct(inPlayOrder(plays, undone));
  const used = plays.map((play, index) => usedPlay(play, index, steps));
  const numbers = new Map(used.flatMap((play, index) => (play === undefined ? [] : [index])).map((index, place) => [index, place]));
  return {
    format: 'runbook.plan/1',
    undoOf: past.run,
    playbook: past.plans[0]?.playbook ?? '',
    inventory: order.inventory,
    createdAt: at(ports),
    origin: order.origin,
    identities: order.identities,
    stage: 1,
    stageEnds: [],
    hosts: planned.map(({ failure: _failure, readOnly: _readOnly, ...host }): PlannedHost => {
      const failure = failures.get(host.name);
      return { ...host, unchanged: undone.get(host.name)?.unchanged ?? 0, ...(failure === undefined ? {} : { failure }) };
    }),
    flows: past.plans[0]?.flows ?? [],
    sizes: past.plans[0]?.sizes ?? {},
    plays: used.flatMap((play) => play ?? []),
    forks: order.forks,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(order.guardSeconds === undefined ? {} : { guardSeconds: order.guardSeconds }),
    steps: steps.map((step) => ({ ...step, play: numbers.get(step.play) ?? 0 })),
    demands: [],
    contents: {},
    warnings: [...undone].flatMap(([host, one]) => [
      ...one.staying.map((stay) => staysAsItIs(host, stay)),
      ...(one.moved.length > 0 ? [] : lostFooting(host, past.steps, one)),
    ]),
  };
}

function at(ports: Pick<EnginePorts, 'now'>): string {
  return ports.now().toISOString();
}

async function planHostUndo(
  host: string,
  places: readonly UndoPlace[],
  { past, isTorn }: UndoRequest,
  ports: EnginePorts,
  pool: SessionPool,
): Promise<HostUndo> {
  const gatherer = createGatherer(await pool.open(host));
  // All of it in one turn, so that it is one round trip for each account.
  const identities = new Map(places.map(({ past: { step } }) => [JSON.stringify(step.identity), step.identity]));
  const [lists, answers] = await Promise.all([
    Promise.all([...identities].map(async ([key, identity]) => [key, await listKept(past.run, gatherer, identity)] as const)),
    Promise.all(
      places.flatMap(({ past: { step } }) =>
        step.guard.requests.map(async (request) => [requestKey(request), await gatherer.ask(request, step.identity)] as const),
      ),
    ),
  ]);
  const stored = new Map(lists);
  return undoHost({
    run: past.run,
    places,
    now: new Map(answers),
    isStored: ({ step, stage }) => stored.get(JSON.stringify(step.identity))?.has(storeName(step.id, stage)) ?? false,
    isTorn,
    mark: markOfHost(host, (text) => ports.mark(text)),
  });
}

async function listKept(run: string, gatherer: Gatherer, identity: Identity): Promise<ReadonlySet<string>> {
  const argv = ['sh', '-c', LIST_KEPT, 'sh', `${UNDO_STORE}/${run}`];
  const { exitCode, output } = parseRun(await gatherer.ask({ ask: 'run', argv, reads: [], timeoutMs: SHORT_MS }, identity));
  return new Set(exitCode === 0 ? output.split('\n') : []);
}

function inPlayOrder(plays: readonly PlannedPlay[], undone: ReadonlyMap<string, HostUndo>): readonly Step[] {
  return plays.flatMap((play, index) =>
    play.batches.flat().flatMap((host) => undone.get(host)?.steps.filter((step) => step.play === index) ?? []),
  );
}

/** A step that came again in a later stage gets a name of its own. */
function distinct(steps: readonly Step[]): readonly Step[] {
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const count = (seen.get(step.id) ?? 0) + 1;
    seen.set(step.id, count);
    if (count === 1) return step;
    const address = `${step.address} (${count})`;
    return { ...step, address, id: `${step.host} ${address}` };
  });
}

function usedPlay(play: PlannedPlay, index: number, steps: readonly Step[]): PlannedPlay | undefined {
  const hosts = new Set(steps.filter((step) => step.play === index).map((step) => step.host));
  const batches = play.batches.map((batch) => batch.filter((host) => hosts.has(host))).filter((batch) => batch.length > 0);
  return batches.length === 0 ? undefined : { ...play, batches };
}

function movedSince(host: string, run: string, moved: readonly Moved[], { laterRun }: UndoRequest): Diagnostic {
  const facts = moved.map((one) => describeMoved(one, (request, answer) => laterRun(host, request, answer)));
  return {
    code: 'RB3031',
    severity: 'error',
    what: `it was changed after the run ${run}; nothing is taken back on this host`,
    host,
    why: facts.slice(0, 10).join('\n') + (facts.length > 10 ? `\nand ${facts.length - 10} more` : ''),
    mend: `find out who changed it; leave the host out with --limit, or bring it back by hand or by another run`,
  };
}

function describeMoved(
  { past: { step, after }, index, is }: Moved,
  laterRun: (request: Request, answer: string) => string | undefined,
): string {
  const request = step.guard.requests[index];
  if (request === undefined) return step.address;
  const about = `${step.address}: ${shown(requestKey(request))}`;
  const later = laterRun(request, is ?? '');
  const by = later === undefined ? '' : `, by the run ${later}`;
  if (is === undefined) return `${about} is another than after the run${by} (it holds a secret: it is not shown)`;
  return `${about}: was ${shown(after?.[index] ?? '')} after the run, is ${shown(is)}${by}`;
}

function shown(text: string): string {
  const clean = sanitize(text).replace(/\n/gu, ' ⏎ ');
  return `"${firstOf(clean, 120)}"`;
}

function staysAsItIs(host: string, { past: { step }, why }: Staying): Diagnostic {
  return {
    code: 'RB3032',
    severity: 'warning',
    what: `cannot be undone and stays as it is: ${step.task}`,
    host,
    address: step.address,
    why: sanitize(why),
  };
}
