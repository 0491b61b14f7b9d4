import { oncePer } from './once-per.ts';
import type { Plan, PlannedDuration, Step } from './plan.ts';
import { atOnce, inSlices } from './turns.ts';

/** A step of a former run that changed something. */
export interface FormerStep {
  readonly host: string;
  readonly address: string;
  readonly durationMs: number;
}

/** What is known of former runs on an inventory. */
export interface FormerRuns {
  /** Newest run first. */
  readonly steps: readonly FormerStep[];
  readonly last?: NonNullable<PlannedDuration['last']>;
}

/**
 * How long a plan will take, by what its steps took before: each the median of the same resource on the same host, else on any host, else of all resources
 * of its type. Hosts of a batch are counted as side by side, as far as the plan lets so many be worked on at once; waiting for other hosts, connecting and
 * planning are not counted. Undefined when no former run tells of any of its steps. Stops now and then.
 */
export function* estimateDuration(plan: Plan, former: FormerRuns): Generator<undefined, PlannedDuration | undefined> {
  const expect = yield* findExpectations(former.steps);
  let known = 0;
  const spent = plan.plays.map(() => new Map<string, number>());
  yield* inSlices(plan.steps, (step) => {
    const ms = expect(step);
    if (ms === undefined) return;
    known += 1;
    const ofPlay = spent[step.play];
    ofPlay?.set(step.host, (ofPlay.get(step.host) ?? 0) + ms);
  });
  if (known === 0) return undefined;
  const estimateMs = plan.plays
    .flatMap((play, index) => play.batches.map((hosts) => batchMs(plan, hosts, (host) => spent[index]?.get(host) ?? 0)))
    .reduce((sum, ms) => sum + ms, 0);
  return { estimateMs: Math.round(estimateMs), steps: known, ...(former.last === undefined ? {} : { last: former.last }) };
}

/** What a step is expected to take, in milliseconds, by what former ones took; undefined when none tells. */
export function expectations(steps: readonly FormerStep[]): (step: Step) => number | undefined {
  return atOnce(findExpectations(steps));
}

function* findExpectations(steps: readonly FormerStep[]): Generator<undefined, (step: Step) => number | undefined> {
  const ofHost = new Map<string, Map<string, number[]>>();
  const ofAddress = new Map<string, number[]>();
  const ofType = new Map<string, number[]>();
  yield* inSlices(steps, ({ host, address, durationMs }) => {
    const hosts = ofHost.get(host) ?? new Map<string, number[]>();
    ofHost.set(host, hosts);
    add(hosts, address, durationMs);
    add(ofAddress, address, durationMs);
    add(ofType, typeOf(address), durationMs);
  });
  const typical = oncePer(median);
  return ({ host, address }) => {
    const durations = ofHost.get(host)?.get(address) ?? ofAddress.get(address) ?? ofType.get(typeOf(address));
    return durations && typical(durations);
  };
}

function add(durations: Map<string, number[]>, key: string, durationMs: number): void {
  const known = durations.get(key);
  if (known === undefined) durations.set(key, [durationMs]);
  else known.push(durationMs);
}

function typeOf(address: string): string {
  return address.split(':', 1)[0] ?? '';
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The time until the last host of a batch is done. A limit of a zone can hold a batch up longer than that of all hosts does. */
export function batchMs(plan: Plan, hosts: readonly string[], msOf: (host: string) => number): number {
  const zoneOf = new Map(plan.hosts.map((host) => [host.name, host.zone]));
  const limits = Object.entries(plan.concurrency ?? {});
  const ofZone = limits.map(([zone, limit]) =>
    sideBySideMs(
      hosts.filter((host) => zoneOf.get(host) === zone).map((host) => msOf(host)),
      limit,
    ),
  );
  return Math.max(
    sideBySideMs(
      hosts.map((host) => msOf(host)),
      plan.forks,
    ),
    ...ofZone,
  );
}

/** The time that pieces of work take when so many are done at once, each begun as soon as a place is free. */
function sideBySideMs(durations: readonly number[], places: number): number {
  const ends = Array.from({ length: Math.max(1, Math.min(places, durations.length)) }, () => 0);
  for (const ms of durations) {
    const first = ends.indexOf(Math.min(...ends));
    ends[first] = (ends[first] ?? 0) + ms;
  }
  return Math.max(0, ...ends);
}
