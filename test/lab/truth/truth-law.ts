import { matchesGlob } from 'node:path';
import { matchesEntry, type Footprint } from '../../../src/core/footprint.ts';
import { noisePatterns } from '../overlay-tree.ts';
import { brokenGuards, claimsOf, type EndState, type RanStep } from './claims.ts';
import { changedPaths, describeThing, thingAt, type HostTree, type Thing } from './host-tree.ts';

/** A host at two moments, and what may have changed between them. */
export interface Compared {
  readonly before: HostTree;
  readonly after: HostTree;
  readonly footprint: Footprint;
  /** Paths of packages that came and went. */
  readonly packageFiles: ReadonlySet<string>;
}

/** A host before and after a run, and what the run said. */
export interface Judged extends Omit<Compared, 'footprint'> {
  readonly end: EndState;
  /** The steps that changed the host, in order. */
  readonly ran: readonly RanStep[];
}

/** What the program keeps of its own on a host where it changed something (`docs/architecture.md`), and what is gone at the next boot. */
export const OWN: Footprint = ['path:/var/lib/runbook', 'path:/var/lib/runbook/**', 'path:/run/**'];

/**
 * Everything in which a host differs from what the plan said, as `HOST PATH: what`: paths that changed and that no step announced, and what was announced
 * and is not there. Empty when the plan told the truth.
 */
export function violationsOf({ before, after, end, ran, packageFiles }: Judged): readonly string[] {
  const broken = claimsOf(ran).flatMap(({ path, step, check }) => {
    const wrong = check(end);
    return wrong === undefined ? [] : [`${after.host} ${path}: ${wrong} (${step})`];
  });
  return [
    ...unannounced({ before, after, footprint: [...OWN, ...footprintOf(ran)], packageFiles }),
    ...new Set(broken),
    ...brokenGuards(ran).map((id) => `${id}: the host's answers afterwards are not the announced ones`),
  ];
}

/** Everything that the steps may touch. */
export function footprintOf(ran: readonly RanStep[]): Footprint {
  return [...new Set(ran.flatMap(({ step }) => step.footprint))];
}

/** True for a link below /usr that update-alternatives(1) has made. */
function isAlternative(path: string, thing: Thing): boolean {
  return path.startsWith('/usr/') && thing.type === 'link' && thing.holds.startsWith('/etc/alternatives/');
}

/** The paths that changed and that are in no footprint, belong to no package that came or went, and are no noise. */
export function unannounced({ before, after, footprint, packageFiles }: Compared): readonly string[] {
  const noise = noisePatterns();
  return changedPaths(before, after)
    .filter((path) => !packageFiles.has(path) && !noise.some((glob) => matchesGlob(path.slice(1), glob)))
    .filter((path) => !footprint.some((entry) => matchesEntry(entry, `path:${path}`)))
    .filter((path) => !(footprint.includes('alternatives:') && [before, after].some((tree) => isAlternative(path, thingAt(tree, path)))))
    .map((path) => {
      const change = `${describeThing(thingAt(before, path))} became ${describeThing(thingAt(after, path))}`;
      return `${after.host} ${path}: ${change}, and no step announced it`;
    });
}
