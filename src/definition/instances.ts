import type { Host } from '../core/inventory.ts';
import type { JsonObject } from '../core/json.ts';
import { oncePer } from '../core/once-per.ts';
import type { Become, ExpandOptions, Play, Role, RoleUse, Site, Task } from './model.ts';
import type { Identity } from '../core/resource.ts';
import { matchHosts } from './select-hosts.ts';
import { entriesByName, mappingOf, overlayAll } from './var-nodes.ts';
import type { YamlEntry, YamlNode } from './yaml-node.ts';

/** A task that a host gets through a play. */
export interface Instance {
  readonly host: Host;
  /** Index of the play. */
  readonly play: number;
  readonly role?: Role;
  readonly task: Task;
  /** Conditions that must all hold: of the role's use, and of the task. */
  readonly conditions: readonly YamlNode[];
  /** Every variable by its name, laid over each other in the order of precedence. */
  readonly vars: ReadonlyMap<string, YamlEntry>;
  readonly identity: Identity;
}

/** Source of values that stand on the command line. */
const commandLine = { file: '-e', line: 1, column: 1 };
/** The same nodes for all hosts. */
const extraNodes = oncePer((values: JsonObject) => mappingOf(values, commandLine));

/** Names of the hosts of a play, in the order of the inventory. */
export function playHosts(inventory: Site['inventory'], play: Pick<Play, 'hosts'>): readonly string[] {
  return matchHosts(inventory, play.hosts).hosts;
}

/** Who is in a play, by inventory and pattern: it is asked for each host. */
const members = new WeakMap<Site['inventory'], Map<string, ReadonlySet<string>>>();

/** True when the host is one of the hosts of the play. */
export function isInPlay(inventory: Site['inventory'], play: Pick<Play, 'hosts'>, host: string): boolean {
  let known = members.get(inventory);
  if (known === undefined) members.set(inventory, (known = new Map<string, ReadonlySet<string>>()));
  let hosts = known.get(play.hosts);
  if (hosts === undefined) known.set(play.hosts, (hosts = new Set(playHosts(inventory, play))));
  return hosts.has(host);
}

/** Everything that a host gets, in written order. Tasks that see the same variables have them as one map. */
export function instancesOf(site: Site, host: Host, options: ExpandOptions): readonly Instance[] {
  const extra = extraNodes(site.extraVars);
  const own = site.hostVars.get(host.name);
  return site.playbook.plays.flatMap((play, index) => {
    if (!isInPlay(site.inventory, play, host.name)) return [];
    const tasksOf = (tasks: readonly Task[], use: RoleUse | undefined, role: Role | undefined): readonly Instance[] => {
      const layered = (task?: Task): Instance['vars'] =>
        entriesByName(overlayAll([role?.defaults, own, play.vars, use?.vars, task?.vars, extra]));
      const vars = layered();
      return tasks.map((task) => ({
        host,
        play: index,
        ...(role === undefined ? {} : { role }),
        task,
        conditions: [use?.when, task.when].filter((one) => one !== undefined),
        vars: task.vars === undefined ? vars : layered(task),
        identity: identityOf([play.become, use?.become ?? {}, task.become], options),
      }));
    };
    return [
      ...play.roles.flatMap((use) => {
        const role = site.roles.get(use.role);
        return tasksOf(role?.tasks ?? [], use, role);
      }),
      ...tasksOf(play.tasks, undefined, undefined),
    ];
  });
}

/** The nearest setting wins: task, role, play. What the command line says counts for what is not written. */
function identityOf(become: readonly Become[], options: ExpandOptions): Identity {
  const last = <K extends keyof Become>(key: K): Become[K] | undefined => become.findLast((one) => one[key] !== undefined)?.[key];
  const isBecome = last('become') ?? options.become ?? false;
  if (!isBecome) return 'login';
  return { become: options.becomeUser ?? last('user') ?? 'root', method: options.becomeMethod ?? last('method') ?? 'sudo' };
}
