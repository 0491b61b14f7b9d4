import { lstatSync } from 'node:fs';
import type { Diagnostic } from '../core/diagnostic.ts';
import { flowProblems } from '../core/flows/problems.ts';
import { atOnce, inTurns } from '../core/turns.ts';
import { checkUses } from './check-uses.ts';
import type { Secret, Site } from './model.ts';
import { caution, distinct } from './problem.ts';
import { matchHosts, unknownName } from './select-hosts.ts';

/** Everything that can be said about a site without contacting a host, the mistakes of its files included, in the order of places. */
export function validateSite(site: Site): readonly Diagnostic[] {
  return atOnce(findProblems(site));
}

/** The same for many hosts: others get their turn meanwhile. */
export function validateSiteInTurns(site: Site): Promise<readonly Diagnostic[]> {
  return inTurns(findProblems(site));
}

function* findProblems(site: Site): Generator<undefined, readonly Diagnostic[]> {
  const patterns = site.playbook.plays.flatMap((play) =>
    play.hosts === '' || !site.isInventorySound
      ? []
      : matchHosts(site.inventory, play.hosts).unknown.map((name) => unknownName(site.inventory, name, 'RB1206', play.hostsSource)),
  );
  // What follows from flows is only looked at when the inventory itself is sound.
  const flows = site.inventory.flows.length === 0 || !site.isInventorySound ? [] : yield* flowProblems(site.inventory);
  yield undefined;
  const secrets = [...site.secrets.values()].flatMap((secret) => checkSecretFile(secret));
  return distinct([...site.diagnostics, ...patterns, ...flows, ...secrets, ...(yield* checkUses(site))]);
}

function checkSecretFile(secret: Secret): readonly Diagnostic[] {
  if (secret.origin.from !== 'file' && secret.origin.from !== 'age') return [];
  const found = lstatSync(secret.origin.path, { throwIfNoEntry: false });
  if (found === undefined)
    return [
      caution('RB1400', `the file of the secret "${secret.name}" is not there: ${secret.origin.path}`, secret.source, {
        mend: secret.origin.from === 'age' ? `runbook secrets set ${secret.name}` : 'make it with mode 0600 before it is needed',
      }),
    ];
  // What is encrypted may be read by everybody.
  if (secret.origin.from === 'age' || !found.isFile() || (found.mode & 0o077) === 0) return [];
  return [
    caution(
      'RB1401',
      `the file of the secret "${secret.name}" may be read by others (mode ${(found.mode & 0o777).toString(8).padStart(4, '0')})`,
      secret.source,
      { mend: `chmod 0600 ${secret.origin.path}` },
    ),
  ];
}
