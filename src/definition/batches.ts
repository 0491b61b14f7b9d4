import type { Play } from './model.ts';

/**
 * The batches of a play over its hosts, in order. A percentage counts all hosts of the play and is at least one host; the last size repeats
 * until no host is left. Without `serial` there is one batch.
 */
export function batchesOf(play: Pick<Play, 'serial'>, hosts: readonly string[]): readonly (readonly string[])[] {
  if (hosts.length === 0) return [];
  const batches: (readonly string[])[] = [];
  let start = 0;
  while (start < hosts.length) {
    const serial = play.serial[Math.min(batches.length, play.serial.length - 1)];
    const size =
      serial === undefined
        ? hosts.length
        : 'count' in serial
          ? serial.count
          : Math.max(1, Math.floor((hosts.length * serial.percent) / 100));
    batches.push(hosts.slice(start, start + size));
    start += size;
  }
  return batches;
}

/**
 * How many hosts of the play may fail before it stops; undefined when it has no budget. Of 3 hosts, 0 % is none and 34 % is one: the play stops when more
 * have failed.
 */
export function maxFailuresOf({ maxFailures }: Pick<Play, 'maxFailures'>, hosts: readonly string[]): number | undefined {
  if (maxFailures === undefined) return undefined;
  return 'count' in maxFailures ? maxFailures.count : Math.floor((hosts.length * maxFailures.percent) / 100);
}
