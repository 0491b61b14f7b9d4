import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Plan, Step } from '../core/plan.ts';
import { unpackPlan } from '../core/plan-pack.ts';
import { isLarge } from '../engine/large-contents.ts';
import { checkOrder } from '../engine/check-order.ts';
import { planHead } from '../report/plan/plan-head.ts';
import { confirm, createAsk } from './ask.ts';
import { refuseUnnamed } from './demanded.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { openRun, type EngineRun, type RunSubject } from './engine-run.ts';
import { widthOf, type Io } from './io.ts';
import { openFurtherStages } from './further-stages.ts';
import { siteLinks } from './links.ts';
import { createMark } from './mark-key.ts';
import { openInventory, type OpenInventory } from './open-inventory.ts';
import type { ApplyOptions } from './options.ts';
import { identitiesOf } from './origin.ts';
import { changedIdentities, contactedHosts } from './plan-identity.ts';
import { changedInputs, inputsDiagnostic, isSameKey } from './plan-inputs.ts';
import { checkPlanSignatures, whoSigned } from './plan-signatures.ts';
import { openPlanFile, type OpenPlan } from './plan-store.ts';
import { secretReader, type SecretReader } from './secret-sources.ts';
import { runStages, type Stages } from './run-stages.ts';
import { quoteShell } from '../core/shell-quote.ts';
import type { SitePlanner } from './site-run.ts';
import { openLargeFile } from './large-file.ts';
import { readTreeFile } from './tree-file.ts';
import { overFault } from './valid-until.ts';

/**
 * `runbook apply FILE`: does the steps of a plan file, and nothing else. Needs the inventory; of roles and playbook only the files whose content the plan names,
 * and all of them when it is to go on with further stages.
 */
export async function applyFile(io: Io, path: string, options: ApplyOptions): Promise<number> {
  const plan = openPlanFile(io, path);
  return applyPlan(io, plan, options, { shownAs: path, remarks: [], isFile: true });
}

/** What else is known of a plan that is carried out as it is. */
export interface PlanSource {
  /** How it is named on the command line. */
  readonly shownAs: string;
  readonly remarks: readonly string[];
  /** True: signatures that the inventory demands must be there. A plan that stands in a journal was let through when it was applied. */
  readonly isFile?: true;
  /** The run that it goes on with. */
  readonly resumeOf?: string;
  /** Makes a step ready for it. */
  readonly prepare?: (step: Step) => Step;
  readonly inventory?: string;
}

/** Carries out a plan that was made before. */
export async function applyPlan(
  io: Io,
  plan: Pick<OpenPlan, 'packed' | 'digest'>,
  given: ApplyOptions,
  source: PlanSource,
): Promise<number> {
  const options = source.inventory === undefined ? given : { ...given, inventory: source.inventory };
  refuseOptions(options);
  refuseOver(plan.packed, new Date());
  const open = openInventory(io, { ...options, planned: plan.packed.inventory });
  refuseUnnamed(open.inventory, options);
  if (options.yes !== true && !io.stdin.isTTY) throw nobodyToAsk(source, given.inventory);
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const isSigned = source.isFile === true || (plan.packed.signatures ?? []).length > 0;
  const signatures = isSigned ? await checkPlanSignatures(io, plan.packed, plan.digest, open.inventory.folder) : undefined;
  const checked = await checkAgainst(io, plan.packed, open, options, source);
  const subject: RunSubject = {
    projectFolder: open.projectFolder,
    inventory: open.inventory,
    playbook: plan.packed.playbook,
    secretsFrom: () => checked.secrets,
    planning: checked.planner?.planning ?? NO_PLANNING,
    ...(open.lab === undefined ? {} : { lab: open.lab }),
    ...(plan.packed.undoOf === undefined ? {} : { undoOf: plan.packed.undoOf }),
    ...(source.resumeOf === undefined ? {} : { resumeOf: source.resumeOf }),
  };
  const run = await openRun(io, 'apply', subject, options);
  try {
    const remarks = [
      ...(signatures?.verdicts ?? []).map((one) => `Signed by ${whoSigned(one)}.`),
      ...[...(signatures?.problems ?? []), ...checked.warnings].map((one) => sentenceOf(one)),
      ...source.remarks,
    ];
    return await carryOut(io, plan, run, { planner: checked.planner, remarks, prepare: source.prepare ?? ((step) => step) }, options);
  } finally {
    await run.close();
  }
}

/** Nothing is planned where a plan is only carried out. */
const NO_PLANNING: RunSubject['planning'] = { expander: () => () => ({ hosts: new Map(), diagnostics: [] }), identityOf: () => 'login' };

function carryOut(
  io: Io,
  { packed, digest }: Pick<OpenPlan, 'packed' | 'digest'>,
  run: EngineRun,
  {
    planner,
    remarks,
    prepare,
  }: {
    readonly planner: SitePlanner | undefined;
    readonly remarks: readonly string[];
    readonly prepare: (step: Step) => Step;
  },
  options: ApplyOptions,
): Promise<number> {
  const whole = unpackPlan(packed);
  const plan = { ...whole, steps: whole.steps.map(prepare), ...(options.forks === undefined ? {} : { forks: options.forks }) };
  const head = planHead(packed, digest, { color: false, width: widthOf(io), now: run.ports.now() });
  const onShown = (): void => {
    // Last before the question: what stands above the plan is out of sight by then.
    for (const text of [...head.map((line) => line.trim()), ...remarks]) run.emit({ event: 'notice', text });
  };
  const stages: Stages = {
    first: { plan, packed, digest },
    onShown,
    confirm: () => confirm(io, 'Do this?'),
    ...(planner === undefined ? {} : { next: (stage, lost) => planner.plan(run, stage, lost) }),
  };
  return runStages(run, stages, options);
}

interface Checked {
  readonly secrets: SecretReader;
  readonly warnings: readonly Diagnostic[];
  readonly planner?: SitePlanner;
}

/** Compares a plan with the inventory, the tree and the secrets as they are now. Throws when it must not be carried out; nothing was contacted then. */
async function checkAgainst(io: Io, plan: Plan, open: OpenInventory, options: ApplyOptions, { resumeOf }: PlanSource): Promise<Checked> {
  const { inventory, secrets, projectFolder } = open;
  const unmet = await checkOrder(unpackPlan(plan));
  if (unmet.length > 0) throw new RunbookError(...unmet.map((one): Diagnostic => ({ ...one, code: 'RB6034', mend: 'plan again' })));
  const ask = createAsk(io);
  const links = siteLinks(io, inventory, open.lab, options, ask, () => undefined);
  const others = changedIdentities(plan, await identitiesOf(inventory, contactedHosts(plan), links));
  if (others.length > 0) throw new RunbookError(...others);
  for (const [digest, content] of Object.entries(plan.contents)) {
    if (!('file' in content)) continue;
    if (isLarge(content)) await (await openLargeFile(projectFolder, digest, content)).close();
    else readTreeFile(projectFolder, digest, content);
  }
  const mark = createMark(projectFolder);
  if (plan.steps.some((step) => step.guard.marks !== undefined) && !isSameKey(plan.origin.marks, mark)) throw otherKey(projectFolder);
  const reader = secretReader(io, secrets, options, ask);
  const further =
    (options.approveStages === true || resumeOf !== undefined) && plan.stageEnds.length > 0
      ? await openFurtherStages(io, plan, options)
      : undefined;
  const changed = await changedInputs(plan, {
    projectFolder,
    secrets,
    secret: reader,
    mark,
    ...(further === undefined ? {} : { extraVars: further.extraVars }),
  });
  const isRefused = options.requireSameInputs === true || further !== undefined;
  if (changed.length > 0 && isRefused) throw new RunbookError(inputsDiagnostic(changed, 'RB6030'));
  const warnings = changed.length > 0 ? [inputsDiagnostic(changed, 'RB6033')] : [];
  return { secrets: reader, warnings, ...(further === undefined ? {} : { planner: further.planner }) };
}

/** What is done stands in the plan; options that say otherwise are a mistake. */
function refuseOptions(options: ApplyOptions): void {
  const given: readonly (readonly [string, unknown])[] = [
    ['--limit', options.limit],
    ['-e', options.approveStages === true ? undefined : options.extraVars],
    ['--become', options.become],
    ['--become-user', options.becomeUser],
    ['--become-method', options.becomeMethod],
    ['--check', options.check],
    ['--list-hosts', options.listHosts],
  ];
  const first = given.find(([, value]) => value !== undefined);
  if (first === undefined) return;
  const onlyLooks = first[0] === '--check' || first[0] === '--list-hosts';
  throw new RunbookError({
    code: 'RB6027',
    severity: 'error',
    what: `${first[0]} has no place beside a plan file`,
    why: 'what is done, and where, stands in the plan',
    mend: onlyLooks ? 'to look at it: runbook show FILE' : 'leave it out, or plan again with it',
  });
}

/** Throws RB6028 when the time of the plan is over. */
export function refuseOver(plan: Plan, now: Date): void {
  const fault = overFault(plan, now);
  if (fault !== undefined) throw new RunbookError(fault);
}

function otherKey(projectFolder: string): RunbookError {
  return new RunbookError({
    code: 'RB6032',
    severity: 'error',
    what: 'the key of the secret marks is another than that of the plan; nothing was done',
    why: `steps that hold secrets can be compared only with the key of the machine that planned, and ${projectFolder}/.runbook/marks.key is another`,
    mend: 'bring .runbook/marks.key from there (mode 0600), or plan on this machine',
  });
}

function nobodyToAsk({ shownAs, resumeOf }: PlanSource, inventory: string | undefined): RunbookError {
  const named = inventory === undefined ? '' : ` -i ${quoteShell(inventory)}`;
  return new RunbookError({
    code: 'RB6003',
    severity: 'error',
    what: 'apply asks before it writes, and there is no terminal to ask in',
    mend: `look at \`runbook show ${resumeOf ?? shownAs}\` first, then say \`runbook apply ${shownAs}${named} --yes\``,
  });
}

function sentenceOf({ code, what, why }: Diagnostic): string {
  return `${code}: ${what}${why === undefined ? '' : `: ${why.replaceAll('\n', '; ')}`}`;
}
