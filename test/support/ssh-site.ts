import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunbookError, type Diagnostic } from '../../src/core/diagnostic.ts';
import type { Host } from '../../src/core/inventory.ts';
import type { Channel, ChannelEnd } from '../../src/transport/channel.ts';
import { sshLinks, type SshLinks, type SshOptions } from '../../src/transport/ssh-links.ts';
import { knownHostLine } from '../../src/transport/store-host-keys.ts';
import type { Question } from '../../src/transport/prompt.ts';
import type { TestKey, TestServer } from './ssh-server.ts';

/** A folder with keys and known_hosts, hosts at servers of the test, and connections to them. */
export interface SshSite {
  readonly folder: string;
  /** Writes a file and gives its path. */
  write(name: string, text: string): Promise<string>;
  /** Questions that were asked. */
  readonly asked: string[];
  readonly warnings: Diagnostic[];
  /** Connections with these hosts; the answers are given by the text of the question. */
  links(hosts: readonly Host[], more?: Partial<SshOptions> & { readonly answers?: Readonly<Record<string, string>> }): SshLinks;
  /** Closes what was opened and removes the folder. */
  clear(): Promise<void>;
}

/** Makes a site whose known_hosts has the given keys. */
export async function makeSite(): Promise<SshSite> {
  const folder = await mkdtemp(join(tmpdir(), 'runbook-ssh-'));
  const open: SshLinks[] = [];
  const asked: string[] = [];
  const warnings: Diagnostic[] = [];
  return {
    folder,
    asked,
    warnings,
    async write(name, text) {
      await writeFile(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    },
    links(hosts, { answers = {}, ...more } = {}) {
      const made = sshLinks({
        hosts,
        inventoryKnownHosts: [join(folder, 'known_hosts')],
        userKnownHosts: [],
        agentSocket: undefined,
        askPassword: false,
        ask: (question: Question) => {
          asked.push(question.text);
          return Promise.resolve(answers[question.text]);
        },
        warn: (diagnostic) => warnings.push(diagnostic),
        ...more,
        limits: { retryMs: 5, ...more.limits },
      });
      open.push(made);
      return made;
    },
    async clear() {
      await Promise.all(open.map((one) => one.close()));
      await rm(folder, { recursive: true });
    },
  };
}

/** A host at a server of the test. */
export function hostAt(
  name: string,
  server: Pick<TestServer, 'port'>,
  more: Partial<Omit<Host, 'ssh'>> & { readonly keys?: readonly string[]; readonly agent?: boolean } = {},
): Host {
  const { keys = [], agent = false, ...rest } = more;
  return {
    name,
    zone: 'test',
    address: '127.0.0.1',
    groups: [],
    via: [],
    hostKeys: [],
    vars: {},
    ...rest,
    ssh: { user: 'ops', port: server.port, keys, agent },
  };
}

/** Lines of known_hosts for hosts, by name only: in a test all have one address. */
export function knownLines(...known: readonly (readonly [host: Host, key: TestKey])[]): string {
  return known
    .map(([host, key]) => `${knownHostLine({ ...host, address: host.name, ssh: { ...host.ssh, port: 22 } }, key.hostKey)}\n`)
    .join('');
}

/** The code of the diagnostic with which the work fails, and its words. */
export async function failureOf(work: Promise<unknown>): Promise<Diagnostic> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RunbookError && error.diagnostics[0] !== undefined) return error.diagnostics[0];
    throw error;
  }
  throw new Error('it did not fail');
}

/** Everything that a channel says until it ends. */
export async function readAll(channel: Channel): Promise<{ readonly output: string; readonly errors: string; readonly end: ChannelEnd }> {
  let output = '';
  let errors = '';
  channel.onOutput((bytes) => {
    output += Buffer.from(bytes).toString();
  });
  channel.onErrorOutput((bytes) => {
    errors += Buffer.from(bytes).toString();
  });
  const end = await channel.ended;
  return { output, errors, end };
}
