import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bastionSite } from './support/bastion-site.ts';
import { makeLabProject, type LabProject, type Shown } from './support/lab-project.ts';
import { eventsOf, hostsOf } from './support/run-report.ts';

/** Ten steps, of which the first or the third takes some time; each leaves its mark. */
const tasks = (marker: string, slow: number, seconds: number): string =>
  Array.from({ length: 10 }, (_, index) => {
    const script = `echo ${marker}-${index} | tee -a /root/work >/root/done-${marker}-${index}; ${index === slow ? `sleep ${seconds}` : ':'}`;
    return `- command: { name: ${marker}-${index}, argv: [sh, -c, "${script}"], creates: /root/done-${marker}-${index}, timeout_s: 60 }\n`;
  }).join('');

const playbook = (role: string): string => `plays:\n  - { name: Work, hosts: internal, become: true, roles: [${role}] }\n`;

const files = {
  'inventory/lab/site.yml': bastionSite({ hosts: '\n  one: { zone: internal, address: 198.18.30.11, groups: [bare] }' }),
  'playbooks/slow.yml': playbook('slow'),
  'playbooks/quick.yml': playbook('quick'),
  'roles/slow/tasks.yml': tasks('slow', 2, 6),
  'roles/quick/tasks.yml': tasks('quick', 0, 0),
};

const site: { made?: LabProject } = {};
function made(): LabProject {
  if (site.made === undefined) throw new Error('the lab is not up');
  return site.made;
}

beforeAll(async () => {
  site.made = await makeLabProject('rbl', files);
});
afterAll(async () => {
  await site.made?.remove();
});

const apply = (name: string): readonly string[] => ['apply', name, '-i', 'lab', '--yes', '--format', 'json'];
const noticesOf = (shown: Shown): string => JSON.stringify(eventsOf(shown).filter((one) => one.event === 'notice'));
const work = async (): Promise<readonly string[]> => (await made().inside('one', 'cat /root/work 2>/dev/null || :')).split('\n').filter((line) => line !== '');
const clear = (): Promise<string> => made().inside('one', 'rm -f /root/work /root/done-*');

test('two runs at once: the second waits, says for whom, and comes after the first', async () => {
  await clear();
  const first = made().start(apply('slow'));
  await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
  const second = await made().runbook(apply('quick'));
  expect((await first.done).status).toBe(0);
  expect(second.status).toBe(0);
  expect(noticesOf(second)).toMatch(/waits for the lock of the run \d{8}-\d{6}-\w+ of \S+ on /u);
  expect(await work()).toEqual([...Array.from({ length: 10 }, (_, n) => `slow-${n}`), ...Array.from({ length: 10 }, (_, n) => `quick-${n}`)]);
  expect(await made().inside('one', 'ls /run/runbook')).toBe('');
});
