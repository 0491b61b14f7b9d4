import { installPackages, writeFile, type Area, type Disturbance } from '../area.ts';

/** The desk, from which the host is entered. */
const administration = { comment: 'administration', protocol: 'tcp', ports: ['22'], from: ['198.18.1.0/24'] };

/** A table of the host's firewall, with the package that loads it. */
export const firewall: Area = ({ random, family }) => {
  const name = random.pick(['runbook', 'site_two']);
  const input = [
    administration,
    ...(random.chance(0.5)
      ? [{ comment: 'web, "quoted"', protocol: 'tcp', ports: ['80', '8080-8090'], from: ['198.18.20.0/24', '198.18.30.7'] }]
      : []),
    ...(random.chance(0.3) ? [{ comment: 'time', protocol: 'udp', ports: ['123'], from: ['198.18.20.0/24'] }] : []),
  ];
  const disturbances: Disturbance[] = [];
  if (random.chance(0.8)) {
    const install = installPackages(family, ['nftables']);
    const kind = random.pick(['firewall table of other rules', 'firewall table of somebody else', 'firewall unit disabled']);
    const unit = `${name.replaceAll('_', '-')}-firewall`;
    const script = {
      'firewall table of other rules': `nft add table inet ${name}\nnft add chain inet ${name} input '{ type filter hook input priority 0; policy accept; }'`,
      'firewall table of somebody else': `nft add table inet theirs\nnft add chain inet theirs input '{ type filter hook input priority 10; policy accept; }'`,
      'firewall unit disabled': `${writeFile(`/etc/systemd/system/${unit}.service`, '[Service]\nExecStart=/bin/true\n')}\nsystemctl daemon-reload`,
    }[kind];
    disturbances.push({ kind, script: `${install}\n${script}` });
  }
  return { tasks: [{ package: { name: 'nftables' } }, { firewall_table: { name, rules: { input } } }], disturbances };
};
