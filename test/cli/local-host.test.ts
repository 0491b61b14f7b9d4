import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROGRAM, runCli } from '../support/run-cli.ts';
import { withOpenProject, type WrittenFiles } from '../support/written-site.ts';

const owner = userInfo().username;
const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
const SECRET = 'correct-horse-battery';

/** A project whose only host is this machine, and whose tasks write below `place`. */
function projectOf(place: string, tasks: string, moreHosts = ''): WrittenFiles {
  return {
    'inventory/site/site.yml': `ssh: { user: ops }
zones:
  desk: { cidr: 127.0.0.0/8 }
hosts:
  here: { zone: desk, address: 127.0.0.1, connection: local }
${moreHosts}vars: { place: ${place}, token: { secret: { file: secrets/token } } }
`,
    'inventory/site/secrets/token': `${SECRET}\n`,
    'playbooks/site.yml': 'name: Local\nplays:\n  - { name: Here, hosts: all, roles: [page] }\n',
    'roles/page/role.yml': 'description: A page\n',
    'roles/page/tasks.yml': tasks,
  };
}

const page = `- name: Page
  file: { path: "{{place}}/page", content: "한글 page\\n", mode: "0640", owner: ${owner}, group: ${group} }
- name: Secret
  file: { path: "{{place}}/secret", content: "token {{token}}\\n", mode: "0600", owner: ${owner}, group: ${group} }
`;

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'runbook-here-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const at = (name: string): string => join(place, name);
const runsOf = (project: string): readonly string[] => {
  const folder = join(project, '.runbook', 'runs');
  return existsSync(folder) ? readdirSync(folder) : [];
};

function readEvent(line: string): { readonly event: string } {
  const event: { readonly event: string } = JSON.parse(line);
  return event;
}

/** Like withOpenProject, with a file for the secret that only its owner can read. */
function withProject(tasks: string, use: (project: string) => Promise<void>, moreHosts = ''): Promise<void> {
  return withOpenProject(projectOf(place, tasks, moreHosts), (project) => {
    chmodSync(join(project, 'inventory/site/secrets/token'), 0o600);
    return use(project);
  });
}

describe('a host that is this machine', () => {
  test('is planned and applied, and its run is shown again', async () => {
    await withProject(page, async (project) => {
      const plan = await runCli(['plan', '--detailed-exitcode'], project);
      expect([plan.exitCode, plan.err]).toEqual([2, '']);
      expect(plan.out).toContain(`file:${at('page')}`);
      expect([readdirSync(place), runsOf(project)]).toEqual([[], []]);

      const apply = await runCli(['apply', '--yes', '--ticket', 'SEC-7'], project);
      expect([apply.exitCode, apply.err]).toEqual([0, '']);
      expect([readFileSync(at('page'), 'utf8'), readFileSync(at('secret'), 'utf8')]).toEqual(['한글 page\n', `token ${SECRET}\n`]);
      const [run = ''] = runsOf(project);
      expect(run).toMatch(/^\d{8}-\d{6}-\d{3}[0-9a-f]{3}$/u);
      const journal = readFileSync(join(project, '.runbook', 'runs', run, 'journal.jsonl'), 'utf8');
      expect(journal).toContain('"ticket":"SEC-7"');
      expect(plan.out + apply.out + journal).not.toContain(SECRET);

      const shown = await runCli(['show'], project);
      expect([shown.exitCode, shown.err]).toEqual([0, '']);
      expect(shown.out).toContain(run);
      expect(shown.out).toContain(`file:${at('page')}`);
      expect((await runCli(['show', run], project)).out).toBe(shown.out);
    });
  });

  test('is found as declared, and found drifted, without being touched', async () => {
    const [first = ''] = page.split('- name: Secret');
    await withProject(first, async (project) => {
      expect((await runCli(['apply', '-y'], project)).exitCode).toBe(0);
      expect((await runCli(['verify'], project)).exitCode).toBe(0);
      writeFileSync(at('page'), 'by hand\n');
      expect((await runCli(['verify'], project)).exitCode).toBe(2);
      expect(readFileSync(at('page'), 'utf8')).toBe('by hand\n');
    });
  });

  test('undo last takes back the newest run that did anything', async () => {
    const [first = ''] = page.split('- name: Secret');
    await withProject(first, async (project) => {
      await runCli(['apply', '-y'], project);
      const [run = ''] = runsOf(project);
      const again = await runCli(['apply', '-y'], project);
      expect([again.exitCode, runsOf(project).length]).toEqual([0, 2]);
      const { exitCode, out } = await runCli(['undo', 'last', '--check'], project);
      expect(exitCode).toBe(0);
      expect(out).toContain(`Undo of run ${run} `);
      const [nothing = ''] = runsOf(project).filter((one) => one !== run);
      expect((await runCli(['undo', nothing, '--check'], project)).out).toContain(`The run ${nothing} changed nothing`);
    });
  });

  test('--format json is one object a line, from run_started to run_done, without a secret', async () => {
    await withProject(page, async (project) => {
      const { exitCode, out, err } = await runCli(['apply', '-y', '--format', 'json'], project);
      expect([exitCode, err, out.includes(SECRET)]).toEqual([0, '', false]);
      const events = out
        .trimEnd()
        .split('\n')
        .map((line) => readEvent(line));
      const names = events.map((one) => one.event);
      expect([names[0], names.at(-1)]).toEqual(['run_started', 'run_done']);
      expect(names.filter((name) => name === 'step_done')).toHaveLength(2);
      expect(events.at(-1)).toMatchObject({ exitCode: 0, changed: 2, hosts: [{ host: 'here', status: 'changed' }] });
      const again = await runCli(['apply', '-y', '--format', 'json'], project);
      expect(JSON.parse(again.out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
        exitCode: 0,
        changed: 0,
        hosts: [{ status: 'ok', changed: 0 }],
      });
    });
  });

  test('is left alone when a secret cannot be used: 65, and nothing was started', async () => {
    await withProject(page, async (project) => {
      chmodSync(join(project, 'inventory/site/secrets/token'), 0o644);
      const { exitCode, out, err } = await runCli(['apply', '-y'], project);
      expect([exitCode, err.includes('RB1401'), readdirSync(place)]).toEqual([65, true, []]);
      expect(out + err).not.toContain(SECRET);
    });
  });

  test('a step that fails ends with 1 and says what was printed; the old file stays', async () => {
    const tasks = `- name: Checked
  file: { path: "{{place}}/checked", content: "bad\\n", owner: ${owner}, group: ${group}, validate: [sh, -c, "echo line 1 is bad; exit 9", sh, "%s"] }
- name: Later
  file: { path: "{{place}}/later", content: "x", owner: ${owner}, group: ${group} }
`;
    await withProject(tasks, async (project) => {
      writeFileSync(at('checked'), 'old\n');
      const { exitCode, out, err } = await runCli(['apply', '-y'], project);
      expect(exitCode).toBe(1);
      expect(out).toContain('line 1 is bad');
      expect(out).toContain('RB3102');
      expect(out + err).not.toMatch(/\bat .*\.ts:\d+/u);
      expect([readFileSync(at('checked'), 'utf8'), existsSync(at('later'))]).toEqual(['old\n', false]);
    });
  });

  test('goes on when another host cannot be reached, and the end is 4', async () => {
    const other = '  gone: { zone: desk, address: 127.0.0.2, ssh: { port: 1 } }\n';
    await withProject(
      page,
      async (project) => {
        const { exitCode, out } = await runCli(['apply', '-y', '--format', 'json'], project);
        expect(exitCode).toBe(4);
        expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
          hosts: [
            { host: 'here', status: 'changed', changed: 2 },
            { host: 'gone', status: 'unreachable' },
          ],
        });
        expect(existsSync(at('page'))).toBe(true);
      },
      other,
    );
  });

  test('runs one command by exec, and gives its failure', async () => {
    await withProject(page, async (project) => {
      const good = await runCli(['exec', 'here', '--', 'printf', '%s', "it's $HOME"], project);
      expect([good.exitCode, good.out.includes("it's $HOME")]).toEqual([0, true]);
      expect((await runCli(['exec', 'here', '--', 'false'], project)).exitCode).toBe(1);
    });
  });

  test('exec is in the access record: who ran what where, and how it ended', async () => {
    const lost = '  lost: { zone: desk, address: 127.0.0.2, ssh: { port: 1 } }\n';
    await withOpenProject(projectOf(place, page, lost), async (project) => {
      expect((await runCli(['exec', 'all', '--', 'sh', '-c', 'echo "a, b"; exit 3'], project)).exitCode).toBe(4);
      const [run = ''] = readdirSync(join(project, '.runbook', 'runs'));
      const { exitCode, out } = await runCli(['journal', 'export', run], project);
      const rows = out.trim().split('\r\n').slice(1);
      expect([exitCode, rows.filter((row) => row.includes(',here,'))]).toEqual([
        0,
        [
          expect.stringMatching(new RegExp(`,${owner},.*,here,login,,log in,ok$`, 'u')),
          expect.stringMatching(/,here,login,,"sh -c 'echo ""a, b""; exit 3'",exit code 3$/u),
        ],
      ]);
      expect(rows.filter((row) => row.includes(',lost,'))).toEqual([expect.stringMatching(/,lost,login,,log in,RB4\d{3}$/u)]);
      const shown = await runCli(['show', run], project);
      expect(shown.out).toMatch(/^Run .*: exec on site, by /u);
      expect(shown.out).toContain('runs sh -c \'echo "a, b"; exit 3\'');
      // `last` is what was done by a plan.
      expect(await runCli(['show', 'last'], project)).toMatchObject({ exitCode: 64, err: expect.stringContaining('RB6004') });
    });
  });

  test('on Ctrl-C the step in hand is finished, the next not begun, and the end is 130', async () => {
    const tasks = `- name: Slow
  command: { name: slow, argv: [sh, -c, "sleep 1; echo x >{{place}}/slow"], creates: "{{place}}/slow" }
  disruptive: true
- name: Later
  file: { path: "{{place}}/later", content: "x", owner: ${owner}, group: ${group} }
`;
    await withProject(tasks, async (project) => {
      const child = spawn(PROGRAM, ['apply', '-y', '--format', 'json'], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let isAsked = false;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        if (!isAsked && out.includes('"step_started"')) isAsked = child.kill('SIGINT');
      });
      const exitCode = await new Promise((resolve) => child.on('close', resolve));
      expect([exitCode, existsSync(at('slow')), existsSync(at('later'))]).toEqual([130, true, false]);
      expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ event: 'run_done', exitCode: 130 });
      expect((await runCli(['apply', '-y'], project)).exitCode).toBe(0);
      expect(existsSync(at('later'))).toBe(true);
    });
  });
});
