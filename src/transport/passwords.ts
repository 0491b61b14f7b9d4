/** One use of a password in a login. */
export interface PasswordTrial {
  readonly password: string;
  /** Tells how it went; undefined when the server did not say. Only the first call counts. */
  conclude(accepted: boolean | undefined): void;
}

/** Passwords of login names, each asked for once, and given up at the first refusal, since a try too many locks accounts. */
export interface Passwords {
  /** `none`: there is no password. `refused`: a host refused it before. Waits while the password is on its first trial elsewhere. */
  take(user: string): Promise<PasswordTrial | 'none' | 'refused'>;
  /** True when there is a password; asks for it if need be. */
  isGiven(user: string): Promise<boolean>;
}

/** Keeps a password for each login name. `askPassword` gives it, or undefined when there is none. */
export function sharedPasswords(askPassword: (user: string) => Promise<string | undefined>): Passwords {
  const states = new Map<string, PasswordState>();
  const stateOf = (user: string): PasswordState => {
    let state = states.get(user);
    if (state === undefined) {
      state = { password: askPassword(user), verdict: 'untried', trials: Promise.resolve() };
      states.set(user, state);
    }
    return state;
  };
  return {
    async take(user) {
      const state = stateOf(user);
      const password = await state.password;
      return password === undefined ? 'none' : take(state, password);
    },
    isGiven: async (user) => (await stateOf(user).password) !== undefined,
  };
}

interface PasswordState {
  readonly password: Promise<string | undefined>;
  verdict: 'untried' | 'accepted' | 'refused';
  /** Resolves when the trials so far are over. */
  trials: Promise<void>;
}

async function take(state: PasswordState, password: string): Promise<PasswordTrial | 'refused'> {
  let over = (): void => undefined;
  if (state.verdict === 'untried') {
    const before = state.trials;
    state.trials = new Promise((resolve) => {
      over = resolve;
    });
    await before;
  }
  if (state.verdict !== 'untried') over();
  if (state.verdict === 'refused') return 'refused';
  let concluded = false;
  return {
    password,
    conclude(accepted) {
      if (concluded) return;
      concluded = true;
      if (accepted === false) state.verdict = 'refused';
      else if (accepted === true && state.verdict === 'untried') state.verdict = 'accepted';
      over();
    },
  };
}
