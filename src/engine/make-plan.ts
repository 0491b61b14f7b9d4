import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { parseFacts, type Facts } from '../core/facts.ts';
import { createStepSharer } from '../core/plan-pack.ts';
import type { Plan, PlannedDemand, PlannedHost, StageEnd, Step, StoredContent } from '../core/plan.ts';
import { mayBeAskedAhead, type FormerQuestion, type FormerQuestions } from '../core/question.ts';
import { isUnarmed } from '../core/way-in.ts';
import { eachInTurns, giveTurn } from '../core/turns.ts';
import { checkOrder } from './check-order.ts';
import { expandWithOutputs, type ExpandedHosts } from './expand-with-outputs.ts';
import { createGatherer, type AheadGatherer } from './gather.ts';
import { hideSecrets, rememberSecrets } from './hide-secrets.ts';
import { guessQuestions } from './guess-questions.ts';
import { createHostLimits } from './host-limits.ts';
import { outputKey } from './known-outputs.ts';
import { planAlone, planOf, type EarlyPlan } from './plan-early.ts';
import { planHost, type HostPlan } from './plan-host.ts';
import type { EnginePorts, Expanded, Order } from './ports.ts';
import { diagnosticOf, lossStatus, type SessionPool } from './session-pool.ts';
import { decisionSeconds, leftGuards, WAITS_TEXT, whenDecided } from './left-guards.ts';
import { storedContents } from './large-contents.ts';
import { holesOfStep, openContents } from './step-holes.ts';

/** Of so many hosts at most, what comes later is begun as soon as one tells what it is: questions are asked ahead, and it is planned as if it stood alone. */
const MOST_AHEAD = 200;

/** What a host is asked together with the facts. */
async function askedAhead(host: string, former: FormerQuestions, ports: EnginePorts): Promise<readonly FormerQuestion[]> {
  await giveTurn();
  const kept = former.of(host);
  return kept.length > 0 ? kept : guessQuestions(host, ports);
}

/**
 * Makes the plan of one stage: gathers facts, turns what was written into resources, observes them and folds over the predicted world. Writes
 * nothing. Hosts that cannot be reached or entered are in the plan with their failure. Throws a RunbookError for mistakes in what was written.
 */
export async function makePlan(order: Order, stage: number, ports: EnginePorts, pool: SessionPool): Promise<Plan> {
  const failures = new Map<string, Diagnostic>();
  const fail = (host: string, error: unknown): void => {
    const diagnostic = diagnosticOf(error, host);
    failures.set(host, diagnostic);
    ports.emit({ at: ports.now().toISOString(), event: 'host_failed', host, status: lossStatus(ports.exitCodeOf(diagnostic)), diagnostic });
  };
  const gatherers = new Map<string, AheadGatherer>();
  const left: Diagnostic[] = [];
  // Answers of very many hosts would lie in memory until all hosts have told what they are.
  const inScope = new Set(order.scope);
  const isAhead = order.scope.length <= MOST_AHEAD;
  const former = stage === 1 && isAhead ? ports.formerQuestions : undefined;
  const facts = new Map<string, Facts>();
  const expand = ports.expander();
  const secrets = rememberSecrets((name) => ports.secret(name));
  const planning = { ...ports, secret: secrets.secret };
  const early = new Map<string, EarlyPlan>();
  const reach = async (host: string): Promise<void> => {
    if (facts.has(host) || failures.has(host)) return;
    try {
      const [session, ahead] = await Promise.all([
        pool.open(host),
        former !== undefined && inScope.has(host) ? askedAhead(host, former, ports) : [],
      ]);
      let gatherer = createGatherer(session);
      gatherer.askAhead(ahead);
      const answer = await whenDecided(
        await gatherer.ask({ ask: 'facts' }, ports.identityOf(host)),
        () => {
          // Whatever else was asked meanwhile is older than what the host is about to do.
          gatherer = createGatherer(session);
          return gatherer.ask({ ask: 'facts' }, ports.identityOf(host));
        },
        {
          mostMs: decisionSeconds(order.guardSeconds) * 1000,
          onWait: () => ports.emit({ at: ports.now().toISOString(), event: 'notice', host, text: WAITS_TEXT }),
        },
      );
      const own = parseFacts(answer);
      facts.set(host, own);
      left.push(...leftGuards(host, answer));
      gatherers.set(host, gatherer);
      // While others are still on their way.
      const alone = isAhead && inScope.has(host) ? await planAlone(host, own, gatherer, expand, planning) : undefined;
      if (alone !== undefined) early.set(host, alone);
    } catch (error) {
      fail(host, error);
    }
  };
  const limits = createHostLimits(order.forks, order.concurrency ?? {}, order.hosts);
  await Promise.all(order.scope.map((host) => limits.run(host, () => reach(host))));

  const { expanded, diagnostics, stored, outside } = await expandWithOutputs(
    order,
    facts,
    gatherers,
    new Map([...early].flatMap(([host, { outputs }]) => (outputs === undefined ? [] : [[host, outputs]]))),
    expand,
    reach,
  );
  const makers = await demandsMade(expanded);
  // What is known of a host is let go when it is planned: of thousands it would fill the memory. Equal parts of all hosts' steps are one.
  const share = createStepSharer();
  const plans = new Map<string, HostPlan>();
  // What was written wrong and only a host's state brings to light: nothing is done then, on no host.
  const mistakes: Diagnostic[] = [];
  await Promise.all(
    order.scope.map(async (host) => {
      const gatherer = gatherers.get(host);
      if (gatherer === undefined) return;
      await giveTurn();
      try {
        const items = expanded.get(host) ?? [];
        const plan = planOf(early.get(host), items) ?? (await limits.run(host, () => planHost(host, items, gatherer, planning)));
        plans.set(host, { ...plan, steps: plan.steps.map((step) => share(step)) });
        ports.emit({ at: ports.now().toISOString(), event: 'host_planned', host, steps: plan.steps.length, unchanged: plan.unchanged });
      } catch (error) {
        const diagnostic = diagnosticOf(error, host);
        if (ports.exitCodeOf(diagnostic) === EXIT.definition) mistakes.push(diagnostic);
        else fail(host, error);
      }
      former?.keep(host, gatherer.asked().filter(mayBeAskedAhead));
      expanded.delete(host);
      gatherers.delete(host);
      facts.delete(host);
    }),
  );

  if (mistakes.length > 0) throw new RunbookError(...mistakes);

  const written: Step[] = [];
  await eachInTurns(inPlayOrder(order, plans), (step) => written.push(step));
  const steps = await hideSecrets(written, secrets, (text) => ports.mark(text));
  const unarmed: Diagnostic[] = [];
  await eachInTurns(steps, (step) => {
    if (isUnarmed(step)) unarmed.push(unarmedWarning(step));
  });
  const scope = new Set(order.scope);
  const plan: Plan = {
    format: 'runbook.plan/1',
    playbook: order.playbook,
    inventory: order.inventory,
    createdAt: ports.now().toISOString(),
    ...(order.validUntil === undefined ? {} : { validUntil: order.validUntil }),
    origin: order.origin,
    identities: order.identities,
    stage,
    stageEnds: [...plans].flatMap(([host, one]): readonly StageEnd[] => (one.stageEnd === undefined ? [] : [{ host, ...one.stageEnd }])),
    hosts: order.hosts
      .filter((host) => scope.has(host.name) || outside.has(host.name))
      .map((host): PlannedHost => {
        const failure = failures.get(host.name);
        return {
          ...host,
          unchanged: plans.get(host.name)?.unchanged ?? 0,
          ...(failure === undefined ? {} : { failure }),
          ...(scope.has(host.name) ? {} : { readOnly: true }),
        };
      }),
    flows: order.flows,
    sizes: order.sizes,
    plays: order.plays,
    forks: order.forks,
    ...(order.concurrency === undefined ? {} : { concurrency: order.concurrency }),
    ...(order.guardSeconds === undefined ? {} : { guardSeconds: order.guardSeconds }),
    steps,
    demands: await demandsOf(steps, makers),
    contents: await contentsOf(steps, stored),
    warnings: [...left, ...diagnostics, ...[...plans.values()].flatMap((one) => one.warnings), ...unarmed],
  };
  const problems = await checkOrder(plan);
  if (problems.length > 0) throw new RunbookError(...problems);
  return plan;
}

function* inPlayOrder(order: Order, plans: ReadonlyMap<string, HostPlan>): Generator<Step> {
  for (const [index, play] of order.plays.entries())
    for (const batch of play.batches) for (const host of batch) yield* plans.get(host)?.steps.filter((step) => step.play === index) ?? [];
}

/** The contents that a plan holds apart from its steps: those with holes, and those that a file of the tree has. */
async function contentsOf(steps: readonly Step[], stored: ExpandedHosts['stored']): Promise<Plan['contents']> {
  const contents: Record<string, StoredContent> = {};
  await eachInTurns(steps, (step) => void Object.assign(contents, openContents([step]), storedContents([step], stored)));
  return contents;
}

/** How the values are made that resources yield on demand, by output. */
async function demandsMade(expanded: ReadonlyMap<string, readonly Expanded[]>): Promise<ReadonlyMap<string, PlannedDemand>> {
  const makers = new Map<string, PlannedDemand>();
  await eachInTurns(itemsOf(expanded), ([host, item]) => {
    if (!('resource' in item)) return;
    const { address, demands, identity } = item.resource;
    for (const [output, demand] of Object.entries(demands))
      makers.set(outputKey(host, address, output), { host, address, output, ...demand, identity });
  });
  return makers;
}

function* itemsOf(expanded: ReadonlyMap<string, readonly Expanded[]>): Generator<readonly [string, Expanded]> {
  for (const [host, items] of expanded) for (const item of items) yield [host, item];
}

/** Those of them that steps wait for. */
async function demandsOf(steps: readonly Step[], makers: ReadonlyMap<string, PlannedDemand>): Promise<readonly PlannedDemand[]> {
  const demands = new Set<PlannedDemand>();
  await eachInTurns(steps, (step) => {
    for (const hole of holesOfStep(step)) {
      const maker = hole.kind === 'output' ? makers.get(outputKey(hole.host, hole.address, hole.output)) : undefined;
      if (maker !== undefined) demands.add(maker);
    }
  });
  return [...demands];
}

function unarmedWarning({ host, address, warning }: Step): Diagnostic {
  return {
    code: 'RB3043',
    severity: 'warning',
    what: 'it could cut the way to the host, which cannot take it back by itself',
    host,
    address,
    why: warning ?? 'nothing says how it is taken back',
    mend: 'give a command an undo, or run it as root; apply does it only with --allow-unarmed',
  };
}
