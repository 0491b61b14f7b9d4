import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resourceTypes } from '../../src/resources/registry.ts';
import { journalsOf } from './support/journals.ts';
import type { LabProject } from './support/lab-project.ts';
import { judgeRun, leftByUndo, lookBefore, stepsThatRan, type Before } from './truth/judge-run.ts';
import { plantedLies, plantShim, removeShim, type PlantedLie } from './truth/planted-lies.ts';
import { writtenWithoutRun } from './truth/planning-law.ts';
import { siteTypes, truthRounds, type TruthCase } from './truth/truth-cases.ts';
import { declare, families, makeTwoFamilies } from './truth/two-families.ts';

let project: LabProject;
/** Kinds of changes that were held to the law, by type. */
const held = new Map<string, Set<string>>();

beforeAll(async () => {
  project = await makeTwoFamilies('rbt');
});
afterAll(() => project.remove());

async function runTruth(verb: 'plan' | 'apply'): Promise<void> {
  await runWell([verb, 'truth', '-i', 'lab', ...(verb === 'apply' ? ['--yes'] : [])]);
}

async function runWell(words: readonly string[]): Promise<void> {
  const shown = await project.runbook(words);
  if (shown.status !== 0) throw new Error(`${words.join(' ')} ended with ${shown.status}:\n${shown.text.slice(-3000)}`);
}

/** What of the last run was not the truth; the changes that it made are counted as held to the law. */
async function judgeLastRun(before: Before): Promise<readonly string[]> {
  const events = journalsOf(project).at(-1) ?? [];
  for (const { step } of stepsThatRan(events))
    held.set(typeOf(step.address), (held.get(typeOf(step.address)) ?? new Set()).add(step.change.kind));
  return judgeRun(project, before, events);
}

function typeOf(address: string): string {
  return address.split(':')[0] ?? '';
}

describe('the truth law, type by type on both families', () => {
  test.each(truthRounds)('$title', async ({ cases, first, going, undo }) => {
    for (const host of families) await project.inside(host, first ?? ':');
    declare(project, cases);
    const before = await lookBefore(project, families, going);
    await runTruth('plan');
    expect(writtenWithoutRun(project, before)).toEqual([]);
    await runTruth('apply');
    expect(await judgeLastRun(before)).toEqual([]);
    const changed = stepsThatRan(journalsOf(project).at(-1) ?? []).map(({ step }) => `${step.host} ${typeOf(step.address)}`);
    expect(changed.toSorted()).toEqual(expectedChanges(cases));
    if (undo === undefined) return;
    const events = journalsOf(project).at(-1) ?? [];
    const beforeUndo = await lookBefore(project, families);
    await runWell(['undo', 'last', '-i', 'lab', '--yes']);
    expect(await judgeLastRun(beforeUndo)).toEqual([]);
    expect(await leftByUndo(project, before, events)).toEqual([]);
    if (undo === 'and again') await runTruth('apply');
  });

  test('every type has a case, and each that can be removed was made and removed', () => {
    const looking = truthRounds.flatMap(({ cases }) => cases.filter((one) => one.looks === true).map((one) => one.type));
    expect([...new Set([...held.keys(), ...looking, ...siteTypes])].toSorted()).toEqual(resourceTypes.map((one) => one.type).toSorted());
    for (const { type } of resourceTypes.filter((one) => one.parameters.includes('present'))) {
      expect({ type, kinds: [...(held.get(type) ?? [])] }).toEqual({ type, kinds: expect.arrayContaining(['create', 'delete']) });
    }
  });
});

function expectedChanges(cases: readonly TruthCase[]): readonly string[] {
  const changing = cases.filter((one) => one.looks !== true);
  return families.flatMap((host) => changing.filter((one) => (one.only ?? host) === host).map((one) => `${host} ${one.type}`)).toSorted();
}

describe('the truth law finds', () => {
  let found: readonly string[];

  beforeAll(async () => {
    for (const { host, first, shim, path } of plantedLies) {
      for (const each of families) await project.inside(each, first ?? ':');
      if (shim !== undefined) await project.inside(host, plantShim(shim, path));
    }
    declare(
      project,
      plantedLies.map((lie) => lie.declares),
    );
    const before = await lookBefore(project, families);
    await runTruth('apply');
    for (const { host, tamper } of plantedLies) await project.inside(host, tamper ?? ':');
    found = await judgeRun(project, before, journalsOf(project).at(-1) ?? []);
    for (const { host, shim } of plantedLies) if (shim !== undefined) await project.inside(host, removeShim(shim));
  });

  const begins = ({ host, path }: PlantedLie): string => `${host} ${path}: `;

  test.each(plantedLies)('$title', (lie) => {
    expect(found.filter((line) => line.startsWith(begins(lie)))).toContainEqual(expect.stringMatching(lie.says));
  });

  test('nothing else', () => {
    expect(found.filter((line) => !plantedLies.some((lie) => line.includes(` ${lie.path}: `)))).toEqual([]);
  });

  test('a plan that writes', async () => {
    const before = await lookBefore(project, families);
    await project.inside('deb', plantShim('/usr/bin/stat', '/var/lib/planted-by-stat'));
    await runTruth('plan');
    await project.inside('deb', removeShim('/usr/bin/stat'));
    expect(writtenWithoutRun(project, before)).toEqual([expect.stringMatching(/^deb \/var\/lib\/planted-by-stat: nothing became file /u)]);
  });
});
