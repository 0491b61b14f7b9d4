import { matchesEntry } from '../../../src/core/footprint.ts';
import type { Plan, Step } from '../../../src/core/plan.ts';

/** A run that was taken back. */
export interface TakenBack {
  /** The plan of the run, and the one that was made when it had been taken back. */
  readonly first: Plan;
  readonly again: Plan;
  /** Ids (`HOST ADDRESS`) of the steps that changed something. */
  readonly changed: readonly string[];
  /** Ids of those that the undo named as staying. */
  readonly staying: readonly string[];
}

/** The steps that could be taken back and are not planned again as the first time, each with what the host answered then and now. */
export function notTakenBack({ first, again, changed, staying }: TakenBack): readonly string[] {
  const stay = new Set(staying);
  const ran = first.steps.filter((step) => changed.includes(step.id) && !stay.has(step.id));
  const later = new Map(again.steps.map((step) => [step.id, step]));
  return ran.flatMap((step) => {
    if (step.undo === undefined) return [`the undo says nothing of ${step.id}, which has none`];
    // A restart that only made sure that a unit runs with its files leaves nothing to put back: it does so afterwards too.
    const onlySure = step.change.fields.every(({ field }) => field === 'config') && step.change.fields.length > 0;
    return step.guard.before === undefined || onlySure ? [] : differenceOf(step, later.get(step.id));
  });
}

/** Of what the law says an undo has left (`HOST PATH: …`), the part that no step touches which the undo named as staying. */
export function leftWithoutAWord(left: readonly string[], { first, staying }: Pick<TakenBack, 'first' | 'staying'>): readonly string[] {
  const stay = first.steps.filter((step) => staying.includes(step.id));
  return left.filter((line) => {
    const [, host = '', path = ''] = /^(\S+) (\/.*?): /u.exec(line) ?? [];
    return !stay.some((step) => step.host === host && step.footprint.some((entry) => matchesEntry(entry, `path:${path}`)));
  });
}

function differenceOf(was: Step, is: Step | undefined): readonly string[] {
  if (is === undefined) return [`${was.id} was taken back, and is as declared`];
  if (was.guard.before === is.guard.before) return [];
  const answers = was.guard.requests.flatMap((request, index) => {
    const [one, other] = [was.guard.seen?.[index], is.guard.seen?.[index]];
    // The undo had the unit read its files again, so the host can prove now what it could not prove before.
    const isProved = request.ask === 'config_in_use' && one === 'unproved' && other === 'current';
    return one === other || isProved ? [] : [`${JSON.stringify(request).slice(0, 120)}: was ${one}, is ${other}`];
  });
  return answers.length === 0 ? [] : [`${was.id} was taken back, and is not as before: ${answers.join('; ')}`];
}
