import type { BaseAgent, ParsedKey } from 'ssh2';
import type { Host } from '../core/inventory.ts';
import { agentKeys, type AgentKey } from './agent.ts';
import { failHop, messageOf } from './failures.ts';
import { readKeyFile } from './key-file.ts';
import type { Ask } from './prompt.ts';

/** A key to log in with. */
export type LoginKey = {
  /** Path of its file, or the agent's comment. */
  readonly label: string;
} & ({ readonly kind: 'file'; readonly key: ParsedKey } | { readonly kind: 'agent'; readonly agent: BaseAgent });

/** Gives the keys to offer to each host. */
export interface Keys {
  /**
   * Keys of a hop, in the order in which they are offered. When the inventory names key files, only these, though an agent may sign for
   * them; else the first few of the agent. Rejects when a named key cannot be used.
   */
  keysFor(host: Host): Promise<readonly LoginKey[]>;
  /** Remembers that a key was accepted, so that it is offered first where it is one of several. */
  accepted(label: string): void;
}

/** Reads keys once each. `agentSocket` is undefined when no agent runs. */
export function loginKeys(options: { readonly ask: Ask; readonly agentSocket: string | undefined; readonly agentLimit: number }): Keys {
  const files = new Map<string, Promise<LoginKey | undefined>>();
  const good = new Set<string>();
  let agent: Promise<readonly AgentKey[]> | undefined;
  const held = (): Promise<readonly AgentKey[]> => {
    agent ??= options.agentSocket === undefined ? Promise.resolve([]) : agentKeys(options.agentSocket);
    return agent;
  };

  const fromFile = async (path: string, useAgent: boolean): Promise<LoginKey | undefined> => {
    const inAgent = useAgent ? await held().catch(() => []) : [];
    const find = (publicKey: Buffer): AgentKey | undefined => inAgent.find((one) => one.publicKey.equals(publicKey));
    const file = await readKeyFile(path, options.ask, (publicKey) => find(publicKey) !== undefined);
    if (file.kind === 'private') return { kind: 'file', label: path, key: file.key };
    const match = find(file.publicKey);
    return match === undefined ? undefined : { kind: 'agent', label: path, agent: match.agent };
  };

  const named = async (host: Host): Promise<readonly LoginKey[]> => {
    const found = await Promise.all(
      host.ssh.keys.map((path) => {
        const id = `${host.ssh.agent ? 'agent' : 'file'} ${path}`;
        let key = files.get(id);
        if (key === undefined) {
          key = fromFile(path, host.ssh.agent);
          files.set(id, key);
        }
        return key.then((one) => {
          if (one === undefined) throw publicOnly(host, path);
          return one;
        });
      }),
    );
    return found;
  };

  const ofAgent = async (host: Host): Promise<readonly LoginKey[]> => {
    try {
      return (await held())
        .slice(0, options.agentLimit)
        .map((one) => ({ kind: 'agent', label: `${one.comment} (agent)`, agent: one.agent }));
    } catch (error) {
      throw failHop(
        'RB4028',
        host,
        'cannot be entered: the ssh agent does not answer',
        `${messageOf(error)}, and no key file is named for this host.`,
        'Start the agent (ssh-add -l shows its keys), or name a key file: ssh.key in the inventory, or --private-key.',
      );
    }
  };

  return {
    async keysFor(host) {
      const keys = host.ssh.keys.length > 0 ? await named(host) : host.ssh.agent ? await ofAgent(host) : [];
      return [...keys.filter((key) => good.has(key.label)), ...keys.filter((key) => !good.has(key.label))];
    },
    accepted: (label) => void good.add(label),
  };
}

function publicOnly(host: Host, path: string): ReturnType<typeof failHop> {
  return failHop(
    'RB4025',
    host,
    `cannot be entered: the key ${path} cannot be used`,
    'It is only the public half, and the agent does not hold the private half.',
    `Load it (ssh-add), or name the private key file.`,
  );
}
