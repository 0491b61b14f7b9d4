import { z } from 'zod';
import { networksOverlap, parseNetwork } from '../core/flows/ipv4.ts';
import { hasHole } from '../core/hole.ts';
import { PUBLIC_KEY_PATTERN } from '../core/key-on-host.ts';
import { path } from './fields.ts';

const withPrefix = z.string().refine((text) => text.includes('/') && parseNetwork(text) !== undefined, {
  error: 'must be an IPv4 address with prefix length, such as 10.77.0.1/24',
});
const publicKey = z.string().refine((text) => hasHole(text) || new RegExp(`^${PUBLIC_KEY_PATTERN}$`, 'u').test(text), {
  error: 'must be a public key of WireGuard (44 characters of base64)',
});

const peer = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .regex(/^[^\p{Cc}\p{Co}]+$/u)
      .describe('Name of the peer, for people.'),
    public_key: publicKey.describe('Public key of the peer: an output of its `wireguard_key`.'),
    allowed_ips: z.array(withPrefix).min(1).describe('Networks that may come from the peer and are sent to it. No overlap between peers.'),
    endpoint: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/u, { error: 'must be an IPv4 address with port, such as 198.18.10.11:51820' })
      .optional()
      .describe('Where the peer listens; only on the side that opens the tunnel.'),
    keepalive_s: z.int().min(1).max(65_535).optional().describe('Seconds between keepalives; together with `endpoint`.'),
  })
  .refine((one) => (one.endpoint === undefined) === (one.keepalive_s === undefined), {
    error: 'endpoint and keepalive_s go together: the side that opens the tunnel keeps it open',
  });

/** Parameters of one end of a tunnel. */
export const tunnelSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,15}$/u, { error: 'must be the name of a network interface, at most 15 characters' })
    .describe('Name of the interface, such as wg0.'),
  address: z
    .union([withPrefix.transform((text) => [text]), z.array(withPrefix).min(1)])
    .describe('Address of this end within the tunnel, with prefix length; or a list.'),
  listen_port: z.int().min(1).max(65_535).describe('UDP port on which this end listens.'),
  key: path('Path of the private key: resource `wireguard_key`.'),
  mtu: z.int().min(576).max(9000).optional().describe('Packet size; without it wg-quick(8) takes that of the way there less 80.'),
  peers: z
    .array(peer)
    .refine((peers) => !haveOverlap(peers), {
      error: 'two peers are given the same addresses: WireGuard would silently give them to the last one only',
    })
    .describe("The other ends. `${ tunnel_peers('wg0') }` gives what the flows allow."),
});

function haveOverlap(peers: readonly { readonly allowed_ips: readonly string[] }[]): boolean {
  const all = peers.flatMap((one, owner) => one.allowed_ips.flatMap((text) => ({ owner, network: parseNetwork(text) })));
  return all.some((one, index) =>
    all
      .slice(index + 1)
      .some(
        (other) =>
          one.owner !== other.owner &&
          one.network !== undefined &&
          other.network !== undefined &&
          networksOverlap(one.network, other.network),
      ),
  );
}
