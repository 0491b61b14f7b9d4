import { hasHole, holesOf, type Hole } from '../../core/hole.ts';
import type { Action } from '../../core/action.ts';
import type { Plan, PlannedPlay, Step } from '../../core/plan.ts';
import { atOnce, inSlices } from '../../core/turns.ts';
import { count, listWords } from '../wording.ts';
import { outputKey, stepSymbol } from './step-lines.ts';

/** What the actions of steps do to running services and hosts. */
export interface Interruptions {
  readonly starts: number;
  readonly restarts: number;
  readonly reloads: number;
  readonly stops: number;
  readonly reboots: number;
}

/** One thing that a step asks systemctl(1) to do. */
export interface Interruption {
  readonly kind: keyof Interruptions;
  /** Unit, without `.service`; the address of the step where its actions do not name one. */
  readonly unit: string;
}

const verbs: Readonly<Record<string, keyof Interruptions>> = {
  start: 'starts',
  restart: 'restarts',
  'try-restart': 'restarts',
  'reload-or-restart': 'reloads',
  'try-reload-or-restart': 'reloads',
  reload: 'reloads',
  stop: 'stops',
  reboot: 'reboots',
};

/** Counts what systemctl(1) is asked to do in the actions of the steps. */
export function countInterruptions(steps: readonly Step[]): Interruptions {
  return atOnce(tallySteps(steps)).interruptions;
}

/** What the steps of a plan come to. */
export interface StepTally {
  readonly kinds: Readonly<Record<Step['change']['kind'], number>>;
  readonly labels: ReadonlyMap<Step['labels'][number], number>;
  readonly interruptions: Interruptions;
  /** The marks that their lines begin with. */
  readonly symbols: ReadonlySet<string>;
}

/** Counts the steps; stops now and then. */
export function* tallySteps(steps: readonly Step[]): Generator<undefined, StepTally> {
  const kinds = { create: 0, update: 0, delete: 0, none: 0 };
  const labels = new Map<Step['labels'][number], number>();
  const interruptions = { starts: 0, restarts: 0, reloads: 0, stops: 0, reboots: 0 };
  const symbols = new Set<string>();
  yield* inSlices(steps, (step) => {
    kinds[step.change.kind] += 1;
    for (const label of step.labels) labels.set(label, (labels.get(label) ?? 0) + 1);
    for (const { kind } of interruptionsOf(step)) interruptions[kind] += 1;
    symbols.add(stepSymbol(step));
  });
  return { kinds, labels, interruptions, symbols };
}

/** What a step asks systemctl(1) to do. What is restarted where nothing was before counts as started. */
export function interruptionsOf(step: Step): readonly Interruption[] {
  return step.actions
    .flatMap((action) => interruptionsIn(action))
    .map(({ kind, unit }) => ({
      kind: kind === 'restarts' && step.change.kind === 'create' ? 'starts' : kind,
      unit: unit === undefined || unit.includes('$') ? step.address : unit.replace(/\.service$/u, ''),
    }));
}

interface Found {
  readonly kind: keyof Interruptions;
  readonly unit: string | undefined;
}

function interruptionsIn(action: Action): readonly Found[] {
  if (action.do !== 'run') return [];
  const [program = '', ...words] = action.argv;
  if (!/(^|\/)sh$/u.test(program)) return /(^|\/)systemctl$/u.test(program) ? byVerb(words) : [];
  const at = action.argv.findIndex((word) => word.includes('systemctl '));
  // After the script come its name and its parameters.
  return at === -1 ? [] : inScript(action.argv[at] ?? '', action.argv.slice(at + 1));
}

/** The first thing that a script asks systemctl to do to a unit, and no more: which branch it takes cannot be told. */
function inScript(script: string, parameters: readonly string[]): readonly Found[] {
  for (const match of script.matchAll(/\bsystemctl((?: +-{1,2}[\w=-]+)* +[a-z-]+(?: +--now)?(?: +"?[^\s";|&)]+"?)?)/gu)) {
    const words = (match[1] ?? '').trim().replaceAll('"', '').split(/ +/u);
    const found = byVerb(words.map((word) => word.replace(/\$(\d)/u, (whole, digit: string) => parameters[Number(digit)] ?? whole)));
    if (found.length > 0) return found;
  }
  return [];
}

function byVerb(words: readonly string[]): readonly Found[] {
  const [verb = '', unit] = words.filter((word) => !word.startsWith('-'));
  const kind = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (kind !== undefined) return [{ kind, unit }];
  if (!words.includes('--now')) return [];
  return verb === 'enable' ? [{ kind: 'starts', unit }] : verb === 'disable' || verb === 'mask' ? [{ kind: 'stops', unit }] : [];
}

/** The parts of `counts of a host` that are not zero: `2 starts`, `1 reboot`. */
export function interruptionWords(seen: Interruptions): readonly string[] {
  return [
    ...(seen.starts > 0 ? [count(seen.starts, 'start')] : []),
    ...(seen.restarts > 0 ? [count(seen.restarts, 'restart')] : []),
    ...(seen.reloads > 0 ? [count(seen.reloads, 'reload')] : []),
    ...(seen.stops > 0 ? [count(seen.stops, 'stop')] : []),
    ...(seen.reboots > 0 ? [count(seen.reboots, 'reboot')] : []),
  ];
}

/** `Stops when 1 of 3 hosts of "Control plane" or 1 of 2 of "Relay" fails.`; undefined when no play has a budget that can be spent. */
export function budgetSentence(plays: readonly PlannedPlay[]): string | undefined {
  const parts = plays.flatMap((play) => {
    const hosts = new Set(play.batches.flat()).size;
    if (play.maxFailures === undefined || hosts === 0 || play.maxFailures >= hosts) return [];
    const spent = play.maxFailures + 1;
    return [{ spent, text: hosts === 1 ? `the host of "${play.name}"` : `${spent} of ${hosts} hosts of "${play.name}"` }];
  });
  if (parts.length === 0) return undefined;
  const words = parts.map((part) => part.text);
  const list = words.length === 1 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
  return `Stops when ${list} ${parts.at(-1)?.spent === 1 ? 'fails' : 'fail'}.`;
}

/** One line a play: which hosts, and how many at once. */
export function scheduleLines(plan: Plan): readonly string[] {
  return plan.plays.map((play, index) => {
    const hosts = play.batches.flat();
    return `${index + 1}. ${play.name}: ${hosts.length === 0 ? 'no host' : `${listWords(hosts, 6)}${howManyAtOnce(play, plan.forks)}`}`;
  });
}

function howManyAtOnce(play: PlannedPlay, forks: number): string {
  const sizes = play.batches.map((batch) => batch.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total < 2) return '';
  if (sizes.every((size) => size === 1)) return ', one after the other';
  if (sizes.length > 1) return `, in batches of ${new Set(sizes).size === 1 ? String(sizes[0]) : sizes.join(', ')}`;
  return total > forks ? `, ${forks} at once` : '';
}

/** Which other hosts use each output of a step. */
export function findConsumers(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  return atOnce(searchConsumers(steps));
}

/** The same, stopping after each step. */
export function* searchConsumers(steps: readonly Step[]): Generator<undefined, ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  /** Parts of steps without a hole, by the member that they are; many steps may share them. A set of all would hold everybody up whenever it grows. */
  const solid = new Map<string, Set<unknown>>();
  const holesIn = (name: string, part: unknown): readonly Hole[] => {
    let known = solid.get(name);
    if (known === undefined) solid.set(name, (known = new Set()));
    if (known.has(part)) return [];
    const holes = textsOf(part).flatMap((text) => (hasHole(text) ? holesOf(text) : []));
    if (holes.length === 0 && typeof part === 'object') known.add(part);
    return holes;
  };
  for (const step of steps) {
    for (const hole of Object.entries(step).flatMap(([name, part]: [string, unknown]) => holesIn(name, part))) {
      if (hole.kind !== 'output' || (hole.host === step.host && hole.address === step.address)) continue;
      const key = outputKey(hole.host, hole.address, hole.output);
      const hosts = found.get(key) ?? [];
      if (!hosts.includes(step.host)) hosts.push(step.host);
      found.set(key, hosts);
    }
    yield undefined;
  }
  return found;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner: unknown) => textsOf(inner));
}
