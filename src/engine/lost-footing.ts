import type { Diagnostic } from '../core/diagnostic.ts';
import type { PastStep } from './past-run.ts';
import type { HostUndo } from './undo-host.ts';

/** So many are named. */
const NAMED = 6;

/**
 * Warns of changes that stay and interrupt something (a node in its cluster), while what the run did before them on that host is taken back: they were built on
 * it. `steps` are those of the run in their order, of all hosts.
 */
export function lostFooting(host: string, steps: readonly PastStep[], undo: Pick<HostUndo, 'steps' | 'staying'>): readonly Diagnostic[] {
  const own = steps.filter(({ step }) => step.host === host).map(({ step }) => step);
  const going = new Set(undo.steps.map((step) => step.address));
  return undo.staying.flatMap(({ past: { step } }): readonly Diagnostic[] => {
    if (!step.labels.includes('disruptive')) return [];
    const earlier = own.slice(0, own.indexOf(step)).flatMap(({ address }) => (going.has(address) ? [address] : []));
    if (earlier.length === 0) return [];
    const more = earlier.length > NAMED ? ` and ${earlier.length - NAMED} more` : '';
    return [
      {
        code: 'RB3033',
        severity: 'warning',
        what: `stays, while what was done before it on the host is taken back: ${earlier.slice(0, NAMED).join(', ')}${more}`,
        host,
        address: step.address,
        why: 'it was built on them, and may not work any more, at the latest when it starts again',
        mend: 'take the host out of service first, or leave it out with --limit',
      },
    ];
  });
}
