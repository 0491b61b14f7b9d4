/**
 * Times the engine alone, over hosts in memory: `node bench/plan-and-apply.ts [HOSTS] [RESOURCES]`. Prints how long one plan, its apply and a second
 * plan take, in milliseconds, and the round trips of a host. No network and no host costs are in it.
 */
import { createBench, inPlay } from '../test/support/engine-bench.ts';
import { FakeHost } from '../test/support/fake-host.ts';
import { madeResource } from '../test/support/made-resource.ts';

const [hostCount = 200, resourceCount = 40] = process.argv.slice(2).map(Number);
const names = Array.from({ length: resourceCount }, (_, index) => `part-${index + 1}`);
const resources = names.map((name) => madeResource(name));
const sysctls = Object.fromEntries(names.map((name) => [name, '0']));
const hosts = Array.from({ length: hostCount }, (_, index) => new FakeHost({ name: `host-${index + 1}`, sysctls }));
const bench = createBench({
  sessions: hosts,
  items: () => Object.fromEntries(hosts.map((host) => [host.host, inPlay(0, ...resources)])),
});

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  console.log(`${name.padEnd(12)} ${(performance.now() - began).toFixed(0).padStart(7)} ms`);
  return result;
}

const plan = await timed('plan', () => bench.plan());
await timed('apply', () => bench.apply(plan));
const again = await timed('plan again', () => bench.plan());
console.log(
  `${plan.steps.length} steps on ${hostCount} hosts, then ${again.steps.length}; ${hosts[0]?.stats().roundTrips ?? 0} round trips a host`,
);
