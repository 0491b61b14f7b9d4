import { basename } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Plan, Step } from '../core/plan.ts';
import type { PastStep } from '../engine/past-run.ts';
import { readEvents } from '../report/journal-events.ts';
import { count, listWords } from '../report/wording.ts';
import { applyPlan } from './apply-file.ts';
import type { Io } from './io.ts';
import { readJournalLines } from './journal-lines.ts';
import type { ApplyOptions } from './options.ts';
import { openPastRun, type CheckedRun } from './past-runs.ts';
import { projectFolder } from './project.ts';
import { journalFile, runNames } from './runs-folder.ts';

const MOST_NAMED = 5;

/** `runbook apply --resume [RUN]`: goes on with the plan of a run that was not finished. Throws RB6090 when there is none, RB6091 when that run cannot be gone on with. */
export function resume(io: Io, named: string | undefined, options: ApplyOptions): Promise<number> {
  const project = projectFolder(io);
  const run = named === undefined || named === 'last' ? newestUnfinished(project) : named;
  if (run === undefined) throw nothingThere();
  if (!runNames(project).includes(run)) throw notResumable(run, 'there is no run of that name');
  const state = stateOf(project, run);
  if (state !== 'unfinished') throw notResumable(run, WHY_NOT[state]);
  const checked = openPastRun(project, run);
  const packed = checked.packed.at(-1);
  if (packed === undefined) throw notResumable(run, WHY_NOT.nothing);
  const { plan, digest } = packed;
  const inHand = new Set(stepsOf(checked).flatMap(({ step, outcome }) => (outcome !== 'changed' && isLong(step) ? [step.id] : [])));
  return applyPlan(io, { packed: plan, digest }, options, {
    resumeOf: run,
    shownAs: `--resume ${run}`,
    remarks: remarksOf(checked, plan),
    // What the interrupted run had in hand, and goes on by itself, may look like neither before nor after: the host finds it again and waits for it.
    prepare: (step) => (inHand.has(step.id) ? withoutBefore(step) : step),
    inventory: options.inventory ?? checked.started.inventory,
  });
}

type RunState = 'unfinished' | 'finished' | 'nothing' | 'resumed' | 'other';

const WHY_NOT: Readonly<Record<Exclude<RunState, 'unfinished'>, string>> = {
  finished: 'it came to its end: there is nothing to go on with',
  nothing: 'nothing of it was begun',
  resumed: 'it was gone on with already, and that run is the one to go on with, if any',
  other: 'it did not apply a plan',
};

/** The newest run that began to write and did not do all of its plan. */
function newestUnfinished(project: string): string | undefined {
  for (const run of runNames(project).toReversed()) {
    const state = stateOf(project, run);
    if (state === 'unfinished') return run;
    // A run that did its whole plan is what the hosts look like now: what was left off before it is not gone on with unasked.
    if (state === 'finished') return undefined;
  }
  return undefined;
}

const MARKS = /"event":"(run_started|steps_sent|run_done)"/u;

function stateOf(project: string, run: string): RunState {
  const { events } = readEvents(readJournalLines(journalFile(project, run), MARKS, Number.MAX_SAFE_INTEGER).text);
  const started = events.find((event) => event.event === 'run_started');
  if (started?.verb !== 'apply') return 'other';
  if (!events.some((event) => event.event === 'steps_sent')) return 'nothing';
  const done = events.findLast((event) => event.event === 'run_done');
  if (done !== undefined && (done.exitCode === EXIT.done || done.exitCode === EXIT.changesPending)) return 'finished';
  const isResumed = runNames(project).some((later) => later > run && resumedBy(project, later) === run);
  return isResumed ? 'resumed' : 'unfinished';
}

/** The run that a run went on with. One of which nothing was begun went on with none. */
function resumedBy(project: string, run: string): string | undefined {
  const { events } = readEvents(readJournalLines(journalFile(project, run), MARKS, Number.MAX_SAFE_INTEGER).text);
  const started = events.find((event) => event.event === 'run_started');
  return events.some((event) => event.event === 'steps_sent') ? started?.resumeOf : undefined;
}

/** What the run did of its last plan. */
function stepsOf({ past }: CheckedRun): readonly PastStep[] {
  const stage = past.plans.at(-1)?.stage;
  return past.steps.filter((one) => one.stage === stage);
}

function remarksOf(checked: CheckedRun, plan: Plan): readonly string[] {
  const steps = stepsOf(checked);
  const named = (outcome: PastStep['outcome']): readonly string[] =>
    steps.filter((one) => one.outcome === outcome).map(({ step }) => `${step.address} on ${step.host}`);
  const [done, torn, running] = [named('changed'), named('unfinished'), named('running')];
  const rest = plan.steps.length - steps.length;
  const list = (words: readonly string[]): string => (words.length === 0 ? '' : ` (${listWords(words, MOST_NAMED)})`);
  return [
    `Goes on with the run ${checked.past.run} of ${checked.started.operator}.`,
    `Done before: ${count(done.length, 'step')}${list(done)}.`,
    ...(torn.length === 0
      ? []
      : [`Sent to a host, which did not say any more how far it came: ${count(torn.length, 'step')}${list(torn)}.`]),
    ...(running.length === 0 ? [] : [`Still running when it ended: ${listWords(running, MOST_NAMED)}.`]),
    ...(rest === 0 ? [] : [`Not sent: ${count(rest, 'step')}.`]),
    ...(checked.tornBytes === 0
      ? []
      : [
          `The last record of its journal was cut off (${count(checked.tornBytes, 'byte')}) and was left out; every record before it is whole.`,
        ]),
  ];
}

function isLong(step: Step): boolean {
  return step.actions.some((action) => action.do === 'run' && action.long === true);
}

function withoutBefore(step: Step): Step {
  const { before: _before, seen: _seen, ...guard } = step.guard;
  return { ...step, guard };
}

function nothingThere(): RunbookError {
  return new RunbookError({
    code: 'RB6090',
    severity: 'error',
    what: 'there is no run to go on with; nothing was contacted',
    why: 'the newest run that wrote came to its end, or there is none',
    mend: '`runbook history` lists them; `runbook apply` plans anew',
  });
}

function notResumable(run: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6091',
    severity: 'error',
    what: `the run ${basename(run)} cannot be gone on with; nothing was contacted`,
    why,
    mend: '`runbook history` lists the runs; `runbook apply` plans anew',
  });
}
