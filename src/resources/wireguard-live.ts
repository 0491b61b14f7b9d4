import { ABSENT, formatRun, parseRun } from '../core/answer.ts';
import { networkContains, parseNetwork } from '../core/flows/ipv4.ts';

/** A peer of a tunnel as the parameters state it. */
export interface WantedPeer {
  readonly name: string;
  /** May be a hole. */
  readonly public_key: string;
  readonly allowed_ips: readonly string[];
  readonly endpoint?: string | undefined;
  readonly keepalive_s?: number | undefined;
}

/** A tunnel as the parameters state it. */
export interface WantedTunnel {
  readonly address: readonly string[];
  readonly listen_port: number;
  readonly mtu?: number | undefined;
  readonly peers: readonly WantedPeer[];
}

/** Live state of a peer. A type and not an interface, so that it is JSON. */
export type LivePeer = { readonly public_key: string; readonly allowed_ips: string; readonly endpoint: string; readonly keepalive: string };

/** Live state of a tunnel interface. */
export type LiveTunnel = {
  readonly key: string;
  readonly address: readonly string[];
  readonly listen_port: string;
  readonly mtu: string;
  readonly routes: readonly string[];
  readonly peers: readonly LivePeer[];
};

/** Reads the answer of the script TUNNEL_STATE; undefined when there is no such interface. */
export function parseTunnel(answer: string): LiveTunnel | undefined {
  const { output } = parseRun(answer);
  if (output === ABSENT || output === '') return undefined;
  const lines = output.split('\n').map((line) => line.split(' '));
  const all = (word: string): readonly string[] => lines.filter(([first]) => first === word).map(([, second = '']) => second);
  return {
    key: all('key')[0] ?? 'none',
    address: all('address'),
    listen_port: all('port')[0] ?? '',
    mtu: all('mtu')[0] ?? '',
    routes: all('route'),
    peers: lines
      .filter(([first]) => first === 'peer')
      .map(([, allowed_ips = '', public_key = '', endpoint = '', keepalive = '']) => ({ public_key, allowed_ips, endpoint, keepalive })),
  };
}

/** The answer that TUNNEL_STATE will give; it has holes where public keys are not known yet. */
export function predictTunnel(wanted: WantedTunnel): string {
  return formatRun(
    0,
    [
      'key same',
      ...wantedAddresses(wanted).map((text) => `address ${text}`),
      `port ${wanted.listen_port}`,
      ...(wanted.mtu === undefined ? [] : [`mtu ${wanted.mtu}`]),
      ...wantedRoutes(wanted).map((text) => `route ${text}`),
      // Allowed networks come first and occur once on an interface, so this order does not depend on keys.
      ...byteOrder(
        wanted.peers.map(wantedPeer).map((peer) => `peer ${peer.allowed_ips} ${peer.public_key} ${peer.endpoint} ${peer.keepalive}`),
      ),
    ].join('\n'),
  );
}

/** A peer as TUNNEL_STATE prints it. */
export function wantedPeer(peer: WantedPeer): LivePeer {
  return {
    public_key: peer.public_key,
    allowed_ips: byteOrder(peer.allowed_ips).join(','),
    endpoint: peer.endpoint ?? '-',
    keepalive: peer.keepalive_s === undefined ? 'off' : String(peer.keepalive_s),
  };
}

/** Addresses of the interface as ip(8) prints them, sorted. */
export function wantedAddresses(wanted: WantedTunnel): readonly string[] {
  return byteOrder(wanted.address);
}

/** Routes that wg-quick(8) adds: what peers may send, but for what the interface's own networks cover already. Written as ip(8) prints them. */
export function wantedRoutes(wanted: WantedTunnel): readonly string[] {
  const own = wanted.address.flatMap((text) => parseNetwork(text) ?? []);
  const isCovered = (text: string): boolean => {
    const network = parseNetwork(text);
    return network !== undefined && own.some((one) => networkContains(one, network));
  };
  return byteOrder(
    wanted.peers
      .flatMap((peer) => peer.allowed_ips)
      .filter((text) => !isCovered(text))
      .map((text) => (text.endsWith('/32') ? text.slice(0, -3) : text)),
  );
}

/** Sorts as sort(1) does in the locale C. */
function byteOrder(list: readonly string[]): readonly string[] {
  return [...list].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
