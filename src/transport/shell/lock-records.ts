import type { DeadLock, LockNews } from '../../core/lock.ts';
import { ProtocolError, type DriverRecord } from './records.ts';

/** Why a lock is dead, by the words of the driver. */
export const DEAD: Readonly<Record<string, DeadLock>> = { restarted: 'restarted', gone: 'gone', over: 'over', torn: 'torn' };
const LAPSED: Readonly<Record<string, 'over' | 'lost' | 'stop'>> = { over: 'over', lost: 'lost', stop: 'stop' };

/** What a record says of the lock (functions/take_lock.sh, own_lock.sh, begin.sh); undefined when it is about something else. Throws ProtocolError. */
export function lockNews({ kind, words, text }: DriverRecord): LockNews | undefined {
  const [run = '', owner = ''] = text.toString().split('\n');
  switch (kind) {
    case 'contended':
      return { kind };
    case 'held':
      return { kind, run, owner, sinceSeconds: secondsOf(words[0]), leftSeconds: secondsOf(words[1]) };
    case 'took':
      return { kind, run, owner, why: oneOf(DEAD, words[0]) };
    case 'undecided':
      return { kind, guards: text.toString() };
    case 'lockless':
      return { kind, why: text.toString() };
    case 'lapsed':
      return { kind, why: oneOf(LAPSED, text.toString()) };
    default:
      return undefined;
  }
}

function secondsOf(word = ''): number {
  if (!/^-?\d{1,12}$/u.test(word)) throw new ProtocolError('a lock is told without its times');
  return Number(word);
}

function oneOf<Word>(known: Readonly<Record<string, Word>>, word = ''): Word {
  const found = Object.hasOwn(known, word) ? known[word] : undefined;
  if (found === undefined) throw new ProtocolError('a lock is told of in a way that is not known');
  return found;
}
