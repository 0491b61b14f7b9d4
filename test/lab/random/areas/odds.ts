import { oneOf, writeFile, type Area, type Disturbance, type Task } from '../area.ts';

/** Commands that have a sign of having run. */
export const commands: Area = ({ random }) => {
  const tasks: Task[] = [{ directory: { path: '/var/lib/field' } }];
  const disturbances: Disturbance[] = [];
  if (random.chance(0.7)) {
    const creates = '/var/lib/field/made';
    tasks.push({ command: { name: 'make it', argv: ['sh', '-c', `echo made > ${creates}`], creates } });
    if (random.chance(0.3)) disturbances.push({ kind: 'command done before', script: writeFile(creates, 'earlier\n') });
  }
  if (random.chance(0.6)) {
    const writes = ['/var/lib/field/tables/**', '/var/lib/field/tables'];
    const argv = ['sh', '-c', 'mkdir -p /var/lib/field/tables/deep && cat > /var/lib/field/tables/deep/one'];
    tasks.push({
      command: { name: 'load tables', argv, unless: ['test', '-e', '/var/lib/field/tables/deep/one'], writes, stdin: 'from input\n' },
    });
    if (random.chance(0.4)) disturbances.push({ kind: 'command done in part', script: 'mkdir -p /var/lib/field/tables' });
  }
  return { tasks, disturbances };
};

/** No swap space. A host has some from the start. */
export const swap: Area = ({ random }) => {
  const disturbances = oneOf(random, {
    'swap off by hand': `swapoff -a\nsed -i 's/^/#/' /etc/fstab`,
    'swap in fstab twice': `printf '# /dev/sdb1 none swap sw 0 0\\n/dev/sdb2\\tnone\\tswap\\tsw,nofail 0 0\\n/dev/sdc1 /srv/swap ext4 noauto 0 0' >> /etc/fstab`,
    'swap unit': `${writeFile('/etc/systemd/system/srv-extra.swap', '[Swap]\nWhat=/srv/extra\n[Install]\nWantedBy=swap.target\n')}\nsystemctl daemon-reload\nsystemctl -q enable srv-extra.swap`,
    'swap as installed': '',
  });
  return { tasks: [{ swap: { enabled: false } }], disturbances };
};

/** SELinux, which only hosts of the RPM family have. */
export const selinux: Area = ({ random, family }) => {
  const state = random.pick(['enforcing', 'permissive', 'disabled']);
  const disturbances = oneOf(random, {
    'SELinux configured otherwise': `sed -i 's/^SELINUX=.*/SELINUX=${random.pick(['disabled', 'permissive'])}/' /etc/selinux/config`,
    'SELinux off by kernel argument': 'grubby --update-kernel ALL --args selinux=0',
    'SELinux as installed': '',
  });
  return { tasks: [{ selinux: { state } }], disturbances: family === 'rpm' ? disturbances : [] };
};

/** The configuration of a cluster that is not there yet. */
export const cluster: Area = ({ random }) => {
  const path = '/etc/kubernetes/kubeadm.yaml';
  const config = {
    path,
    version: '1.20.2',
    endpoint: 'api.site.lab:6443',
    pod_cidr: '10.244.0.0/16',
    service_cidr: '10.96.0.0/12',
    node_name: 'field',
    node_address: '198.18.20.11',
    ...(random.chance(0.5) ? { cert_sans: ['api.site.lab'] } : {}),
  };
  const disturbances = oneOf(random, {
    'cluster configuration of another text': writeFile(path, 'kind: none\n', { mode: '0600' }),
    'cluster configuration readable by all': writeFile(path, 'kind: other\n', { mode: '0644' }),
    none: '',
  });
  return { tasks: [{ directory: { path: '/etc/kubernetes' } }, { kubeadm_config: config }], disturbances };
};

/** What only looks. */
export const waiting: Area = () => ({
  tasks: [
    { assert: { name: 'a name', that: true, message: 'never said' } },
    { wait_for: { name: 'the name of the host', path: '/etc/hostname', timeout_s: 5 } },
  ],
  disturbances: [],
});
