import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Request } from '../core/request.ts';
import { createRedactor } from '../core/redact.ts';
import { hostsThat, type Answer } from './hosts-in-memory.ts';
import { openCheckedSite } from './open-site.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { runStages } from './run-stages.ts';
import { openSiteRun, sitePlanner, type MadePlan } from './site-run.ts';

/**
 * Does once what `validate` and `apply --yes` do, in a copy of the example's project and with hosts that are none (`hosts-in-memory.ts`), so that the code for it is compiled. Nobody is
 * contacted; the copy is gone afterwards. `top` is the folder of the checkout.
 */
export async function warmUp(top: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-'));
  try {
    for (const part of ['playbooks', 'roles']) cpSync(join(top, part), join(folder, part), { recursive: true });
    const inventory = join(folder, 'inventory', 'site');
    // Whoever has put secrets there keeps them: nothing of theirs may be in a snapshot.
    cpSync(join(top, 'inventory', 'example'), inventory, { recursive: true, filter: (path) => basename(path) !== 'secrets' });
    mkdirSync(join(inventory, 'secrets'), { mode: 0o700 });
    writeFileSync(join(inventory, 'secrets', 'registry'), 'nobody\n', { mode: 0o600 });
    const io = quietIo(folder, ['validate', 'site', '--inventory', 'site']);
    await createProgram()(io);
    for (const answer of [blank, filled]) await applyTo(io, answer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function applyTo(io: Io, answer: Answer): Promise<void> {
  const options = { yes: true, format: 'plain', operator: 'nobody', ticket: 'none', reason: 'none', allowUnarmed: true } as const;
  const open = await openCheckedSite(io, 'site', options);
  const planner = sitePlanner(io, open, options);
  const run = await openSiteRun(io, 'apply', open, planner, options, {
    transport: hostsThat(answer, open.site.inventory.hosts, io.cwd),
  });
  try {
    const next = (stage: number, lost: ReadonlySet<string>): Promise<MadePlan> => planner.plan(run, stage, lost);
    const confirm = (): Promise<boolean> => Promise.resolve(true);
    await runStages(run, { first: await next(1, new Set()), next, confirm }, options);
  } finally {
    await run.close();
  }
}

/** Nobody's process: it has no environment, and what is written goes nowhere. */
function quietIo(cwd: string, argv: readonly string[]): Io {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- a stream of this process is none that a snapshot can hold, and of this one only `write` is called
  const nowhere: NodeJS.WriteStream = Object.create(null, { write: { value: () => true } });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- nobody is asked anything
  const nothing: NodeJS.ReadStream = Object.create(null);
  return {
    argv,
    env: {},
    cwd,
    home: cwd,
    user: 'nobody',
    stdin: nothing,
    stdout: nowhere,
    stderr: nowhere,
    secrets: createRedactor([]),
    secretVariables: new Set(),
    self: [],
    onInterrupt: () => () => undefined,
    onEnd: () => () => undefined,
    leave: () => {
      throw new Error('it was to leave');
    },
  };
}

const FACTS = 'hostname=host\nid=debian\npackage_manager=apt\nservice_manager=systemd\nonline=0-1\nmemory_mb=2048';

/** What a host answers that has nothing. */
function blank(request: Request): string {
  return request.ask === 'facts' ? FACTS : request.ask === 'sysctl' ? '0' : 'absent';
}

/** What a host answers that has much of it. */
function filled(request: Request): string {
  switch (request.ask) {
    case 'stat':
      return 'file 0644 root root';
    case 'unit':
      return 'loaded active enabled';
    case 'exists':
      return 'present';
    case 'package':
      return 'installed';
    default:
      return blank(request);
  }
}
