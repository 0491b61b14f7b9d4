import type { Plan, PlannedFlow, Step } from '../../core/plan.ts';
import { atOnce, inSlices } from '../../core/turns.ts';
import { showLine } from '../show-value.ts';
import { listWords } from '../wording.ts';
import { interruptionsOf, type Interruption } from './plan-counts.ts';

/** What services do for that long is not there for anybody. A reload keeps what is open. */
const CUTS: readonly Interruption['kind'][] = ['restarts', 'stops', 'reboots'];
/** The way on which operators and this program come in is sshd's, by whatever name a distribution runs it. */
const SSH_PORTS: readonly string[] = ['22/tcp'];
const SSH_UNITS: readonly string[] = ['ssh', 'sshd', 'ssh.socket', 'sshd.socket'];
const MOST_NAMES = 6;

/** How far a plan reaches, in one to four sentences: how many hosts of each zone and group it changes, what it interrupts, and which flows that touches. */
export function blastLines(plan: Plan): readonly string[] {
  return atOnce(findBlastLines(plan));
}

/** The same, stopping now and then. */
export function* findBlastLines(plan: Plan): Generator<undefined, readonly string[]> {
  if (plan.steps.length === 0) return [];
  const changed = new Set<string>();
  yield* inSlices(plan.steps, (step) => changed.add(step.host));
  return [reachSentence(plan, changed), ...(yield* cutSentences(plan)), ...(yield* tunnelSentences(plan)), ...(yield* waySentences(plan))];
}

function reachSentence(plan: Plan, changed: ReadonlySet<string>): string {
  const hosts = plan.hosts.filter((host) => changed.has(host.name));
  const part = (name: string, number: number): string => {
    const size = Object.hasOwn(plan.sizes, name) ? plan.sizes[name] : undefined;
    return `${showLine(name)} ${size === undefined ? number : `${number} of ${size}`}`;
  };
  const parts = (names: readonly string[]): readonly string[] => {
    const numbers = new Map<string, number>();
    for (const name of names) numbers.set(name, (numbers.get(name) ?? 0) + 1);
    return Array.from(numbers, ([name, number]) => part(name, number));
  };
  const zones = parts(hosts.map((host) => host.zone));
  const groups = parts(hosts.flatMap((host) => [...new Set(host.groups)]));
  return `Hosts changed: ${listWords(zones, MOST_NAMES)}${groups.length === 0 ? '' : `; of groups: ${listWords(groups, MOST_NAMES)}`}.`;
}

/** What is restarted, stopped or rebooted where, and the flows that begin or end there. */
function* cutSentences(plan: Plan): Generator<undefined, readonly string[]> {
  const cuts = new Map<string, Set<string>>();
  const hosts = new Set<string>();
  const cutsSsh = new Set<string>();
  yield* inSlices(plan.steps, (step) => {
    for (const { kind, unit } of interruptionsOf(step)) {
      if (!CUTS.includes(kind)) continue;
      const what = kind === 'reboots' ? 'reboot' : `${kind === 'restarts' ? 'restart' : 'stop'} of ${showLine(unit)}`;
      cuts.set(what, (cuts.get(what) ?? new Set()).add(showLine(step.host)));
      hosts.add(step.host);
      if (kind === 'reboots' || SSH_UNITS.includes(unit)) cutsSsh.add(step.host);
    }
  });
  if (cuts.size === 0) return [];
  const what = [...cuts].map(([text, names]) => `${text} on ${listWords([...names], MOST_NAMES)}`);
  const touched = plan.flows.filter((flow) => {
    const isSsh = flow.ports.every((port) => SSH_PORTS.includes(port));
    return [...flow.from.hosts, ...flow.to.hosts].some((host) => (isSsh ? cutsSsh : hosts).has(host));
  });
  const flows = touched.length === 0 ? '' : ` Flows that begin or end there: ${flowWords(touched)}.`;
  return [`Interrupts: ${listWords(what, MOST_NAMES)}.${flows}`];
}

/** Tunnels that are changed where they were there before, and what goes through them. */
function* tunnelSentences(plan: Plan): Generator<undefined, readonly string[]> {
  const changed = new Map<string, string[]>();
  yield* inSlices(plan.steps, (step) => {
    const [type, name = ''] = step.address.split(':');
    if (type !== 'wireguard_tunnel' || step.change.kind === 'create') return;
    const hosts = changed.get(name) ?? [];
    hosts.push(showLine(step.host));
    changed.set(name, hosts);
  });
  return [...changed].flatMap(([name, hosts]) => {
    const flows = plan.flows.filter((flow) => flow.over === name);
    const through = flows.length === 0 ? '' : `: ${flowWords(flows)} ${flows.length === 1 ? 'goes' : 'go'} through it`;
    return [`Changes the tunnel ${showLine(name)} on ${listWords(hosts, MOST_NAMES)}${through}.`];
  });
}

/** Hosts through which others are reached and whose way in could be cut. */
function* waySentences(plan: Plan): Generator<undefined, readonly string[]> {
  const risky = new Set<string>();
  yield* inSlices(plan.steps, (step) => {
    if (couldCut(step)) risky.add(step.host);
  });
  const hostsBehind = new Map<string, number>();
  for (const { via } of plan.hosts) for (const name of new Set(via)) hostsBehind.set(name, (hostsBehind.get(name) ?? 0) + 1);
  return [...risky].flatMap((name) => {
    const behind = hostsBehind.get(name) ?? 0;
    return behind === 0 ? [] : [`${showLine(name)} is the way to ${behind} of these hosts, and a step there could cut it.`];
  });
}

function couldCut(step: Step): boolean {
  return step.labels.includes('guarded') || interruptionsOf(step).some(({ kind, unit }) => kind === 'reboots' || SSH_UNITS.includes(unit));
}

function flowWords(flows: readonly PlannedFlow[]): string {
  const words = flows.map((flow) => `${showLine(flow.purpose)} (${flow.ports.map(showLine).join(', ')})`);
  return listWords([...new Set(words)], MOST_NAMES);
}
