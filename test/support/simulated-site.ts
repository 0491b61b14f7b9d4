import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunEvent } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { planDigestInTurns } from '../../src/core/plan-digest.ts';
import { packPlanInTurns, unpackPlanInTurns } from '../../src/core/plan-pack.ts';
import { createRedactor } from '../../src/core/redact.ts';
import type { Request } from '../../src/core/request.ts';
import type { ReadyStep, Session, StepProgress, StepResult } from '../../src/core/session.ts';
import { createExpander } from '../../src/definition/site.ts';
import { executePlan, type Outcome } from '../../src/engine/execute-plan.ts';
import { openJournal } from '../../src/engine/journal.ts';
import { makePlan } from '../../src/engine/make-plan.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import { createSessionPool } from '../../src/engine/session-pool.ts';
import { exitCodeOf } from '../../src/cli/exit.ts';
import { orderOf } from '../../src/cli/order.ts';
import { endRun } from '../../src/cli/summary.ts';
import { plainReporter } from '../../src/report/plain-reporter.ts';
import { renderPlanInTurns } from '../../src/report/plan/render-plan.ts';
import { fakeTransport } from './fake-host.ts';
import { testMark } from './no-secrets.ts';
import { loadProject } from './written-site.ts';

/** A site of many hosts in memory, on each of which nothing of what is declared is there yet. */
export interface SimulatedSite {
  plan(): Promise<Plan>;
  pack(plan: Plan): Promise<{ readonly packed: Plan; readonly digest: string }>;
  /** Journals and shows the plan. */
  announce(made: { readonly packed: Plan; readonly digest: string }): Promise<void>;
  /** Shows the plan as text. */
  show(made: { readonly packed: Plan; readonly digest: string }): Promise<void>;
  apply(plan: Plan): Promise<Outcome>;
  end(plan: Plan, outcome: Outcome): number;
}

const FACTS = ['id=debian', 'package_manager=apt', 'service_manager=systemd', 'cpus=2', 'memory_mb=2048'];

/** Writes a project with a role of that many files, of which a half is the same everywhere, and puts the program together over hosts that are simulated. */
export function simulateSite(folder: string, hostCount: number, resourceCount: number): SimulatedSite {
  const names = Array.from({ length: hostCount }, (_, index) => `node-${index + 1}`);
  write(folder, 'inventory/site.yml', inventoryText(names));
  write(folder, 'playbooks/site.yml', 'plays:\n  - { name: All, hosts: node, become: true, roles: [parts] }\n');
  write(folder, 'roles/parts/role.yml', 'description: Many files\n');
  write(
    folder,
    'roles/parts/templates/part.hbs',
    `${'# A line that all hosts have alike in this file.\n'.repeat(8)}{{#each peers}}peer {{name}} {{port}}\n{{/each}}`,
  );
  write(folder, 'roles/parts/tasks.yml', Array.from({ length: resourceCount }, (_, index) => taskText(index)).join(''));
  const site = loadProject(folder);
  const order = orderOf(site, {}, 'kim');
  const journal = openJournal(join(folder, 'runs'), 'run-1');
  const redactor = createRedactor([]);
  const layout = { color: false, width: 100 };
  let text = '';
  const reporter = plainReporter(() => undefined, {
    ...layout,
    stats: false,
    showPlan: () => text,
  });
  const emit = (event: RunEvent): void => {
    for (const clean of redactor.push(event)) {
      journal.append(clean);
      reporter.onEvent(clean);
    }
  };
  const now = (): Date => new Date();
  const ports: EnginePorts = {
    transport: fakeTransport(names.map((name) => new BlankHost(name))),
    expand: createExpander(site, { limit: order.scope }),
    identityOf: () => 'login',
    secret: () => Promise.resolve(''),
    learnSecret: () => undefined,
    mark: testMark,
    run: 'run-1',
    fileContent: () => ({ text: '' }),
    openContent: () => Promise.reject(new Error('the site has no large content')),
    exitCodeOf: (failure) => exitCodeOf([failure]),
    emit,
    now,
  };
  const pool = createSessionPool(ports.transport, emit, now, () => []);
  return {
    plan: () => makePlan(order, 1, ports, pool),
    pack: async (plan) => {
      const packed = await packPlanInTurns(plan);
      return { packed, digest: await planDigestInTurns(packed) };
    },
    announce: ({ packed, digest }) => journal.appendPlan({ at: now().toISOString(), event: 'plan_ready', plan: packed, digest }),
    show: async ({ packed, digest }) => {
      text = await renderPlanInTurns(await unpackPlanInTurns(packed), { ...layout, diff: false, verbose: false, digest });
      reporter.onEvent({ at: now().toISOString(), event: 'plan_ready', plan: packed, digest });
    },
    apply: (plan) => executePlan(plan, ports, pool, () => false),
    end: (plan, outcome) =>
      endRun({ emit: (event) => emit({ at: now().toISOString(), ...event }), ports, pool, startedMs: 0 }, plan.hosts, outcome.hosts, 0),
  };
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function inventoryText(names: readonly string[]): string {
  const hosts = names.map(
    (name, index) =>
      `  ${name}: { zone: inside, address: 10.${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}, groups: [node], vars: { number: ${index} } }\n`,
  );
  return `ssh: { user: ops }\nzones: { inside: { cidr: 10.16.0.0/12 } }\nvars: { peers: [{ name: a, port: 1 }, { name: b, port: 2 }] }\nhosts:\n${hosts.join('')}`;
}

function taskText(index: number): string {
  const content = index % 2 === 0 ? 'template: part.hbs' : `content: "{{host.name}} has number {{number}} in file ${index}\\n"`;
  const when = index % 4 === 1 ? `\n  when: "'node' in host.groups && vars.number >= 0"` : '';
  return `- name: Part ${index}${when}\n  file: { path: /etc/part-${index}.conf, ${content}, mode: "0644" }\n`;
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
