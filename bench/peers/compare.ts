import { median, runsByBlock, type Results, type Run } from './records.ts';
import { MEASURE } from './table.ts';

/** Differences below this part of a value are never told: the clock of short runs is coarse. */
const LEAST = 0.05;
/** Tool that is compared with what it was. */
const OURS = 'runbook';

interface Figure {
  readonly name: string;
  readonly of: (run: Run) => number;
  /** Times depend on the machine: they are compared as ratios to the hand-written script of the same run. */
  readonly asRatio: boolean;
}

const figures: readonly Figure[] = [
  { name: 'wall time beside the script', of: (run) => run.wallS, asRatio: true },
  { name: 'controller CPU beside the script', of: (run) => run.controllerS, asRatio: true },
  { name: 'host CPU beside the script', of: (run) => run.hostsS, asRatio: true },
  { name: 'largest process, KiB', of: (run) => run.largestKiB, asRatio: false },
  { name: 'sent, KiB', of: (run) => run.sentKiB, asRatio: false },
  { name: 'received, KiB', of: (run) => run.receivedKiB, asRatio: false },
  { name: 'logins', of: (run) => run.logins, asRatio: false },
  { name: 'processes on hosts', of: (run) => run.forks, asRatio: false },
];

/**
 * Tells what became worse or better since earlier results by more than the noise: half of the distance between the smallest and the largest value of
 * both runs together, and at least a twentieth.
 */
export function compareResults(before: Results, now: Results): readonly string[] {
  const then = runsByBlock(before.runs);
  return [...runsByBlock(now.runs)].flatMap(([block, tools]) => {
    const old = then.get(block);
    return figures.flatMap((figure) => {
      const [one, other] = [valueOf(old, figure), valueOf(tools, figure)];
      if (one === undefined || other === undefined || one.middle === 0) return [];
      const change = other.middle / one.middle - 1;
      const isNoise = Math.abs(change) <= Math.max(LEAST, one.noise + other.noise);
      const amount = `${one.middle.toPrecision(3)} → ${other.middle.toPrecision(3)} (${change > 0 ? '+' : ''}${(change * 100).toFixed(0)} %)`;
      return isNoise ? [] : [`${change > 0 ? 'worse ' : 'better'}  ${block}: ${figure.name} ${amount}`];
    });
  });
}

function valueOf(tools: ReadonlyMap<string, readonly Run[]> | undefined, figure: Figure): { middle: number; noise: number } | undefined {
  const [ours, measure] = [tools?.get(OURS), tools?.get(MEASURE)];
  if (ours === undefined || (figure.asRatio && measure === undefined)) return undefined;
  const own = spread(ours.map(figure.of));
  if (!figure.asRatio || measure === undefined) return own;
  const other = spread(measure.map(figure.of));
  return other.middle === 0 ? undefined : { middle: own.middle / other.middle, noise: own.noise + other.noise };
}

function spread(values: readonly number[]): { middle: number; noise: number } {
  const middle = median(values);
  return { middle, noise: middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / 2 / middle };
}
