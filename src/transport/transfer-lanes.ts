/** Lanes beyond the first that one transfer opens at most: a window of 2 MiB a channel is what holds one back on a long way (OpenSSH channels.h). */
const LANES_A_TRANSFER = 6;
/** Lanes beyond the first of each transfer, of all transfers together: with so many the encryption here is what holds them back, and each costs a login. */
const SPARE_LANES = 5;

/** Hands out further lanes to the transfers of a run. */
export interface LaneBudget {
  /** Takes as many as are free, up to what one transfer may have; the caller gives that many back. */
  take(): number;
  giveBack(lanes: number): void;
}

/** A budget that has nothing to give. */
export const NO_LANES: LaneBudget = { take: () => 0, giveBack: () => undefined };

/** A budget of which nothing is taken. */
export function laneBudget(): LaneBudget {
  let free = SPARE_LANES;
  return {
    take() {
      const taken = Math.min(free, LANES_A_TRANSFER - 1);
      free -= taken;
      return taken;
    },
    giveBack(lanes) {
      free += lanes;
    },
  };
}
