import { contentId } from '../core/digest.ts';
import type { Plan, Step } from '../core/plan.ts';
import { isGuarding } from '../core/request.ts';
import { textFaults } from './plan-texts.ts';

/** What in a packed plan does not fit together, one line each: contents and their digests, references, holes, and the order of steps. */
export function checkPlan(plan: Plan): readonly string[] {
  return [...contentFaults(plan), ...stepFaults(plan), ...textFaults(plan), ...nameFaults(plan)];
}

function contentFaults({ contents }: Plan): readonly string[] {
  return Object.entries(contents).flatMap(([id, content]) => {
    if ('file' in content) return [];
    if ('base64' in content && Buffer.from(content.base64, 'base64').toString('base64') !== content.base64)
      return [`contents.${id}: it is no base64`];
    return contentId(content) === id ? [] : [`contents.${id}: its digest is another`];
  });
}

/** Steps stand in the order in which plays, batches and hosts come, each once. */
function stepFaults(plan: Plan): readonly string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const places = new Map<string, number>();
  plan.plays.forEach((play, index) => play.batches.flat().forEach((host) => places.set(`${index} ${host}`, places.size)));
  let last = 0;
  for (const [index, step] of plan.steps.entries()) {
    const at = `steps.${index}`;
    if (step.id !== `${step.host} ${step.address}`) faults.push(`${at}: its id is not its host and address`);
    if (seen.has(step.id)) faults.push(`${at}: ${step.id} stands there already`);
    seen.add(step.id);
    const place = places.get(`${step.play} ${step.host}`);
    if (place === undefined) faults.push(`${at}: ${step.host} is not in the play ${step.play}`);
    else if (place < last) faults.push(`${at}: it comes after a step of a later host or play`);
    last = Math.max(last, place ?? 0);
    faults.push(...guardFaults(step).map((fault) => `${at}.guard: ${fault}`));
  }
  return faults;
}

function guardFaults({ guard, secret }: Step): readonly string[] {
  const { requests, seen, marks, marksAfter, afterAnswers, before, after } = guard;
  const lists = [seen, marks, marksAfter, afterAnswers].filter((list) => list !== undefined);
  return [
    ...(lists.some((list) => list.length !== requests.length) ? ['it has not one answer for each request'] : []),
    ...(requests.some((request) => !isGuarding(request)) ? ['one of its requests can compare nothing'] : []),
    ...(requests.length === 0 && (before ?? after) !== undefined ? ['without requests there is nothing to compare'] : []),
    ...(marks !== undefined && (before ?? seen) !== undefined ? ['it has marks, and what they are to hide'] : []),
    ...(marks !== undefined && secret !== true ? ['it has marks, and the step is not said to hold a secret'] : []),
    ...(marksAfter !== undefined && (marks === undefined || (after ?? afterAnswers) !== undefined)
      ? ['"marksAfter" comes with "marks" alone, in the place of what was to be']
      : []),
    ...((before === undefined) === (seen === undefined) ? [] : ['"before" and "seen" come together']),
    ...(after !== undefined && afterAnswers !== undefined ? ['it has both "after" and "afterAnswers"'] : []),
  ];
}

/** Hosts that are named are in the plan, each once. */
function nameFaults(plan: Plan): readonly string[] {
  const hosts = new Set(plan.hosts.map((host) => host.name));
  const named = [
    ...plan.plays.flatMap((play, index) => play.batches.flat().map((host) => [`plays.${index}`, host] as const)),
    ...plan.demands.map((demand, index) => [`demands.${index}`, demand.host] as const),
    ...plan.stageEnds.map((end, index) => [`stageEnds.${index}`, end.host] as const),
  ];
  return [
    ...(hosts.size === plan.hosts.length ? [] : ['hosts: one stands there twice']),
    ...named.flatMap(([at, host]) => (hosts.has(host) ? [] : [`${at}: ${host} is not among the hosts of the plan`])),
    ...plan.hosts.flatMap((host) => (Object.hasOwn(plan.identities, host.name) ? [] : [`identities: ${host.name} is missing`])),
  ];
}
