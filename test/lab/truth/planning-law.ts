import type { LabProject } from '../support/lab-project.ts';
import { readTrees, type Before } from './judge-run.ts';
import { unannounced } from './truth-law.ts';

/** What changed on hosts where no step ran: nothing may have, not even in the program's own folder. */
export function writtenWithoutRun(project: LabProject, { trees }: Pick<Before, 'trees'>): readonly string[] {
  const now = readTrees(project, [...trees.keys()]);
  return [...trees].flatMap(([host, before]) => {
    const after = now.get(host);
    if (after === undefined || before.upper.size === 0) return [`${host}: its overlay shows nothing`];
    return unannounced({ before, after, footprint: [], packageFiles: new Set() });
  });
}
