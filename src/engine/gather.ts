import { RunbookError } from '../core/diagnostic.ts';
import { oncePer } from '../core/once-per.ts';
import type { Identity } from '../core/resource.ts';
import type { FormerQuestion, Question } from '../core/question.ts';
import { requestKey, type Request } from '../core/request.ts';
import type { Session } from '../core/session.ts';
import { keptText, withKnown, withoutKnown } from './kept-texts.ts';

/** Answers of one host as it really is, each asked once. */
export interface Gatherer {
  /** Questions asked in one turn of the event loop travel together. */
  ask(request: Request, identity: Identity): Promise<string>;
}

/** The same, and what is asked on the mere guess that it will be needed. */
export interface AheadGatherer extends Gatherer {
  /** Asks what will perhaps be asked. What fails together with it is asked anew, so that no failure comes of a question that nobody has asked. */
  askAhead(questions: readonly FormerQuestion[]): void;
  /** What was asked and answered, without what was only asked ahead. */
  asked(): readonly FormerQuestion[];
}

interface Pending {
  readonly request: Request;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
}

/** A question that was asked ahead. */
interface Early {
  readonly question: FormerQuestion;
  readonly answer: Promise<string>;
}

/** A question that was asked, and by which one of the last run it was answered. */
interface Asked extends Question {
  readonly account: string;
  readonly former?: FormerQuestion;
}

function accountOf(identity: Identity): string {
  return identity === 'login' ? identity : JSON.stringify(identity);
}

const keyOf = oncePer((question: FormerQuestion) => {
  const account = accountOf(question.identity);
  return { account, key: `${account} ${JSON.stringify(question.request)}` };
});

/** What a host may say because of one question among many. Never that an account cannot be entered: a password is not tried again for this. */
const OF_A_QUESTION: ReadonlySet<string> = new Set(['RB5001', 'RB5002', 'RB5007']);

/** Gathers the questions of one turn into one round trip for each account, and keeps the answers. */
export function createGatherer(session: Session): AheadGatherer {
  const answers = new Map<string, Promise<string>>();
  const ahead = new Map<string, Early>();
  const settled = new Map<string, string>();
  const asked: Asked[] = [];
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

  const askHost = (account: string, request: Request, identity: Identity): Promise<string> =>
    new Promise((resolve, reject) => {
      let group = waiting.get(account);
      if (group === undefined) {
        group = { identity, pending: [] };
        waiting.set(account, group);
        setImmediate(() => void flush(account));
      }
      group.pending.push({ request, resolve, reject });
    });

  return {
    ask: (request, identity) => {
      const account = accountOf(identity);
      const key = `${account} ${requestKey(request)}`;
      let answer = answers.get(key);
      if (answer === undefined) {
        // What travels with questions that were asked ahead may fail because of them.
        // Word for word: an answer about the content that a file should have had the last time is of no use.
        const early = ahead.get(`${account} ${JSON.stringify(request)}`);
        const mayFail = early !== undefined || (ahead.size > 0 && waiting.has(account));
        const first = early?.answer ?? askHost(account, request, identity);
        answer = mayFail ? first.catch((error: unknown) => askAgain(error, () => askHost(account, request, identity))) : first;
        answers.set(key, answer);
        answer.then(
          (text) => settled.set(key, text),
          () => undefined,
        );
        asked.push({ identity, request, account, ...(early === undefined ? {} : { former: early.question }) });
      }
      return answer;
    },
    askAhead: (questions) => {
      for (const question of questions) {
        const { account, key } = keyOf(question);
        if (ahead.has(key)) continue;
        const told = askHost(account, withoutKnown(question), question.identity);
        const answer = question.text === undefined ? told : told.then((text) => withKnown(question, text));
        answer.catch(() => undefined);
        ahead.set(key, { question, answer });
      }
    },
    asked: () =>
      asked.map(({ identity, request, account, former }) => {
        const stat = request.ask === 'content' ? settled.get(`${account} stat ${request.path}`) : undefined;
        const text = keptText(request, settled.get(`${account} ${requestKey(request)}`), stat, former);
        // Hosts share what they were asked the last time, and what is the same object is the same.
        return former !== undefined && former.text === text ? former : { identity, request, ...(text === undefined ? {} : { text }) };
      }),
  };
}

async function askAgain(error: unknown, ask: () => Promise<string>): Promise<string> {
  const isOfQuestion = error instanceof RunbookError && error.diagnostics.every((one) => OF_A_QUESTION.has(one.code));
  if (!isOfQuestion) throw error;
  return ask();
}
