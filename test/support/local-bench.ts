import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeEach } from 'vitest';
import type { ReadyStep, Session, StepProgress, StepResult } from '../../src/core/session.ts';
import { openLocalPlace, type LocalPlace } from './local-session.ts';

/** What the tests of the driver work on: each test has a session to this machine and an empty folder of its own. */
export interface LocalBench {
  readonly place: LocalPlace;
  /** The session of the test that runs. */
  readonly session: Session;
  /** The folder of the test that runs. */
  readonly folder: string;
  /** Path of a name in that folder. */
  at(this: void, name: string): string;
  /** Lets the session, or another one, do steps as the login account. */
  execute(
    this: void,
    steps: readonly ReadyStep[],
    onProgress?: (progress: StepProgress) => void,
    by?: Session,
  ): Promise<readonly StepResult[]>;
}

/** Makes the bench for all tests of the `describe` in which it is called, with the driver running in that shell. */
export function useLocalBench(shell: string): LocalBench {
  const place = openLocalPlace();
  let session: Session | undefined;
  let count = 0;
  const folder = (): string => `${place.folder}/${count}`;
  const current = (): Session => {
    if (session === undefined) throw new Error('no test runs');
    return session;
  };

  beforeEach(() => {
    count += 1;
    mkdirSync(folder());
    session = place.open({ shell });
  });
  afterEach(() => session?.close());
  afterAll(() => place.close());

  return {
    place,
    get session() {
      return current();
    },
    get folder() {
      return folder();
    },
    at: (name) => `${folder()}/${name}`,
    execute: (steps, onProgress = () => undefined, by = current()) => by.execute(steps, 'login', onProgress),
  };
}
