import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import type { RunEvent } from '../core/event.ts';
import { checkChain } from '../core/journal-chain.ts';
import type { Plan } from '../core/plan.ts';
import { planDigest, planText } from '../core/plan-digest.ts';
import { unpackPlan } from '../core/plan-pack.ts';
import { requestKey, type Request } from '../core/request.ts';
import { readPlanFile } from '../definition/plan-file.ts';
import { readPastRun, type PastRun, type PastStep } from '../engine/past-run.ts';
import { markOfHost } from '../engine/secret-marks.ts';
import { readEvents } from '../report/journal-events.ts';
import { journalFile, runNames, runsFolder } from './runs-folder.ts';

/** A run as its journal tells of it, checked. */
export interface CheckedRun {
  readonly started: Extract<RunEvent, { readonly event: 'run_started' }>;
  readonly past: PastRun;
  /** Its plans as they are stored, one a stage, with their digests. */
  readonly packed: readonly { readonly plan: Plan; readonly digest: string }[];
  readonly events: readonly RunEvent[];
  /** How many whole records the journal has, and the digest of the last (`journal-chain.ts`). */
  readonly records: number;
  readonly head: string;
  /** Bytes of a last record that was not written to its end. */
  readonly tornBytes: number;
}

/**
 * The run of that name, read and checked. `last` is the newest that did anything: one that was shown and not agreed to, or that found nothing to do, is not
 * what somebody wants to take back. Throws RB6060 when there is none, and what `openPastRun` throws.
 */
export function findPastRun(projectFolder: string, name: string): CheckedRun {
  const runs = runNames(projectFolder);
  const tried = name === 'last' ? runs.toReversed() : runs.filter((one) => one === name);
  let newest: CheckedRun | undefined;
  for (const run of tried) {
    const checked = openPastRun(projectFolder, run);
    if (checked.past.steps.length > 0) return checked;
    newest ??= checked;
  }
  if (newest !== undefined) return newest;
  throw new RunbookError({
    code: 'RB6060',
    severity: 'error',
    what: name === 'last' ? 'there is no run to take back' : `there is no run ${name}`,
    why: runs.length === 0 ? `${runsFolder(projectFolder)} holds none` : `the newest are ${runs.slice(-3).join(', ')}`,
    mend: 'name a run of this machine: its journal says what was done (`runbook show last`)',
  });
}

/** Reads the journal of a run whole. Throws RB6062 when anything of it is not as it was written; the torn last line of a run that was killed is none. */
export function openPastRun(projectFolder: string, run: string): CheckedRun {
  const file = journalFile(projectFolder, run);
  const bytes = readJournal(file);
  const { breaks, records, head, tornBytes } = checkChain(bytes, run);
  const [gap] = breaks;
  if (gap !== undefined) throw damaged(file, `line ${gap.line}: ${gap.why} (\`runbook journal verify ${run}\` names all)`);
  const text = bytes.toString('utf8');
  const { events, brokenLines } = readEvents(text);
  const last = text.split('\n').length;
  const broken = brokenLines.filter((line) => line !== last);
  if (broken.length > 0) throw damaged(file, `line ${broken.slice(0, 5).join(', ')} is no event${broken.length > 5 ? ', and more' : ''}`);
  const [started] = events;
  if (started?.event !== 'run_started') throw damaged(file, 'line 1 does not tell that the run started');
  if (started.run !== run) throw damaged(file, `line 1 tells of another run, ${started.run}`);
  const packed: { plan: Plan; digest: string }[] = [];
  const planOf = (event: Extract<RunEvent, { readonly event: 'plan_ready' }>): Plan => {
    const plan = checkedPlan(event, file);
    packed.push({ plan, digest: event.digest });
    return unpackPlan(plan);
  };
  return { started, past: readPastRun(run, events, planOf), packed, events, records, head, tornBytes };
}

function readJournal(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
}

/** A plan in a journal is believed no more than one in a file. */
function checkedPlan({ plan, digest }: Extract<RunEvent, { readonly event: 'plan_ready' }>, file: string): Plan {
  const shown = 'its plan';
  try {
    const checked = readPlanFile(Buffer.from(planText(plan)), shown);
    if (planDigest(checked) !== digest) throw damaged(file, `${shown} has another digest than the journal says`);
    return checked;
  } catch (error) {
    const first = error instanceof RunbookError ? error.diagnostics[0] : undefined;
    if (first === undefined || first.code === 'RB6062') throw error;
    throw damaged(file, `${first.what}: ${first.why ?? ''}`);
  }
}

function damaged(file: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6062',
    severity: 'error',
    what: `the journal of ${basename(dirname(file))} is damaged; nothing is told or taken back by it`,
    why: `${file}: ${why}`,
    mend: 'bring the journal back from a copy, or bring the hosts back by a playbook',
  });
}

/** What the journals of later runs tell of the hosts. Journals that cannot be read tell nothing. */
export interface LaterRuns {
  /** Name of the last run after which the host answered so. */
  leftSo(host: string, request: Request, answer: string): string | undefined;
  /** True when an undo of the run was cut off in the step. */
  isTorn(past: PastStep): boolean;
}

/** Reads the journals that are newer than the run, when they are first asked for. */
export function laterRuns(projectFolder: string, run: string, mark: (text: string) => string): LaterRuns {
  let read: readonly CheckedRun[] | undefined;
  const all = (): readonly CheckedRun[] => {
    read ??= runNames(projectFolder)
      .filter((name) => name > run)
      .flatMap((name) => tryOpen(projectFolder, name) ?? []);
    return read;
  };
  return {
    leftSo: (host, request, answer) =>
      all().findLast(({ past }) =>
        past.steps.some(({ step, after }) => {
          const index = step.host === host ? step.guard.requests.findIndex((one) => requestKey(one) === requestKey(request)) : -1;
          return index >= 0 && after?.[index] === (step.secret === true ? markOfHost(host, mark)(answer) : answer);
        }),
      )?.past.run,
    isTorn: ({ step }) =>
      all().some(
        ({ started, past }) => started.undoOf === run && past.steps.some((one) => one.step.id === step.id && one.outcome !== 'changed'),
      ),
  };
}

function tryOpen(projectFolder: string, run: string): CheckedRun | undefined {
  try {
    return openPastRun(projectFolder, run);
  } catch (error) {
    if (error instanceof RunbookError) return undefined;
    throw error;
  }
}
