import { matchesGlob } from 'node:path';
import { matchesEntry } from '../../../src/core/footprint.ts';
import { brokenGuards, claimsOf, type EndState, type RanStep } from './claims.ts';
import { changedPaths, describeThing, thingAt, type HostTree } from './host-tree.ts';

/** A host before and after a run, and what the run said. */
export interface Judged {
  readonly before: HostTree;
  readonly after: HostTree;
  readonly end: EndState;
  /** The steps that changed the host, in order. */
  readonly ran: readonly RanStep[];
  /** Paths of the packages that came and went. */
  readonly packageFiles: ReadonlySet<string>;
  /** Globs without the leading slash of what is written by itself. */
  readonly noise: readonly string[];
}

/** What the program keeps of its own on a host where it changed something (`docs/architecture.md`), and what is gone at the next boot. */
const OWN = /^\/(?:var\/lib\/runbook|run)(?:\/|$)/u;

/**
 * Everything in which a host differs from what the plan said, as `HOST PATH: what`: paths that changed and that no step announced, and what was announced
 * and is not there. Empty when the plan told the truth.
 */
export function violationsOf(judged: Judged): readonly string[] {
  const { after, ran } = judged;
  const broken = claimsOf(ran).flatMap(({ path, step, check }) => {
    const wrong = check(judged.end);
    return wrong === undefined ? [] : [`${after.host} ${path}: ${wrong} (${step})`];
  });
  return [
    ...unannounced(judged),
    ...new Set(broken),
    ...brokenGuards(ran).map((id) => `${id}: the host's answers afterwards are not the announced ones`),
  ];
}

/** The paths that changed and that no step that ran has in its footprint, that belong to no package that came or went, and that are no noise. */
export function unannounced({ before, after, ran, packageFiles, noise }: Omit<Judged, 'end'>): readonly string[] {
  const footprint = [...new Set(ran.flatMap(({ step }) => step.footprint))];
  return changedPaths(before, after)
    .filter(
      (path) => !(ran.length > 0 && OWN.test(path)) && !packageFiles.has(path) && !noise.some((glob) => matchesGlob(path.slice(1), glob)),
    )
    .filter((path) => !footprint.some((entry) => matchesEntry(entry, `path:${path}`)))
    .map((path) => {
      const change = `${describeThing(thingAt(before, path))} became ${describeThing(thingAt(after, path))}`;
      return `${after.host} ${path}: ${change}, and no step announced it`;
    });
}
