import pLimit from 'p-limit';

/** Bounds how many hosts are worked on at once: in all, and in each zone that states a number. */
export interface HostLimits {
  run<Result>(host: string, work: () => Promise<Result>): Promise<Result>;
}

/** Makes the bounds. `concurrency` is by zone. */
export function createHostLimits(
  forks: number,
  concurrency: Readonly<Record<string, number>>,
  hosts: readonly { readonly name: string; readonly zone: string }[],
): HostLimits {
  const all = pLimit(forks);
  const zoneOf = new Map(hosts.map((host) => [host.name, host.zone]));
  const zones = new Map(Object.entries(concurrency).map(([zone, count]) => [zone, pLimit(count)]));
  return {
    run: (host, work) => {
      const zone = zones.get(zoneOf.get(host) ?? '');
      // The zone's place is taken first, so that a host that waits for it holds none of the others.
      return zone === undefined ? all(work) : zone(() => all(work));
    },
  };
}
