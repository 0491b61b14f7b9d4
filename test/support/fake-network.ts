import { sha256 } from '../../src/core/digest.ts';
import { networkContains, parseNetwork } from '../../src/core/flows/ipv4.ts';
import { COMPARE_TABLE } from '../../src/resources/firewall-table-script.ts';
import { KEEP_OR_MAKE_KEY, MAKE_KEY, START_TUNNEL, SYNC_TUNNEL, TUNNEL_STATE } from '../../src/resources/wireguard-scripts.ts';
import { done, failed, type Ended, type FakeCommand } from './fake-commands.ts';
import { fakeFile, type FakeModel } from './fake-model.ts';

const KEY = 'aGVyZSBhcmUgdGhpcnR5LXR3byBieXRlcyBvZiBrZXk=';

/** What else happens when a unit starts: the tables of a firewall's file are loaded, a tunnel comes up. */
export function unitStarted(model: FakeModel, unit: string): Ended {
  const rules = /^ExecStart=\/usr\/sbin\/nft -f (.*)$/mu.exec(model.text(`/etc/systemd/system/${unit}.service`) ?? '')?.[1];
  if (rules !== undefined) loadRules(model, rules);
  const tunnel = /^wg-quick@(.*)$/u.exec(unit)?.[1];
  return tunnel === undefined ? done() : loadTunnel(model, tunnel);
}

/** What else happens when a unit stops: its tunnel goes. Rules stay. */
export function unitStopped(model: FakeModel, unit: string): void {
  const tunnel = /^wg-quick@(.*)$/u.exec(unit)?.[1];
  if (tunnel === undefined) return;
  model.touched.push(`interface:${tunnel}`);
  model.extra.delete(`interface:${tunnel}`);
}

/** The tables that nft would list for a file: each name with the rules. */
function loadRules(model: FakeModel, path: string): void {
  const text = model.text(path) ?? '';
  const name = /^table inet (\S+) \{/mu.exec(text)?.[1] ?? '';
  model.touched.push(`table:inet ${name}`);
  model.extra.set(`table:inet ${name}`, text);
}

/** Brings the tunnel to what its file says. */
function loadTunnel(model: FakeModel, name: string): Ended {
  const text = model.text(`/etc/wireguard/${name}.conf`);
  if (text === undefined) return failed(`wg-quick: '/etc/wireguard/${name}.conf' does not exist`);
  model.touched.push(`interface:${name}`);
  model.extra.set(`interface:${name}`, text);
  return done();
}

/** Values of a key in a section of wg-quick's file. */
function valuesOf(section: string, key: string): readonly string[] {
  return [...section.matchAll(new RegExp(`^${key} = (.*)$`, 'gmu'))].flatMap((match) => (match[1] ?? '').split(', '));
}

function describeTunnel(text: string, showsMtu: boolean): string {
  const [own = '', ...peers] = text.split('[Peer]');
  const addresses = valuesOf(own, 'Address');
  const networks = addresses.flatMap((one) => parseNetwork(one) ?? []);
  const allowed = peers.flatMap((peer) => valuesOf(peer, 'AllowedIPs'));
  const routes = allowed.filter((one) => !networks.some((network) => networkContains(network, parseNetwork(one) ?? network)));
  const lines = peers.map((peer) => {
    const [key = ''] = valuesOf(peer, 'PublicKey');
    const [endpoint = '-'] = valuesOf(peer, 'Endpoint');
    const [keepalive = 'off'] = valuesOf(peer, 'PersistentKeepalive');
    return `peer ${[...valuesOf(peer, 'AllowedIPs')].sort().join(',')} ${key} ${endpoint} ${keepalive}`;
  });
  return [
    'key same',
    ...[...addresses].sort().map((one) => `address ${one}`),
    `port ${valuesOf(own, 'ListenPort')[0] ?? ''}`,
    ...(showsMtu ? [`mtu ${valuesOf(own, 'MTU')[0] ?? '1420'}`] : []),
    ...routes
      .map((one) => one.replace(/\/32$/u, ''))
      .sort()
      .map((one) => `route ${one}`),
    ...lines.sort(),
  ].join('\n');
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=\n?$/u.test(text);
}

function makeKey(model: FakeModel, path: string): Ended {
  if (!model.hasFolder(path)) return failed(`${path}.new: No such file or directory`);
  model.setPath(path, fakeFile(`${KEY}\n`, '0600'));
  return done();
}

/** nftables and WireGuard, as far as their resource types speak to them. */
export const networkCommands: Readonly<Record<string, FakeCommand>> = {
  nft: (_model, [check]) => (check === '-c' ? done() : undefined),
  [COMPARE_TABLE]: (model, [name = '', rules = '']) => {
    const live = model.extra.get(`table:inet ${name}`);
    if (live === undefined) return done('exact absent');
    return done(live === rules ? 'exact same' : `exact different ${sha256(live)}`);
  },
  [MAKE_KEY]: (model, [path = '']) => makeKey(model, path),
  [KEEP_OR_MAKE_KEY]: (model, [path = '']) => (isKey(model.text(path) ?? '') ? done() : makeKey(model, path)),
  [TUNNEL_STATE]: (model, [name = '', , mtu]) => {
    const text = model.extra.get(`interface:${name}`);
    return done(text === undefined ? 'absent' : describeTunnel(text, mtu === 'mtu'));
  },
  [SYNC_TUNNEL]: (model, [name = '']) => loadTunnel(model, name),
  [START_TUNNEL]: (_model, [name = ''], _input, start) => start(['systemctl', 'restart', `wg-quick@${name}`]),
  'wg-quick': (model, [verb, name = '']) => (verb === 'up' ? loadTunnel(model, name) : undefined),
};
