import type { Plan } from '../core/plan.ts';
import { planDigestInTurns } from '../core/plan-digest.ts';
import { estimateDuration } from '../core/plan-duration.ts';
import { packPlanInTurns } from '../core/plan-pack.ts';
import { giveTurn, inTurns } from '../core/turns.ts';
import { siteExpanders } from '../definition/site.ts';
import { makePlan } from '../engine/make-plan.ts';
import type { Order } from '../engine/ports.ts';
import { readFormerRunsInTurns } from './former-runs.ts';
import { openRun, type EngineRun, type RunSubject } from './engine-run.ts';
import type { Io } from './io.ts';
import type { OpenSite } from './open-site.ts';
import type { ApplyOptions } from './options.ts';
import { factsIdentity, orderOf } from './order.ts';
import { identitiesOf, originOf } from './origin.ts';
import { secretReader } from './secret-sources.ts';

/** A plan in memory, and as it is stored. */
export interface MadePlan {
  readonly plan: Plan;
  readonly packed: Plan;
  /** Digest of the packed plan. */
  readonly digest: string;
}

/** What plans the stages of a site in a run. */
export interface SitePlanner {
  readonly order: Order;
  readonly planning: RunSubject['planning'];
  /** Plans a stage without the hosts that are lost, and says where the plan comes from. */
  plan(run: EngineRun, stage: number, lost: ReadonlySet<string>): Promise<MadePlan>;
}

/** Makes the planner of a site, as the options say. */
export function sitePlanner(
  io: Io,
  { site, projectFolder }: OpenSite,
  options: ApplyOptions,
  more: Pick<Order, 'validUntil'> = {},
): SitePlanner {
  const operator = options.operator ?? io.user;
  const order: Order = { ...orderOf(site, options, operator), ...more };
  return {
    order,
    planning: {
      expander: siteExpanders(site, {
        ...(options.become === undefined ? {} : { become: options.become }),
        ...(options.becomeUser === undefined ? {} : { becomeUser: options.becomeUser }),
        ...(options.becomeMethod === undefined ? {} : { becomeMethod: options.becomeMethod }),
        limit: order.scope,
      }),
      identityOf: (host) => factsIdentity(site, host, options),
    },
    plan: async (run, stage, lost) => {
      await giveTurn();
      const made = await makePlan({ ...order, scope: order.scope.filter((host) => !lost.has(host)) }, stage, run.ports, run.pool);
      const origin = await originOf(site, made.steps, options, operator, run.ports);
      const names = made.hosts.map((host) => host.name);
      const duration =
        made.steps.length === 0
          ? undefined
          : await inTurns(estimateDuration(made, await readFormerRunsInTurns(projectFolder, order.inventory, order.playbook)));
      const identities = await identitiesOf(site.inventory, names, run.links);
      return packMade({ ...made, origin, identities, ...(duration === undefined ? {} : { duration }) }, site.digests);
    },
  };
}

/** Opens a run of a verb on a site. */
export async function openSiteRun(
  io: Io,
  verb: string,
  open: OpenSite,
  planner: SitePlanner,
  options: ApplyOptions,
  by: Pick<RunSubject, 'transport'> = {},
): Promise<EngineRun> {
  const { site, projectFolder, lab } = open;
  await giveTurn();
  const subject: RunSubject = {
    projectFolder,
    inventory: site.inventory,
    playbook: planner.order.playbook,
    secretsFrom: (ask) => secretReader(io, site.secrets, options, ask),
    planning: planner.planning,
    ...by,
    ...(lab === undefined ? {} : { lab }),
  };
  return openRun(io, verb, subject, options);
}

/** The plan as it is stored: large contents are named by the file of the project that has them. */
async function packMade(plan: Plan, digests: ReadonlyMap<string, string>): Promise<MadePlan> {
  const files = new Map([...digests].flatMap(([path, digest]) => (path.startsWith('roles/') ? [[digest, path]] : [])));
  const packed = await packPlanInTurns(plan, (digest) => files.get(digest));
  return { plan, packed, digest: await planDigestInTurns(packed) };
}
