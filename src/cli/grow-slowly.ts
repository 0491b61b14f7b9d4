import { setFlagsFromString } from 'node:v8';

/** At most, before the heap is swept; Node lets it grow fourfold, for what is swept seldom needs less work. */
const GROWTH_PERCENT = 100;

/**
 * From now on memory grows slowly, for a little more work, and what is left of it after a sweep stays where it is: moving it together holds everybody up for twice as long, and gives little
 * back, since what is kept is of one kind. For what keeps a lot. Not switches at the start, as V8 then compiles all that Node has compiled beforehand once more.
 */
export function growSlowly(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  setFlagsFromString('--no-compact');
}
