import type { z } from 'zod';
import { restore, run, SERVICE_MS, SHORT_MS, type Action } from '../core/action.ts';
import { ABSENT, formatStat, formatUnit, parseUnit } from '../core/answer.ts';
import { changes, type Change } from '../core/change.ts';
import { predictedDigest } from '../core/digest.ts';
import { hasHole } from '../core/hole.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Request } from '../core/request.ts';
import type { Probe } from '../core/resource.ts';
import { defineResource, type ConvergeContext } from './define.ts';
import { contentOf, digestOf, formatContent, ownTextChange, statOf } from './path-requests.ts';
import { tunnelSchema } from './wireguard-params.ts';
import { parseTunnel, predictTunnel, wantedAddresses, wantedPeer, wantedRoutes, type LivePeer } from './wireguard-live.ts';
import { START_TUNNEL, SYNC_TUNNEL, TUNNEL_STATE } from './wireguard-scripts.ts';

type Params = z.infer<typeof tunnelSchema>;

/** One end of a WireGuard tunnel: file and live state together. */
export const wireguardTunnel = defineResource<Params>({
  type: 'wireguard_tunnel',
  summary:
    'One end of a WireGuard tunnel, its file and its live state together. Peers, port and routes change without a drop; another address needs a restart.',
  schema: tunnelSchema,
  key: (params) => params.name,
  examples: [
    { name: 'wg0', address: '10.77.0.1/24', listen_port: 51820, key: '/etc/wireguard/wg0.key', peers: [] },
    {
      name: 'wg0',
      address: ['10.77.0.11/24'],
      listen_port: 51820,
      key: '/etc/wireguard/wg0.key',
      mtu: 1400,
      peers: [
        {
          name: 'relay-1',
          public_key: 'c2l4dGVlbiBhbmQgc2l4dGVlbiBieXRlcyBvZiBrZXk=',
          allowed_ips: ['10.77.0.1/32'],
          endpoint: '198.18.10.11:51820',
          keepalive_s: 25,
        },
        { name: 'relay-2', public_key: 'YW5vdGhlciBrZXkgb2Ygc2l4dGVlbiArIDE2IGJ5dGU=', allowed_ips: ['10.77.0.2/32', '198.18.40.0/24'] },
      ],
    },
  ],
  labels: () => ['guarded'],
  undo: 'The file comes back and the tunnel runs by it, without a drop where the step needed none; a tunnel that was not there is taken down and its unit disabled.',
  irreversible: 'a tunnel that ran otherwise than its file says, because somebody changed it by hand, cannot be brought back to that',
  footprint: (params) => [
    `interface:${params.name}`,
    `path:${filePath(params)}`,
    `unit:${unitName(params)}`,
    `path:/etc/systemd/system/multi-user.target.wants/${unitName(params)}.service`,
  ],
  desired: (params) => ({
    present: true,
    file: { state: FILE_STATE, digest: predictedDigest({ text: fileText(params) }) },
    unit: { running: 'active', at_boot: 'enabled' },
    live: {
      key: 'same',
      address: wantedAddresses(params),
      listen_port: String(params.listen_port),
      mtu: params.mtu === undefined ? '' : String(params.mtu),
      routes: wantedRoutes(params),
      peers: Object.fromEntries(params.peers.map((one) => [one.name, wantedPeer(one)])),
    },
  }),
  observe: async (params, probe) => observe(params, probe),
  converge: (change, context) => {
    const { params, observed } = context;
    const mustStart =
      change.kind === 'create' ||
      observed['up'] !== true ||
      ['live.address', 'live.mtu', 'unit.running'].some((field) => changes(change, field));
    const unit = unitName(params);
    const undo = ranByItsFile(change, observed) ? takeBack(params, change, observed, mustStart) : undefined;
    return {
      actions: [
        { do: 'write', path: filePath(params), content: { text: fileText(params) }, mode: '0600', owner: 'root', group: 'root' },
        ...(changes(change, 'unit.at_boot') ? [run(['systemctl', 'enable', unit])] : []),
        mustStart
          ? run(['sh', '-c', START_TUNNEL, 'sh', params.name], { timeoutMs: SERVICE_MS })
          : run(['sh', '-c', SYNC_TUNNEL, 'sh', params.name, params.key], { timeoutMs: SHORT_MS }),
      ],
      predictions: [
        { request: statOf(filePath(params)), answer: FILE_STATE },
        { request: digestOf(filePath(params)), answer: predictedDigest({ text: fileText(params) }) },
        { request: { ask: 'unit', name: unit }, answer: formatUnit({ load: 'loaded', active: 'active', enabled: 'enabled' }) },
        { request: liveRequest(params), answer: predictTunnel(params) },
        ...(hasHole(fileText(params)) ? [] : [{ request: contentOf(filePath(params)), answer: formatContent(fileText(params)) }]),
      ],
      ...(mustStart && observed['up'] === true ? { labels: ['disruptive' as const] } : {}),
      summary: summaryOf(context, mustStart),
      ...(undo === undefined ? { warning: 'The tunnel does not run as its file says; an undo cannot bring that back.' } : { undo }),
      ...(change.kind === 'create' || changes(change, 'file')
        ? { texts: [ownTextChange(filePath(params), observed['before'], fileText(params))] }
        : {}),
    };
  },
});

/** True when what its file says is, as far as can be told, also how the tunnel runs: then the file is all that an undo needs. */
function ranByItsFile(change: Change, observed: JsonObject): boolean {
  const { up } = observed;
  const { file, running } = placesOf(observed);
  if (up === false) return running !== 'active';
  if (up !== true) return true;
  return file !== ABSENT && (changes(change, 'file') || !changes(change, 'live'));
}

/** The unit first: wg-quick(8) takes down what its file says. */
function takeBack(params: Params, change: Change, observed: JsonObject, mustStart: boolean): readonly Action[] {
  const unit = unitName(params);
  const byHand = observed['up'] === true && placesOf(observed).running !== 'active';
  return [
    ...(changes(change, 'unit') ? restore(`unit:${unit}`) : []),
    ...restore(`path:${filePath(params)}`),
    ...(byHand
      ? [run(['wg-quick', 'up', params.name], { timeoutMs: SERVICE_MS })]
      : mustStart
        ? [run(['systemctl', 'try-restart', unit], { timeoutMs: SERVICE_MS })]
        : [run(['sh', '-c', SYNC_TUNNEL, 'sh', params.name], { timeoutMs: SERVICE_MS })]),
  ];
}

function placesOf(observed: JsonObject): { readonly file: Json | undefined; readonly running: Json | undefined } {
  const { file, unit } = observed;
  return { file: isJsonObject(file) ? file['state'] : undefined, running: isJsonObject(unit) ? unit['running'] : undefined };
}

async function observe(params: Params, probe: Probe): Promise<JsonObject> {
  const [stat, digest, unit, answer, before] = await Promise.all([
    probe.ask(statOf(filePath(params))),
    probe.ask(digestOf(filePath(params))),
    probe.ask({ ask: 'unit', name: unitName(params) }),
    probe.ask(liveRequest(params)),
    probe.ask(contentOf(filePath(params), predictedDigest({ text: fileText(params) }))),
  ]);
  const { active, enabled } = parseUnit(unit);
  const shared = { before, file: { state: stat, digest }, unit: { running: active, at_boot: enabled } };
  if (hasHole(answer)) return { ...shared, present: answer, up: answer, live: answer };
  const live = parseTunnel(answer);
  if (live === undefined) return { ...shared, present: stat !== 'absent', up: false, live: {} };
  const nameOf = (one: LivePeer): string => params.peers.find((wanted) => wanted.public_key === one.public_key)?.name ?? one.public_key;
  return { ...shared, present: true, up: true, live: { ...live, peers: Object.fromEntries(live.peers.map((one) => [nameOf(one), one])) } };
}

function summaryOf({ params, observed }: ConvergeContext<Params>, mustStart: boolean): string {
  const what = `${params.address.join(', ')}, port ${params.listen_port}, ${params.peers.length} ${params.peers.length === 1 ? 'peer' : 'peers'}`;
  if (!mustStart) return `${what}, changed without a drop`;
  return observed['up'] === true ? `${what}, restart: the tunnel will drop` : `${what}, start`;
}

const FILE_STATE = formatStat({ type: 'file', mode: '0600', owner: 'root', group: 'root', target: '' });

function liveRequest(params: Params): Request {
  return {
    ask: 'run',
    argv: ['sh', '-c', TUNNEL_STATE, 'sh', params.name, params.key, params.mtu === undefined ? 'any' : 'mtu'],
    reads: [`interface:${params.name}`],
    timeoutMs: SHORT_MS,
  };
}

/** The file of wg-quick(8). The private key is not in it: it is set from its own file when the tunnel is up. */
function fileText(params: Params): string {
  const lines = [
    '# Written by runbook from the flows of the inventory. What is changed here by hand is lost with the next apply.',
    '[Interface]',
    `Address = ${params.address.join(', ')}`,
    `ListenPort = ${params.listen_port}`,
    ...(params.mtu === undefined ? [] : [`MTU = ${params.mtu}`]),
    `PostUp = wg set %i private-key ${params.key}`,
    ...params.peers.flatMap((one) => [
      '',
      `# ${one.name}`,
      '[Peer]',
      `PublicKey = ${one.public_key}`,
      `AllowedIPs = ${one.allowed_ips.join(', ')}`,
      ...(one.endpoint === undefined ? [] : [`Endpoint = ${one.endpoint}`]),
      ...(one.keepalive_s === undefined ? [] : [`PersistentKeepalive = ${one.keepalive_s}`]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function filePath(params: Params): string {
  return `/etc/wireguard/${params.name}.conf`;
}

function unitName(params: Params): string {
  return `wg-quick@${params.name}`;
}
