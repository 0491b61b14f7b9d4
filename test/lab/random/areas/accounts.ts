import type { Area, Disturbance, Task } from '../area.ts';

const groups = ['crew', 'panel', 'night'] as const;
const users = ['mina', 'joon', 'sora'] as const;

/** Groups and accounts, there or not, with other numbers, shells and memberships. */
export const accounts: Area = ({ random }) => {
  const tasks: Task[] = [];
  const disturbances: Disturbance[] = [];
  const kept: string[] = [];
  for (const [index, name] of groups.entries()) {
    if (random.chance(0.35)) continue;
    const stays = random.chance(0.8);
    const gid = random.chance(0.5) ? { gid: 4101 + index } : {};
    tasks.push({ group: stays ? { name, ...gid } : { name, present: false } });
    if (stays) kept.push(name);
    if (random.chance(0.4)) disturbances.push({ kind: 'group there, other number', script: `groupadd -g ${4301 + index} ${name}` });
  }
  const owners: string[] = [];
  for (const [index, name] of users.entries()) {
    if (random.chance(0.3)) continue;
    const stays = random.chance(0.8);
    tasks.push({ user: stays ? wanted(name, index) : { name, present: false } });
    if (stays) owners.push(name);
    if (random.chance(0.35)) {
      const shell = random.pick(['/bin/sh', '/bin/bash', '/usr/sbin/nologin']);
      const member = random.chance(0.5) ? 'usermod -a -G users,games' : 'usermod -c "Somebody else"';
      disturbances.push({
        kind: 'user there, other shell and groups',
        script: `useradd -m -U -u ${4501 + index} -s ${shell} ${name}\n${member} ${name}\necho note > /home/${name}/note`,
      });
    } else if (random.chance(0.3)) {
      disturbances.push({ kind: 'home folder of somebody else', script: `mkdir -p /home/${name}\necho old > /home/${name}/old` });
    }
  }
  return { tasks, disturbances, owners };

  function wanted(name: string, index: number) {
    return {
      name,
      ...(random.chance(0.4) ? { uid: 4201 + index } : {}),
      ...(random.chance(0.3) && kept[0] !== undefined ? { group: kept[0] } : {}),
      ...(random.chance(0.5) ? { groups: [...random.some(kept, 0.6)] } : {}),
      ...(random.chance(0.5) ? { comment: random.pick(['Operators', '운영자 김', '']) } : {}),
      ...(random.chance(0.5) ? { shell: random.pick(['/bin/sh', '/bin/bash', '/usr/sbin/nologin']) } : {}),
      ...(random.chance(0.2) ? { home: `/home/of-${name}` } : {}),
      ...(random.chance(0.2) ? { system: true } : {}),
    };
  }
};
