import { writeFile, type Area, type Disturbance, type Task } from '../area.ts';

/** Parameters of the host's own network namespace, with values that all kernels take. */
const parameters: Readonly<Record<string, readonly [number | string, ...(number | string)[]]>> = {
  'net.ipv4.ip_forward': [0, 1],
  'net.ipv4.conf.all.rp_filter': [0, 1, 2],
  'net.ipv4.tcp_keepalive_time': [600, 7200],
  'net.core.somaxconn': [1024, 4096],
  'net.ipv4.ip_local_port_range': ['20000 60999', '32768 60999'],
  'net.ipv4.conf.all.send_redirects': [0, 1],
};
const modules = ['br_netfilter', 'overlay', 'vxlan', '8021q'] as const;

/** Kernel parameters and modules, live and kept. */
export const kernel: Area = ({ random }) => {
  const tasks: Task[] = [];
  const disturbances: Disturbance[] = [];
  for (const [name, values] of Object.entries(parameters)) {
    if (random.chance(0.5)) continue;
    const value = random.pick(values);
    tasks.push({ sysctl: { name, value } });
    const file = `/etc/sysctl.d/99-zz-${name}.conf`;
    const kind = random.pick([
      'parameter of another value',
      'parameter kept with another value',
      'parameter kept, not live',
      'no disturbance',
    ]);
    const other = random.pick(values);
    const live = `sysctl -q -w '${name}=${other}'`;
    if (kind === 'parameter of another value') disturbances.push({ kind, script: live });
    if (kind === 'parameter kept with another value')
      disturbances.push({ kind, script: `${live}\n${writeFile(file, `${name}=${other}\n`, { mode: '0600' })}` });
    if (kind === 'parameter kept, not live') disturbances.push({ kind, script: `${live}\n${writeFile(file, `${name} = ${value}\n`)}` });
  }
  for (const name of random.some(modules, 0.4)) {
    const stays = random.chance(0.75);
    tasks.push({ kernel_module: stays ? { name } : { name, present: false } });
    const kind = random.pick(['module loaded', 'module kept, not loaded', 'no disturbance']);
    if (kind === 'module loaded') disturbances.push({ kind, script: `modprobe ${name}` });
    if (kind === 'module kept, not loaded')
      disturbances.push({ kind, script: writeFile(`/etc/modules-load.d/${name}.conf`, `# by hand\n${name}\n`) });
  }
  return { tasks, disturbances };
};
