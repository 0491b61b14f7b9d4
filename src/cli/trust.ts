import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { selectHosts } from '../definition/site.ts';
import { renderDiagnostics } from '../report/diagnostic.ts';
import { fingerprint, keyTypeName, type HostKey } from '../transport/host-key.ts';
import { judgeKey, type Verdict } from '../transport/trusted-keys.ts';
import { storeHostKeys } from '../transport/store-host-keys.ts';
import type { SshLinks } from '../transport/ssh-links.ts';
import { confirm, createAsk } from './ask.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { exitCodeOf } from './exit.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { knownHostsFile, siteLinks } from './links.ts';
import { openInventory } from './open-inventory.ts';
import type { SiteOptions } from './options.ts';

/** `runbook trust`: collects host keys, bastions first, and stores those whose fingerprints the operator confirms. */
export async function trust(io: Io, names: readonly string[], options: SiteOptions & { readonly yes?: boolean }): Promise<number> {
  const open = openInventory(io, options);
  const hosts = hostsInOrder(
    open.inventory.hosts,
    names.length === 0 ? undefined : new Set(names.flatMap((name) => selectHosts(open.inventory, name))),
  );
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const file = knownHostsFile(open.inventory, open.lab);
  const links = siteLinks(io, open.inventory, open.lab, options, createAsk(io), () => undefined);
  const codes: number[] = [];
  try {
    for (const host of hosts) codes.push(await trustHost(io, host, links, file, options.yes === true));
  } finally {
    await links.close();
  }
  return combineExitCodes(codes);
}

/** Hosts reached directly first, since others are reached through them. */
function hostsInOrder(hosts: readonly Host[], chosen: ReadonlySet<string> | undefined): readonly Host[] {
  return hosts.filter((host) => chosen?.has(host.name) ?? true).sort((a, b) => a.via.length - b.via.length);
}

async function trustHost(io: Io, host: Host, links: SshLinks, file: string, isConfirmed: boolean): Promise<number> {
  const way = host.via.length === 0 ? '' : `, via ${host.via.join(' → ')}`;
  try {
    const keys = await links.hostKeys(host.name);
    io.stdout.write(`${host.name}  ${host.address}${way}\n`);
    const expectation = await links.expectation(host.name);
    const verdicts = keys.map((key) => judgeKey(expectation, key));
    for (const [index, key] of keys.entries()) {
      io.stdout.write(`  ${keyTypeName(key.type).padEnd(8)} ${fingerprint(key)}  ${wordOf(verdicts[index], key)}\n`);
    }
    if (verdicts.every((verdict) => verdict.kind === 'known')) return EXIT.done;
    const isStored = isConfirmed || (await confirm(io, 'Compared by phone or on paper, and equal? Store them?'));
    if (!isStored) {
      throw new RunbookError({
        code: 'RB6009',
        severity: 'error',
        what: 'its host key was not stored',
        host: host.name,
        why: io.stdin.isTTY
          ? 'the fingerprint was not confirmed'
          : 'there is no terminal in which it could be confirmed; say --yes when it was compared',
        mend: 'compare it with what `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on the console of the host',
      });
    }
    await storeHostKeys(file, [{ host, keys }], `${host.name} confirmed by ${io.user} at ${new Date().toISOString()}`);
    links.reloadKnownHosts();
    io.stdout.write(`  stored in ${file}\n`);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    io.stderr.write(renderDiagnostics(error.diagnostics, { color: colorOf(io, io.stderr), width: widthOf(io) }));
    return exitCodeOf(error.diagnostics);
  }
}

/** What is known of a key so far, as the operator must see it before confirming. */
function wordOf(verdict: Verdict | undefined, key: HostKey): string {
  switch (verdict?.kind) {
    case 'known':
      return 'known already';
    case 'changed': {
      const before = verdict.known.filter((entry) => entry.key.type === key.type).map((entry) => fingerprint(entry.key));
      return before.length === 0 && verdict.pins.length === 0
        ? 'new type'
        : `CHANGED, known was ${[...verdict.pins, ...before].join(', ')}`;
    }
    case 'revoked':
      return 'REVOKED in known_hosts';
    default:
      return 'new';
  }
}
