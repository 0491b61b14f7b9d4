import type { Host, Inventory } from '../core/inventory.ts';
import { canonicalJson, type Json } from '../core/json.ts';
import { eachInTurns, giveTurn } from '../core/turns.ts';
import type { HostIdentity, PlanOrigin, Step } from '../core/plan.ts';
import type { Site } from '../definition/site.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { holesOfStep } from '../engine/step-holes.ts';
import { fingerprint } from '../transport/host-key.ts';
import type { SshLinks } from '../transport/ssh-links.ts';
import type { SiteOptions } from './options.ts';
import { versionOf } from './version.ts';

/** Name of the mark by which the key of the marks itself is known again. */
export const KEY_MARK = 'marks.key';
/** What that mark is of. */
const KEY_TEXT = 'runbook.plan/1';

/** Who plans, with what, and from what: with a mark of each variable of the command line (`-e NAME`) and of each secret that the steps use. */
export async function originOf(
  site: Pick<Site, 'digests' | 'extraVars'>,
  steps: readonly Step[],
  options: SiteOptions,
  operator: string,
  ports: Pick<EnginePorts, 'secret' | 'mark'>,
): Promise<PlanOrigin> {
  const marks: Record<string, string> = {};
  for (const [name, value] of Object.entries(site.extraVars)) marks[`-e ${name}`] = markOfVariable(name, value, ports.mark);
  const secrets = new Set<string>();
  let isMarkedGuard = false;
  await eachInTurns(steps, (step) => {
    for (const name of secretsOf(step)) secrets.add(name);
    if (step.guard.marks !== undefined) isMarkedGuard = true;
  });
  for (const name of secrets) marks[name] = markOfSecret(name, await ports.secret(name), ports.mark);
  const isMarked = Object.keys(marks).length > 0 || isMarkedGuard;
  if (isMarked) marks[KEY_MARK] = markOfKey(ports.mark);
  return { operator, version: versionOf(), files: Object.fromEntries(site.digests), marks, options: optionsOf(options) };
}

/** The mark of a secret: of that name only, so that neither another secret nor the answer of a host has an equal one. */
export function markOfSecret(name: string, value: string, mark: (text: string) => string): string {
  return mark(`secret ${name}\n${value}`);
}

/** The mark of a variable of the command line. */
export function markOfVariable(name: string, value: Json, mark: (text: string) => string): string {
  return mark(`variable ${name}\n${canonicalJson(value)}`);
}

/** The mark by which the key of the marks is known again. */
export function markOfKey(mark: (text: string) => string): string {
  return mark(KEY_TEXT);
}

/** Names of the secrets that a step uses. */
function secretsOf(step: Step): readonly string[] {
  return holesOfStep(step).flatMap((hole) => (hole.kind === 'secret' ? [hole.name] : []));
}

/** The options that decide what is planned, as they were written. */
function optionsOf(options: SiteOptions): Readonly<Record<string, string>> {
  return {
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.become === undefined ? {} : { become: String(options.become) }),
    ...(options.becomeUser === undefined ? {} : { 'become-user': options.becomeUser }),
    ...(options.becomeMethod === undefined ? {} : { 'become-method': options.becomeMethod }),
    ...(options.user === undefined ? {} : { user: options.user }),
  };
}

/** By what each of the hosts and of those on the way to it is known to be itself. Names that the inventory does not have are left out. */
export async function identitiesOf(
  inventory: Inventory,
  names: Iterable<string>,
  links: Pick<SshLinks, 'expectation'>,
): Promise<Readonly<Record<string, HostIdentity>>> {
  const byName = new Map(inventory.hosts.map((host) => [host.name, host]));
  const wanted = new Set([...names].flatMap((name) => [...(byName.get(name)?.via ?? []), name]));
  const hosts = inventory.hosts.filter((host) => wanted.has(host.name));
  const identities: (readonly [string, HostIdentity])[] = [];
  for (const host of hosts) {
    identities.push([host.name, await identityOf(host, links)]);
    await giveTurn();
  }
  return Object.fromEntries(identities);
}

async function identityOf(host: Host, links: Pick<SshLinks, 'expectation'>): Promise<HostIdentity> {
  const { address, via, ssh } = host;
  if (host.connection === 'local') return { address, port: ssh.port, via, hostKeys: [] };
  const { pins, known, revoked } = await links.expectation(host.name);
  const keys = known.filter((entry) => !revoked.some((one) => one.key.base64 === entry.key.base64)).map((entry) => fingerprint(entry.key));
  return { address, port: ssh.port, via, hostKeys: [...new Set(pins.length > 0 ? pins : keys)].sort() };
}
