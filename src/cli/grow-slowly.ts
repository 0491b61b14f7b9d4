import { setFlagsFromString } from 'node:v8';

/** At most, before the heap is swept; Node lets it grow fourfold, for what is swept seldom needs less work. */
const GROWTH_PERCENT = 100;

/** From now on memory grows slowly, for a little more work: for what keeps a lot. Not a switch at the start, as V8 then compiles all that Node has compiled beforehand once more. */
export function growSlowly(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
