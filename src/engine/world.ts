import { ABSENT, INSTALLED, parseRun, UNTOLD_KEY } from '../core/answer.ts';
import { matchesEntry, overlaps, type Footprint } from '../core/footprint.ts';
import { hasHole, unknownUntil } from '../core/hole.ts';
import { requestKey, requestReads, type Request } from '../core/request.ts';
import { afterEarlier, type ForetoldPackage } from '../core/transaction.ts';
import type { Convergence, Identity, Probe, Resource } from '../core/resource.ts';
import type { Gatherer } from './gather.ts';

interface Effect {
  readonly address: string;
  readonly footprint: Footprint;
  readonly mayCreate: Footprint;
  readonly predictions: ReadonlyMap<string, string>;
}

/** A host as it will be when the steps planned so far have run: what was observed, overlaid by what they do. */
export interface World {
  /** A probe into this world for one account. Each question asked is given to `onAsk`. */
  probe(identity: Identity, onAsk: (request: Request) => void): Probe;
  /** The same where steps create nothing but what they predict: what is absent stays absent. */
  sparseProbe(identity: Identity): Probe;
  /** True while no step so far may create anything but what it predicts: both probes then tell the same. */
  isSparse(): boolean;
  /** True when no step so far bears on the answer: it is that of the host as it is now. */
  isUntouched(request: Request): boolean;
  answer(request: Request, identity: Identity): Promise<string>;
  /** Lays the effect of a step over it. */
  apply(resource: Resource, convergence: Convergence): void;
}

/** Makes the world of a host as it is now. */
export function createWorld(gatherer: Gatherer): World {
  const effects: Effect[] = [];
  /** What the steps touch or may create, and the questions of which they foretell the answer. Of most questions these tell that no step bears on them. */
  const touched = new Set<string>();
  const patterns: string[] = [];
  const foretelling = new Set<string>();
  const isTouched = (entry: string): boolean =>
    entry.includes('*') || touched.has(entry) || patterns.some((pattern) => matchesEntry(pattern, entry));
  const isUntouched = (request: Request): boolean => {
    if (effects.length === 0) return true;
    if (request.ask === 'transaction' || foretelling.has(requestKey(request))) return false;
    return !requestReads(request).some(isTouched);
  };
  const lookUp = async (request: Request, identity: Identity, isSparse: boolean): Promise<string> => {
    const now = await gatherer.ask(request, identity);
    if (isUntouched(request)) return now;
    const question = { request, key: requestKey(request), reads: requestReads(request) };
    return effects.reduce((text, effect) => overlay(question, text, effect, isSparse), now);
  };
  return {
    isUntouched,
    isSparse: () => effects.every(({ mayCreate }) => mayCreate.length === 0),
    answer: (request, identity) => lookUp(request, identity, false),
    probe: (identity, onAsk) => ({
      ask: (request) => {
        onAsk(request);
        return lookUp(request, identity, false);
      },
    }),
    sparseProbe: (identity) => ({ ask: (request) => lookUp(request, identity, true) }),
    apply: (resource, convergence) => {
      const effect: Effect = {
        address: resource.address,
        footprint: [...resource.footprint, ...(convergence.footprint ?? [])],
        mayCreate: convergence.mayCreate ?? [],
        predictions: new Map(convergence.predictions.map((one) => [requestKey(one.request), one.answer])),
      };
      effects.push(effect);
      for (const entry of [...effect.footprint, ...effect.mayCreate]) {
        if (!entry.includes('*')) touched.add(entry);
        else if (!patterns.includes(entry)) patterns.push(entry);
      }
      for (const key of effect.predictions.keys()) foretelling.add(key);
    },
  };
}

interface Question {
  readonly request: Request;
  readonly key: string;
  readonly reads: Footprint;
}

function overlay({ request, key, reads }: Question, answer: string, effect: Effect, isSparse: boolean): string {
  const predicted = effect.predictions.get(key);
  if (predicted !== undefined) return predicted;
  if (request.ask === 'transaction' && changesPackages(effect))
    return request.verb === 'install' && effect.footprint.includes('index:')
      ? unknownUntil(effect.address)
      : afterEarlier(answer, (name) => foretold(name, effect));
  if (overlaps(reads, effect.footprint)) return unknownUntil(effect.address);
  if (!isSparse && (isAbsence(request, answer) || hasHole(answer)) && overlaps(reads, effect.mayCreate))
    return unknownUntil(effect.address);
  return answer;
}

/** What tools of packages write besides leaves the index alone, unless the step says that it reads it. */
function changesPackages(effect: Effect): boolean {
  return effect.footprint.some((entry) => entry.startsWith('package:'));
}

function foretold(name: string, { predictions }: Effect): ForetoldPackage | undefined {
  const state = predictions.get(requestKey({ ask: 'package', name }));
  const version = predictions.get(requestKey({ ask: 'package_version', name }));
  if (state === undefined) return undefined;
  return { installed: state === INSTALLED, ...(version === undefined ? {} : { version }) };
}

/** True when the answer says that something is not there: that is what a step which may create things can change. */
function isAbsence(request: Request, answer: string): boolean {
  if (request.ask === 'run') return parseRun(answer).exitCode !== 0;
  return answer === ABSENT || answer === UNTOLD_KEY || answer.startsWith('not-found ') || answer === 'stopped';
}
