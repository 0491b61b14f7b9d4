import { quoteShell } from '../../../../src/core/shell-quote.ts';
import { installPackages, oneOf, writeFile, type Disturbance, type Family } from '../area.ts';
import type { Random } from '../random.ts';

/** How something that a site declares is disturbed, by the part of its address behind the type, and the packages that somebody installed on the host before. */
type Disturb = (random: Random, name: string, installed: ReadonlySet<string>) => readonly Disturbance[];

/** What a program needs that a comment alone does not do for: the undo has it run with that file again. */
const byHand = [
  {
    file: '/haproxy.cfg',
    text: 'listen by_hand\n  mode tcp\n  timeout client 9s\n  timeout server 9s\n  timeout connect 9s\n  bind 127.0.0.1:8404\n',
  },
];

const disturbs: Readonly<Record<string, Disturb>> = {
  file: (random, path) => {
    const text = byHand.find(({ file }) => path.endsWith(file))?.text ?? '# by hand\n';
    return one('declared file is there, with another content', writeFile(path, text, { mode: random.pick(['0600', '0644']) }));
  },
  directory: (random, path) => {
    const owner = random.pick(['root:root', 'daemon:adm']);
    return one('declared folder is there, with another mode or owner', `mkdir -p ${path}\nchown ${owner} ${path}\nchmod 0711 ${path}`);
  },
  sysctl: (_random, name) =>
    name.startsWith('net.bridge') ? [] : one('declared parameter kept with another value', keepOtherValue(name.replaceAll('/', '.'))),
  kernel_module: (_random, name) =>
    one('declared module loaded and kept', `modprobe ${name}\n${writeFile(`/etc/modules-load.d/${name}.conf`, `${name}\n`)}`),
  hosts_block: (_random, name) =>
    one(
      'old block of the site in /etc/hosts',
      `printf '# runbook begin %s\\n198.18.40.9\\told-node\\n# runbook end %s\\n' ${name} ${name} >> /etc/hosts`,
    ),
  firewall_table: (_random, name, installed) =>
    installed.has('nftables')
      ? one(
          'firewall table of that name, by hand',
          `nft add table inet ${name}\nnft add chain inet ${name} by_hand '{ type filter hook input priority 5; policy accept; }'`,
        )
      : [],
  service: (random, name, installed) =>
    installed.has(name)
      ? oneOf(random, {
          'declared service stopped and disabled': `systemctl -q disable --now ${name}`,
          'declared service enabled': `systemctl -q enable ${name}`,
        })
      : [],
  wireguard_key: (random, path) => {
    const key = Buffer.from(Array.from({ length: 32 }, () => random.int(0, 255))).toString('base64');
    return one('key of a tunnel is there', writeFile(path, `${key}\n`, { mode: random.pick(['0600', '0644']) }));
  },
  wireguard_tunnel: (_random, name) =>
    one('tunnel file of another text', writeFile(`/etc/wireguard/${name}.conf`, '# old\n', { mode: '0600' })),
  kubeadm_config: (_random, path) => one('cluster configuration of another text', writeFile(path, 'kind: none\n', { mode: '0600' })),
};

/** What somebody may have done to the very things that are declared for a host: `addresses` are those of all that a blank host lacks. */
export function disturbDeclared(random: Random, family: Family, addresses: readonly string[]): readonly Disturbance[] {
  const pairs = addresses.map((address): readonly [string, string] => {
    const colon = address.indexOf(':');
    return [address.slice(0, colon), address.slice(colon + 1)];
  });
  const packages = random.some(
    pairs.flatMap(([type, name]) => (type === 'package' ? [name] : [])),
    0.3,
  );
  const installed = packages.length === 0 ? [] : one('declared package installed', installPackages(family, packages));
  const others = random.some(pairs, 0.3).flatMap(([type, name]) => disturbs[type]?.(random, name, new Set(packages)) ?? []);
  return [...installed, ...others];
}

function one(kind: string, script: string): readonly Disturbance[] {
  return [{ kind, script }];
}

/** Another value of a parameter that is a switch, live and for each boot. */
function keepOtherValue(name: string): string {
  const quoted = quoteShell(name);
  return [
    `if [ "$(sysctl -n ${quoted})" = 0 ]; then value=1; else value=0; fi`,
    `sysctl -q -w ${quoted}=$value`,
    `printf '%s = %s\\n' ${quoted} "$value" >> /etc/sysctl.d/50-by-hand.conf`,
  ].join('\n');
}
