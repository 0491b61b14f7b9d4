/** What a run says of itself when it takes the lock of a host: one run writes to a host at a time. */
export interface LockClaim {
  /** Name of the run. */
  readonly run: string;
  /** Whose run it is, for those who find the lock: one line. */
  readonly owner: string;
  /** How long the lock holds when nobody renews it, in seconds of the host. */
  readonly leaseSeconds: number;
  /** True: a lock that is in the way is looked at, and taken over when its run is dead. Else the host only says that there is one (`contended`). */
  readonly isSeizing: boolean;
  /** True for the last steps of the run on the host: when they are done, the lock goes. */
  readonly isLast: boolean;
  /** When it fires, steps that were sent already stop before the next one begins. */
  readonly stop: AbortSignal;
  /** Is told what came of it; of a lock that was simply there to be taken, nothing. */
  readonly tell: (news: LockNews) => void;
}

/** Why nobody has a lock any more. */
export type DeadLock =
  /** The host was started again since it was taken. */
  | 'restarted'
  /** The driver that had taken it runs no more. */
  | 'gone'
  /** Nobody renewed it. */
  | 'over'
  /** It was not written to its end. */
  | 'torn';

/** What a host says of its lock. Texts are the host's: not to be trusted. */
export type LockNews =
  /** There is a lock of another run: nothing was done. */
  | { readonly kind: 'contended' }
  /** Another run has it, and lives: nothing was done. */
  | {
      readonly kind: 'held';
      readonly run: string;
      readonly owner: string;
      /** For how long. */
      readonly sinceSeconds: number;
      /** Until its lease ends; below 0 when it is over and a step is still in hand. */
      readonly leftSeconds: number;
    }
  /** It was that of a run that is dead, and is ours now. */
  | { readonly kind: 'took'; readonly run: string; readonly owner: string; readonly why: DeadLock }
  /**
   * The lock is ours, and nothing was done: the host is about to take a step back that another run did not confirm. `guards` has a word `NAME:STATE` for each such
   * step, and for those that it took back already.
   */
  | { readonly kind: 'undecided'; readonly guards: string }
  /** It cannot be taken: nothing was done. */
  | { readonly kind: 'lockless'; readonly why: string }
  /** The next step was not begun: the lease was over, the lock is not ours any more (`lost`), or we said `stop`. */
  | { readonly kind: 'lapsed'; readonly why: 'over' | 'lost' | 'stop' };
