import type { AnyAuthMethod, AuthHandlerMiddleware, AuthenticationType, KeyboardInteractiveCallback, Prompt } from 'ssh2';
import type { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { sanitize } from '../core/text-sanitize.ts';
import type { LoginKey } from './keys.ts';
import { expiredPassword, nothingLeft, passwordRefusedBefore, unanswered } from './login-failures.ts';
import type { Passwords, PasswordTrial } from './passwords.ts';
import type { Ask } from './prompt.ts';

/** One login on one connection: which method is tried next, and what became of those before. */
export interface Login {
  readonly handler: AuthHandlerMiddleware;
  /** The server demands a new password before it lets anybody in. */
  changeDemanded(): void;
  /** The login succeeded. */
  succeeded(): void;
  /** The connection is over; whatever was on trial stays unproved. */
  over(): void;
}

/** What a login needs. */
export interface LoginOptions {
  readonly host: Host;
  readonly keys: readonly LoginKey[];
  readonly passwords: Passwords;
  /** Asks the operator what the host asks; time spent here does not count against the handshake. */
  readonly ask: Ask;
  /** Waits for something that is not the host's doing, so that it does not count against the handshake. */
  readonly wait: <T>(work: Promise<T>) => Promise<T>;
  readonly keyAccepted: (label: string) => void;
  /** Ends the login. */
  readonly fail: (error: RunbookError) => void;
}

/** Offers keys, then the password, then answers questions (RFC 4252, RFC 4256); each at most once, and only what the server says it takes. */
export function logIn(options: LoginOptions): Login {
  const { host } = options;
  const username = host.ssh.user;
  const keys = [...options.keys];
  const tried: string[] = [];
  let offered: LoginKey | undefined;
  let trial: PasswordTrial | undefined;
  let partial = false;
  let passwordRefused = false;
  let probed = false;
  let questioned = false;

  const settle = (accepted: boolean): void => {
    if (offered !== undefined && accepted) options.keyAccepted(offered.label);
    offered = undefined;
    if (trial !== undefined && !accepted) passwordRefused = true;
    trial?.conclude(accepted);
    trial = undefined;
  };

  const takePassword = async (): Promise<PasswordTrial | undefined> => {
    const taken = await options.wait(options.passwords.take(username));
    if (taken === 'refused') throw passwordRefusedBefore(host);
    return taken === 'none' ? undefined : taken;
  };

  const answer = async (instructions: string, prompts: readonly Prompt[]): Promise<string[]> => {
    const answers: string[] = [];
    if (isExpiry(instructions) || prompts.some((one) => isExpiry(one.prompt))) {
      settle(true);
      throw expiredPassword(host);
    }
    for (const prompt of prompts) {
      const wantsPassword = prompt.echo !== true && /passw|암호|비밀/iu.test(prompt.prompt);
      if (wantsPassword && trial !== undefined) {
        settle(false);
        throw nothingLeft(host, tried, undefined, true);
      }
      if (wantsPassword) trial = await takePassword();
      const known = wantsPassword ? trial?.password : undefined;
      const text = sanitize(`${host.name} asks: ${[instructions, prompt.prompt].filter((part) => part !== '').join(' ')}`);
      const given = known ?? (await options.wait(options.ask({ text, secret: prompt.echo !== true })));
      if (given === undefined) throw unanswered(host, prompt.prompt);
      answers.push(given);
    }
    return answers;
  };

  const prompt = (_name: string, instructions: string, _language: string, prompts: Prompt[], finish: KeyboardInteractiveCallback): void => {
    answer(instructions, prompts).then(finish, options.fail);
  };

  const next = async (left: readonly AuthenticationType[] | null): Promise<AnyAuthMethod> => {
    const key = left === null || left.includes('publickey') ? keys.shift() : undefined;
    if (key !== undefined) {
      offered = key;
      tried.push(key.label);
      return key.kind === 'file' ? { type: 'publickey', username, key: key.key } : { type: 'agent', username, agent: key.agent };
    }
    if (left === null && !probed) {
      probed = true;
      return { type: 'none', username };
    }
    if (left?.includes('password') === true && !passwordRefused && !tried.includes('password')) {
      trial = await takePassword();
      if (trial !== undefined) {
        tried.push('password');
        return { type: 'password', username, password: trial.password };
      }
    }
    if (left?.includes('keyboard-interactive') === true && !passwordRefused && !questioned) {
      questioned = true;
      if (partial || (await options.wait(options.passwords.isGiven(username)))) return { type: 'keyboard-interactive', username, prompt };
    }
    throw nothingLeft(host, tried, left ?? undefined, passwordRefused);
  };

  return {
    handler(methods, partialSuccess, proceed) {
      // ssh2 does not tell how an agent's key fared: what the server takes now is asked again.
      const stale = offered?.kind === 'agent';
      if (!stale) settle(partialSuccess === true);
      else offered = undefined;
      partial ||= partialSuccess === true;
      next(stale ? null : methods).then(proceed, options.fail);
    },
    changeDemanded() {
      settle(true);
      options.fail(expiredPassword(host));
    },
    succeeded: () => settle(true),
    over() {
      offered = undefined;
      trial?.conclude(undefined);
      trial = undefined;
    },
  };
}

function isExpiry(text: string): boolean {
  return /new password|(current|old).{0,10} password|required to change your password|password (has )?expired/iu.test(text);
}
