import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeChaosLab } from './chaos/chaos-lab.ts';
import { filesOf } from './chaos/chaos-role.ts';
import { calibrate, chaosRun, type ChaosCourse } from './chaos/chaos-run.ts';
import { leftovers, tornFiles, unreachable, untoldHosts, wrongFiles } from './chaos/judge.ts';
import { STRIKES } from './chaos/strikes.ts';

/* Runs that are struck: `npm run test:chaos` is the long form. A seed says what strikes, when and where; these are of five kinds. */
const SEEDS = [0, 1, 3, 6, 7];

const course: { now?: ChaosCourse } = {};
function made(): ChaosCourse {
  if (course.now === undefined) throw new Error('the lab is not up');
  return course.now;
}
beforeAll(async () => {
  course.now = { project: await makeChaosLab('rpc'), version: 0, usualMs: 0 };
  await calibrate(course.now);
});
afterAll(async () => course.now?.project.remove());

test.each(SEEDS.map((seed) => [STRIKES[seed % STRIKES.length], seed] as const))(
  '%s comes to a good end',
  { timeout: 300_000 },
  async (_kind, seed) => {
    expect(await chaosRun(made(), seed)).toMatchObject({ seed, faults: [] });
  },
);

test('a package database that somebody else holds is waited for', async () => {
  const { project } = made();
  // dpkg(1) holds these by fcntl(2); perl is an essential package of Debian.
  const hold =
    '$lock = pack "s s x4 q q i x4", 1, 0, 0, 0, 0; open F, "+>>", "/var/lib/dpkg/lock-frontend" or die; fcntl F, 6, $lock or die; open H, ">/run/held" or die; sleep 15';
  await project.inside('deb-1', `perl -e '${hold}' >/dev/null 2>&1 & until [ -e /run/held ]; do sleep 0.1; done; rm /run/held`);
  writeFileSync(join(project.folder, 'playbooks/held.yml'), 'plays:\n  - { name: Held, hosts: deb-1, become: true, roles: [held] }\n');
  mkdirSync(join(project.folder, 'roles/held'), { recursive: true });
  writeFileSync(join(project.folder, 'roles/held/tasks.yml'), '- package: { name: socat }\n');
  const beganMs = Date.now();
  const shown = await project.runbook(['apply', 'held', '-i', 'lab', '--yes', '--format', 'json']);
  expect(shown.status).toBe(0);
  expect(Date.now() - beganMs).toBeGreaterThan(13_000);
});

describe('a fault is seen', () => {
  const inside = (script: string): Promise<string> => made().project.inside('deb-1', script);

  test('a file that is neither old nor new, by its content, its mode or its owner', async () => {
    const { project, version } = made();
    const [conf] = filesOf('deb-1', version);
    for (const spoil of ['truncate -s 100', 'chmod 666', 'chown daemon:daemon', 'rm -f']) {
      const file = `${project.rootOf('deb-1')}${conf?.path}`;
      const kept = readFileSync(file);
      await inside(`cp -a ${conf?.path} /root/kept; ${spoil} ${conf?.path}`);
      const torn = tornFiles(project, version);
      const wrong = wrongFiles(project, version);
      await inside(`mv /root/kept ${conf?.path}`);
      expect({ spoil, torn: torn.length, wrong: wrong.length, kept: readFileSync(file).equals(kept) }).toEqual({
        spoil,
        torn: 1,
        wrong: 1,
        kept: true,
      });
    }
    expect(tornFiles(project, version)).toEqual([]);
  });

  test('what is left beside a file, on its way, running, or locked', async () => {
    const { project } = made();
    const before = await leftovers(project);
    await inside(
      'mkdir -p /opt/chaos/.runbook-new.conf /var/lib/runbook/transfer /run/runbook/long/x; echo x >/var/lib/runbook/transfer/x; printf "x\\nx\\n1 %s\\n" "$(cut -d " " -f 22 /proc/1/stat)" >/run/runbook/lock',
    );
    const found = await leftovers(project);
    await inside('rm -rf /opt/chaos/.runbook-new.conf /var/lib/runbook/transfer/x /run/runbook/long/x /run/runbook/lock');
    expect([before, found]).toEqual([
      [],
      ['/opt/chaos/.runbook-new.conf', '/var/lib/runbook/transfer/x', '/run/runbook/long/x', '/run/runbook/lock'].map(
        (path) => `left on deb-1: ${path}`,
      ),
    ]);
  });

  test('a host that cannot be entered, and one that was not told the head', async () => {
    const { project } = made();
    await inside('nft add table inet shut; nft add chain inet shut input "{ type filter hook input priority -10; policy drop; }"');
    const shut = await unreachable(project);
    await inside('nft delete table inet shut');
    expect(shut).toEqual([expect.stringContaining('deb-1 cannot be entered')]);
    expect(await untoldHosts(project, 'f'.repeat(64), ['deb-1'])).toEqual([expect.stringContaining('deb-1 was not told')]);
  });
});
