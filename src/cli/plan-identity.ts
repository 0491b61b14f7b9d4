import type { Diagnostic } from '../core/diagnostic.ts';
import { quoteShell } from '../core/shell-quote.ts';
import type { HostIdentity, Plan } from '../core/plan.ts';

/** Names of the hosts that carrying out a plan contacts, without those on the way. */
export function contactedHosts(plan: Pick<Plan, 'steps' | 'demands'>): readonly string[] {
  return [...new Set([...plan.steps.map((step) => step.host), ...plan.demands.map((demand) => demand.host)])];
}

/**
 * What of the identities that a plan was made for is not so now: a message for each host, and one for all of which merely no host key is trusted here yet.
 * `now` has the contacted hosts and those on the way to them.
 */
export function changedIdentities(plan: Plan, now: Readonly<Record<string, HostIdentity>>): readonly Diagnostic[] {
  const contacted = contactedHosts(plan);
  const names = new Set(contacted.flatMap((name) => [...(identityIn(plan.identities, name)?.via ?? []), name]));
  for (const name of Object.keys(now)) names.add(name);
  const untrusted = [...names].filter((name) => isUntrusted(identityIn(plan.identities, name), identityIn(now, name)));
  const others = [...names].filter((name) => !untrusted.includes(name));
  return [
    ...(untrusted.length === 0 ? [] : [notTrusted(untrusted, plan.inventory)]),
    ...others.flatMap((name) => {
      const why = difference(identityIn(plan.identities, name), identityIn(now, name));
      if (why.length === 0) return [];
      return [
        {
          code: 'RB6029',
          severity: 'error' as const,
          what: `${name} is another host than the plan was made for; nothing was done on any host`,
          host: name,
          why: why.join('\n'),
          mend: `name the inventory of the plan (-i ${quoteShell(plan.inventory)}); when the host has really changed, plan again`,
        },
      ];
    }),
  ];
}

/** True where nothing differs but that no host key is trusted here, as on the machine of a colleague. */
function isUntrusted(was: HostIdentity | undefined, is: HostIdentity | undefined): boolean {
  if (was === undefined || is === undefined || was.hostKeys.length === 0 || is.hostKeys.length > 0) return false;
  return difference({ ...was, hostKeys: [] }, is).length === 0;
}

function notTrusted(names: readonly string[], inventory: string): Diagnostic {
  return {
    code: 'RB6035',
    severity: 'error',
    what: `no host key is trusted here yet of ${names.join(', ')}; nothing was done on any host`,
    why: 'the plan names the host keys that were trusted where it was made, and known_hosts of this inventory has none of these hosts',
    mend: `collect and compare them once: \`runbook trust -i ${quoteShell(inventory)}\`; or bring known_hosts from the machine that planned`,
  };
}

function difference(was: HostIdentity | undefined, is: HostIdentity | undefined): readonly string[] {
  if (was === undefined) return ['the plan does not know it; now it is on the way'];
  if (is === undefined) return ['it is not in this inventory'];
  return [
    ...changed('address', was.address, is.address),
    ...changed('port', String(was.port), String(is.port)),
    ...changed('way', wayOf(was), wayOf(is)),
    ...changed('trusted host keys', keysOf(was), keysOf(is)),
  ];
}

function changed(what: string, was: string, is: string): readonly string[] {
  return was === is ? [] : [`${what}: was ${was}, is ${is}`];
}

function wayOf({ via }: HostIdentity): string {
  return via.length === 0 ? 'direct' : `via ${via.join(' → ')}`;
}

function keysOf({ hostKeys }: HostIdentity): string {
  return hostKeys.length === 0 ? 'none' : hostKeys.join(', ');
}

function identityIn(all: Readonly<Record<string, HostIdentity>>, name: string): HostIdentity | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}
