import { oneOf, writeFile, type Area } from '../area.ts';

const key = '/etc/wireguard/wg0.key';

/** One end of a tunnel, whose other end is nowhere. */
export const tunnel: Area = ({ random }) => {
  const peer = { name: 'far', public_key: 'c2l4dGVlbiBhbmQgc2l4dGVlbiBieXRlcyBvZiBrZXk=', allowed_ips: ['10.77.0.1/32'] };
  const sound = 'QFVJcmZ6SkRQT0tBZ2xWdnFqY2FiZGVmZ2hpamtsbW4=\n';
  const disturbances = oneOf(random, {
    'tunnel key that is none': writeFile(key, 'not a key\n', { mode: '0600' }),
    'tunnel key readable by all': writeFile(key, sound, { mode: '0644' }),
    'tunnel file of another text': writeFile('/etc/wireguard/wg0.conf', '# old\n', { mode: '0600' }),
  });
  const address = '10.77.0.11/24';
  return {
    tasks: [
      { package: { name: 'wireguard-tools' } },
      { directory: { path: '/etc/wireguard', mode: '0700' } },
      { wireguard_key: { path: key } },
      { wireguard_tunnel: { name: 'wg0', address, listen_port: random.int(51_820, 51_830), key, peers: random.chance(0.5) ? [peer] : [] } },
    ],
    disturbances,
  };
};
