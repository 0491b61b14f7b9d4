import type { Identity } from '../core/resource.ts';
import { sanitize } from '../core/text-sanitize.ts';
import { giveTurn } from '../core/turns.ts';
import type { SessionPool } from '../engine/session-pool.ts';

/** Who does a run, as its journal says. */
export interface RunAuthor {
  readonly run: string;
  readonly operator: string;
  readonly from: string;
  readonly ticket?: string;
}

/** How many records a journal has, and the digest of the last, by which all are known (`journal-chain.ts`). */
interface Head {
  readonly records: number;
  readonly digest: string;
}

/** What a run tells the logs of the hosts that it writes to: who comes with which plan, and at its end the head of its journal. */
export interface HostLog {
  /** The line that goes with the first steps of a host; undefined when the host was told already. */
  begin(host: string, identity: Identity, planDigest: string): string | undefined;
  /** Tells the head to every host that was told of the beginning. Waits for nobody longer than two seconds: a host that is lost is not told. */
  end(pool: SessionPool, head: Head): Promise<void>;
}

const LONGEST_WAIT_MS = 2000;
/** A line of syslog may be cut after 1024 bytes (RFC 3164, section 4.1); names are the only parts without a length of their own. */
const LONGEST_NAME = 120;

/** Makes the log of a run. */
export function createHostLog({ run, operator, from, ticket }: RunAuthor): HostLog {
  const told = new Map<string, Identity>();
  return {
    begin: (host, identity, planDigest) => {
      if (told.has(host)) return undefined;
      told.set(host, identity);
      const names = { operator, from, ...(ticket === undefined ? {} : { ticket }) };
      const words = Object.entries(names).map(([name, text]) => `${name} ${JSON.stringify(sanitize(text).slice(0, LONGEST_NAME))}`);
      return `run ${run} begins: ${words.join(', ')}, plan ${planDigest}`;
    },
    end: async (pool, { records, digest }) => {
      const line = `run ${run} ends: ${records} records, journal head ${digest}`;
      const telling = [...told].map(async ([host, identity]) => {
        await giveTurn();
        const session = await pool.open(host);
        await session.execute([], identity, () => undefined, line);
      });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, LONGEST_WAIT_MS);
      });
      if (telling.length > 0) await Promise.race([Promise.allSettled(telling), late]);
      clearTimeout(timer);
    },
  };
}
