import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../random/random.ts';
import type { LabProject, Shown } from '../support/lab-project.ts';
import type { Running } from '../support/run-program.ts';
import { changedBy, eventsOf, hostsOf } from '../support/run-report.ts';
import { declareVersion } from './chaos-lab.ts';
import { leftovers, tornFiles, unreachable, untoldHosts, wrongFiles } from './judge.ts';
import { makeStrike, putDisksBack, STRIKES, type StrikeKind } from './strikes.ts';

/** What came of one run that was struck. */
export interface ChaosResult {
  readonly seed: number;
  readonly kind: StrikeKind;
  readonly host: string;
  /** Into what the strike fell. */
  readonly phase: string;
  readonly struckAfterMs: number;
  /** How the struck run ended: its exit code, or 137 when it was killed. */
  readonly ended: number;
  /** How many applies it took to converge. */
  readonly applies: number;
  readonly tookMs: number;
  /** What was not as it must be; empty when all is well. */
  readonly faults: readonly string[];
}

/** A lab on its way from version to version. */
export interface ChaosCourse {
  readonly project: LabProject;
  /** The version that every host has. */
  version: number;
  /** How long a run that nothing strikes takes from its first word on, in ms. */
  usualMs: number;
}

const APPLY = ['apply', 'chaos', '-i', 'lab', '--yes', '--format', 'json'];
/** A struck run must come to its end by itself within this time: what became of a guarded step is looked for until a minute after the host must have decided. */
const LONGEST_END_MS = 240_000;
/** What may make the apply after a strike end without success, once: somebody is still at work there, and says so. */
const STILL_BUSY: readonly string[] = ['RB3120', 'RB3105'];

/** Brings all hosts to the next version, undisturbed, and measures how long that takes. */
export async function calibrate(course: ChaosCourse): Promise<void> {
  for (const round of ['installs', 'measures']) {
    course.version += 1;
    declareVersion(course.project, course.version);
    const running = course.project.start(APPLY);
    await firstWord(running);
    const beganMs = Date.now();
    const shown = await running.done;
    if (shown.status !== 0) throw new Error(`undisturbed, the run that ${round} ended with ${shown.status}:\n${shown.text.slice(-3000)}`);
    course.usualMs = Date.now() - beganMs;
  }
}

/** Strikes one run and judges what is left. The seed says what strikes, where and when. */
export async function chaosRun(course: ChaosCourse, seed: number): Promise<ChaosResult> {
  const beganMs = Date.now();
  const { project } = course;
  const random = randomOf(seed);
  // In turn, so that few runs have all kinds too.
  const kind = STRIKES[seed % STRIKES.length] ?? STRIKES[0];
  const strike = makeStrike(project, kind, random);
  const moment = random.next();
  const faults: string[] = [];
  const version = course.version + 1;
  declareVersion(project, version);
  await strike.prepare();
  const running = project.start(APPLY);
  await firstWord(running);
  const struckAfterMs = Math.round(moment * course.usualMs);
  await sleep(struckAfterMs);
  const phase = phaseOf(running.text());
  const hitting = strike.hit(running);
  const ended = await within(running, LONGEST_END_MS);
  if (ended === undefined) {
    faults.push(`the struck run did not end within ${LONGEST_END_MS / 1000} s: ${running.text().slice(-300)}`);
    running.kill();
  }
  await hitting;
  await strike.mend();
  faults.push(...tornFiles(project, version));
  const shown = ended ?? (await running.done);

  let applies = 0;
  let last: Shown | undefined;
  while (applies < 2 && last?.status !== 0) {
    last = await project.runbook(APPLY);
    applies += 1;
    const codes = [...hostsOf(last).values()].flatMap((one) => one.diagnostics.map(({ code }) => code));
    if (last.status !== 0 && (applies === 2 || !codes.every((code) => STILL_BUSY.includes(code)) || codes.length === 0))
      faults.push(`apply ${applies} afterwards ended with ${last.status}: ${saidBy(last)}`);
  }
  if (last !== undefined && last.status === 0) {
    faults.push(
      ...(await untoldHosts(
        project,
        headOf(last),
        [...hostsOf(last)].flatMap(([host, one]) => (one.changed > 0 ? [host] : [])),
      )),
    );
    faults.push(...wrongFiles(project, version));
  }
  const again = await project.runbook(APPLY);
  if (again.status !== 0 || changedBy(again).length > 0)
    faults.push(`the apply after it ended with ${again.status} and changed ${changedBy(again).join(', ')}`);
  await putDisksBack(project);
  faults.push(...(await leftovers(project)), ...(await unreachable(project)));
  const verified = await project.runbook(['journal', 'verify', '--all']);
  if (verified.status !== 0) faults.push(`journal verify: ${verified.text.slice(-500)}`);
  course.version = version;
  return { seed, kind, host: strike.host, phase, struckAfterMs, ended: shown.status, applies, tookMs: Date.now() - beganMs, faults };
}

async function firstWord(running: Running): Promise<void> {
  const end: { isThere?: boolean } = {};
  const over = (): void => {
    end.isThere = true;
  };
  running.done.then(over, over);
  while (!running.text().includes('"run_started"') && end.isThere !== true) await sleep(10);
}

async function within(running: Running, limitMs: number): Promise<Shown | undefined> {
  const limit = new AbortController();
  const late = sleep(limitMs, undefined, { signal: limit.signal }).catch(() => undefined);
  const ended = await Promise.race([running.done, late]);
  limit.abort();
  return ended ?? undefined;
}

/** Into what a run has come, by what it printed: the last part of it that began. */
function phaseOf(text: string): string {
  if (text.includes('"event":"run_done"')) return 'end';
  if (text.includes('"event":"steps_sent"')) {
    const begun = text.lastIndexOf('"event":"step_started"');
    const type = begun < 0 ? '' : (/"address":"([a-z_]+)/u.exec(text.slice(begun))?.[1] ?? '');
    return text.lastIndexOf('"event":"step_done"') < begun ? `step ${type}` : 'steps';
  }
  if (text.includes('"event":"plan_ready"')) return 'steps';
  return text.includes('"event":"host_connected"') ? 'observe' : 'connect';
}

function headOf(shown: Shown): string {
  return /"event":"journal_head"[^}]*"head":"([0-9a-f]{64})"/u.exec(shown.text)?.[1] ?? 'none';
}

function saidBy(shown: Shown): string {
  const words = eventsOf(shown).flatMap(({ diagnostic }) =>
    diagnostic === undefined
      ? []
      : [`${diagnostic.code} ${diagnostic.host ?? ''} ${diagnostic.address ?? ''} ${diagnostic.what}: ${diagnostic.why ?? ''}`],
  );
  return words.length === 0 ? shown.text.slice(-800) : [...new Set(words)].join('; ');
}
