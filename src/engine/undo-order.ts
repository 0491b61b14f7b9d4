import { CONFIG_IN_USE } from '../core/answer.ts';
import type { PlannedPlay, Step } from '../core/plan.ts';
import { keptThings } from './fill-step.ts';
import type { PastRun, PastStep } from './past-run.ts';

/** Steps in the order in which they are taken back, with the plays of the undo. */
export interface UndoOrder {
  readonly plays: readonly PlannedPlay[];
  /** By host: its steps, and in which of the plays each is taken back. Plays never go down. */
  readonly hosts: ReadonlyMap<string, readonly UndoPlace[]>;
}

/** A step that is taken back, and the play of the undo in which that happens. */
export interface UndoPlace {
  readonly past: PastStep;
  readonly play: number;
}

/**
 * The order of an undo: stages, plays, batches and the steps of a host in reverse. A step whose undo lets a running unit read its files again comes after
 * those that bring the files back.
 */
export function orderUndo({ plans, steps }: PastRun): UndoOrder {
  const plays: PlannedPlay[] = [];
  const playOf = new Map<string, number>();
  for (const [index, plan] of [...plans.entries()].reverse()) {
    for (const [number, play] of [...plan.plays.entries()].reverse()) {
      playOf.set(`${index} ${number}`, plays.length);
      const { maxFailures: _budget, ...rest } = play;
      plays.push({ ...rest, batches: play.batches.toReversed() });
    }
  }
  const hosts = new Map<string, UndoPlace[]>();
  for (const past of steps.toReversed()) {
    const index = plans.findIndex((plan) => plan.stage === past.stage);
    const list = hosts.get(past.step.host) ?? [];
    list.push({ past, play: playOf.get(`${index} ${past.step.play}`) ?? 0 });
    hosts.set(past.step.host, list);
  }
  return { plays, hosts: new Map([...hosts].map(([host, list]) => [host, readersLast(list)])) };
}

/** Paths of the files that a unit reads again in the undo of the step. */
export function pathsReadAgain({ undo }: Pick<Step, 'undo'>): readonly string[] {
  return (undo ?? []).flatMap((action) => (action.do === 'record_config' ? action.paths : []));
}

function readersLast(places: readonly UndoPlace[]): readonly UndoPlace[] {
  const ordered: UndoPlace[] = [];
  const waiting: { readonly place: UndoPlace; readonly things: ReadonlySet<string> }[] = [];
  for (const [index, place] of places.entries()) {
    const things = new Set(wasStopped(place.past) ? [] : pathsReadAgain(place.past.step).map((path) => `path:${path}`));
    if (places.slice(index + 1).some((later) => bringsBack(later, things))) waiting.push({ place, things });
    else ordered.push(place);
    const rest = places.slice(index + 1);
    for (const one of waiting.filter((reader) => reader.place !== place && !rest.some((later) => bringsBack(later, reader.things)))) {
      ordered.push({ ...one.place, play: Math.max(one.place.play, place.play) });
      waiting.splice(waiting.indexOf(one), 1);
    }
  }
  return ordered;
}

/** A unit that did not run before is stopped first: its own file may be among those that go. */
function wasStopped({ step, before }: PastStep): boolean {
  return step.guard.requests.some((request, index) => request.ask === 'config_in_use' && before?.[index] === CONFIG_IN_USE.stopped);
}

function bringsBack({ past }: UndoPlace, things: ReadonlySet<string>): boolean {
  return keptThings(past.step.undo ?? []).some((thing) => things.has(thing));
}
