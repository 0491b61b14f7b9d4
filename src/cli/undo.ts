import { basename } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Plan } from '../core/plan.ts';
import { planDigest } from '../core/plan-digest.ts';
import { packPlan } from '../core/plan-pack.ts';
import { selectHosts } from '../definition/site.ts';
import { makeUndoPlan } from '../engine/make-undo-plan.ts';
import { count } from '../report/wording.ts';
import { confirm } from './ask.ts';
import { refuseUnnamed } from './demanded.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { openRun, type EngineRun, type RunSubject } from './engine-run.ts';
import { exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { openInventory, type OpenInventory } from './open-inventory.ts';
import { FORKS, type UndoOptions } from './options.ts';
import { identitiesOf, KEY_MARK, markOfKey } from './origin.ts';
import { findPastRun, laterRuns, type CheckedRun } from './past-runs.ts';
import { changedIdentities } from './plan-identity.ts';
import { isSameKey } from './plan-inputs.ts';
import { planPlace, savedPlanLines, writePlanFile } from './plan-store.ts';
import { projectFolder } from './project.ts';
import { runStages } from './run-stages.ts';
import { secretReader } from './secret-sources.ts';
import { endRun } from './summary.ts';
import { versionOf } from './version.ts';

/** `runbook undo RUN`: plans what takes a run back out of its journal and the hosts as they are, asks, and does it. */
export async function undo(io: Io, name: string, options: UndoOptions): Promise<number> {
  refuseOptions(options);
  const project = projectFolder(io);
  const checked = findPastRun(project, name);
  const { started, past } = checked;
  const open = openInventory(io, { ...options, inventory: options.inventory ?? started.inventory });
  const inventory = basename(open.inventory.folder);
  if (inventory !== started.inventory) throw otherInventory(checked, inventory);
  if (past.steps.length === 0) {
    io.stdout.write(`The run ${past.run} changed nothing: there is nothing to undo.\n`);
    return EXIT.done;
  }
  const isLook = options.check === true || options.out !== undefined;
  if (!isLook) refuseUnnamed(open.inventory, options);
  if (!isLook && options.yes !== true && !io.stdin.isTTY) throw nobodyToAsk(past.run);
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const file = options.out === undefined ? undefined : planPlace(io, options.out);
  const run = await openRun(io, isLook ? 'plan' : 'undo', subjectOf(io, open, checked, options), options);
  try {
    const made = await planUndo(io, run, checked, open, options);
    const packed = packPlan(made);
    const plan = { plan: made, packed, digest: planDigest(packed) };
    const onShown = (): void => {
      for (const text of remarks(made)) run.emit({ event: 'notice', text });
    };
    if (!isLook) return await runStages(run, { first: plan, onShown, confirm: () => confirm(io, questionOf(made)) }, options);
    await run.announce(packed, plan.digest);
    onShown();
    if (file !== undefined) {
      const sizeBytes = writePlanFile(file, packed);
      for (const line of savedPlanLines(file, packed, plan.digest, sizeBytes)) run.emit({ event: 'notice', text: line });
    }
    return await endRun(run, made.hosts, new Map(), exitCodeOf(made.hosts.flatMap((host) => host.failure ?? [])));
  } finally {
    await run.close();
  }
}

function subjectOf(io: Io, open: OpenInventory, { started, past }: CheckedRun, options: UndoOptions): RunSubject {
  return {
    projectFolder: open.projectFolder,
    inventory: open.inventory,
    playbook: started.playbook ?? started.verb,
    secretsFrom: (ask) => secretReader(io, open.secrets, options, ask),
    planning: { expander: () => () => ({ hosts: new Map(), diagnostics: [] }), identityOf: () => 'login' },
    undoOf: past.run,
    ...(open.lab === undefined ? {} : { lab: open.lab }),
  };
}

async function planUndo(io: Io, run: EngineRun, { past }: CheckedRun, open: OpenInventory, options: UndoOptions): Promise<Plan> {
  const { inventory, projectFolder: project } = open;
  const chosen = options.limit === undefined ? undefined : new Set(selectHosts(inventory, options.limit));
  const scope = new Set(past.steps.map(({ step }) => step.host).filter((host) => chosen?.has(host) ?? true));
  const identities = await identitiesOf(inventory, scope, run.links);
  for (const plan of past.plans) {
    const others = changedIdentities({ ...plan, demands: [], steps: plan.steps.filter((step) => scope.has(step.host)) }, identities);
    if (others.length > 0) throw new RunbookError(...others);
    if (plan.steps.some((step) => step.secret === true) && !isSameKey(plan.origin.marks, (text) => run.ports.mark(text)))
      throw otherKey(project);
  }
  const later = laterRuns(project, past.run, (text) => run.ports.mark(text));
  const isSecret = past.steps.some(({ step }) => step.secret === true);
  return makeUndoPlan(
    {
      past,
      scope,
      order: {
        inventory: basename(inventory.folder),
        forks: options.forks ?? FORKS,
        origin: {
          operator: options.operator ?? io.user,
          version: versionOf(),
          files: {},
          marks: isSecret ? { [KEY_MARK]: markOfKey((text) => run.ports.mark(text)) } : {},
          options: options.limit === undefined ? {} : { limit: options.limit },
        },
        identities,
        ...(inventory.guardSeconds === undefined ? {} : { guardSeconds: inventory.guardSeconds }),
      },
      isTorn: (step) => later.isTorn(step),
      laterRun: (host, request, answer) => later.leftSo(host, request, answer),
    },
    run.ports,
    run.pool,
  );
}

/** Who agrees, agrees to what stays too. */
function questionOf(plan: Plan): string {
  const staying = stayingIn(plan);
  return staying === 0 ? 'Undo this?' : `Undo this, and leave ${count(staying, 'change')} that cannot be undone?`;
}

function stayingIn(plan: Plan): number {
  return plan.warnings.filter((one) => one.code === 'RB3032').length;
}

function remarks(plan: Plan): readonly string[] {
  const staying = stayingIn(plan);
  const isWhole = plan.hosts.every((host) => host.failure === undefined);
  return [
    ...(staying === 0
      ? []
      : [`${count(staying, 'change')} of the run cannot be undone and ${staying === 1 ? 'stays' : 'stay'} as listed above.`]),
    ...(plan.steps.length === 0 && isWhole ? ['Nothing to undo: everything that can be taken back is as it was before the run.'] : []),
  ];
}

/** What is taken back, and under which account, stands in the journal. */
function refuseOptions(options: UndoOptions): void {
  const given: readonly (readonly [string, unknown])[] = [
    ['-e', options.extraVars],
    ['--become', options.become],
    ['--become-user', options.becomeUser],
    ['--become-method', options.becomeMethod],
  ];
  const first = given.find(([, value]) => value !== undefined);
  if (first === undefined) return;
  throw new RunbookError({
    code: 'RB6064',
    severity: 'error',
    what: `${first[0]} has no place beside undo`,
    why: 'what is taken back, and under which account, stands in the journal of the run',
    mend: 'leave it out',
  });
}

function otherInventory({ started, past }: CheckedRun, inventory: string): RunbookError {
  return new RunbookError({
    code: 'RB6061',
    severity: 'error',
    what: `the run ${past.run} was on another inventory; nothing was done`,
    why: `it was on ${started.inventory}, and this is ${inventory}`,
    mend: `leave -i out, or say -i ${started.inventory}`,
  });
}

function otherKey(projectFolderPath: string): RunbookError {
  return new RunbookError({
    code: 'RB6063',
    severity: 'error',
    what: 'the key of the secret marks is another than that of the run; nothing was done',
    why: `how the hosts answered about secrets is journaled as marks, and ${projectFolderPath}/.runbook/marks.key is another key than they were made with`,
    mend: 'bring .runbook/marks.key from the machine of that run (mode 0600)',
  });
}

function nobodyToAsk(run: string): RunbookError {
  return new RunbookError({
    code: 'RB6003',
    severity: 'error',
    what: 'undo asks before it writes, and there is no terminal to ask in',
    mend: `look at \`runbook undo ${run} --check\` first, then say \`runbook undo ${run} --yes\``,
  });
}
