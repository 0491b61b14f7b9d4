import { INSTALLED, ABSENT } from '../core/answer.ts';
import type { FieldChange } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { Footprint } from '../core/footprint.ts';
import { hasHole, holesOf, unknownUntil } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import type { Prediction } from '../core/resource.ts';
import { formatChange, parseTransaction, type PackageChange, type Transaction } from '../core/transaction.ts';
import type { ScriptPlan } from './package-scripts.ts';

/** What a plan says about the transaction of one package. */
export interface PlannedTransaction {
  /** Given to the script. */
  readonly script: ScriptPlan;
  readonly summary: string;
  readonly fields: readonly FieldChange[];
  readonly footprint: Footprint;
  readonly predictions: readonly Prediction[];
}

const SECONDS_A_DAY = 86_400;
/** So many packages are named in the summary, the wanted one included. */
const NAMED = 4;
const INDEX_READ = 'the index was read';

/** What installing `name` does to all packages, from the answer of the `transaction` request. */
export function planInstallation(name: string, version: string | undefined, answer: string, facts: Facts): PlannedTransaction {
  const wanted = `install ${name}${version === undefined ? '' : ` ${version}`}`;
  if (hasHole(answer)) {
    const until = holesOf(answer).flatMap((hole) => (hole.kind === 'unknown' ? [hole.until] : []))[0];
    return openTransaction(wanted, until ?? INDEX_READ);
  }
  const transaction = parseTransaction(answer);
  switch (transaction.status) {
    case 'planned':
      return knownTransaction(name, wanted, transaction, facts);
    case 'no index':
      return openTransaction(wanted, INDEX_READ);
    case 'unresolved':
      return openTransaction(wanted, INDEX_READ, `the one that the host has does not lead to it: ${oneLine(transaction.reason)}`);
    case 'unable':
      return openTransaction(wanted, 'it was installed', `the host could not say: ${oneLine(transaction.reason)}`);
  }
}

/** What it does is known only after something; what it brings may be anything, but nothing may go. */
function openTransaction(wanted: string, until: string, reason?: string): PlannedTransaction {
  return {
    script: ['open'],
    summary: `${wanted}; all that it brings is known after ${until}${reason === undefined ? '' : ` (${reason})`}`,
    fields: [{ field: 'packages', after: unknownUntil(until) }],
    footprint: ['index:'],
    predictions: [],
  };
}

function knownTransaction(
  name: string,
  wanted: string,
  transaction: Extract<Transaction, { status: 'planned' }>,
  facts: Facts,
): PlannedTransaction {
  const { changes } = transaction;
  const main = changes.find((change) => change.name === name);
  const others = changes.filter((change) => change !== main);
  const first = main === undefined ? wanted : `${main.kind} ${nameVersion(main)}`;
  const named = others.slice(0, NAMED - 1).map(phrase);
  const more = others.length === 0 ? '' : ` and ${others.length} more: ${[...named, ...(others.length < NAMED ? [] : ['…'])].join(', ')}`;
  return {
    script: ['planned', ...changes.map(formatChange)],
    summary: [`${first}${more}`, ...sizes(transaction), ...indexAge(transaction, facts)].join('; '),
    fields: packageFields(changes),
    footprint: changes.map((change) => `package:${change.name}`),
    predictions: changes.flatMap((change) => predict(change, facts)),
  };
}

/** Packages as they are and as they will be, for whoever shows all of it. */
export function packageFields(changes: readonly PackageChange[]): readonly FieldChange[] {
  const list = (side: 'from' | 'to'): Json[] =>
    changes.flatMap((change) => {
      const version = change[side];
      return version === undefined ? [] : [{ name: change.name, version }];
    });
  const [before, after] = [list('from'), list('to')];
  return changes.length === 0
    ? []
    : [{ field: 'packages', ...(before.length === 0 ? {} : { before }), ...(after.length === 0 ? {} : { after }) }];
}

/** Versions are foretold for dpkg alone: dnf and rpm do not print an epoch of 0 in the same way. */
function predict({ kind, name, to }: PackageChange, facts: Facts): readonly Prediction[] {
  if (kind === 'stream') return [];
  const state: Prediction = { request: { ask: 'package', name }, answer: kind === 'remove' ? ABSENT : INSTALLED };
  if (facts.package_manager !== 'apt') return [state];
  return [state, { request: { ask: 'package_version', name }, answer: to ?? ABSENT }];
}

function nameVersion({ name, from, to }: PackageChange): string {
  return [name, from === undefined || to === undefined ? (to ?? from) : `${from} → ${to}`].join(' ');
}

function phrase(change: PackageChange): string {
  const text = nameVersion(change);
  if (change.kind === 'downgrade') return `downgrade of ${text}`;
  return change.kind === 'stream' ? `module stream ${text}` : text;
}

function sizes({ downloadBytes, diskBytes }: { readonly downloadBytes?: number; readonly diskBytes?: number }): readonly string[] {
  const parts = [
    ...(downloadBytes === undefined ? [] : [`${megabytes(downloadBytes)} to download`]),
    ...(diskBytes === undefined
      ? []
      : [diskBytes < 0 ? `${megabytes(-diskBytes)} of disk become free` : `${megabytes(diskBytes)} on disk`]),
  ];
  return parts.length === 0 ? [] : [parts.join(', ')];
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** An index older than a day is told, since nothing newer is in the plan and the run does not read it again. */
function indexAge({ indexTime }: { readonly indexTime?: number }, facts: Facts): readonly string[] {
  if (indexTime === undefined || facts.clock_s - indexTime < SECONDS_A_DAY) return [];
  return [`by the index of ${new Date(indexTime * 1000).toISOString().slice(0, 10)}`];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/gu, '; ').slice(0, 400);
}
