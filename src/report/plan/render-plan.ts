import type { Plan, Step } from '../../core/plan.ts';
import { atOnce, giveTurn, inSlices, insteadGive } from '../../core/turns.ts';
import { renderDiagnostics } from '../diagnostic.ts';
import { createPaint } from '../paint.ts';
import { showLine } from '../show-value.ts';
import { wrapText } from '../text-width.ts';
import { count, listWords, showDateTime } from '../wording.ts';
import { findBlastLines } from './blast-radius.ts';
import { durationSentence } from './duration-sentence.ts';
import { budgetSentence, searchConsumers, interruptionWords, scheduleLines, tallySteps, type StepTally } from './plan-counts.ts';
import { readOnlySentence, renderHosts } from './plan-hosts.ts';
import { createTextDiffs } from './diff-memory.ts';
import type { PlanLayout, PlanPen } from './plan-layout.ts';
import { demandLine } from './way-lines.ts';

/** Digits of a digest that tell one plan from another when both are at hand. */
const SHORT_DIGEST = 12;

/** A plan as an approver reads it. Ends with a newline. */
export function renderPlan(plan: Plan, layout: PlanLayout): string {
  return [...planPieces(plan, layout)].join('');
}

/** The same, made piece by piece: others get their turn between hosts. */
export async function renderPlanInTurns(plan: Plan, layout: PlanLayout): Promise<string> {
  const pieces: string[] = [];
  for (const piece of planPieces(plan, layout)) {
    pieces.push(piece);
    await giveTurn();
  }
  return pieces.join('');
}

/** The same piece by piece, hosts one after the other, some of them empty: a large plan has more lines than anybody should hold at once. */
export function* planPieces(plan: Plan, layout: PlanLayout): Generator<string> {
  const pen: PlanPen = {
    ...layout,
    paint: createPaint(layout.color),
    diffs: createTextDiffs(),
    ...(plan.guardSeconds === undefined ? {} : { guardSeconds: plan.guardSeconds }),
  };
  yield textOf([...header(plan, pen), '']);
  const consumers = yield* insteadGive('', searchConsumers(plan.steps));
  for (const block of renderHosts(plan, consumers, pen)) yield textOf(block);
  const tally = yield* insteadGive('', tallySteps(plan.steps));
  yield textOf(section(legend(tally), pen));
  yield textOf(
    section(
      [...demandLines(plan, pen), ...stageLines(plan), ...(readOnlySentence(plan) === undefined ? [] : [readOnlySentence(plan) ?? ''])],
      pen,
    ),
  );
  if (plan.steps.length > 0) yield textOf(section(['Order:', ...scheduleLines(plan).map((line) => `  ${showLine(line)}`)], pen));
  yield textOf(section(yield* insteadGive('', findBlastLines(plan)), pen));
  yield textOf(section(yield* insteadGive('', lossLines(plan.steps)), pen));
  yield textOf([...warningLines(plan, pen), '', ...summaryLines(plan, tally, pen)]);
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function header(plan: Plan, pen: PlanPen): readonly string[] {
  const stage = plan.stage > 1 ? `stage ${plan.stage} · ` : '';
  const hosts = plan.hosts.filter((host) => host.readOnly !== true).length;
  const what =
    plan.undoOf === undefined ? `Plan of ${showLine(plan.playbook)}` : `Undo of run ${showLine(plan.undoOf)} (${showLine(plan.playbook)})`;
  const text = `${what} for ${count(hosts, 'host')} of ${showLine(plan.inventory)} · ${stage}read ${showDateTime(plan.createdAt, pen)} · nothing was written`;
  return [...wrapText(text, pen.width).map((line) => pen.paint('bold', line)), ...wrapText(aboutPlan(plan, pen), pen.width)];
}

/** Which plan it is, whose, and until when: its digest begins with the digits that are shown. */
function aboutPlan(plan: Plan, pen: PlanPen): string {
  const signatures = plan.signatures?.length ?? 0;
  return [
    ...(pen.digest === undefined ? [] : [`sha256:${pen.verbose ? pen.digest : `${pen.digest.slice(0, SHORT_DIGEST)}…`}`]),
    `made by ${showLine(plan.origin.operator)}`,
    ...(plan.validUntil === undefined ? [] : [`good until ${showDateTime(plan.validUntil, pen)}`]),
    ...(signatures === 0 ? [] : [`${count(signatures, 'signature')}, not checked here`]),
  ].join(' · ');
}

/** The one line with all numbers. */
export function planCounts(plan: Plan): string {
  return countsLine(plan, atOnce(tallySteps(plan.steps)));
}

function countsLine(plan: Plan, { kinds, labels, interruptions: seen }: StepTally): string {
  const noReturn = labels.get('point_of_no_return') ?? 0;
  const guarded = labels.get('guarded') ?? 0;
  const opaque = labels.get('opaque') ?? 0;
  const failed = plan.hosts.filter((host) => host.failure !== undefined).length;
  const hosts = plan.hosts.filter((host) => host.readOnly !== true).length;
  const interruptions = [
    count(seen.starts, 'start'),
    count(seen.restarts, 'restart'),
    ...interruptionWords({ ...seen, starts: 0, restarts: 0, reboots: 0 }),
  ];
  return [
    `${count(hosts, 'host')}: ${kinds.create} create, ${kinds.update} change, ${kinds.delete} delete`,
    [...interruptions, count(seen.reboots, 'reboot')].join(', '),
    ...(noReturn === 0 ? [] : [count(noReturn, 'point of no return', 'points of no return')]),
    ...(guarded === 0 ? [] : [`${guarded} guarded`]),
    ...(opaque === 0 ? [] : [count(opaque, 'opaque command')]),
    ...(failed === 0 ? [] : [`${count(failed, 'host')} could not be planned`]),
  ].join(' · ');
}

function summaryLines(plan: Plan, tally: StepTally, pen: PlanPen): readonly string[] {
  const budget = budgetSentence(plan.plays);
  const empty = plan.steps.length === 0 && plan.stageEnds.length === 0 && plan.hosts.every((host) => host.failure === undefined);
  return [
    ...wrapText(countsLine(plan, tally), pen.width).map((line) => pen.paint('bold', line)),
    ...(empty ? ['Nothing to change: every host is as it should be.'] : []),
    ...(budget === undefined || plan.steps.length === 0 ? [] : wrapText(showLine(budget), pen.width)),
    ...(plan.steps.length === 0 ? [] : wrapText(durationSentence(plan), pen.width)),
  ];
}

function legend({ symbols }: StepTally): readonly string[] {
  const words: Readonly<Record<string, string>> = { '+': 'create', '~': 'change', '-': 'delete', '!': 'point of no return', '?': 'opaque' };
  const parts = Object.entries(words).flatMap(([symbol, word]) => (symbols.has(symbol) ? [`${symbol} ${word}`] : []));
  return parts.length === 0 ? [] : [parts.join('   ')];
}

function demandLines(plan: Plan, pen: PlanPen): readonly string[] {
  const made = new Map<string, string[]>();
  for (const demand of plan.demands) {
    const text = `${showLine(demand.output)} of ${showLine(demand.address)}`;
    const hosts = made.get(text) ?? [];
    hosts.push(showLine(demand.host));
    made.set(text, hosts);
  }
  return [...made]
    .map(([text, hosts]) => `Made on ${listWords(hosts)} only when a step is about to use it, never stored: ${text}.`)
    .concat(pen.verbose ? plan.demands.map((demand) => `  ${demandLine(demand)}`) : []);
}

function stageLines(plan: Plan): readonly string[] {
  const ends = new Map<string, string[]>();
  for (const end of plan.stageEnds) {
    const text = `before the task "${showLine(end.task)}", which depends on what ${showLine(end.until)} brings`;
    const hosts = ends.get(text) ?? [];
    hosts.push(showLine(end.host));
    ends.set(text, hosts);
  }
  if (ends.size === 0) return [];
  return [
    `This plan is not whole. The rest is planned when these steps have run (stage ${plan.stage + 1}):`,
    ...[...ends].map(([text, hosts]) => `  on ${listWords(hosts, 8)} it ends ${text}`),
  ];
}

/** What cannot be undone, by address with its hosts. */
function* lossLines(steps: readonly Step[]): Generator<undefined, readonly string[]> {
  const lost = new Map<string, { readonly hosts: string[]; readonly warning: string }>();
  let taken = 0;
  yield* inSlices(steps, (step) => {
    if (step.undo !== undefined) {
      taken += 1;
      return;
    }
    const warning = step.warning === undefined ? '' : `: ${showLine(step.warning)}`;
    const key = `${showLine(step.address)}${warning}`;
    const entry = lost.get(key) ?? { hosts: [], warning };
    entry.hosts.push(showLine(step.host));
    lost.set(key, entry);
  });
  if (steps.length === 0) return [];
  return [
    ...(lost.size === 0 ? [] : ['Cannot be undone:']),
    ...[...lost].map(([key, { hosts, warning }]) => `  ${key.slice(0, key.length - warning.length)} (${listWords(hosts, 6)})${warning}`),
    `Undo: ${taken} of ${count(steps.length, 'step')} can be taken back.`,
  ];
}

const ROLE_NOTE = 'RB1600';

/** A role's own note is about what it does; it is not repeated where nothing is to be done. */
function warningLines(plan: Plan, pen: PlanPen): readonly string[] {
  const warnings = plan.steps.length === 0 ? plan.warnings.filter((one) => one.code !== ROLE_NOTE) : plan.warnings;
  if (warnings.length === 0) return [];
  return ['', ...renderDiagnostics(warnings, pen).trimEnd().split('\n')];
}

function section(lines: readonly string[], pen: PlanPen): readonly string[] {
  if (lines.length === 0) return [];
  const wrapped = lines.flatMap((line) => {
    const indent = /^ */u.exec(line)?.[0] ?? '';
    const [first = '', ...rest] = wrapText(line.slice(indent.length), pen.width - indent.length - 2);
    return [indent + first, ...rest.map((one) => `${indent}  ${one}`)];
  });
  return ['', ...wrapped];
}
