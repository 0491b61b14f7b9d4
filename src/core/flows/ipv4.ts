/** An IPv4 network (RFC 4632): its first address as a number, and how many leading bits are fixed. */
export interface Ipv4Network {
  readonly first: number;
  readonly prefixLength: number;
}

/** Reads an address (`198.18.10.11`, which is a network of one) or a network in CIDR notation; undefined when the text is neither. */
export function parseNetwork(text: string): Ipv4Network | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/u.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1, 5).map(Number);
  const prefixLength = match[5] === undefined ? 32 : Number(match[5]);
  if (parts.some((part) => part > 255) || prefixLength > 32) return undefined;
  const address = parts.reduce((sum, part) => sum * 256 + part, 0);
  const size = sizeOf(prefixLength);
  return { first: Math.floor(address / size) * size, prefixLength };
}

/** Writes a network in CIDR notation, a single address with `/32`. */
export function formatNetwork(network: Ipv4Network): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(network.first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${network.prefixLength}`;
}

/** The address part of `10.77.0.1/24`. */
export function addressOf(text: string): string {
  return text.split('/', 1)[0] ?? text;
}

/** True when some address lies in both networks. */
export function networksOverlap(a: Ipv4Network, b: Ipv4Network): boolean {
  return a.first < b.first + sizeOf(b.prefixLength) && b.first < a.first + sizeOf(a.prefixLength);
}

/** True when every address of the inner network lies in the outer one. */
export function networkContains(outer: Ipv4Network, inner: Ipv4Network): boolean {
  return inner.prefixLength >= outer.prefixLength && networksOverlap(outer, inner);
}

/** The network without one part of it, as the fewest networks, in the order of addresses. */
export function subtractNetwork(from: Ipv4Network, part: Ipv4Network): readonly Ipv4Network[] {
  if (!networksOverlap(from, part)) return [from];
  if (part.prefixLength <= from.prefixLength) return [];
  const prefixLength = from.prefixLength + 1;
  const low = { first: from.first, prefixLength };
  const high = { first: from.first + sizeOf(prefixLength), prefixLength };
  return [...subtractNetwork(low, part), ...subtractNetwork(high, part)];
}

function sizeOf(prefixLength: number): number {
  return 2 ** (32 - prefixLength);
}
