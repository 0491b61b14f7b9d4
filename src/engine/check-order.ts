import type { Diagnostic } from '../core/diagnostic.ts';
import type { Plan, Step } from '../core/plan.ts';
import { eachInTurns, giveTurn } from '../core/turns.ts';
import { holesOfStep, stepsByHost } from './step-holes.ts';

/** Ids of the steps whose outputs the step waits for. */
export function producersOf(step: Step): readonly string[] {
  const ids = holesOfStep(step).flatMap((hole) => (hole.kind === 'output' ? [`${hole.host} ${hole.address}`] : []));
  return [...new Set(ids)];
}

/**
 * Walks the schedule without doing anything, and reports steps that could never begin: their producer comes in a later batch or play, waits for them in
 * a circle, or is not part of the plan.
 */
export async function checkOrder(plan: Pick<Plan, 'plays' | 'steps' | 'demands' | 'hosts'>): Promise<readonly Diagnostic[]> {
  const planned = new Set<string>();
  await eachInTurns(plan.steps, (step) => planned.add(step.id));
  const demanded = new Set(plan.demands.map((demand) => `${demand.host} ${demand.address}`));
  const failed = new Set(plan.hosts.filter((host) => host.failure !== undefined).map((host) => host.name));
  const done = new Set<string>();
  const problems: Diagnostic[] = [];
  const waitsFor = (step: Step): string | undefined =>
    producersOf(step).find((id) => !done.has(id) && !(demanded.has(id) && !planned.has(id)) && !failed.has(id.split(' ')[0] ?? ''));

  const stepsOf = await stepsByHost(plan.steps);
  for (const [index, play] of plan.plays.entries()) {
    for (const batch of play.batches) {
      const queues = batch.map((host) => stepsOf(host, index).slice());
      for (;;) {
        for (let moved = true; moved;) {
          moved = false;
          for (const queue of queues) {
            moved = moveOn(queue, done, waitsFor) || moved;
            await giveTurn();
          }
        }
        const stuck = culprit(queues, waitsFor);
        const producer = stuck === undefined ? undefined : waitsFor(stuck);
        if (stuck === undefined || producer === undefined) break;
        problems.push(stuckStep(stuck, producer, planned));
        // Said once: what else waits for it is not told again.
        done.add(producer);
      }
    }
  }
  return problems;
}

/** Does the steps at the front of the queue that wait for nothing. True when there was one. */
function moveOn(queue: Step[], done: Set<string>, waitsFor: (step: Step) => string | undefined): boolean {
  const count = queue.findIndex((step) => {
    if (waitsFor(step) !== undefined) return true;
    done.add(step.id);
    return false;
  });
  return queue.splice(0, count < 0 ? queue.length : count).length > 0;
}

/** The step that the other stuck ones wait behind: one of the circle, or one whose producer is not in these queues. */
function culprit(queues: readonly (readonly Step[])[], waitsFor: (step: Step) => string | undefined): Step | undefined {
  const visited = new Set<Step>();
  let step = queues.find((queue) => queue.length > 0)?.[0];
  while (step !== undefined && !visited.has(step)) {
    visited.add(step);
    const producer = waitsFor(step);
    const before = queues.find((queue) => queue.some((one) => one.id === producer))?.[0];
    if (before === undefined) break;
    step = before;
  }
  return step;
}

function stuckStep(step: Step, producer: string, planned: ReadonlySet<string>): Diagnostic {
  const [host = '', ...address] = producer.split(' ');
  const base = { severity: 'error' as const, host: step.host, address: step.address };
  if (!planned.has(producer)) {
    return {
      ...base,
      code: 'RB3004',
      what: `a value of ${host} is needed that it does not have yet`,
      why: `${address.join(' ')} of ${host} has to be made first, and ${host} is not among the hosts to be changed`,
      mend: `add ${host} to --limit, or run the playbook on it before`,
    };
  }
  return {
    ...base,
    code: 'RB3001',
    what: 'this step could never begin',
    why: `it needs a value of ${address.join(' ')} on ${host}, which comes in a later batch or play, or waits for this step in a circle`,
    mend: `move the task that makes ${address.join(' ')} before this one, or put both hosts into one batch (serial)`,
  };
}
