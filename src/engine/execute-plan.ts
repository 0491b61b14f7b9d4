import type { Diagnostic } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Plan, Step } from '../core/plan.ts';
import { createGuards } from './guards.ts';
import { createHostLimits } from './host-limits.ts';
import { outputKey } from './known-outputs.ts';
import type { EnginePorts } from './ports.ts';
import { createRunOutputs } from './outputs-of-run.ts';
import { runHostSteps, type HostRun } from './run-host-steps.ts';
import { isOver } from '../core/time-window.ts';
import { eachInTurns, giveTurn } from '../core/turns.ts';
import { holesOfStep } from './step-holes.ts';
import { diagnosticOf, lossStatus, type SessionPool } from './session-pool.ts';

/** How one host came out of a plan. */
export interface HostOutcome {
  readonly status: HostRun['status'] | 'unreachable' | 'not_run';
  readonly changed: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;
}

/** How a plan came out. */
export interface Outcome {
  readonly hosts: ReadonlyMap<string, HostOutcome>;
  readonly exitCodes: readonly number[];
  /** True when everything of the plan was done. */
  readonly complete: boolean;
}

/**
 * Does the steps of a plan and nothing else: play by play, batch by batch, the hosts of a batch at the same time. A host that fails is out of everything
 * that follows; when a play's failure budget is spent, the run stops. Throws a RunbookError, with nothing done, when a secret cannot be had.
 */
export async function executePlan(plan: Plan, ports: EnginePorts, pool: SessionPool, isStopping: () => boolean): Promise<Outcome> {
  // A secret that cannot be read is found before anything is written.
  const secrets = new Set<string>();
  const stepsOfHost = new Map<string, Step[]>();
  const planned = new Set<string>();
  const last = new Map<string, string>();
  await eachInTurns(plan.steps, (step) => {
    for (const hole of holesOfStep(step)) if (hole.kind === 'secret') secrets.add(hole.name);
    const own = stepsOfHost.get(step.host);
    if (own === undefined) stepsOfHost.set(step.host, [step]);
    else own.push(step);
    planned.add(step.id);
    if (plan.stageEnds.length === 0) last.set(step.host, step.id);
  });
  for (const name of secrets) await ports.secret(name);
  const stepsOf = (host: string, play: number): readonly Step[] => (stepsOfHost.get(host) ?? []).filter((step) => step.play === play);
  const hasSteps = (host: string, play: number): boolean => stepsOfHost.get(host)?.some((step) => step.play === play) === true;
  const limits = createHostLimits(plan.forks, plan.concurrency ?? {}, plan.hosts);
  const outputs = createRunOutputs();
  const guards = createGuards(plan, ports, pool, (host) => isLost(host));
  const outcomes = new Map<string, HostOutcome>();
  const exitCodes: number[] = [];
  /** Hosts that stopped before the last of their steps. */
  const unfinished = new Set<string>();
  const at = (): string => ports.now().toISOString();
  let stopped = false;

  for (const host of plan.hosts) {
    if (host.readOnly === true) continue;
    outcomes.set(
      host.name,
      host.failure === undefined ? { status: 'ok', changed: 0, diagnostics: [], exitCode: EXIT.done } : lostBy(host.failure, 0),
    );
  }
  function lostBy(failure: Diagnostic, changed: number): HostOutcome {
    const exitCode = ports.exitCodeOf(failure);
    return { status: lossStatus(exitCode), changed, diagnostics: [failure], exitCode };
  }
  const isLost = (host: string): boolean => outcomes.get(host)?.status !== 'ok' || unfinished.has(host);
  await eachInTurns(plan.steps, (step) => {
    if (isLost(step.host)) settleFailed([step]);
  });

  function settleFailed(steps: readonly Step[]): void {
    for (const step of steps) {
      outputs.settle(`done ${step.id}`, undefined);
      for (const name of Object.keys(step.outputs)) outputs.settle(outputKey(step.host, step.address, name), undefined);
    }
  }

  const runHost = async (host: string, index: number, play: string): Promise<void> => {
    await giveTurn();
    const steps = stepsOf(host, index);
    const before = outcomes.get(host);
    if (before === undefined || isLost(host)) return;
    let outcome: HostOutcome;
    // A host that is lost in the middle of a frame has done the steps that it told of.
    let told = 0;
    const emit: EnginePorts['emit'] = (event) => {
      if (event.event === 'step_done' && event.status === 'changed') told += 1;
      ports.emit(event);
    };
    try {
      const run = await runHostSteps(host, steps, {
        plan,
        planned,
        last,
        ports: { ...ports, emit },
        pool,
        outputs,
        limits,
        guards,
        isStopping,
      });
      outcome = { status: run.status, changed: before.changed + run.changed, diagnostics: run.diagnostics, exitCode: run.exitCode };
    } catch (error) {
      const diagnostic = diagnosticOf(error, host);
      outcome = lostBy(diagnostic, before.changed + told);
      ports.emit({ at: at(), event: 'host_failed', host, status: lossStatus(outcome.exitCode), diagnostic });
    }
    outcomes.set(host, outcome);
    if (steps.some((step) => !outputs.isSettled(`done ${step.id}`))) unfinished.add(host);
    // Whoever waits for what did not come must not wait for ever.
    settleFailed(steps);
    if (outcome.status !== 'ok') settleFailed(stepsOfHost.get(host) ?? []);
    ports.emit({ at: at(), event: 'host_done', host, play, status: outcome.status === 'ok' ? 'ok' : 'failed' });
  };

  for (const [index, play] of plan.plays.entries()) {
    const busy: string[] = [];
    await eachInTurns(play.batches.flat(), (host) => {
      if (hasSteps(host, index) && !isLost(host)) busy.push(host);
    });
    const isBusy = new Set(busy);
    const failedInPlay = (): readonly string[] =>
      play.batches
        .flat()
        .filter((host) =>
          ['failed', 'unreachable', 'refused', 'timed_out', 'rolled_back', 'unknown'].includes(outcomes.get(host)?.status ?? 'ok'),
        );
    const overBudget = (): boolean => play.maxFailures !== undefined && failedInPlay().length > play.maxFailures;
    if (stopped || busy.length === 0) {
      if (!stopped && overBudget() && plan.steps.some((step) => step.play >= index)) stopped = true;
      continue;
    }
    ports.emit({ at: at(), event: 'play_started', play: play.name, hosts: busy });
    for (const [number, batch] of play.batches.entries()) {
      if (stopped || isStopping() || isOver(ports.window, ports.now())) break;
      if (overBudget()) {
        stopped = true;
        break;
      }
      const hosts = batch.filter((host) => isBusy.has(host));
      if (hosts.length === 0) continue;
      if (play.batches.length > 1)
        ports.emit({ at: at(), event: 'batch_started', play: play.name, hosts, number: number + 1, of: play.batches.length });
      await Promise.all(hosts.map((host) => runHost(host, index, play.name)));
    }
    if (overBudget()) stopped = true;
    ports.emit({ at: at(), event: 'play_done', play: play.name, failed: failedInPlay(), stopped });
  }

  await eachInTurns([...outcomes], ([host, outcome]) => {
    exitCodes.push(outcome.exitCode);
    const left = unfinished.has(host) || (stepsOfHost.get(host) ?? []).some((step) => !outputs.isSettled(`done ${step.id}`));
    if (outcome.status === 'ok' && left) outcomes.set(host, { ...outcome, status: 'not_run' });
  });
  if (stopped) exitCodes.push(EXIT.budgetSpent);
  if (isStopping()) exitCodes.push(EXIT.cancelled);
  // Steps that were left for want of time.
  if (ports.window !== undefined && [...outcomes.values()].some((one) => one.status === 'not_run')) exitCodes.push(EXIT.budgetSpent);
  return { hosts: outcomes, exitCodes, complete: !stopped && !isStopping() && [...outcomes.values()].every((one) => one.status === 'ok') };
}
