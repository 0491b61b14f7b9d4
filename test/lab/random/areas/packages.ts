import { installPackages, type Area, type Disturbance, type Task } from '../area.ts';

const pool = ['jq', 'socat', 'ethtool', 'haproxy'] as const;

/** Small packages of the repository, there, not there, or half removed. */
export const packages: Area = ({ random, family }) => {
  const chosen = random.some(pool, 0.45);
  const tasks: Task[] = chosen.map((name) => ({ package: random.chance(0.7) ? { name } : { name, present: false } }));
  const there = random.some(chosen, 0.5);
  const disturbances: Disturbance[] = [];
  if (there.length > 0) {
    disturbances.push({ kind: 'package installed by somebody', script: installPackages(family, there) });
    const removed = random.some(there, 0.4);
    if (removed.length > 0) {
      const remove = family === 'rpm' ? 'rpm -e' : 'dpkg --remove';
      disturbances.push({ kind: 'package removed, its configuration left', script: `${remove} ${removed.join(' ')} >/dev/null` });
    }
  } else if (random.chance(0.5)) {
    const script = family === 'rpm' ? 'dnf -q -y makecache >/dev/null' : 'apt-get -q update >/dev/null';
    disturbances.push({ kind: 'package index read before', script });
  }
  return { tasks, disturbances };
};
