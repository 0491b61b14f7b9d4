import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bastionSite } from './support/bastion-site.ts';
import { makeLabProject, type LabProject, type Shown } from './support/lab-project.ts';
import { eventsOf, hostsOf } from './support/run-report.ts';
import { playbook, tasks } from './support/ten-steps.ts';

const files = {
  'inventory/lab/site.yml': bastionSite({ hosts: '\n  one: { zone: internal, address: 198.18.30.11, groups: [bare] }' }),
  'playbooks/slow.yml': playbook('slow'),
  'roles/slow/tasks.yml': tasks('slow', 2),
};

const site: { made?: LabProject } = {};
function made(): LabProject {
  if (site.made === undefined) throw new Error('the lab is not up');
  return site.made;
}

beforeAll(async () => {
  site.made = await makeLabProject('rbr', files);
});
afterAll(async () => {
  await site.made?.remove();
});

const noticesOf = (shown: Shown): string => JSON.stringify(eventsOf(shown).filter((one) => one.event === 'notice'));
const work = async (): Promise<readonly string[]> =>
  (await made().inside('one', 'cat /root/work 2>/dev/null || :')).split('\n').filter((line) => line !== '');
const lastRun = (): string => readdirSync(join(made().folder, '.runbook/runs')).toSorted().at(-1) ?? '';
const all = Array.from({ length: 10 }, (_, n) => `slow-${n}`);

test('a run that was killed is gone on with: what is done is found done, the rest is done, and that is all', async () => {
  expect(await made().runbook(['apply', '--resume', '--yes'])).toMatchObject({ status: 64, text: expect.stringContaining('RB6090') });
  const first = made().start(['apply', 'slow', '-i', 'lab', '--yes']);
  await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
  first.kill();
  await first.done;
  await made().inside('one', ': >/root/go');
  const killed = lastRun();
  // The program was killed in the middle of a record.
  appendFileSync(join(made().folder, '.runbook/runs', killed, 'journal.jsonl'), '{"prev":"0123');
  const resumed = await made().runbook(['apply', '--resume', '--yes', '--format', 'json']);
  expect(resumed.status).toBe(0);
  expect(await work()).toEqual(all);
  // What it had in hand when it was killed is found done.
  expect(hostsOf(resumed).get('one')).toMatchObject({ status: 'changed', changed: 7 });
  expect(noticesOf(resumed)).toContain(`Goes on with the run ${killed} of `);
  expect(noticesOf(resumed)).toMatch(/Done before: [12] steps? \(command:slow-0 on one/u);
  expect(noticesOf(resumed)).toContain('The last record of its journal was cut off (13 bytes)');
  const history = await made().runbook(['history', '--format', 'json']);
  expect(history.text).toContain(`"resumeOf":"${killed}"`);
  expect(history.text).toContain(`"resumedBy":"${lastRun()}"`);
  expect(await made().runbook(['apply', '--resume', '--yes'])).toMatchObject({ status: 64, text: expect.stringContaining('RB6090') });
  expect(await made().runbook(['apply', '--resume', killed, '--yes'])).toMatchObject({
    status: 64,
    text: expect.stringMatching(/RB6091[^]*gone on with already/u),
  });
});
