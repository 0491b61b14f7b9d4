/** Exit codes of the program, as `docs/exit-codes.md` states them. */
export const EXIT = {
  done: 0,
  stepFailed: 1,
  changesPending: 2,
  refused: 3,
  unreachable: 4,
  rolledBack: 5,
  budgetSpent: 6,
  usage: 64,
  definition: 65,
  cancelled: 130,
} as const;

const order: readonly number[] = [64, 65, 130, 5, 3, 6, 4, 1, 2];

/** The one exit code of a run in which several applied: 64 and 65 come alone; else the first of 130, 5, 3, 6, 4, 1, 2; else 0. */
export function combineExitCodes(codes: Iterable<number>): number {
  const seen = new Set(codes);
  return order.find((code) => seen.has(code)) ?? EXIT.done;
}
