import { join } from 'node:path';
import type { JsonObject } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import type { Io } from './io.ts';
import { openCheckedSite } from './open-site.ts';
import type { ApplyOptions } from './options.ts';
import { projectFolder } from './project.ts';
import { sitePlanner, type SitePlanner } from './site-run.ts';

/** What plans the stages after a plan file, from the playbook and roles that it was made from. */
export async function openFurtherStages(
  io: Io,
  plan: Plan,
  options: ApplyOptions,
): Promise<{ readonly planner: SitePlanner; readonly extraVars: JsonObject }> {
  const said = plan.origin.options;
  const first: ApplyOptions = {
    ...options,
    ...(said['limit'] === undefined ? {} : { limit: said['limit'] }),
    ...(said['become'] === undefined ? {} : { become: said['become'] === 'true' }),
    ...(said['become-user'] === undefined ? {} : { becomeUser: said['become-user'] }),
    ...(said['become-method'] === 'su' || said['become-method'] === 'sudo' ? { becomeMethod: said['become-method'] } : {}),
  };
  const open = await openCheckedSite(io, join(projectFolder(io), plan.playbook), first);
  const planner = sitePlanner(io, open, first, plan.validUntil === undefined ? {} : { validUntil: plan.validUntil });
  return { planner, extraVars: open.site.extraVars };
}
