import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Hole } from '../core/hole.ts';
import { KEY_PLACE } from '../core/key-on-host.ts';
import type { Plan, Step } from '../core/plan.ts';
import { matchesWhole, outputKey } from './known-outputs.ts';
import type { RunOutputs } from './outputs-of-run.ts';
import type { EnginePorts } from './ports.ts';
import type { SessionPool } from './session-pool.ts';
import { holesOfStep } from './step-holes.ts';

/** What the values of steps are taken from. */
export interface ValueSources {
  readonly plan: Plan;
  /** Ids of its steps. */
  readonly planned: ReadonlySet<string>;
  readonly ports: EnginePorts;
  readonly pool: SessionPool;
  readonly outputs: RunOutputs;
}

/** A hole that waits for a value of another host. */
export type OutputHole = Extract<Hole, { readonly kind: 'output' }>;

function outputHoles(step: Step): readonly OutputHole[] {
  return holesOfStep(step).flatMap((hole) => (hole.kind === 'output' ? [hole] : []));
}

function keyOf(hole: OutputHole): string {
  return outputKey(hole.host, hole.address, hole.output);
}

function demandFor(hole: OutputHole, plan: Plan): Plan['demands'][number] | undefined {
  return plan.demands.find((one) => one.host === hole.host && one.address === hole.address && one.output === hole.output);
}

/** What must be settled before the hole can be filled: its value, or for a value made on demand the step that makes it possible. */
function prerequisite(hole: OutputHole, { plan, planned }: ValueSources): string | undefined {
  if (demandFor(hole, plan) === undefined) return keyOf(hole);
  const producer = `${hole.host} ${hole.address}`;
  return planned.has(producer) ? `done ${producer}` : undefined;
}

/** Waits for what the step needs of others. Gives the first hole that will never be filled. */
export async function waitForValues(step: Step, context: ValueSources): Promise<OutputHole | undefined> {
  const { planned, outputs } = context;
  for (const hole of outputHoles(step)) {
    const key = prerequisite(hole, context);
    if (key === undefined) continue;
    const producer = `${hole.host} ${hole.address}`;
    const isComing = planned.has(producer) || outputs.isSettled(key);
    if (!isComing || (await outputs.wait(key)) === undefined) return hole;
  }
  return undefined;
}

/** The holes of the step that cannot be filled yet, or only on demand. */
export function waitingHoles(step: Step, { plan, outputs }: ValueSources): readonly OutputHole[] {
  return outputHoles(step).filter((hole) => demandFor(hole, plan) !== undefined || !outputs.isSettled(keyOf(hole)));
}

/** The values of all holes of the steps: outputs of others, secrets, and what is made on demand now. What the host fills in by itself is `KEY_PLACE`. */
export async function valuesOf(
  steps: readonly Step[],
  { plan, ports, pool, outputs }: ValueSources,
  isKeyed: (step: Step) => boolean,
): Promise<(hole: Hole) => string> {
  const values = new Map<string, string>();
  for (const { step, hole } of steps.flatMap((one) => holesOfStep(one).map((each) => ({ step: one, hole: each })))) {
    if (hole.kind === 'secret') values.set(`secret ${hole.name}`, await ports.secret(hole.name));
    if (hole.kind !== 'output' || values.has(keyOf(hole))) continue;
    if (isKeyed(step) && !outputs.isSettled(keyOf(hole))) {
      values.set(keyOf(hole), KEY_PLACE);
      continue;
    }
    const demand = demandFor(hole, plan);
    const value = demand === undefined ? await outputs.wait(keyOf(hole)) : await makeOnDemand(demand, pool);
    if (value === undefined || !matchesWhole(hole.pattern, value)) throw new RunbookError(badValue(hole));
    if (hole.secret || demand !== undefined) ports.learnSecret(`${hole.output} of ${hole.host}`, value);
    values.set(keyOf(hole), value);
  }
  return (hole) =>
    hole.kind === 'output' ? (values.get(keyOf(hole)) ?? '') : hole.kind === 'secret' ? (values.get(`secret ${hole.name}`) ?? '') : '';
}

async function makeOnDemand(demand: Plan['demands'][number], pool: SessionPool): Promise<string | undefined> {
  const session = await pool.open(demand.host);
  const { exitCode, output } = await session.run(demand.argv, demand.identity, demand.timeoutMs);
  // The command may print remarks around the value: the last line that matches is it.
  const lines = output.split('\n').map((line) => line.trim());
  return exitCode === 0 ? lines.findLast((line) => matchesWhole(demand.pattern, line)) : undefined;
}

/** Why a step was not begun whose value will never come. */
export function blocked(step: Step, hole: OutputHole): Diagnostic {
  return {
    code: 'RB3106',
    severity: 'error',
    what: `not begun: ${hole.output} of ${hole.address} on ${hole.host} is not there`,
    host: step.host,
    address: step.address,
    why: `the step on ${hole.host} that makes it did not succeed`,
    mend: `mend ${hole.host} first, then run again`,
  };
}

function badValue(hole: OutputHole): Diagnostic {
  return {
    code: 'RB3107',
    severity: 'error',
    what: `${hole.host} gave no usable ${hole.output}`,
    host: hole.host,
    address: hole.address,
    why: 'its answer does not have the form that such a value has; nothing of it was used',
    mend: `look at ${hole.address} on ${hole.host}`,
  };
}
