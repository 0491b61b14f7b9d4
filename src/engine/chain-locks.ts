/**
 * Keeps a hop from being changed while something goes on behind it: while a guarded step of a host is neither confirmed nor taken back, no host behind it begins
 * anything, and no hop on the way to it is guarded.
 */
export interface ChainLocks {
  /** Does the work when nothing that is under way, or waited before, stands against it. */
  run<Result>(host: string, isGuarded: boolean, work: () => Promise<Result>): Promise<Result>;
}

interface Claim {
  /** Hosts of which it needs that nobody guards them: those on the way. */
  readonly needs: ReadonlySet<string>;
  /** The host that it guards. */
  readonly guards?: string;
}

/** Makes the locks; `viaOf` gives the hops on the way to a host. */
export function createChainLocks(viaOf: (host: string) => readonly string[]): ChainLocks {
  const held = new Set<Claim>();
  const waiting: { readonly claim: Claim; readonly go: () => void }[] = [];

  const begin = (): void => {
    const before: Claim[] = [...held];
    for (const one of waiting.splice(0)) {
      if (before.some((other) => isAgainst(other, one.claim))) {
        // Whoever comes later must not pass by: a hop with many hosts behind it would never have its turn.
        before.push(one.claim);
        waiting.push(one);
        continue;
      }
      held.add(one.claim);
      before.push(one.claim);
      one.go();
    }
  };

  return {
    run: async (host, isGuarded, work) => {
      const claim: Claim = { needs: new Set(viaOf(host)), ...(isGuarded ? { guards: host } : {}) };
      if (waiting.length === 0 && ![...guardsIn(held)].some((other) => isAgainst(other, claim)) && !isGuarded) held.add(claim);
      else {
        await new Promise<void>((go) => {
          waiting.push({ claim, go });
          begin();
        });
      }
      try {
        return await work();
      } finally {
        held.delete(claim);
        if (waiting.length > 0) begin();
      }
    },
  };
}

function isAgainst(a: Claim, b: Claim): boolean {
  return (a.guards !== undefined && b.needs.has(a.guards)) || (b.guards !== undefined && a.needs.has(b.guards));
}

function guardsIn(claims: ReadonlySet<Claim>): readonly Claim[] {
  return [...claims].filter((one) => one.guards !== undefined);
}
