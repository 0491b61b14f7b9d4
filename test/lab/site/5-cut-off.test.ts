import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { labCutLink, labPowerOff, labPowerOn, labRestoreLink } from '../../../src/lab/lab-host.ts';
import { cutPaths, cutRole } from '../support/cut-role.ts';
import { journalsOf } from '../support/journals.ts';
import type { LabProject, Shown } from '../support/lab-project.ts';
import { changedBy, hostsOf } from '../support/run-report.ts';
import { siteLab } from '../support/site-lab.ts';

const files = {
  ...cutRole,
  'playbooks/install.yml': 'plays:\n  - { name: Install, hosts: all, become: true, roles: [install] }\n',
  'roles/install/tasks.yml': '- package: { name: jq }\n- file: { path: /etc/installed, content: "all of it\\n", mode: "0644" }\n',
};

let project: LabProject;

beforeAll(async () => {
  project = await siteLab(files);
});

/** What a file of a host holds; nothing when it is not there. */
function held(host: string, path: string): string {
  const file = join(project.rootOf(host), path);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

function heldBy(host: string): readonly string[] {
  return [held(host, cutPaths.config), held(host, cutPaths.running), held(host, cutPaths.done)];
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 1200) throw new Error(`waited in vain: ${what}`);
    await sleep(50);
  }
}

/** Whether a run has written down that a host changed the file: what is cut off before it was heard, nobody can count. */
function toldWritten(run: readonly RunEvent[] | undefined, host: string): boolean {
  return (run ?? []).some((one) => one.event === 'step_done' && one.host === host && one.address === `file:${cutPaths.config}`);
}

function apply(hosts: readonly string[], version: number, playbook = 'cut'): readonly string[] {
  const variable = playbook === 'cut' ? ['-e', `cut_version=${version}`] : [];
  return ['apply', playbook, '-i', 'lab', '--limit', hosts.join(','), ...variable, '--yes', '--format', 'json'];
}

function statuses(shown: Shown): Readonly<Record<string, string>> {
  return Object.fromEntries([...hostsOf(shown)].map(([host, { status }]) => [host, status]));
}

describe('a host that loses its power and one whose link is cut, in the middle of an apply', () => {
  const hosts = ['relay-2', 'cp-2', 'worker-1'];
  const [dark, cut, lucky] = ['relay-2', 'cp-2', 'worker-1'];
  let broken: Shown;
  let atCut: readonly string[];

  beforeAll(async () => {
    const first = await project.runbook(apply(hosts, 1));
    if (first.status !== 0) throw new Error(first.text);
    const earlier = journalsOf(project).length;
    const running = project.start(apply(hosts, 2));
    await until('the run has heard from every host that version 2 is written', () => {
      const run = journalsOf(project)[earlier];
      return hosts.every((host) => toldWritten(run, host));
    });
    atCut = hosts.flatMap((host) => heldBy(host).slice(1));
    await Promise.all([labPowerOff(project.lab, dark), labCutLink(project.lab, cut)]);
    broken = await running.done;
    await Promise.all([labPowerOn(project.lab, dark), labRestoreLink(project.lab, cut)]);
  });

  test('the cut came after the file was written and before the service was restarted', () => {
    expect(atCut).toEqual(hosts.flatMap(() => ['version 1', 'version 1']));
    expect(heldBy(cut)).toEqual(['version 2', 'version 1', 'version 1']);
    expect(heldBy(dark)[2]).toBe('version 1');
  });

  test('the run ends with 4, names both, and the other host finishes', () => {
    expect(broken.status).toBe(4);
    expect(statuses(broken)).toEqual({ [dark]: 'unreachable', [cut]: 'unreachable', [lucky]: 'changed' });
    expect(heldBy(lucky)).toEqual(['version 2', 'version 2', 'version 2']);
  });

  test('what they did before is counted', () => {
    for (const host of [dark, cut]) {
      expect(changedBy(broken).filter((step) => step.startsWith(`${host} `))).toEqual([`${host} file:${cutPaths.config}`]);
      expect(hostsOf(broken).get(host)?.changed).toBe(1);
    }
  });

  test('the next apply finishes the work; the restart that was still due is done', async () => {
    const shown = await project.runbook(apply(hosts, 2));
    expect({ status: shown.status, hosts: statuses(shown) }).toEqual({
      status: 0,
      hosts: { [dark]: 'changed', [cut]: 'changed', [lucky]: 'ok' },
    });
    expect(changedBy(shown)).toContain(`${cut} service:cut`);
    for (const host of hosts) expect({ host, held: heldBy(host) }).toEqual({ host, held: ['version 2', 'version 2', 'version 2'] });
  });

  test('a third changes nothing', async () => {
    const shown = await project.runbook(apply(hosts, 2));
    expect({ status: shown.status, changed: changedBy(shown) }).toEqual({ status: 0, changed: [] });
  });
});

describe('the controller killed in the middle of an apply', () => {
  const host = 'worker-2';

  beforeAll(async () => {
    const first = await project.runbook(apply([host], 1));
    if (first.status !== 0) throw new Error(first.text);
    const running = project.start(apply([host], 2));
    await until('version 2 is written', () => held(host, cutPaths.config) === 'version 2');
    running.kill();
    await running.done;
  });

  test('it had written the file, not restarted the service, and its journal has no end', () => {
    expect(heldBy(host)).toEqual(['version 2', 'version 1', 'version 1']);
    expect(
      journalsOf(project)
        .at(-1)
        ?.some((event) => event.event === 'run_done'),
    ).toBe(false);
  });

  test('the next apply, at once, finishes the work; the restart that was still due is done', async () => {
    const shown = await project.runbook(apply([host], 2));
    expect({ status: shown.status, changed: changedBy(shown).includes(`${host} service:cut`) }).toEqual({ status: 0, changed: true });
    expect(heldBy(host)).toEqual(['version 2', 'version 2', 'version 2']);
  });

  test('a third changes nothing', async () => {
    const shown = await project.runbook(apply([host], 2));
    expect({ status: shown.status, changed: changedBy(shown) }).toEqual({ status: 0, changed: [] });
  });
});

describe('the controller killed in the middle of a package transaction', () => {
  const host = 'worker-1';
  const work = '/run/runbook/long';

  /** Folders of long commands that have begun and not ended. */
  function underWay(): readonly string[] {
    const folder = join(project.rootOf(host), work);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter((one) => existsSync(join(folder, one, 'pid')) && !existsSync(join(folder, one, 'code')));
  }

  beforeAll(async () => {
    await project.inside(host, `echo 'DPkg::Pre-Invoke { "sleep 8"; };' > /etc/apt/apt.conf.d/zz-slow`);
    const running = project.start(apply([host], 0, 'install'));
    await until('the transaction has begun', () => underWay().length > 0);
    running.kill();
    await running.done;
  });

  test('the transaction goes on without it', async () => {
    expect(underWay()).toHaveLength(1);
    expect(await project.inside(host, `kill -0 "$(cat ${work}/*/pid)" && echo alive`)).toBe('alive\n');
    expect(held(host, '/usr/bin/jq')).toBe('');
  });

  test('the next apply finds it, waits for it, and goes on; it was done once', async () => {
    const shown = await project.runbook(apply([host], 0, 'install'));
    await project.inside(host, 'rm /etc/apt/apt.conf.d/zz-slow');
    expect({ status: shown.status, hosts: statuses(shown) }).toEqual({ status: 0, hosts: { [host]: 'changed' } });
    expect(await project.inside(host, "grep -c ' install jq:' /var/log/dpkg.log")).toBe('1\n');
    expect(held(host, '/etc/installed')).toBe('all of it');
    expect(underWay()).toEqual([]);
  });

  test('a third changes nothing', async () => {
    const shown = await project.runbook(apply([host], 0, 'install'));
    expect({ status: shown.status, changed: changedBy(shown) }).toEqual({ status: 0, changed: [] });
  });
});
