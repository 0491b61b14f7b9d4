/** A network in CIDR notation (RFC 4632), its first address as a number. */
export interface Ipv4Network {
  readonly first: number;
  readonly prefixLength: number;
}

/** An IPv4 address in dotted form as a number; undefined when the text is none. */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (parts.length !== 4 || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** An IPv4 address in dotted form. */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** A network out of its CIDR notation; undefined when the text is none. */
export function parseIpv4Network(text: string): Ipv4Network | undefined {
  const [addressText = '', lengthText = ''] = text.split('/');
  const address = parseIpv4(addressText);
  if (address === undefined || !/^\d{1,2}$/.test(lengthText) || Number(lengthText) > 32) return undefined;
  const size = 2 ** (32 - Number(lengthText));
  return { first: Math.floor(address / size) * size, prefixLength: Number(lengthText) };
}

/** True when the address lies in the network. */
export function networkHolds(network: Ipv4Network, address: number): boolean {
  return address >= network.first && address < network.first + 2 ** (32 - network.prefixLength);
}
