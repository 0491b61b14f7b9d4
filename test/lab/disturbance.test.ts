import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hostOf } from '../../src/lab/lab-state.ts';
import { requireLab } from '../../src/lab/lab-status.ts';
import type { Disturbed } from './disturbance/disturbance.ts';
import { hostCases } from './disturbance/host-cases.ts';
import { outsidePlan, readPlan } from './disturbance/outside-plan.ts';
import { siteCases } from './disturbance/site-cases.ts';
import { declare, makeBlank, makeFieldLab } from './random/field-lab.ts';
import type { LabProject, Shown } from './support/lab-project.ts';
import { eventsOf } from './support/run-report.ts';
import { readHostTree, type HostTree } from './truth/host-tree.ts';

const host = 'deb-1';
const planFile = 'change.plan';
/** What comes after on the host. */
const last = { file: { path: '/etc/planned-last', content: 'the end\n' } };
const first = { file: { path: '/etc/planned-first', content: 'the start\n' } };

let project: LabProject;
beforeAll(async () => {
  project = await makeFieldLab(
    'rprd',
    { 'inventory/lab/secrets/door': 'correct horse\n' },
    'vars: { door: { secret: { file: secrets/door } } }\n',
  );
  chmodSync(join(project.folder, 'inventory/lab/secrets/door'), 0o600);
});
afterAll(async () => project.remove());

/** Files of the operator that a case may change, as they were. */
const kept = new Map<string, string>();
afterEach(() => {
  for (const [path, text] of kept) writeFileSync(path, text);
});

function keepFiles(): void {
  kept.clear();
  const { knownHosts } = requireLab(project.lab.options);
  for (const path of ['inventory/lab/site.yml', 'inventory/lab/secrets/door'].map((file) => join(project.folder, file)).concat(knownHosts))
    kept.set(path, readFileSync(path, 'utf8'));
}

interface Carried {
  readonly shown: Shown;
  readonly before: HostTree;
  readonly after: HostTree;
}

/** Plans, lets it happen, and carries the plan out. */
async function carryOut(one: Disturbed): Promise<Carried> {
  keepFiles();
  await makeBlank(project, host);
  if (one.before !== undefined) await project.inside(host, one.before);
  declare(project, 'disturbed', [first, ...one.tasks, last]);
  const planned = await project.runbook([
    'plan',
    'disturbed',
    '-i',
    'lab',
    '--limit',
    host,
    '--out',
    planFile,
    ...(one.planOptions?.() ?? []),
  ]);
  expect(planned.text).toMatch(/Plan of /u);
  expect(planned.status).toBe(0);
  if (one.script !== undefined) await project.inside(host, one.script);
  await one.happens?.(project, planFile);
  const before = treeNow();
  const shown = await project.runbook(['apply', planFile, '-i', 'lab', '--yes', '--format', 'json', ...(one.applyOptions ?? [])]);
  return { shown, before, after: treeNow() };
}

function treeNow(): HostTree {
  return readHostTree(hostOf(requireLab(project.lab.options), host));
}

function statusOf(shown: Shown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    eventsOf(shown).flatMap((event) => (event.event === 'step_done' ? [[event.address ?? '', event.status ?? '']] : [])),
  );
}

/** A file that must be as the plan says, or not be there. */
function there(path: string): boolean {
  return existsSync(join(project.rootOf(host), path));
}

interface Expected {
  readonly status: number;
  /** How each step came out, by address; those of the case in question. */
  readonly steps: Readonly<Record<string, string>>;
  /** Whether what stands at the end of the plan was done. */
  readonly ended: boolean;
  readonly says: RegExp;
}

const start = 'file:/etc/planned-first';

/** What must come of a case: the same four things for all of them. */
function expected({ outcome, tasks }: Disturbed): Expected {
  if ('notBegun' in outcome)
    return { status: outcome.exit, steps: {}, ended: false, says: new RegExp(`${outcome.notBegun}.*${outcome.says.source}`, 'su') };
  if ('refused' in outcome)
    return {
      status: 3,
      steps: { [start]: 'changed', [outcome.refused]: 'refused' },
      ended: false,
      says: new RegExp(`RB3101.*${outcome.moved.source}`, 'su'),
    };
  const already = Object.fromEntries((outcome.already ?? []).map((address) => [address, 'already']));
  return { status: 0, steps: tasks.length === 0 ? {} : { [start]: 'changed', ...already }, ended: true, says: outcome.says ?? /run_done/u };
}

/** What was said, in one line: JSON as it came, or the reasons of the refused step alone. */
function saidBy(shown: Shown, { outcome }: Disturbed): string {
  if (!('refused' in outcome)) return shown.text.replaceAll(/\s+/gu, ' ');
  const said = eventsOf(shown).find((event) => event.event === 'step_done' && event.address === outcome.refused)?.diagnostic;
  return `${said?.code} ${said?.why}`;
}

/** The steps that came out as one of these, by address. */
function stepsOf(shown: Shown, kinds: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(statusOf(shown)).filter(([, status]) => kinds.includes(status)));
}

const cases = [...hostCases, ...siteCases].map((one) => ({ one, title: one.title, follows: followsOf(one) }));

test.each(cases)('after the plan was made, $title: $follows', async ({ one }) => {
  const { shown, before, after } = await carryOut(one);
  const { status, steps, ended, says } = expected(one);
  expect({ status: shown.status, text: shown.text }).toEqual({ status, text: expect.any(String) });
  expect(statusOf(shown)).toMatchObject(steps);
  expect(Object.keys(statusOf(shown)).length > 0).toBe(start in steps);
  expect(stepsOf(shown, ['already', 'refused', 'failed'])).toEqual(
    Object.fromEntries(Object.entries(steps).filter(([, how]) => how !== 'changed')),
  );
  expect(saidBy(shown, one)).toMatch(says);
  expect([there('/etc/planned-first'), there('/etc/planned-last')]).toEqual([start in steps, ended]);
  expect(outsidePlan(readPlan(join(project.folder, planFile)), before, after, eventsOf(shown))).toEqual([]);
});

function followsOf({ outcome }: Disturbed): string {
  if ('notBegun' in outcome) return `nothing is begun, ${outcome.notBegun}`;
  return 'refused' in outcome
    ? `${outcome.refused} is refused, what was before it is done, and what comes after is not`
    : 'the plan is done, and nothing else';
}
