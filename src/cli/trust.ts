import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { selectHosts } from '../definition/site.ts';
import { renderDiagnostics } from '../report/diagnostic.ts';
import { fingerprint, keyTypeName } from '../transport/host-key.ts';
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
  if (options.yes !== true && !io.stdin.isTTY) {
    throw new RunbookError({
      code: 'RB6003',
      severity: 'error',
      what: 'a fingerprint must be confirmed, and there is no terminal to confirm it in',
      mend: 'run it in a terminal; or say --yes when the fingerprints were compared',
    });
  }
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
    for (const key of keys) io.stdout.write(`  ${keyTypeName(key.type).padEnd(8)} ${fingerprint(key)}\n`);
    const isStored = isConfirmed || (await confirm(io, 'Compared by phone or on paper, and equal? Store them?'));
    if (!isStored) {
      throw new RunbookError({
        code: 'RB6009',
        severity: 'error',
        what: 'its host key was not stored',
        host: host.name,
        why: 'the fingerprint was not confirmed',
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
