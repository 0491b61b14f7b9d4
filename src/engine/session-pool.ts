import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Emit } from '../core/event.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Session, SessionStats, Transport } from '../core/session.ts';

/** One session a host, opened when it is first needed and kept for the whole run. */
export interface SessionPool {
  /** Rejects with the RunbookError of the first try; a host that could not be reached is not tried again. */
  open(host: string): Promise<Session>;
  /** Lets go of the session of a host and of those behind it, whose connection gives no sign any more: the next `open` makes new ones. */
  renew(host: string): Promise<void>;
  /** The hosts that were entered and whose session is not known to be lost. */
  entered(): readonly string[];
  stats(): ReadonlyMap<string, SessionStats>;
  close(): Promise<void>;
}

/** Makes a pool over the transport that reports connecting and failing. */
export function createSessionPool(
  transport: Transport,
  emit: Emit,
  now: () => Date,
  viaOf: (host: string) => readonly string[],
): SessionPool {
  const sessions = new Map<string, Promise<Session>>();
  const opened = new Map<string, Session>();
  const inside = new Set<string>();
  const connect = async (host: string): Promise<Session> => {
    const startedMs = now().getTime();
    emit({ at: now().toISOString(), event: 'host_connecting', host, via: viaOf(host) });
    const entered = (): void => {
      inside.add(host);
      emit({ at: now().toISOString(), event: 'host_connected', host, durationMs: now().getTime() - startedMs });
    };
    const session = await transport.open(host, entered);
    opened.set(host, session);
    return session;
  };
  return {
    open: (host) => {
      let session = sessions.get(host);
      if (session === undefined) {
        session = connect(host);
        sessions.set(host, session);
      }
      return session;
    },
    renew: async (host) => {
      const gone = [...sessions.keys()].filter((name) => name === host || viaOf(name).includes(host));
      for (const name of gone) {
        sessions.delete(name);
        inside.delete(name);
      }
      await Promise.allSettled(gone.flatMap((name) => opened.get(name)?.close() ?? []));
      transport.forget(host);
    },
    entered: () => [...inside],
    stats: () => new Map([...opened].map(([host, session]) => [host, session.stats()])),
    close: async () => {
      await Promise.allSettled([...opened.values()].map((session) => session.close()));
      await transport.close();
    },
  };
}

/** The first diagnostic of a RunbookError; anything else is thrown on, since it is a fault of the program. */
export function diagnosticOf(error: unknown, host: string): Diagnostic {
  const first = error instanceof RunbookError ? error.diagnostics[0] : undefined;
  if (first === undefined) throw error;
  return first.host === undefined ? { ...first, host } : first;
}

/** What became of a host whose session failed: it could not be entered or was lost, or the account on it could not do its work. */
export function lossStatus(exitCode: number): 'unreachable' | 'failed' {
  return exitCode === EXIT.unreachable ? 'unreachable' : 'failed';
}
