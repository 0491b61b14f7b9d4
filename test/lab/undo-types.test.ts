import { matchesGlob } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostOf } from '../../src/lab/lab-state.ts';
import { requireLab } from '../../src/lab/lab-status.ts';
import { resourceTypes } from '../../src/resources/registry.ts';
import { noisePatterns } from './overlay-tree.ts';
import { journalsOf } from './support/journals.ts';
import type { LabProject } from './support/lab-project.ts';
import { changedPaths, describeThing, readHostTree, thingAt, type HostTree } from './truth/host-tree.ts';
import type { TruthCase } from './truth/truth-cases.ts';
import { declare, families, makeTwoFamilies } from './truth/two-families.ts';
import { undoRounds } from './undo/undo-rounds.ts';

/*
 * Every type of which a step can be taken back, on a host of each family: what apply changes, undo brings back. How the hosts are is not asked of the
 * program, but read from their overlays and by commands.
 */

/** What no undo takes away, as docs/resources.md says: homes and mailboxes; and the copies that useradd(8) and its kin leave of the files that they change. */
const LEFT = ['/home/deploy', '/home/deploy/{,.}*', '/var/mail/deploy', '/etc/{passwd,shadow,group,gshadow,subuid,subgid}-'];

/** What the program and the init system keep for themselves. */
const OWN = [
  '/var/lib/runbook',
  '/var/lib/runbook/**',
  '/run/**',
  '/var/lib/systemd/**',
  ...noisePatterns().map((pattern) => `/${pattern}`),
];

/** How a host runs: units, network, kernel, accounts. Left out is what is chosen anew each time that an interface comes up. */
const LIVE = `for unit in undo haproxy wg-quick@wg0 runbook-firewall; do
  systemctl show --property=Id,LoadState,ActiveState,UnitFileState -- "$unit.service"
done
getent passwd; getent group; cut -d : -f 1,2 /etc/shadow
grep -rs '' /proc/sys/net/ipv4/conf /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf | grep -v /stable_secret: | sort
ip -o -4 address show | sed 's/^[0-9]*: //; s/ *valid_lft.*//'; ip -4 route show table all | sort
if command -v nft > /dev/null; then nft list ruleset; fi
if command -v wg > /dev/null; then for interface in $(wg show interfaces); do wg showconf "$interface" | sha256sum; done; fi
ss -ltn | awk '{ print $4 }' | sort; ls /sys/module; cat /proc/swaps
if command -v getenforce > /dev/null; then getenforce; grubby --info=ALL; fi`;

interface Seen {
  readonly tree: HostTree;
  readonly live: string;
}

let project: LabProject;
beforeAll(async () => {
  project = await makeTwoFamilies('rpd');
  await apply(['haproxy', 'nftables', 'wireguard-tools'].map((name) => ({ type: 'package', params: { name } })));
});
afterAll(() => project.remove());

async function apply(cases: readonly TruthCase[]): Promise<void> {
  declare(project, cases);
  await runbook('apply', 'truth');
}

async function runbook(verb: 'apply' | 'undo', what: string): Promise<void> {
  const shown = await project.runbook([verb, what, '-i', 'lab', '--yes']);
  expect({ status: shown.status, text: shown.status === 0 ? '' : shown.text.slice(-5000) }).toEqual({ status: 0, text: '' });
}

async function look(host: string): Promise<Seen> {
  const live = await project.inside(host, LIVE);
  return { tree: readHostTree(hostOf(requireLab(project.lab.options), host)), live };
}

/** In what a host differs: paths, and lines of how it runs. */
function differences(before: Seen, after: Seen, left: readonly string[] = []): readonly string[] {
  const paths = changedPaths(before.tree, after.tree).filter((path) => ![...OWN, ...left].some((glob) => matchesGlob(path, glob)));
  const [was, is] = [before.live.split('\n'), after.live.split('\n')];
  return [
    ...paths.map((path) => `${path}: ${describeThing(thingAt(before.tree, path))} became ${describeThing(thingAt(after.tree, path))}`),
    ...was.filter((line) => !is.includes(line)).map((line) => `gone: ${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `new: ${line}`),
  ];
}

/** Types of the steps that a run changed something by, and its name. */
function lastRun(): { readonly run: string; readonly changed: readonly string[] } {
  const events = journalsOf(project).at(-1) ?? [];
  const run = events.flatMap((event) => (event.event === 'run_started' ? [event.run] : []))[0] ?? '';
  const changed = events.flatMap((event) =>
    event.event === 'step_done' && event.status === 'changed' ? [`${event.host} ${event.address.split(':')[0] ?? ''}`] : [],
  );
  return { run, changed };
}

describe('what apply does, undo takes back', () => {
  test.each(undoRounds)('$title', async ({ first, prior, cases, steady }) => {
    for (const host of families) await project.inside(host, first);
    if (prior !== undefined) await apply(prior);
    const before = new Map(await Promise.all(families.map(async (host) => [host, await look(host)] as const)));
    await apply(cases);
    const { run, changed } = lastRun();
    expect(changed.toSorted()).toEqual(
      families.flatMap((host) => cases.filter((one) => (one.only ?? host) === host).map((one) => `${host} ${one.type}`)).toSorted(),
    );
    for (const [host, was] of before) expect(differences(was, await look(host))).not.toEqual([]);
    const lasting = await Promise.all(families.map((host) => project.inside(host, steady ?? ':')));

    await runbook('undo', run);
    for (const [host, was] of before) expect({ host, differs: differences(was, await look(host), LEFT) }).toEqual({ host, differs: [] });
    expect(await Promise.all(families.map((host) => project.inside(host, steady ?? ':')))).toEqual(lasting);
  });

  test('every type of which a step can be taken back was there', () => {
    const types = new Set(undoRounds.flatMap(({ cases }) => cases.map((one) => one.type)));
    const never = ['assert', 'command', 'kubeadm_cluster', 'kubeadm_node', 'package', 'wait_for'];
    expect([...types, ...never].toSorted()).toEqual(resourceTypes.map((one) => one.type).toSorted());
  });
});
