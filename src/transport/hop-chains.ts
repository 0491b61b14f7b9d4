import { RunbookError } from '../core/diagnostic.ts';
import type { Hop } from './hop.ts';

/** Connections by the chain of host names that leads to them. Each is made once and shared. */
export interface HopChains {
  /** The connection at the end of a chain, as the way to further hosts; undefined for the empty chain. */
  enter(chain: readonly string[]): Promise<Hop | undefined>;
  /** The same as soon as its login was sent: what is written to it then travels with the login. The login may yet fail (`Hop.entered`). */
  enterEarly(chain: readonly string[]): Promise<Hop | undefined>;
  /** True when other hosts are behind the end of the chain. */
  isWay(chain: readonly string[]): boolean;
  /** The connection at the end of a chain, for its own sake. */
  enterLast(chain: readonly string[]): Promise<Hop>;
  /** Forgets refusals, so that the next call tries again. */
  forgetRefusals(): void;
  /** Ends the connection at the end of a chain and all that lead through it, without waiting: they may give no sign any more. */
  drop(chain: readonly string[]): void;
  /** Ends all connections, the innermost first. */
  end(): Promise<void>;
}

/** Failures that may be gone on the next try. A refused key, password or host key is none of them: the answer would be the same. */
const PASSING: ReadonlySet<string> = new Set(['RB4001', 'RB4002', 'RB4004', 'RB4005', 'RB4006', 'RB4032', 'RB4040']);

/** How long a way that cannot be entered is left alone, so that the many hosts behind it do not each wait for it. */
const REST_MS = 10_000;

/** How long the far ends get to answer when all is ended. */
const FAREWELL_MS = 500;

interface Entry {
  readonly depth: number;
  readonly hop: Promise<Hop>;
  /** The connection whose login was sent, or that was entered. */
  readonly early: Promise<Hop>;
  failed: boolean;
  /** True when other hosts are behind it. */
  way: boolean;
  entered: Hop | undefined;
}

/** Keeps the connections that `open` makes; it tells when a login was sent. */
export function hopChains(open: (chain: readonly string[], onLoginSent: (hop: Hop) => void) => Promise<Hop>): HopChains {
  const entries = new Map<string, Entry>();

  const enterLast = (chain: readonly string[]): Promise<Hop> => entryOf(chain).hop;

  const entryOf = (chain: readonly string[]): Entry => {
    const id = chain.join(' ');
    const known = entries.get(id);
    if (known !== undefined) return known;
    const sent = Promise.withResolvers<Hop>();
    const hop = open(chain, sent.resolve);
    hop.then(sent.resolve, sent.reject);
    const entry: Entry = { depth: chain.length, hop, early: sent.promise, failed: false, way: false, entered: undefined };
    sent.promise.catch(() => undefined);
    entries.set(id, entry);
    const forget = (): void => {
      if (entries.get(id) === entry) entries.delete(id);
    };
    entry.hop.then(
      (hop) => {
        entry.entered = hop;
        hop.onLost(forget);
      },
      (error: unknown) => {
        entry.failed = true;
        if (!isPassing(error)) return;
        if (entry.way) setTimeout(forget, REST_MS).unref();
        else forget();
      },
    );
    return entry;
  };

  const wayOf = (chain: readonly string[]): Entry => {
    const entry = entryOf(chain);
    entry.way = true;
    return entry;
  };

  return {
    enterLast,
    enter: async (chain) => (chain.length === 0 ? undefined : wayOf(chain).hop),
    enterEarly: async (chain) => (chain.length === 0 ? undefined : wayOf(chain).early),
    isWay: (chain) => entries.get(chain.join(' '))?.way === true,
    forgetRefusals() {
      for (const [id, entry] of entries) if (entry.failed) entries.delete(id);
    },
    drop(chain) {
      const id = chain.join(' ');
      for (const [other, entry] of entries) {
        if (other !== id && !other.startsWith(`${id} `)) continue;
        entries.delete(other);
        entry.hop.then(
          (hop) => {
            hop.end();
            hop.wire.stream.destroy();
          },
          () => undefined,
        );
      }
    },
    async end() {
      const open = [...entries.values()].flatMap((entry) =>
        entry.entered === undefined ? [] : [{ depth: entry.depth, hop: entry.entered }],
      );
      const depths = [...new Set(open.map((one) => one.depth))].sort((a, b) => b - a);
      for (const depth of depths) {
        const hops = open.filter((one) => one.depth === depth).map((one) => one.hop);
        for (const hop of hops) hop.end();
        // Their last words go through the connection below, which ends next.
        await Promise.race([Promise.all(hops.map((hop) => hop.wire.flushed)), wait(FAREWELL_MS)]);
      }
      // ssh2 does not destroy what it has ended: it would wait until the other side ends it too.
      for (const { hop } of open) hop.wire.stream.destroy();
    },
  };
}

function wait(forMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, forMs).unref();
  });
}

function isPassing(error: unknown): boolean {
  return error instanceof RunbookError && error.diagnostics.every((one) => PASSING.has(one.code));
}
