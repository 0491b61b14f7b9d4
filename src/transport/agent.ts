import { BaseAgent, createAgent, type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';

/** A key that an agent holds. */
export interface AgentKey {
  readonly publicKey: Buffer;
  readonly comment: string;
  /** An agent that holds this key and no other, so that no other is offered. */
  readonly agent: BaseAgent;
}

/** Keys of the agent at a socket (SSH_AUTH_SOCK). Rejects when no agent answers. */
export function agentKeys(socketPath: string): Promise<readonly AgentKey[]> {
  const agent = createAgent(socketPath);
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error instanceof Error) reject(error);
      else resolve((keys ?? []).flatMap((key) => agentKey(agent, key)));
    });
  });
}

function agentKey(agent: BaseAgent, key: unknown): readonly AgentKey[] {
  if (!isParsedKey(key)) return [];
  return [{ publicKey: key.getPublicSSH(), comment: key.comment, agent: new SingleKeyAgent(agent, key) }];
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}

/** ssh2 offers every key of an agent; this one shows it a single key. */
class SingleKeyAgent extends BaseAgent {
  readonly #agent: BaseAgent;
  readonly #key: ParsedKey;

  constructor(agent: BaseAgent, key: ParsedKey) {
    super();
    this.#agent = agent;
    this.#key = key;
  }

  override getIdentities(done: IdentityCallback<string | Buffer | ParsedKey>): void {
    done(undefined, [this.#key]);
  }

  override sign(key: string | Buffer | ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, done?: SignCallback): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, done);
  }
}
