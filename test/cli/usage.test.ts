import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM, runCli } from '../support/run-cli.ts';
import { soundSite, withOpenProject } from '../support/written-site.ts';

const top = new URL('../..', import.meta.url).pathname;
/** What must never be shown to an operator: the insides of the program. */
const INSIDES = /\bat .*\.(?:ts|js):\d+|TypeError|node:internal|undefined|\[object/u;

/** The sound site in its folder of the project layout. */
const files = Object.fromEntries(Object.entries(soundSite).map(([path, text]) => [path.replace(/^inventory\//u, 'inventory/site/'), text]));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-cli-'));
  for (const part of ['inventory', 'playbooks', 'roles']) cpSync(join(top, part), join(folder, part), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a mistake on the command line ends with 64, in words', () => {
  test.each<[string, readonly string[], string]>([
    ['no verb', [], 'Usage: runbook'],
    ['a verb that there is not', ['aply'], "'aply'"],
    ['an option that there is not', ['plan', '--lmit', 'x'], '--limit'],
    ['an argument too many', ['plan', 'site', 'more'], 'too many arguments'],
    ['a missing argument', ['ssh'], "missing required argument 'host'"],
    ['a number that is none', ['plan', '-f', 'many'], 'whole number from 1 to 9999'],
    ['no hosts at once', ['plan', '-f', '0'], 'whole number from 1 to 9999'],
    ['a format that there is not', ['plan', '--format', 'xml'], 'tty, plain, json'],
    ['a way to become that there is not', ['plan', '--become-method', 'doas'], 'sudo, su'],
    ['tags', ['plan', '-t', 'x'], 'Tags are not in this version'],
    ['no such inventory', ['plan', '-i', 'nosuch'], 'RB6001'],
    ['no inventory named', ['plan'], 'RB6001'],
    ['no such playbook', ['plan', 'nosuch', '-i', 'lab'], 'RB6002'],
    ['no such host in --limit', ['validate', '-i', 'lab', '--limit', 'nosuch'], 'nosuch'],
    ['no such host in --limit of a plan', ['plan', '-i', 'lab', '--limit', 'nosuch'], 'nosuch'],
    ['no such host in --limit of apply', ['apply', '-y', '-i', 'lab', '--limit', 'nosuch'], 'nosuch'],
    ['no such host for exec', ['exec', '-i', 'lab', 'nosuch', '--', 'true'], 'nosuch'],
    ['no such run', ['show', 'nosuch'], 'RB6004'],
    ['no such plan file', ['show', 'nosuch.plan'], 'nosuch.plan is no plan file'],
    ['no plan file to sign', ['sign', 'nosuch.plan', '-i', 'lab'], 'RB6021'],
    ['no run at all', ['show'], 'RB6004'],
    ['a topic that nobody knows', ['explain', 'RB0000'], 'RB6005'],
    ['a variable without a value', ['validate', '-i', 'lab', '-e', 'x'], 'RB6006'],
    ['variables in a file that is not there', ['validate', '-i', 'lab', '-e', '@none.json'], 'RB6006'],
    ['variables that are no JSON', ['validate', '-i', 'lab', '-e', '{x'], 'RB6006'],
  ])('%s', async (_name, argv, said) => {
    const { exitCode, out, err } = await runCli(argv, folder);
    expect(exitCode).toBe(64);
    expect(`${out}${err}`).toContain(said);
    expect(`${out}${err}`).not.toMatch(INSIDES);
  });
});

test('apply asks before it writes: without a terminal and --yes nothing is begun', async () => {
  await withOpenProject(files, async (project) => {
    const { exitCode, err, out } = await runCli(['apply'], project);
    expect([exitCode, out]).toEqual([64, '']);
    expect(err).toContain('RB6003');
  });
});

describe('validate', () => {
  test('finds nothing wrong with what is shipped', async () => {
    for (const inventory of ['lab', 'example']) {
      const { exitCode, out, err } = await runCli(['validate', 'site', '-i', inventory], folder);
      expect([exitCode, err.includes('error')]).toEqual([0, false]);
      expect(out).toMatch(
        /playbooks\/site.yml and the inventory (?:lab|example) are well written: \d+ plays, \d+ roles, \d+ zones, \d+ hosts, \d+ flows/u,
      );
    }
  });

  const inventory = files['inventory/site/site.yml'] ?? '';
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a key that there is not',
      { 'inventory/site/site.yml': inventory.replace('flows:', 'flow:') },
      ['inventory/site/site.yml:11:1', 'flows'],
    ],
    ['broken YAML', { 'playbooks/site.yml': 'name: [\n' }, ['playbooks/site.yml:']],
    [
      'an unknown role',
      { 'playbooks/site.yml': (files['playbooks/site.yml'] ?? '').replace('[web]', '[wbe]') },
      ['playbooks/site.yml:6:13', 'web'],
    ],
    ['a variable that cannot be', { 'roles/web/templates/page.hbs': 'a\n{{titel}}\n' }, ['roles/web/templates/page.hbs:2:3', 'title']],
    [
      'two mistakes in two files, both told',
      { 'roles/web/templates/page.hbs': '{{nosuch}}\n', 'roles/web/tasks.yml': '- name: x\n  fil: { path: /x }\n' },
      ['roles/web/tasks.yml:2:3'],
    ],
  ])('ends with 65 and the place: %s', async (_name, changed, said) => {
    await withOpenProject({ ...files, ...changed }, async (project) => {
      for (const verb of ['validate', 'plan']) {
        const { exitCode, out, err } = await runCli([verb], project);
        expect([verb, exitCode, out]).toEqual([verb, 65, '']);
        for (const words of said) expect(err).toContain(words);
        expect(err).not.toMatch(INSIDES);
      }
    });
  });
});

test('without a terminal, and where no colours are wanted, nothing is coloured', async () => {
  const escapes = /\u001B/u; // oxlint-disable-line no-control-regex
  for (const env of [{ TERM: 'xterm' }, { NO_COLOR: '1' }]) {
    for (const argv of [
      ['inventory', 'list', '-i', 'lab'],
      ['plan', '-i', 'nosuch'],
    ]) {
      const { out, err } = await runCli(argv, folder, env);
      expect(out + err).not.toMatch(escapes);
    }
  }
});

test('inventory list as JSON is one object a line', async () => {
  const { out } = await runCli(['inventory', 'list', '-i', 'lab', '--format', 'json', '-l', 'relay'], folder);
  const hosts = out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(hosts).toMatchObject([{ name: 'relay-1', zone: 'dmz', via: ['bastion'] }, { name: 'relay-2' }]);
});

test('output that nobody reads any more is no failure', () => {
  const { status, stderr } = spawnSync('bash', ['-c', '{ "$1" explain; echo "ended with $?" >&2; } | true', 'bash', PROGRAM], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, 'ended with 0\n']);
});
