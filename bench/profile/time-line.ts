import { z } from 'zod';

const eventSchema = z.looseObject({ at: z.string(), event: z.string(), host: z.string().optional() });
const statsSchema = z.object({
  connections: z.number(),
  authentications: z.number(),
  roundTrips: z.number(),
  bytesSent: z.number(),
  bytesReceived: z.number(),
});
const doneSchema = z.looseObject({
  hosts: z.array(z.looseObject({ host: z.string(), status: z.string(), stats: statsSchema.optional() })),
});

/** What a host cost. */
export interface HostCosts extends z.infer<typeof statsSchema> {
  readonly host: string;
  readonly status: string;
}

/** When the hosts came to a point of the run: milliseconds since the program was started, of the first host, the one in the middle and the last. */
export interface Moment {
  readonly name: string;
  readonly firstMs: number;
  readonly middleMs: number;
  readonly lastMs: number;
}

/** A run as its lines tell it. */
export interface TimeLine {
  readonly moments: readonly Moment[];
  readonly hosts: readonly HostCosts[];
}

const NAMES: Readonly<Record<string, string>> = {
  run_started: 'started: inventory and roles are read',
  host_connecting: 'hosts begin to be reached',
  host_connected: 'hosts are entered',
  host_planned: 'hosts are asked and planned',
  plan_ready: 'the plan is ready',
  step_done: 'steps are done',
  host_done: 'hosts are done',
  run_done: 'the run is told',
};

/** Reads the JSON lines of a run that was started at that time (milliseconds of the epoch). */
export function readTimeLine(output: string, startedAtMs: number): TimeLine {
  const lines = output.split('\n').filter((line) => line.startsWith('{"at":'));
  const events = lines.map((line) => eventSchema.parse(JSON.parse(line)));
  const moments = Object.entries(NAMES).flatMap(([event, name]): readonly Moment[] => {
    const times = events.filter((one) => one.event === event).map((one) => Date.parse(one.at) - startedAtMs);
    const [firstMs, middleMs, lastMs] = [times[0], times[Math.floor(times.length / 2)], times.at(-1)];
    return firstMs === undefined || middleMs === undefined || lastMs === undefined ? [] : [{ name, firstMs, middleMs, lastMs }];
  });
  const done = events.findLast((one) => one.event === 'run_done');
  const hosts = done === undefined ? [] : doneSchema.parse(done).hosts;
  return { moments, hosts: hosts.flatMap(({ host, status, stats }) => (stats === undefined ? [] : [{ host, status, ...stats }])) };
}
