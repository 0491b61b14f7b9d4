import { RunbookError } from '../core/diagnostic.ts';
import { hasHole } from '../core/hole.ts';
import { parseTransaction } from '../core/transaction.ts';

/** Refuses to plan an installation for which another package would have to go. */
export function refuseRemovals(name: string, answer: string): void {
  const transaction = hasHole(answer) ? undefined : parseTransaction(answer);
  const gone = transaction?.status === 'planned' ? transaction.changes.filter((change) => change.kind === 'remove') : [];
  if (gone.length === 0) return;
  const names = gone.map((change) => `${change.name} ${change.from ?? ''}`.trim());
  throw new RunbookError({
    code: 'RB2061',
    severity: 'error',
    what: `installing ${name} would remove ${names.join(', ')}`,
    address: `package:${name}`,
    why: 'the package manager of the host says that they do not go together; nothing is removed that no task names',
    mend: `put \`package: { name: ${gone[0]?.name ?? ''}, present: false }\` before it, or leave ${name} out`,
  });
}

/** Refuses to plan a removal that the package manager would refuse. */
export function refuseBlocked(name: string, answer: string): void {
  const transaction = hasHole(answer) ? undefined : parseTransaction(answer);
  const needed = transaction?.status === 'planned' ? transaction.neededBy : [];
  if (needed.length === 0 && transaction?.status !== 'unresolved') return;
  throw new RunbookError({
    code: 'RB2062',
    severity: 'error',
    what: needed.length === 0 ? `${name} cannot be removed` : `${name} cannot be removed: ${needed.join(', ')} would have to go too`,
    address: `package:${name}`,
    why: transaction?.status === 'unresolved' ? transaction.reason : 'they need it; only the package that a task names is removed',
    mend: `remove first what needs ${name}, each with a task of its own, or keep it`,
  });
}
