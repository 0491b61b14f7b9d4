import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bad, bastionEnd, farEnd, firewall, good, inventory, keys, last, shutHosts as all, type Task } from './lock-out/lock-outs.ts';
import { labPowerOff, labPowerOn } from '../../src/lab/lab-host.ts';
import { noisePatterns } from './overlay-tree.ts';
import { makeLabProject, writeFiles, type LabProject } from './support/lab-project.ts';
import type { Running, Shown } from './support/run-program.ts';
import { eventsOf, type ReportedEvent } from './support/run-report.ts';
import { changedPaths, type HostTree } from './truth/host-tree.ts';
import { readTrees } from './truth/judge-run.ts';
import { matchesEntry } from '../../src/core/footprint.ts';

/*
 * Real lock-outs: each host is changed so that nobody can enter it any more, and lets everybody in again by itself. All of them at the same time, since the
 * time is spent waiting. What a host is like is asked from its inside, not over SSH.
 */

/** Who is not in after so long is shut out for now. */
const TRY_MS = 6000;
/** Until when a host that shut everybody out can be entered again, after the change: seconds. */
const LIMIT_S = 70;
let project: LabProject;

function declare(name: string, hosts: string, tasks: readonly Task[]): void {
  writeFiles(project.folder, {
    [`playbooks/${name}.yml`]: `plays:\n  - { name: Site, hosts: "${hosts}", become: true, roles: [${name}] }\n`,
    [`roles/${name}/tasks.yml`]: `${tasks.map((task) => `- ${JSON.stringify(task)}\n`).join('')}`,
  });
}

beforeAll(async () => {
  project = await makeLabProject('rplo', { 'inventory/lab/site.yml': inventory });
  // The tunnel goes between other addresses than those that are reached through it.
  await project.inside('far', 'ip address add 198.18.30.60/32 dev eth0; ip route add 198.18.20.10/32 via 198.18.30.1 src 198.18.30.60');
  await project.inside('route', 'ip route add 198.19.0.0/16 via 198.18.30.1');
  declare('tools', 'bastion,far,gate,filter,killed', [
    { package: { name: 'nftables' }, when: "host.name == 'gate' || host.name == 'filter' || host.name == 'killed'" },
    { package: { name: 'wireguard-tools' }, when: "host.name == 'bastion' || host.name == 'far'" },
  ]);
  await mustApply('tools');
  for (const host of ['bastion', 'far'])
    keys.set(host, (await project.inside(host, 'umask 077; cd /etc/wireguard; wg genkey >wg0.key; wg pubkey <wg0.key')).trim());
  declare('far-end', 'far', [farEnd('10.77.0.1/32')]);
  declare('bastion-end', 'bastion', [bastionEnd(keys.get('far'))]);
  await mustApply('far-end');
  await mustApply('bastion-end');
});
afterAll(() => project.remove());

async function mustApply(name: string): Promise<void> {
  const { status, text } = await project.runbook(['apply', name, '-i', 'lab', '--yes', '--format', 'json']);
  if (status !== 0) throw new Error(`${name} could not be applied:\n${text.slice(-3000)}`);
}

interface Ended {
  readonly status: number;
  readonly events: readonly ReportedEvent[];
}

const endOf = (shown: Shown): Ended => ({ status: shown.status, events: eventsOf(shown) });
const apply = async (name: string): Promise<Ended> =>
  endOf(await project.runbook(['apply', name, '-i', 'lab', '--yes', '--format', 'json']));

const statusOf = ({ events }: Ended, host: string): string | undefined =>
  events.find((one) => one.event === 'run_done')?.hosts?.find((one) => one.host === host)?.status;
function guardsOf(host: string): readonly string[] {
  const folder = join(project.rootOf(host), 'var/lib/runbook/guard');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Whether somebody can log in as the program does, through all hops, and become root. */
async function canEnter(host: string): Promise<boolean> {
  const enter = async (): Promise<boolean> => (await project.overSsh(host, 'sudo -n true')).status === 0;
  return Promise.race([enter(), sleep(TRY_MS, false)]);
}

test('what lets everybody in is confirmed, and nothing stays armed', async () => {
  for (const host of all) declare(`good-${host}`, host, good()[host]);
  const ends = await Promise.all(all.map((host) => apply(`good-${host}`)));
  expect(ends.map(({ status }, index) => [all[index], status])).toEqual(all.map((host) => [host, 0]));
  expect(all.flatMap((host) => guardsOf(host))).toEqual([]);
  expect(ends[1]?.events.filter((one) => one.event === 'step_done').map((one) => one.status)).toEqual(['changed']);
});

/** How a host is: everything on its disk but what changes by itself, and what lives in its kernel. */
interface State {
  readonly tree: HostTree;
  readonly live: string;
}

const LIVE = `nft list ruleset 2>/dev/null || :; ip -4 route; wg showconf wg0 2>/dev/null || :; sudo -l -U ops
ss -ltnH | awk '{ print $4 }' | sort; if [ -d /run/systemd/system ]; then systemctl is-active ssh; systemctl list-timers --no-legend 'runbook*'; fi`;

async function stateOf(host: string): Promise<State> {
  const tree = readTrees(project, [host]).get(host);
  if (tree === undefined) throw new Error(`${host} was not looked at`);
  return { tree, live: await project.inside(host, LIVE) };
}

function differences(before: State, after: State): readonly string[] {
  const noise = noisePatterns().map((pattern) => `path:/${pattern}`);
  return changedPaths(before.tree, after.tree).filter(
    (path) =>
      !/^\/var\/(lib\/runbook|tmp\/systemd-private-)/u.test(path) && !noise.some((pattern) => matchesEntry(pattern, `path:${path}`)),
  );
}

/** What became of a host that was shut. */
interface Shut {
  /** From when it was armed for the step that shut it until it could be entered again, in seconds. */
  readonly seconds: number;
  readonly before: State;
  readonly after: State;
  readonly end: Ended;
}

const start = (name: string, inventoryName = 'lab'): Running =>
  project.start(['apply', name, '-i', inventoryName, '--yes', '--format', 'json']);

/** Waits until nobody comes in any more; gives the time at which the host was armed for that: just before the change. */
async function untilShut(host: string, armed: string, running: Running): Promise<number> {
  let newest: readonly string[] = [];
  let armedMs = Number.NaN;
  const watch = (): void => {
    const now = guardsOf(armed);
    if (now.join() !== newest.join() && now.length > 0) armedMs = Date.now();
    newest = now;
    if (running.text().includes('"run_done"')) throw new Error(`${host} was never shut: ${running.text().slice(-2000)}`);
  };
  let isShut = false;
  while (!isShut) {
    const entered = guardsOf(armed).length > 0 ? canEnter(host) : sleep(50, true);
    let answered = false;
    const done = entered.then((isIn) => {
      answered = true;
      isShut = !isIn;
    });
    while (!answered) {
      watch();
      await Promise.race([done, sleep(50)]);
    }
  }
  return armedMs;
}

/** Waits until the host can be entered; gives the time. Somebody tries every few seconds, however long those before still wait. */
async function untilEntered(host: string): Promise<number> {
  const startedMs = Date.now();
  let enteredMs: number | undefined;
  const failures: unknown[] = [];
  while (enteredMs === undefined) {
    if (Date.now() - startedMs > 120_000) throw new Error(`${host} stays shut`);
    canEnter(host).then(
      (isIn) => {
        if (isIn) enteredMs ??= Date.now();
      },
      (error: unknown) => failures.push(error),
    );
    if (failures.length > 0) throw failures[0];
    // Nine hosts behind one bastion: its sshd drops connections when more than ten are not logged in yet.
    await sleep(2500);
  }
  return enteredMs;
}

/** While a run shuts a host: does the rest, and waits until it can be entered again; nothing but the host itself can see to that. `before` is from before the run. */
async function shut(
  host: string,
  before: State,
  running: Running,
  { waitMs = 57_000, armed = host, meanwhile = (): Promise<void> => Promise.resolve() },
): Promise<Shut> {
  const armedMs = await untilShut(host, armed, running);
  await meanwhile();
  // Asking costs the machine more than waiting, and nobody comes in before.
  await sleep(Math.max(0, armedMs + waitMs - Date.now()));
  const seconds = ((await untilEntered(host)) - armedMs) / 1000;
  const shown = await running.done;
  // Who gets in again can be there before the host has put its own units away.
  const units = join(project.rootOf(host), 'etc/systemd/system');
  await vi.waitFor(() => expect(readdirSync(units).join(' ')).not.toContain('runbook-guard-'), { timeout: 20_000 });
  return { seconds, before, after: await stateOf(host), end: endOf(shown) };
}

describe('what shuts everybody out', () => {
  const found = new Map<string, Shut>();
  let rebootedS = 0;

  beforeAll(async () => {
    for (const host of all) {
      if (host === 'gate') continue;
      declare(`bad-${host}`, host, [...bad()[host], last]);
    }
    // The host behind the gate is in the middle of something when the gate is changed, and has more to do afterwards.
    const [change] = bad().gate;
    declare('bad-gate', 'gate,behind', [
      {
        name: 'Some time',
        command: { name: 'some-time', argv: ['sh', '-c', 'sleep 1; touch /run/some'], creates: '/run/some' },
        when: "host.name == 'gate'",
      },
      { ...change, when: "host.name == 'gate'" },
      {
        name: 'Long',
        command: { name: 'long', argv: ['sh', '-c', 'sleep 4; touch /run/long'], creates: '/run/long' },
        when: "host.name == 'behind'",
      },
      { name: 'Alone', file: { path: '/etc/alone', content: 'x\n' }, disruptive: true, when: "host.name == 'behind'" },
    ]);
    const states = new Map<string, State>();
    for (const host of all) states.set(host, await stateOf(host));
    const running = [...states].map(([host, before]) => ({ host, before, run: start(`bad-${host}`) }));
    const reboot = async (): Promise<void> => {
      await labPowerOff(project.lab, 'boot');
      await labPowerOn(project.lab, 'boot');
      const bootedMs = Date.now();
      await sleep(57_000);
      rebootedS = ((await untilEntered('boot')) - bootedMs) / 1000;
    };
    // systemd counts OnActiveSec anew then.
    const reload = async (): Promise<void> => {
      await sleep(25_000);
      await project.inside('users', 'systemctl daemon-reload');
    };
    await Promise.all(
      running.map(async ({ host, before, run }) => {
        const meanwhile =
          host === 'boot' ? reboot : host === 'killed' ? async (): Promise<void> => run.kill() : host === 'users' ? reload : undefined;
        found.set(host, await shut(host, before, run, meanwhile === undefined ? {} : { meanwhile }));
      }),
    );
    for (const [host, { seconds }] of found)
      process.stdout.write(
        `${host} could be entered again ${seconds.toFixed(1)} s after the change${host === 'boot' ? `, ${rebootedS.toFixed(1)} s after the boot` : ''}\n`,
      );
  });

  const of = (host: string): Shut => {
    const one = found.get(host);
    if (one === undefined) throw new Error(`${host} was not tried`);
    return one;
  };

  test.each(all)('%s: is taken back by the host itself within a minute, exactly', (host) => {
    const { seconds, before, after } = of(host);
    expect(host === 'boot' ? rebootedS : seconds).toBeLessThan(LIMIT_S);
    expect(differences(before, after)).toEqual([]);
    expect(after.live).toBe(before.live);
  });

  test.each(all.filter((host) => host !== 'killed'))('%s: the run says so, is no success, and does nothing more there', (host) => {
    const { end } = of(host);
    expect([end.status, statusOf(end, host)]).toEqual([5, 'rolled_back']);
    const told = end.events.filter((one) => one.event === 'step_done' && one.host === host);
    expect(told.at(-1)).toMatchObject({ status: 'rolled_back', diagnostic: { code: 'RB3040' } });
    expect(existsSync(join(project.rootOf(host), 'etc/last-of-all'))).toBe(false);
    expect(guardsOf(host)).toEqual([]);
  });

  test('nothing is begun behind a hop while it is not decided; then it goes on', () => {
    const { end } = of('gate');
    const place = (event: string, host: string, address: string): number =>
      end.events.findIndex(
        (one) => one.event === event && one.host === host && (one.address === address || one.addresses?.includes(address) === true),
      );
    const [sent, decided, alone] = [
      place('steps_sent', 'gate', 'firewall_table:runbook'),
      place('step_done', 'gate', 'firewall_table:runbook'),
      place('steps_sent', 'behind', 'file:/etc/alone'),
    ];
    expect(sent).toBeGreaterThan(place('step_done', 'behind', 'command:long'));
    expect(alone).toBeGreaterThan(decided);
    expect(decided).toBeGreaterThan(sent);
    expect(statusOf(end, 'behind')).toBe('changed');
  });

  test('the next run is told of what a host did when the program was gone, and goes on', async () => {
    expect(guardsOf('killed')).toHaveLength(1);
    declare('again-killed', 'killed', [firewall('198.18.20.0/24')]);
    const { status, text } = await project.runbook(['apply', 'again-killed', '-i', 'lab', '--yes', '--format', 'plain']);
    expect({ status, text }).toEqual({ status: 0, text: expect.stringMatching(/RB3044.*took a step of the run \S+ back/su) });
    expect(guardsOf('killed')).toEqual([]);
  });
});

test('a hop that lets nobody through any more, but itself be entered, is taken back; the time is that of the inventory', async () => {
  writeFiles(project.folder, { 'inventory/short/site.yml': `${inventory}guard: { seconds: 30 }\n` });
  declare('bad-end', 'bastion,far', [
    { ...bastionEnd(Buffer.alloc(32, 8).toString('base64')), when: "host.name == 'bastion'" },
    { name: 'Far', file: { path: '/etc/far', content: 'x\n' }, when: "host.name == 'far'" },
  ]);
  const untouched = await stateOf('far');
  const { seconds, before, after, end } = await shut('far', untouched, start('bad-end', 'short'), { armed: 'bastion', waitMs: 27_000 });
  process.stdout.write(`far could be entered again ${seconds.toFixed(1)} s after the change of the other end\n`);
  expect(seconds).toBeLessThan(40);
  expect(after.live).toBe(before.live);
  expect([end.status, statusOf(end, 'bastion')]).toEqual([5, 'rolled_back']);
});
