import { startupSnapshot } from 'node:v8';
import { createContext, Script } from 'node:vm';

const room: { work: () => void } = { work: () => undefined };
let script: Script | undefined;
let context: ReturnType<typeof createContext> | undefined;
let isInside = false;

/** Work that was ended because it took too long. */
export class OutOfTime extends Error {
  constructor() {
    super('this takes too long');
    this.name = 'OutOfTime';
  }
}

/**
 * Calls a function, and throws OutOfTime when it takes longer than that, in milliseconds of the clock: also in the middle of a loop or of a regular expression, where nothing
 * else could end it. What it had begun then stays as it is: no `finally` within it runs. Within another such call the limit is that of the outer one.
 */
export function inLimitedTime<T>(limitMs: number, work: () => T): T {
  // A snapshot can hold no context of its own; what is written in the example takes no time.
  if (isInside || startupSnapshot.isBuildingSnapshot()) return work();
  let made: { readonly value: T } | undefined;
  room.work = () => {
    made = { value: work() };
  };
  script ??= new Script('work()');
  context ??= createContext(room);
  isInside = true;
  try {
    script.runInContext(context, { timeout: limitMs });
  } catch (error) {
    // It is an Error of the other context.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new OutOfTime();
    throw error;
  } finally {
    isInside = false;
    room.work = () => undefined;
  }
  if (made === undefined) throw new OutOfTime();
  return made.value;
}
