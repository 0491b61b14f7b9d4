import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Request } from '../../src/core/request.ts';
import type { ReadyStep, Session, StepProgress, StepResult, Transport } from '../../src/core/session.ts';
import type { Io } from '../../src/cli/io.ts';
import { openCheckedSite } from '../../src/cli/open-site.ts';
import { runStages } from '../../src/cli/run-stages.ts';
import { openSiteRun, sitePlanner, type MadePlan } from '../../src/cli/site-run.ts';

/** Does a part of a run, and may look what it costs. Parts lie within each other. */
export type Part = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * Does what `runbook apply PLAYBOOK --yes` does in a project that `writeSimulatedSite` has written: reads, plans, journals, shows, carries out. Only the hosts are simulated, and of
 * what the network does nothing is in it.
 */
export async function applyToSimulated(io: Io, part: Part): Promise<{ readonly made: MadePlan; readonly exitCode: number }> {
  const options = { yes: true, format: 'plain' } as const;
  const open = await part('load', () => openCheckedSite(io, 'site', options));
  const { planner, run } = await part('begin', async () => {
    const made = sitePlanner(io, open, options);
    return { planner: made, run: await openSiteRun(io, 'apply', open, made, options, { transport: blankHosts() }) };
  });
  try {
    const next = (stage: number, lost: ReadonlySet<string>): Promise<MadePlan> => planner.plan(run, stage, lost);
    const first = await part('plan', () => next(1, new Set()));
    const announce: typeof run.announce = (packed, digest) => part('show', () => run.announce(packed, digest));
    const confirm = (): Promise<boolean> => Promise.resolve(true);
    return { made: first, exitCode: await part('apply', () => runStages({ ...run, announce }, { first, next, confirm }, options)) };
  } finally {
    await part('end', () => run.close());
  }
}

const FACTS = ['id=debian', 'package_manager=apt', 'service_manager=systemd', 'online=0-1', 'memory_mb=2048'];
const RACK = 40;

/** Writes a project with a role of that many files, of which a half is the same everywhere, for that many hosts with known keys. */
export function writeSimulatedSite(folder: string, hostCount: number, resourceCount: number): void {
  const hosts = Array.from({ length: hostCount }, (_, index) => ({
    name: `node-${index + 1}`,
    address: `10.${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
    rack: `rack-${Math.floor(index / RACK) + 1}`,
    index,
  }));
  const entries = hosts.map(
    ({ name, address, rack, index }) =>
      `  ${name}: { zone: inside, address: ${address}, groups: [node, ${rack}], vars: { number: ${index} } }\n`,
  );
  const flows =
    '  - { from: inside, to: node, ports: [22/tcp], purpose: administration }\n  - { from: node, to: inside, ports: [53/udp], purpose: names }\n';
  const head =
    'ssh: { user: ops }\nzones: { inside: { cidr: 10.16.0.0/12 } }\nvars: { peers: [{ name: a, port: 1 }, { name: b, port: 2 }] }\n';
  write(folder, 'inventory/site/site.yml', `${head}flows:\n${flows}hosts:\n${entries.join('')}`);
  write(folder, 'inventory/site/known_hosts', hosts.map(({ address, index }) => `${address} ssh-ed25519 ${publicKey(index)}\n`).join(''));
  write(folder, 'playbooks/site.yml', 'plays:\n  - { name: All, hosts: node, become: true, roles: [parts] }\n');
  write(folder, 'roles/parts/role.yml', 'description: Many files\n');
  write(
    folder,
    'roles/parts/templates/part.hbs',
    `${'# A line that all hosts have alike in this file.\n'.repeat(8)}{{#each peers}}peer {{name}} {{port}}\n{{/each}}`,
  );
  write(folder, 'roles/parts/tasks.yml', Array.from({ length: resourceCount }, (_, index) => taskText(index)).join(''));
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A key as known_hosts has it (RFC 8709): the name of its type and 32 bytes, each with its length. */
function publicKey(number: number): string {
  const key = Buffer.alloc(4 + 11 + 4 + 32);
  key.writeUInt32BE(11, 0);
  key.write('ssh-ed25519', 4);
  key.writeUInt32BE(32, 15);
  key.writeUInt32BE(number, 19);
  return key.toString('base64');
}

function taskText(index: number): string {
  const content = index % 2 === 0 ? 'template: part.hbs' : `content: "{{host.name}} has number {{number}} in file ${index}\\n"`;
  const when = index % 4 === 1 ? `\n  when: "'node' in host.groups && vars.number >= 0"` : '';
  return `- name: Part ${index}${when}\n  file: { path: /etc/part-${index}.conf, ${content}, mode: "0644" }\n`;
}

function blankHosts(): Transport {
  return {
    open: (name, onEntered) => {
      onEntered();
      return Promise.resolve(new BlankHost(name));
    },
    forget: () => undefined,
    openAnew: (name) => Promise.reject(new Error(`${name} has no guarded step`)),
    close: () => Promise.resolve(),
  };
}

/** A host that has nothing, and takes what it is given. It remembers nothing, so thousands of them take no place. */
class BlankHost implements Session {
  readonly host: string;

  constructor(host: string) {
    this.host = host;
  }

  ask(requests: readonly Request[]): Promise<readonly string[]> {
    return soon(() => requests.map((request) => (request.ask === 'facts' ? [`hostname=${this.host}`, ...FACTS].join('\n') : 'absent')));
  }

  execute(steps: readonly ReadyStep[], _identity: unknown, onProgress: (progress: StepProgress) => void): Promise<readonly StepResult[]> {
    return soon(() =>
      steps.map((step) => {
        onProgress({ kind: 'begin', id: step.id });
        const result: StepResult = {
          id: step.id,
          status: 'changed',
          answers: step.requests.map(() => 'file 0644 root root'),
          durationMs: 1,
        };
        onProgress({ kind: 'end', result });
        return result;
      }),
    );
  }

  bring(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  run(): Promise<never> {
    return Promise.reject(new Error('nothing is run on a simulated host'));
  }

  stats(): ReturnType<Session['stats']> {
    return { connections: 1, authentications: 1, roundTrips: 3, bytesSent: 0, bytesReceived: 0 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** An answer comes from outside, in a later turn of the event loop. */
function soon<T>(answer: () => T): Promise<T> {
  return new Promise((resolve) => {
    setImmediate(() => resolve(answer()));
  });
}
