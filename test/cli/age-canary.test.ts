import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encryptTo, encryptWith, makePair, writePrivate } from '../support/age-made.ts';
import { OWNER, planProject, withPlanProject } from '../support/plan-project.ts';
import { runCli } from '../support/run-cli.ts';

const VALUE = 'ca"nary-8f3a\' one\n둘째 줄 canary';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'runbook-canary-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** The ways in which a text may stand somewhere; made here by themselves, not by the program. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const lines = text.split('\n');
  return [
    ...lines,
    ...lines.map((line) => JSON.stringify(line).slice(1, -1)),
    ...lines.map((line) => encodeURIComponent(line)),
    ...lines.map((line) => line.replaceAll("'", "'\\''")),
    ...[text, ...lines].map((one) => Buffer.from(one).toString('base64').replace(/=+$/u, '').slice(0, -1)),
    bytes.toString('hex'),
  ];
}

/** The forms of these texts that stand in a text. */
function foundIn(text: string, ...hidden: readonly string[]): readonly string[] {
  return hidden.flatMap((one) => formsOf(one)).filter((form) => text.includes(form));
}

/** All files below a folder, one after the other. */
function everything(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** What lies open in the folders of this machine for short-lived files: names only, of those that begin as ours do. */
const leftovers = (): readonly string[] =>
  ['/dev/shm', tmpdir()].flatMap((folder) => readdirSync(folder).filter((name) => /^runbook-[A-Za-z0-9]{6}$/u.test(name)));

test('a secret from an age file and its identity are in no output, plan, page, journal, argument or temporary file', async () => {
  const pair = await makePair();
  // While it runs, the processes of this machine are listed; then it prints everything that must not be told, and fails.
  const tasks = `- name: Secret
  file: { path: "{{place}}/secret", content: "{{token}}", mode: "0600", ${OWNER} }
- name: Tell all
  command:
    name: tell all
    argv: [sh, -c, "ps -eww -o args > {{place}}/processes; cat; base64 -w0 {{place}}/secret; cat {{place}}/key; cat {{place}}/key >&2; exit 9"]
    stdin: "{{token}}"
    unless: [test, -e, "{{place}}/told"]
`;
  const files = planProject(place, tasks);
  const site = `${files['inventory/site/site.yml'] ?? ''}`.replace('file: secrets/token', 'age: secrets/token.age');
  await withPlanProject({ ...files, 'inventory/site/site.yml': site }, async (project) => {
    writeFileSync(join(project, 'inventory/site/secrets/token.age'), await encryptTo(`${VALUE}\n`, pair.recipient));
    writePrivate(join(place, 'key'), `# mine\n${pair.identity}\n`);
    const env = { RUNBOOK_AGE_IDENTITY: join(place, 'key') };
    const before = leftovers();
    // The search finds what is there.
    expect(foundIn(`x${VALUE}`, VALUE).length).toBeGreaterThan(1);
    expect(foundIn(JSON.stringify([pair.identity]), pair.identity)).not.toEqual([]);

    const planned = await runCli(['plan', '--out', 'change.plan', '--html', 'plan.html', '--format', 'json'], project, env);
    expect(planned.exitCode).toBe(0);
    const failed = await runCli(['apply', 'change.plan', '-y', '-v', '--html', 'run.html', '--format', 'json'], project, env);
    expect([failed.exitCode, readFileSync(join(place, 'secret'), 'utf8')]).toEqual([1, VALUE]);
    const processes = readFileSync(join(place, 'processes'), 'utf8');
    expect(processes).toContain('change.plan');
    const again = await runCli(['apply', '-y', '-v', '--format', 'plain', '--age-identity', join(place, 'key')], project);
    expect([again.exitCode, again.out.includes('(secret token)'), again.out.includes('(secret age identity)')]).toEqual([1, true, true]);
    writeFileSync(join(place, 'told'), '');
    const verified = await runCli(['verify', '-v'], project, env);
    expect(verified.exitCode).toBe(0);

    const outputs = [planned, failed, again, verified].map((end) => end.out + end.err).join('');
    const written = everything(project);
    expect(written).toContain('run_started');
    expect(foundIn(outputs + written + processes + readFileSync(join(place, 'processes'), 'utf8'), VALUE, pair.identity)).toEqual([]);
    expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
  });
}, 120_000);

test('without a terminal a file with a passphrase is refused before a host is written to', async () => {
  const tasks = `- name: Secret
  file: { path: "{{place}}/secret", content: "{{token}}", mode: "0600", ${OWNER} }
`;
  const files = planProject(place, tasks);
  const site = `${files['inventory/site/site.yml'] ?? ''}`.replace('file: secrets/token', 'age: secrets/token.age');
  await withPlanProject({ ...files, 'inventory/site/site.yml': site }, async (project) => {
    writeFileSync(join(project, 'inventory/site/secrets/token.age'), await encryptWith('correct horse', VALUE));
    const end = await runCli(['apply', '-y'], project);
    expect([end.exitCode, (end.out + end.err).includes('RB1413'), readdirSync(place)]).toEqual([65, true, []]);
  });
}, 60_000);
