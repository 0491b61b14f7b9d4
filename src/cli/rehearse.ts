import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { labDown } from '../lab/lab-down.ts';
import { checkLabPlace, labNeeds } from '../lab/lab-needs.ts';
import { labUp } from '../lab/lab-up.ts';
import { labStandIns } from '../lab/host-content.ts';
import { standIns } from '../lab/stand-ins/stand-ins.ts';
import { confirm } from './ask.ts';
import { runChild } from './desk.ts';
import type { Io } from './io.ts';
import { createLabProgress } from './lab-progress.ts';
import { lastRun } from './last-run.ts';
import { openInventory } from './open-inventory.ts';
import { labOptions, projectFolder } from './project.ts';

/** Options of `runbook rehearse`. */
export interface RehearseOptions {
  readonly inventory?: string;
  readonly yes?: boolean;
  readonly fresh?: boolean;
}

/**
 * `runbook rehearse`: builds the lab, applies the playbook, applies it again and wants no change, then has a script that knows nothing of this
 * program look at the site from outside. Any check that does not hold ends it with 1; the lab stays up.
 */
export async function rehearse(io: Io, playbook: string, options: RehearseOptions): Promise<number> {
  const project = projectFolder(io);
  const inventory = options.inventory ?? 'lab';
  const say = (text: string): void => void io.stdout.write(`\n${text}\n`);
  const began = Date.now();
  checkLabPlace();
  await ensureNeeds(io, options.yes === true);
  if (options.fresh === true) await labDown(labOptions(io));
  const open = openInventory(io, { inventory });

  say('1/4  The lab');
  const state = await labUp(open.inventory, labOptions(io), createLabProgress(io));
  say('2/4  Apply');
  const apply = [...io.self, 'apply', playbook, '-i', inventory, '--yes', '--stats'];
  const first = await runChild(io, apply);
  if (first !== EXIT.done) throw failed(`the first apply ended with ${first}`, 'runbook show last');
  const changedFirst = lastRun(project)?.changed ?? 0;
  say('3/4  Apply again: nothing may change');
  const second = await runChild(io, apply);
  const again = lastRun(project);
  if (second !== EXIT.done) throw failed(`the second apply ended with ${second}`, 'runbook show last');
  if (again === undefined || again.changed > 0) {
    const steps = again?.steps.map((step) => `${step.address} on ${step.host}, of the task "${step.task}"`) ?? [];
    throw failed(
      `the second apply changed something again: ${steps.join('; ')}`,
      'make the task idempotent: what it brings about must stay as it is; `runbook show last` shows the run',
    );
  }
  say('4/4  The site in use, seen from outside');
  const script = checkScript(project, open.inventory.folder, playbook);
  if (script === undefined)
    say(`     Nothing more is looked at: ${join(open.inventory.folder, 'check.sh')} would be run here with the name of the lab.`);
  const check = script === undefined ? EXIT.done : await runChild(io, ['sh', script, state.name]);
  if (check !== EXIT.done)
    throw failed(`the check from outside ended with ${check}`, 'the lines above marked with ✗ say what is not as it should be');

  const of = inventory === 'lab' ? '' : ` -i ${inventory}`;
  const seconds = Math.round((Date.now() - began) / 1000);
  say(
    [
      `Rehearsal done in ${Math.floor(seconds / 60)} min ${seconds % 60} s: ${state.hosts.length} hosts, ${changedFirst} changes, none in the second run.`,
      '',
      "Stand-ins, since the hosts share this machine's kernel (what a stand-in says has a source):",
      ...[...labStandIns(true), ...standIns].map((one) => `  ${one.name}: ${one.why}`),
      '',
      `The lab stays up. Look around:     src/cli/runbook lab ssh ${open.inventory.hosts[0]?.name ?? 'HOST'}${of}`,
      `                                   src/cli/runbook verify ${playbook} -i ${inventory}`,
      '                                   src/cli/runbook show last',
      'Remove it:                         src/cli/runbook lab down',
    ].join('\n'),
  );
  return EXIT.done;
}

/** The script that looks at the rehearsed site: the project's own for the site that it brings along, else `check.sh` beside the inventory, if there is one. */
function checkScript(project: string, inventoryFolder: string, playbook: string): string | undefined {
  if (inventoryFolder === join(project, 'inventory', 'lab') && playbook === 'site') return join(project, 'test', 'lab', 'check-site.sh');
  const own = join(inventoryFolder, 'check.sh');
  return existsSync(own) ? own : undefined;
}

async function ensureNeeds(io: Io, isAgreed: boolean): Promise<void> {
  const missing = labNeeds();
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (!isAgreed && io.stdin.isTTY && !(await confirm(io, `The lab needs these Debian packages: ${list}. Install them now?`))) {
    throw new RunbookError({
      code: 'RB7002',
      severity: 'error',
      what: `the lab needs Debian packages that this machine lacks: ${list}`,
      mend: `apt-get install ${list}`,
    });
  }
  io.stdout.write(`Installing for the lab: ${list}\n`);
  const code = await runChild(io, [
    'sh',
    '-c',
    'export DEBIAN_FRONTEND=noninteractive; apt-get update -q && apt-get install -qy --no-install-recommends "$@"',
    'sh',
    ...missing,
  ]);
  if (code !== 0)
    throw new RunbookError({
      code: 'RB7002',
      severity: 'error',
      what: `installing ${list} ended with ${code}`,
      mend: 'install them by hand, then rehearse again',
    });
}

function failed(what: string, mend: string): RunbookError {
  return new RunbookError({ code: 'RB6008', severity: 'error', what: `the rehearsal failed: ${what}`, mend });
}
