import { accounts } from './areas/accounts.ts';
import { firewall } from './areas/firewall.ts';
import { hosts } from './areas/hosts.ts';
import { kernel } from './areas/kernel.ts';
import { lines } from './areas/lines.ts';
import { cluster, commands, selinux, swap, waiting } from './areas/odds.ts';
import { packages } from './areas/packages.ts';
import { tree } from './areas/tree.ts';
import { tunnel } from './areas/tunnel.ts';
import { units } from './areas/units.ts';
import type { Area, AreaCase, Disturbance, Family, Refusal, Task } from './area.ts';
import { randomOf, type Random } from './random.ts';

/** What one seed stands for: a host as somebody left it, and what is declared for it. */
export interface RandomCase {
  readonly seed: number;
  readonly family: Family;
  readonly tasks: readonly Task[];
  /** In the order in which they happen. */
  readonly disturbances: readonly Disturbance[];
  /** Files of the role beside its tasks. */
  readonly roleFiles: Readonly<Record<string, string>>;
  /** Absent: everything can be done. */
  readonly refusal?: Refusal;
}

/** Areas with the probability of each. Those that install packages take longest. */
const areas: readonly { readonly area: Area; readonly probability: number }[] = [
  { area: tree, probability: 0.75 },
  { area: lines, probability: 0.55 },
  { area: hosts, probability: 0.5 },
  { area: units, probability: 0.6 },
  { area: kernel, probability: 0.5 },
  { area: packages, probability: 0.4 },
  { area: commands, probability: 0.35 },
  { area: swap, probability: 0.35 },
  { area: cluster, probability: 0.3 },
  { area: firewall, probability: 0.25 },
  { area: tunnel, probability: 0.3 },
  { area: waiting, probability: 0.2 },
];
/** Only where it is more than a note that the host has none. */
const selinuxProbability: Readonly<Record<Family, number>> = { debian: 0.1, rpm: 0.7 };
const refusalProbability = 0.16;

/** The case of a seed. Pure: the same seed, the same case. */
export function makeCase(seed: number): RandomCase {
  const random = randomOf(seed);
  const family: Family = random.chance(1 / 3) ? 'rpm' : 'debian';
  const refusing = random.chance(refusalProbability) ? random.pick([tree, units]) : undefined;
  const people = random.chance(0.6) ? accounts({ random, family, owners: ['root'], refuse: false }) : undefined;
  const owners = ['root', ...(people?.owners ?? [])] as const;
  const chosen = areas.filter(({ area, probability }) => random.chance(probability) || area === refusing).map(({ area }) => area);
  const all = random.chance(selinuxProbability[family]) ? [...chosen, selinux] : chosen;
  const parts = all.map((area) => area({ random, family, owners, refuse: area === refusing }));
  const refusal = parts.find((part) => part.refusal !== undefined)?.refusal;
  return {
    seed,
    family,
    tasks: [...(people?.tasks ?? []), ...interleave(parts, random)],
    disturbances: [...random.shuffle(parts).flatMap((part) => part.disturbances), ...(people?.disturbances ?? [])],
    roleFiles: Object.assign({}, ...parts.map((part) => part.roleFiles ?? {})),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

/** Tasks of all areas mixed; within an area they keep their order. */
function interleave(parts: readonly AreaCase[], random: Random): readonly Task[] {
  const waiting = parts.map((part) => [...part.tasks]).filter((tasks) => tasks.length > 0);
  const mixed: Task[] = [];
  while (waiting.length > 0) {
    const index = random.int(0, waiting.length - 1);
    const next = waiting[index]?.shift();
    if (next === undefined) waiting.splice(index, 1);
    else mixed.push(next);
  }
  return mixed;
}
