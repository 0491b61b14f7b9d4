import type { Area, Disturbance, Task } from '../area.ts';

const names = ['api.site.lab', 'db.site.lab', 'cache'] as const;

/** Entries and a block of /etc/hosts. */
export const hosts: Area = ({ random }) => {
  const tasks: Task[] = [];
  for (const [index, name] of names.entries()) {
    if (random.chance(0.4)) continue;
    const address = random.chance(0.2) ? `fd00::${index + 1}` : `198.18.30.${index + 1}`;
    const present = random.chance(0.2) ? { present: false } : {};
    tasks.push({ hosts_entry: { address, names: [name, ...random.some([`${name}-alias`, `${name}-other`], 0.4)], ...present } });
  }
  if (random.chance(0.6)) {
    const entries = [1, 2, 3].map((number) => ({ address: `198.18.40.${number}`, names: [`node-${number}`, `node-${number}.site.lab`] }));
    tasks.push({ hosts_block: { name: 'field', entries: [...random.some(entries, 0.7)] } });
  }
  const kinds = random.some(['name of another address', 'entry twice', 'old block', 'block without an end'] as const, 0.35);
  const script = {
    'name of another address': `printf '198.18.99.9\\tother %s\\n' ${random.pick(names)} >> /etc/hosts`,
    'entry twice': `printf '198.18.30.1 api.site.lab # by hand\\n198.18.30.1\\tapi.site.lab\\n' >> /etc/hosts`,
    'old block': `printf '# runbook begin field\\n198.18.40.9\\tnode-9\\n# runbook end field\\n198.18.50.1 kept\\n' >> /etc/hosts`,
    'block without an end': `printf '\\n# runbook begin field\\n198.18.40.8\\tnode-8\\n\\n198.18.50.2 kept-too' >> /etc/hosts`,
  };
  const disturbances = kinds.map((kind): Disturbance => ({ kind: `/etc/hosts: ${kind}`, script: script[kind] }));
  return { tasks, disturbances };
};
