import type { Facts } from '../../src/core/facts.ts';
import type { Json } from '../../src/core/json.ts';
import type { Resource } from '../../src/core/resource.ts';
import type { Origin, ResourceType } from '../../src/resources/define.ts';

/** A host of the Debian family, as the fake host is. */
export const DEBIAN: Facts = {
  hostname: 'fake',
  kernel: '6.1.0',
  architecture: 'x86_64',
  os: { id: 'debian', version: '12', family: 'debian', pretty_name: 'Debian GNU/Linux 12 (bookworm)' },
  package_manager: 'apt',
  service_manager: 'systemd',
  boot_id: '00000000-0000-4000-8000-000000000000',
  cpus: 2,
  memory_mb: 2048,
  clock_s: 1_700_000_000,
  default_interface: 'eth0',
};

/** A host of the RHEL family. */
export const RHEL: Facts = {
  ...DEBIAN,
  os: { id: 'rocky', version: '9.4', family: 'rhel', pretty_name: 'Rocky Linux 9.4' },
  package_manager: 'dnf',
};

/** A task without a place in a file, run as the account that logged in. */
export function originOf(facts: Facts = DEBIAN): Origin {
  return { task: 'a task', identity: 'login', labels: [], facts };
}

/** The resource of these parameters; an error with all problems when they are wrong. */
export function bindResource(type: ResourceType, params: Json, facts: Facts = DEBIAN): Resource {
  const bound = type.bind(params, originOf(facts));
  if ('resource' in bound) return bound.resource;
  throw new Error(`${type.type}: ${bound.problems.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ')}`);
}

/** What is wrong with these parameters, as `path: message`; empty when nothing is. */
export function problemsOf(type: ResourceType, params: Json): readonly string[] {
  const bound = type.bind(params, originOf());
  return 'problems' in bound ? bound.problems.map((one) => `${one.path.join('.')}: ${one.message}`) : [];
}
