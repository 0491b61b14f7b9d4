import type { Request } from './request.ts';
import type { Identity } from './resource.ts';

/** A question to a host, and the account under which it is asked. */
export interface Question {
  readonly identity: Identity;
  readonly request: Request;
}

/** A question of the last run. */
export interface FormerQuestion extends Question {
  /** The file that was asked for, when everyone on the host may read it: as long as it is the same, it is not sent again. */
  readonly text?: string;
}

/** What hosts were asked by the last run. Their answers are asked for anew by each run; only that they will be needed is guessed from it. */
export interface FormerQuestions {
  of(host: string): readonly FormerQuestion[];
  /** Tells what a host was asked by this run. */
  keep(host: string, asked: readonly FormerQuestion[]): void;
}

/**
 * True for a question that may be asked although nobody knows yet whether its answer is needed: it costs a host little, and nobody has written it. A command
 * that is written no more must not run once more.
 */
export function mayBeAskedAhead({ request }: Question): boolean {
  return request.ask !== 'run' && request.ask !== 'transaction';
}
