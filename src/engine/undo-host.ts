import type { Action } from '../core/action.ts';
import { ABSENT, parseUnit } from '../core/answer.ts';
import type { Change, FieldChange } from '../core/change.ts';
import { answersDigest } from '../core/digest.ts';
import { overlaps } from '../core/footprint.ts';
import { hasHole, holesOf } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import type { Guard, Step } from '../core/plan.ts';
import { requestKey, requestReads } from '../core/request.ts';
import type { TextChange } from '../core/resource.ts';
import { keptThings, storeName } from './fill-step.ts';
import type { PastStep } from './past-run.ts';
import type { Mark } from './secret-marks.ts';
import { textsOfAction } from './step-holes.ts';
import { pathsReadAgain, type UndoPlace } from './undo-order.ts';
import { createUndoWorld, isSame, targetsOf, type Told } from './undo-world.ts';

/** What the undo of a host is planned from. */
export interface UndoneHost {
  /** Name of the run that is taken back. */
  readonly run: string;
  /** In the order of the undo. */
  readonly places: readonly UndoPlace[];
  /** How the host answers now, by request key. */
  readonly now: ReadonlyMap<string, string>;
  /** True when the undo store of the host has what the step needs. */
  readonly isStored: (past: PastStep) => boolean;
  /** True when an earlier undo of the same run was cut off in this step. */
  readonly isTorn: (past: PastStep) => boolean;
  readonly mark: Mark;
}

/** An answer that is neither as the run left it nor as it was before. */
export interface Moved {
  readonly past: PastStep;
  readonly index: number;
  /** How it is now; undefined when only its mark may be shown. */
  readonly is?: string;
}

/** A change that stays, and why. */
export interface Staying {
  readonly past: PastStep;
  readonly why: string;
}

/** The undo of a host. */
export interface HostUndo {
  readonly steps: readonly Step[];
  /** Steps that are as before already. */
  readonly unchanged: number;
  /** What was changed since the run: then nothing of the host is to be taken back. */
  readonly moved: readonly Moved[];
  readonly staying: readonly Staying[];
}

/** Plans the undo of one host over its predicted world. Pure. */
export function undoHost(host: UndoneHost): HostUndo {
  const world = createUndoWorld(host.now);
  const steps: Step[] = [];
  const moved: Moved[] = [];
  const staying: Staying[] = [];
  let unchanged = 0;
  for (const { past, play } of host.places) {
    const { step } = past;
    if (step.undo?.length === 0) continue;
    const isKept = keptThings(step.undo ?? []).length === 0 || host.isStored(past);
    // What is kept is kept before the first action: without it nothing of the step was begun.
    if (past.outcome === 'unfinished' && past.kept && step.undo !== undefined && !isKept) continue;
    const why = reasonToStay(past, isKept) ?? reasonOfContent(past, staying);
    if (why !== undefined) {
      staying.push({ past, why });
      continue;
    }
    const targets = targetsOf(past, world);
    const told = step.guard.requests.map((request) => world.answer(request));
    if (isSoAlready(step, told, targets, host.mark)) {
      unchanged += 1;
      continue;
    }
    const differences = movedIn(past, told, targets, host);
    const later = differences.length === 0 ? undefined : staying.find((one) => mayExplain(one.past, past, differences));
    if (later !== undefined) {
      staying.push({ past, why: `${later.past.step.address} changed it afterwards, and stays` });
      continue;
    }
    moved.push(...differences);
    steps.push(undoStep(past, { run: host.run, play, told, targets, mark: host.mark }));
    world.takeBack(step, targets);
  }
  return moved.length > 0 ? { steps: [], unchanged, moved, staying: [] } : { steps, unchanged, moved, staying };
}

function reasonToStay({ step, outcome, kept }: PastStep, isKept: boolean): string | undefined {
  if (step.undo === undefined) return step.warning ?? 'its type cannot be taken back';
  if (outcome === 'running') return 'its command was still running when the run ended';
  if (!kept && keptThings(step.undo).length > 0) return 'the host kept nothing of it';
  return isKept ? undefined : 'what the host kept of it is not there any more';
}

/** A folder that was not there before cannot go while something of the run stays in it. */
function reasonOfContent({ step, before }: PastStep, staying: readonly Staying[]): string | undefined {
  const made = step.guard.requests.flatMap((request, index) =>
    request.ask === 'stat' && before?.[index] === ABSENT ? [`path:${request.path}/`] : [],
  );
  const inside = staying.find(({ past }) => past.step.footprint.some((entry) => made.some((folder) => entry.startsWith(folder))));
  return inside === undefined ? undefined : `${inside.past.step.address} has put something into it, and stays`;
}

function isSoAlready(step: Step, told: readonly Told[], targets: readonly (string | undefined)[], mark: Mark): boolean {
  return told.length > 0 && told.every((one, index) => one !== undefined && meets(step, index, one, targets[index], mark));
}

/** True when an answer is as the step is to become. A unit that is not there is as good as one that is stopped and does not start at boot. */
function meets(step: Step, index: number, told: NonNullable<Told>, target: string | undefined, mark: Mark): boolean {
  if (target === undefined) return false;
  if (isSame(told, target, step.secret === true, mark)) return true;
  if (step.guard.requests[index]?.ask !== 'unit' || step.secret === true || !('text' in told)) return false;
  const [is, wanted] = [parseUnit(told.text), parseUnit(target)];
  return is.load === 'not-found' && is.active === 'inactive' && wanted.active === 'inactive' && wanted.enabled !== 'enabled';
}

/** Answers that are neither as the run left them nor as they are to become. Of a step that was cut off nobody knows how it left them. */
function movedIn(past: PastStep, told: readonly Told[], targets: readonly (string | undefined)[], host: UndoneHost): readonly Moved[] {
  const { step, after, outcome } = past;
  if (outcome !== 'changed' || after === undefined || host.isTorn(past)) return [];
  const isSecret = step.secret === true;
  return step.guard.requests.flatMap((request, index) => {
    const one = told[index];
    const expected = after[index];
    const target = targets[index];
    if (one === undefined || expected === undefined || isSame(one, expected, isSecret, host.mark)) return [];
    if (meets(step, index, one, target, host.mark)) return [];
    // Whether a unit runs with its files says nothing while others of the run bring those back.
    if (request.ask === 'config_in_use' && isReadAgain(past, host)) return [];
    return [{ past, index, ...('text' in one && !isSecret ? { is: one.text } : {}) }];
  });
}

function isReadAgain({ step }: PastStep, { places }: UndoneHost): boolean {
  const things = new Set(pathsReadAgain(step).map((path) => `path:${path}`));
  return places.some(({ past }) => past.step.id !== step.id && keptThings(past.step.undo ?? []).some((thing) => things.has(thing)));
}

/** True when the later step may be what changed the answers: it asks the same, or touches it, or takes away the package that brought it. */
function mayExplain(later: PastStep, earlier: PastStep, differences: readonly Moved[]): boolean {
  if (later.stage < earlier.stage || (later.stage === earlier.stage && later.place < earlier.place)) return false;
  const { guard, footprint, change } = later.step;
  const asked = new Set(guard.requests.map((request) => requestKey(request)));
  const takesAway = change.kind === 'delete' && footprint.some((entry) => entry.startsWith('package:'));
  return differences.every(({ index, is }) => {
    const request = earlier.step.guard.requests[index];
    if (request === undefined) return false;
    const isGone = is === ABSENT || is?.startsWith('not-found ') === true;
    return asked.has(requestKey(request)) || overlaps(requestReads(request), footprint) || (takesAway && isGone);
  });
}

interface UndoContext {
  readonly run: string;
  readonly play: number;
  readonly told: readonly Told[];
  readonly targets: readonly (string | undefined)[];
  readonly mark: Mark;
}

function undoStep(past: PastStep, context: UndoContext): Step {
  const { step, stage } = past;
  const from = `${context.run}/${storeName(step.id, stage)}`;
  const undo = step.undo ?? [];
  const redo = redoOf(step);
  const isSecret = step.secret === true || context.told.some((one) => one !== undefined && 'mark' in one);
  const guard = guardOf(step, isSecret, context);
  const isHalf = past.outcome === 'unfinished';
  const isOpen = guard.before === undefined && guard.marks === undefined;
  const summary = [
    whatComesBack(undo),
    ...(isHalf ? ['the step did not come to its end: whatever it left is put back'] : []),
    ...(isOpen && step.guard.requests.length > 0 ? ['how it is before is seen only when this runs'] : []),
  ];
  return {
    id: step.id,
    host: step.host,
    address: step.address,
    task: step.task,
    play: context.play,
    change: turned(step.change),
    guard,
    actions: undo.map((action) => (action.do === 'restore' ? { ...action, from } : action)),
    ...(redo === undefined ? {} : { undo: redo }),
    ...(isSecret ? { secret: true } : {}),
    identity: step.identity,
    labels: [...(redo === undefined ? [] : ['reversible' as const]), ...step.labels.filter((label) => label !== 'reversible')],
    footprint: [...new Set([...step.footprint, ...keptThings(undo)])],
    outputs: {},
    summary: summary.join('; '),
    ...(step.texts === undefined ? {} : { texts: step.texts.map((text) => turnedText(text)) }),
  };
}

/**
 * An undo is undone by putting the same things back once more, and by letting the same units read them. Units come after their files: they cannot start
 * without. Where an undo consists of commands alone, the step itself is done again.
 */
function redoOf({ undo = [], actions }: Step): readonly Action[] | undefined {
  const isUnit = (action: Action): boolean => action.do === 'restore' && action.thing.startsWith('unit:');
  const things = undo.filter((action) => action.do === 'restore' && !isUnit(action));
  const units = undo.filter((action) => isUnit(action));
  const rest = undo.filter((action) => action.do !== 'restore');
  const isPossible = things.length + units.length > 0 || rest.some((action) => action.do === 'record_config');
  if (isPossible) return [...things, ...units, ...rest];
  return actions.some((action) => textsOfAction(action).some((text) => hasHole(text))) ? undefined : actions;
}

function guardOf({ guard: { requests } }: Step, isSecret: boolean, { told, targets, mark }: UndoContext): Guard {
  const known = told.filter((one) => one !== undefined);
  const isKnown = requests.length > 0 && known.length === requests.length;
  if (isSecret) {
    return { requests, ...(isKnown ? { marks: known.map((one) => ('text' in one ? mark(one.text) : one.mark)) } : {}) };
  }
  const seen = known.flatMap((one) => ('text' in one ? [one.text] : []));
  const after = targets.filter((one) => one !== undefined);
  return {
    requests,
    ...(isKnown ? { before: answersDigest(seen), seen } : {}),
    ...(requests.length > 0 && after.length === requests.length ? { after: answersDigest(after) } : {}),
  };
}

function whatComesBack(undo: readonly Action[]): string {
  const things = keptThings(undo);
  return things.length === 0 ? 'by what its type says' : `as it was before: ${things.join(', ')}`;
}

/** What was not known when the run was planned is left out: it waits for no step of the undo. What comes back is in the summary. */
function turned({ kind, fields }: Change): Change {
  const known = fields.filter(({ before, after }) => !isUnknown(before) && !isUnknown(after));
  return { kind: kind === 'create' ? 'delete' : kind === 'delete' ? 'create' : kind, fields: known.map((field) => turnedField(field)) };
}

function isUnknown(value: Json | undefined): boolean {
  return typeof value === 'string' && holesOf(value).some((hole) => hole.kind === 'unknown');
}

function turnedField({ field, before, after }: FieldChange): FieldChange {
  return { field, ...(after === undefined ? {} : { before: after }), ...(before === undefined ? {} : { after: before }) };
}

function turnedText({ path, before, after, unseen }: TextChange): TextChange {
  return {
    path,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
    ...(unseen === undefined ? {} : { unseen }),
  };
}
