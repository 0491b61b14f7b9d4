import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answersDigest, sha256 } from '../../src/core/digest.ts';
import { openPastRun } from '../../src/cli/past-runs.ts';
import { planDigest } from '../../src/core/plan-digest.ts';
import { packPlan } from '../../src/core/plan-pack.ts';
import { OWNER, planProject, WEAK, withPlanProject } from '../support/plan-project.ts';
import { runCli } from '../support/run-cli.ts';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'runbook-secret-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const tasks = `- name: Secret
  file: { path: "{{place}}/secret", content: "password: {{token}}\\n", mode: "0600", ${OWNER} }
`;
/** What the host has before: another weak secret. */
const OLD = '0007';
const contentOf = (secret: string): string => `password: ${secret}\n`;

/** Everything of that word list that somebody who knows the site but for its secrets can make and look for. */
function guesses(): ReadonlyMap<string, string> {
  const owner = /owner: ([^,]+), group: (\S+)/u.exec(OWNER);
  const words = Array.from({ length: 10_000 }, (_, number) => String(number).padStart(4, '0'));
  return new Map(
    words.flatMap((word) => {
      const file = sha256(contentOf(word));
      const stat = `file 0600 ${owner?.[1] ?? ''} ${owner?.[2] ?? ''}`;
      return [sha256(word), sha256(`${word}\n`), file, answersDigest([stat, file]), answersDigest([file])].map(
        (digest): [string, string] => [digest, word],
      );
    }),
  );
}

/** The words that a text gives away: as they stand, or by a digest that they can be tried against. */
function givenAway(text: string, known: ReadonlyMap<string, string>): readonly string[] {
  const digests = text.match(/[0-9a-f]{64}/gu) ?? [];
  const plain = [WEAK, OLD].filter((word) => new RegExp(`(?<![0-9A-Fa-f])${word}(?![0-9A-Fa-f])`, 'u').test(text));
  return [...new Set([...digests.flatMap((digest) => known.get(digest) ?? []), ...plain])];
}

const journalsOf = (project: string): string =>
  readdirSync(join(project, '.runbook/runs'))
    .map((run) => readFileSync(join(project, '.runbook/runs', run, 'journal.jsonl'), 'utf8'))
    .join('');

test('a weak secret cannot be guessed from a plan file, its events or the journals; whoever has the key carries the plan out', async () => {
  await withPlanProject(planProject(place, tasks), async (project) => {
    const known = guesses();
    const file = join(place, 'secret');
    writeFileSync(file, contentOf(OLD), { mode: 0o600 });
    // The attacker is able: a plan that told digests would be read at once.
    expect(givenAway(`x ${sha256(contentOf(WEAK))} ${sha256(contentOf(OLD))}`, known)).toEqual([WEAK, OLD]);

    const planned = await runCli(['plan', '--out', 'change.plan', '--format', 'json'], project);
    expect([planned.exitCode, planned.err]).toEqual([0, '']);
    const plan = readFileSync(join(project, 'change.plan'), 'utf8');
    expect(plan).toContain('"marks":["mark:');
    expect([givenAway(plan, known), givenAway(planned.out, known)]).toEqual([[], []]);
    // A host that answers a guess gets a mark of it into plans: it must be equal to no mark of the secret.
    const key = Buffer.from(readFileSync(join(project, '.runbook/marks.key'), 'utf8').trim(), 'hex');
    for (const guess of [WEAK, `${WEAK}\n`, `host here\n${WEAK}`, sha256(contentOf(OLD))])
      expect(plan).not.toContain(createHmac('sha256', key).update(guess).digest('hex'));

    // What stands there is not what was seen: nothing is done, and only marks are told.
    writeFileSync(file, contentOf('4711'), { mode: 0o600 });
    const refused = await runCli(['apply', 'change.plan', '-y', '--format', 'json'], project);
    expect([refused.exitCode, readFileSync(file, 'utf8')]).toEqual([3, contentOf('4711')]);
    expect(refused.out).toContain('RB3101');
    // By chance the four digits of the secret stand in a mark: there they are masked too.
    const mark = String.raw`\\"mark:(?:[0-9a-f]|\(secret token\)){9,12}…\\"`;
    expect(refused.out).toMatch(new RegExp(`digest ${file}: was ${mark}, is ${mark}`, 'u'));
    expect([givenAway(refused.out, known), givenAway(journalsOf(project), known)]).toEqual([[], []]);

    writeFileSync(file, contentOf(OLD), { mode: 0o600 });
    const done = await runCli(['apply', 'change.plan', '-y', '--format', 'json'], project);
    expect([done.exitCode, readFileSync(file, 'utf8')]).toEqual([0, contentOf(WEAK)]);
    expect([givenAway(done.out, known), givenAway(journalsOf(project), known)]).toEqual([[], []]);
  });
}, 60_000);

test('a secret that changed since is named; another key of the marks is refused before anything', async () => {
  await withPlanProject(planProject(place, tasks), async (project) => {
    writeFileSync(join(place, 'secret'), contentOf(OLD), { mode: 0o600 });
    expect((await runCli(['plan', '--out', 'change.plan'], project)).exitCode).toBe(0);
    renameSync(join(project, '.runbook'), join(project, '.elsewhere'));
    const other = await runCli(['apply', 'change.plan', '-y'], project);
    expect([other.exitCode, other.err.includes('RB6032')]).toEqual([3, true]);
    rmSync(join(project, '.runbook'), { recursive: true });
    renameSync(join(project, '.elsewhere'), join(project, '.runbook'));

    writeFileSync(join(project, 'inventory/site/secrets/token'), 'another-one\n');
    const strict = await runCli(['apply', 'change.plan', '-y', '--require-same-inputs'], project);
    expect([strict.exitCode, readFileSync(join(place, 'secret'), 'utf8')]).toEqual([3, contentOf(OLD)]);
    expect(strict.err).toContain('the secret token has changed');
    const done = await runCli(['apply', 'change.plan', '-y'], project);
    expect([done.exitCode, readFileSync(join(place, 'secret'), 'utf8')]).toEqual([0, contentOf('another-one')]);
    expect(done.out).toContain('the secret token has changed');
    expect(strict.err + done.out).not.toContain('another-one');
  });
}, 60_000);

test('a weak secret that is also a part of other texts leaves the journal a plan with which everything can be taken back', async () => {
  const page = `- name: Page
  file: { path: "{{place}}/page-${WEAK}", content: "port ${WEAK}\\n${'# A long text.'.repeat(20)}\\n", ${OWNER} }
`;
  await withPlanProject(planProject(place, tasks + page), async (project) => {
    expect((await runCli(['plan', '--out', 'change.plan'], project)).exitCode).toBe(0);
    const done = await runCli(['apply', 'change.plan', '-y', '--format', 'json'], project);
    expect([done.exitCode, done.out.includes('(secret token)')]).toEqual([0, true]);
    const run = readdirSync(join(project, '.runbook/runs')).at(-1) ?? '';
    const { past } = openPastRun(project, run);
    expect(past.plans.map((plan) => planDigest(packPlan(plan)))).toEqual([sha256(readFileSync(join(project, 'change.plan')))]);
    const [secret, other] = past.steps;
    expect([secret?.outcome, other?.outcome, other?.step.address]).toEqual(['changed', 'changed', `file:${place}/page-${WEAK}`]);
    expect(other?.after?.[1]).toBe(sha256(readFileSync(join(place, `page-${WEAK}`))));
  });
}, 60_000);

test('of a file that not everyone may read, a plan that changes a line holds nothing; it can be applied again', async () => {
  const lines = `- name: Line
  line: { path: "{{place}}/private", name: mode, regex: "^mode ", line: mode new }
- name: No line
  line: { path: "{{place}}/private", name: old, regex: "^old ", present: false }
`;
  await withPlanProject(planProject(place, lines), async (project) => {
    const file = join(place, 'private');
    const [begun, half, after] = [`pin ${OLD}\nmode old\nold ${OLD}\n`, `pin ${OLD}\nmode new\nold ${OLD}\n`, `pin ${OLD}\nmode new\n`];
    writeFileSync(file, begun, { mode: 0o600 });
    const stat = `file 0600 ${OWNER.replace('owner: ', '').replace(', group:', '')}`;
    const digests = [begun, half, after].map((text) => sha256(text));
    const known = new Map([...digests, ...digests.map((digest) => answersDigest([stat, digest]))].map((digest) => [digest, OLD]));
    const planned = await runCli(['plan', '--out', 'change.plan', '--format', 'json'], project);
    expect([planned.exitCode, planned.err]).toEqual([0, '']);
    const plan = readFileSync(join(project, 'change.plan'), 'utf8');
    expect(plan).toContain('"marksAfter":["mark:');
    expect([givenAway(plan, known), givenAway(planned.out, known)]).toEqual([[], []]);

    // It was stopped half way: the first step is done already.
    writeFileSync(file, half);
    const done = await runCli(['apply', 'change.plan', '-y', '--format', 'json'], project);
    expect([done.exitCode, readFileSync(file, 'utf8')]).toEqual([0, after]);
    expect([...done.out.matchAll(/"event":"step_done"[^\n]*?"status":"(\w+)"/gu)].map(([, status]) => status)).toEqual([
      'already',
      'changed',
    ]);
    expect([givenAway(done.out, known), givenAway(journalsOf(project), known)]).toEqual([[], []]);

    writeFileSync(file, `${begun}more\n`);
    const refused = await runCli(['apply', 'change.plan', '-y'], project);
    expect([refused.exitCode, readFileSync(file, 'utf8')]).toEqual([3, `${begun}more\n`]);
  });
}, 60_000);

test('what a step prints or leaves when it fails gives the secret away no more than the plan does', async () => {
  const checked = `- name: Secret
  file: { path: "{{place}}/secret", content: "password: {{token}}\\n", mode: "0600", ${OWNER}, validate: [sh, -c, "cat %s; sha256sum %s; exit 9", sh, "%s"] }
`;
  await withPlanProject(planProject(place, checked), async (project) => {
    expect((await runCli(['plan', '--out', 'change.plan'], project)).exitCode).toBe(0);
    mkdirSync(join(place, 'other'));
    const failed = await runCli(['apply', 'change.plan', '-y', '--format', 'json'], project);
    expect(failed.exitCode).toBe(1);
    expect([givenAway(failed.out, new Map()), givenAway(journalsOf(project), new Map())]).toEqual([[], []]);
  });
}, 60_000);

test('a secret that files of the host hold in clear is in no plan and no journal, and what is written is right; it can be taken back', async () => {
  const strong = 'ca"nary-8f3a 둘째';
  const olds = `- name: Replaced
  file: { path: "{{place}}/replaced", content: "nothing any more\\n", ${OWNER} }
- name: Line below
  line: { path: "{{place}}/lines", name: token, regex: "^token ", line: "token {{token}}" }
- name: Other line
  line: { path: "{{place}}/lines", name: port, regex: "^port ", line: "port 2" }
- name: Only another line
  line: { path: "{{place}}/others", name: port, regex: "^port ", line: "port 2" }
- name: Line of a file that is not for everyone
  line: { path: "{{place}}/private", name: token, regex: "^token ", line: "token {{token}}" }
`;
  const files = planProject(place, olds, { 'inventory/site/secrets/token': `${strong}\n` });
  await withPlanProject(files, async (project) => {
    const begun: Readonly<Record<string, string>> = {
      replaced: `old: ${strong}\nmore\n`,
      lines: `old ${strong}\nport 1\n`,
      others: `a ${strong} b\nport 1\n`,
      private: 'token former\n',
    };
    for (const [name, text] of Object.entries(begun)) writeFileSync(join(place, name), text, { mode: name === 'private' ? 0o600 : 0o644 });
    const leaks = (text: string): boolean => [strong, JSON.stringify(strong).slice(1, -1)].some((form) => text.includes(form));
    expect(leaks(JSON.stringify(begun['others']))).toBe(true);
    const planned = await runCli(['plan', '--out', 'change.plan', '--html', 'plan.html', '--format', 'json'], project);
    expect([planned.exitCode, planned.err]).toEqual([0, expect.stringContaining('The page is in')]);
    expect(leaks(readFileSync(join(project, 'change.plan'), 'utf8'))).toBe(false);
    expect((await runCli(['show', 'change.plan'], project)).exitCode).toBe(0);
    const done = await runCli(['apply', 'change.plan', '-y', '--format', 'json'], project);
    expect([done.exitCode, done.err]).toEqual([0, '']);
    const written = (): readonly string[] => Object.keys(begun).map((name) => readFileSync(join(place, name), 'utf8'));
    expect(written()).toEqual([
      'nothing any more\n',
      `old ${strong}\nport 2\ntoken ${strong}\n`,
      `a ${strong} b\nport 2\n`,
      `token ${strong}\n`,
    ]);
    const again = await runCli(['verify'], project);
    expect([again.exitCode, leaks(again.out)]).toEqual([0, false]);
    const undone = await runCli(['undo', 'last', '-y', '--format', 'json'], project);
    expect([undone.exitCode, undone.err]).toEqual([0, '']);
    expect(written()).toEqual(Object.values(begun));
    const told = [planned.out, done.out, undone.out, readFileSync(join(project, 'plan.html'), 'utf8'), journalsOf(project)];
    expect(told.map((text) => leaks(text))).toEqual(told.map(() => false));
  });
}, 60_000);
