import type { Identity } from '../core/resource.ts';
import { requestKey, type Request } from '../core/request.ts';
import type { Session } from '../core/session.ts';

/** Answers of one host as it really is, each asked once. */
export interface Gatherer {
  /** Questions asked in one turn of the event loop travel together. */
  ask(request: Request, identity: Identity): Promise<string>;
}

interface Pending {
  readonly request: Request;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers the questions of one turn into one round trip for each account, and keeps the answers. */
export function createGatherer(session: Session): Gatherer {
  const answers = new Map<string, Promise<string>>();
  const waiting = new Map<string, { readonly identity: Identity; readonly pending: Pending[] }>();

  const flush = async (key: string): Promise<void> => {
    const group = waiting.get(key);
    if (group === undefined) return;
    waiting.delete(key);
    try {
      const got = await session.ask(
        group.pending.map((one) => one.request),
        group.identity,
      );
      group.pending.forEach((one, index) => one.resolve(got[index] ?? ''));
    } catch (error) {
      for (const one of group.pending) one.reject(error);
    }
  };

  return {
    ask: (request, identity) => {
      const account = JSON.stringify(identity);
      const key = `${account} ${requestKey(request)}`;
      let answer = answers.get(key);
      if (answer === undefined) {
        answer = new Promise((resolve, reject) => {
          let group = waiting.get(account);
          if (group === undefined) {
            group = { identity, pending: [] };
            waiting.set(account, group);
            setImmediate(() => void flush(account));
          }
          group.pending.push({ request, resolve, reject });
        });
        answers.set(key, answer);
      }
      return answer;
    },
  };
}
