import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { planDigest, planText } from '../../src/core/plan-digest.ts';
import type { Plan } from '../../src/core/plan.ts';
import { sha256 } from '../../src/core/digest.ts';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { OWNER, planProject, withPlanProject } from '../support/plan-project.ts';
import { PROGRAM, runCli } from '../support/run-cli.ts';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'runbook-plan-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));
const at = (name: string): string => join(place, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

const two = `- name: One
  file: { path: "{{place}}/one", content: "one\\n", mode: "0644", ${OWNER} }
- name: Two
  file: { path: "{{place}}/two", content: "two\\n", mode: "0644", ${OWNER} }
`;

/** Writes a plan again as it was, but for what `change` makes of it: a plan whose bytes are in order. */
function rewrite(file: string, change: (plan: Plan) => Plan): void {
  writeFileSync(file, planText(change(readPlanFile(readFileSync(file), file))));
}

async function saved(project: string, ...more: readonly string[]): Promise<string> {
  const { exitCode, err } = await runCli(['plan', '--out', 'change.plan', ...more], project);
  expect([exitCode, err]).toEqual([0, '']);
  return join(project, 'change.plan');
}

describe('a plan file', () => {
  test('is written for its owner alone, as the one text that it has, and its digest is told', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      const { out } = await runCli(['plan', '--out', 'change.plan'], project);
      const text = readFileSync(join(project, 'change.plan'), 'utf8');
      // Without signatures the digest is that of the file, which sha256sum tells.
      expect(out).toContain(`sha256:${sha256(text)}`);
      expect(statSync(join(project, 'change.plan')).mode & 0o777).toBe(0o600);
      expect(readdirSync(project).filter((name) => name.startsWith('.change'))).toEqual([]);
      const plan = readPlanFile(Buffer.from(text), 'change.plan');
      expect(plan.steps.map((step) => step.address)).toEqual([`file:${at('one')}`, `file:${at('two')}`]);
      expect(Object.keys(plan.origin.files).sort()).toEqual([
        'inventory/site/site.yml',
        'playbooks/site.yml',
        'roles/page/role.yml',
        'roles/page/tasks.yml',
      ]);
      expect(plan.identities).toEqual({ here: { address: '127.0.0.1', port: 22, via: [], hostKeys: [] } });
      expect(readdirSync(place)).toEqual([]);
    });
  });

  test('is shown without inventory and roles, and carried out without roles and playbook; a second time all is so already', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      const file = await saved(project);
      for (const folder of ['roles', 'playbooks']) renameSync(join(project, folder), join(project, `${folder}.gone`));
      const moved = join(place, 'elsewhere.plan');
      writeFileSync(moved, readFileSync(file));
      const shown = await runCli(['show', moved], place);
      expect([shown.exitCode, shown.err]).toEqual([0, '']);
      expect(shown.out).toContain('+two');
      expect(shown.out).toContain(`sha256:${planDigest(readPlanFile(readFileSync(file), file))}`);

      const first = await runCli(['apply', 'change.plan', '-y'], project);
      expect([first.exitCode, first.err, read('one'), read('two')]).toEqual([0, '', 'one\n', 'two\n']);
      expect(first.out).toContain('roles/page/tasks.yml is gone');
      const second = await runCli(['apply', 'change.plan', '-y', '--format', 'json'], project);
      const done = second.out.split('\n').filter((line) => line.includes('"event":"step_done"'));
      expect([second.exitCode, done.length, done.every((line) => line.includes('"status":"already"'))]).toEqual([0, 2, true]);
    });
  });

  test('is shown as JSON that has nothing a terminal obeys', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      await saved(project);
      const { out } = await runCli(['show', 'change.plan', '--format', 'json'], project);
      expect(JSON.parse(out)).toMatchObject({ format: 'runbook.plan/1', steps: [{ host: 'here' }, { host: 'here' }] });
      // oxlint-disable-next-line no-control-regex -- just these must not be there
      expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\uE000]/u);
    });
  });

  test('does what it says, and not what was written since; what changed is listed', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      await saved(project);
      writeFileSync(join(project, 'roles/page/tasks.yml'), two.replace('two\\n', 'other\\n'));
      const strict = await runCli(['apply', 'change.plan', '-y', '--require-same-inputs'], project);
      expect([strict.exitCode, strict.err.includes('RB6030'), readdirSync(place)]).toEqual([3, true, []]);
      expect(strict.err).toContain('roles/page/tasks.yml has changed');
      const { exitCode, out } = await runCli(['apply', 'change.plan', '-y'], project);
      expect([exitCode, read('two')]).toEqual([0, 'two\n']);
      // Below the plan, where it is read before the question.
      expect(out.slice(out.indexOf('sha256:', out.indexOf('1 host:')))).toMatch(/RB6033.*roles\/page\/tasks\.yml has changed/u);
    });
  });

  test('stops a host before anything of a step when what it was made on has moved, and says from what to what', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      await saved(project);
      writeFileSync(at('one'), 'by hand\n');
      const { exitCode, out } = await runCli(['apply', 'change.plan', '-y'], project);
      expect([exitCode, read('one'), existsSync(at('two'))]).toEqual([3, 'by hand\n', false]);
      expect(out).toContain('RB3101');
      expect(out).toContain(`stat ${at('one')}: was "absent"`);
    });
  });

  test('is over after its time, and no clock of before helps', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      const file = await saved(project, '--valid-until', '8h');
      expect(readPlanFile(readFileSync(file), file).validUntil).toBeDefined();
      rewrite(file, (plan) => ({ ...plan, validUntil: '2026-01-01T00:00:00.000Z' }));
      const { exitCode, err } = await runCli(['apply', 'change.plan', '-y'], project, { TZ: 'Asia/Seoul' });
      expect([exitCode, err.includes('RB6028'), readdirSync(place)]).toEqual([3, true, []]);
      expect(err).toContain('2026-01-01 09:00 GMT+9');
      const late = await runCli(['plan', '--out', 'x.plan', '--valid-until', '2020-01-01 00:00'], project);
      expect([late.exitCode, late.err.includes('RB6020'), existsSync(join(project, 'x.plan'))]).toEqual([64, true, false]);
    });
  });

  test('is not carried out on another host of the same name', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      await saved(project);
      const inventory = join(project, 'inventory/site/site.yml');
      writeFileSync(inventory, readFileSync(inventory, 'utf8').replace('address: 127.0.0.1', 'address: 127.0.0.7'));
      const { exitCode, err } = await runCli(['apply', 'change.plan', '-y'], project);
      expect([exitCode, err.includes('RB6029'), readdirSync(place)]).toEqual([3, true, []]);
      expect(err).toContain('address: was 127.0.0.1, is 127.0.0.7');
    });
  });

  test.each([
    ['apply', ['apply', 'change.plan', '-y']],
    ['sign', ['sign', 'change.plan']],
    ['show --verify', ['show', 'change.plan', '--verify']],
  ])('%s names the inventory of the plan where it cannot be told which one is meant', async (_verb, args) => {
    await withPlanProject(planProject(place, two), async (project) => {
      await saved(project);
      for (const name of ['one', 'two']) mkdirSync(join(project, 'inventory', name));
      renameSync(join(project, 'inventory/site'), join(project, 'inventory/moved'));
      const { exitCode, err } = await runCli(args, project);
      expect([exitCode, err.includes('RB6001'), readdirSync(place)]).toEqual([64, true, []]);
      expect(err.replaceAll(/\s+/gu, ' ')).toContain('the plan was made with the inventory site: name it with -i site');
    });
  });

  test('asks nobody without a terminal, and tells how to say it, with the inventory that was named', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      await saved(project);
      const { exitCode, err } = await runCli(['apply', 'change.plan', '-i', 'site'], project);
      expect([exitCode, err.includes('RB6003'), readdirSync(place)]).toEqual([64, true, []]);
      expect(err.replaceAll(/\s+/gu, ' ')).toContain('runbook apply change.plan -i site --yes');
    });
  });

  test.each([['--limit', 'here'], ['-e', 'place=/'], ['--become'], ['--become-user', 'root'], ['--check']])(
    'takes no %s: what is done stands in it',
    async (...option) => {
      await withPlanProject(planProject(place, two), async (project) => {
        await saved(project);
        const { exitCode, err } = await runCli(['apply', 'change.plan', '-y', ...option], project);
        expect([exitCode, err.includes('RB6027'), readdirSync(place)]).toEqual([64, true, []]);
      });
    },
  );

  test('asks before it writes: without a terminal and -y nothing is done', async () => {
    await withPlanProject(planProject(place, two), async (project) => {
      await saved(project);
      const { exitCode, err } = await runCli(['apply', 'change.plan'], project);
      expect([exitCode, err.includes('RB6003'), readdirSync(place)]).toEqual([64, true, []]);
    });
  });

  test('that stopped half way is carried out again: killed in the middle, and a step that failed was mended', async () => {
    const slow = `- name: One
  file: { path: "{{place}}/one", content: "one\\n", ${OWNER} }
- name: Slow
  command: { name: slow, argv: [sh, -c, "sleep 2; test -e {{place}}/mended && echo x >{{place}}/slow"], creates: "{{place}}/slow" }
  disruptive: true
- name: Last
  file: { path: "{{place}}/last", content: "last\\n", ${OWNER} }
`;
    await withPlanProject(planProject(place, slow), async (project) => {
      await saved(project);
      const child = spawn(PROGRAM, ['apply', 'change.plan', '-y', '--format', 'json'], {
        cwd: project,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let isKilled = false;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (!isKilled && text.includes('"step_started"') && text.includes('command:slow')) isKilled = child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('close', resolve));
      expect([isKilled, existsSync(at('one')), existsSync(at('last'))]).toEqual([true, true, false]);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect((await runCli(['apply', 'change.plan', '-y'], project)).exitCode).toBe(1);
      writeFileSync(at('mended'), '');
      const { exitCode, out } = await runCli(['apply', 'change.plan', '-y'], project);
      expect([exitCode, read('last')]).toEqual([0, 'last\n']);
      expect(out).toContain(`file:${at('one')} already so`);
    });
  }, 60_000);

  test('brings a file that is too large for a frame, and refuses when it is another', async () => {
    const huge = `- name: Huge\n  file: { path: "{{place}}/huge", source: huge.bin, ${OWNER} }\n`;
    const content = 'x'.repeat(5 * 1024 * 1024);
    await withPlanProject(planProject(place, huge, { 'roles/page/files/huge.bin': content }), async (project) => {
      const source = join(project, 'roles/page/files/huge.bin');
      const file = await saved(project);
      const plan = readPlanFile(readFileSync(file), file);
      expect(plan.contents).toEqual({ [sha256(content)]: { file: 'roles/page/files/huge.bin', sizeBytes: content.length } });
      writeFileSync(source, `y${content.slice(1)}`);
      const refused = await runCli(['apply', 'change.plan', '-y'], project);
      expect([refused.exitCode, refused.err.includes('RB6031'), readdirSync(place)]).toEqual([3, true, []]);
      writeFileSync(source, content);
      expect((await runCli(['apply', 'change.plan', '-y'], project)).exitCode).toBe(0);
      expect(read('huge') === content).toBe(true);
      expect((await runCli(['apply', '-y'], project)).out).toContain('nothing to change');
    });
  });

  test('names a large file of the project by its digest, and refuses when the file is another', async () => {
    const big = `- name: Big\n  file: { path: "{{place}}/big", source: big.txt, ${OWNER} }\n`;
    const content = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join('');
    await withPlanProject(planProject(place, big, { 'roles/page/files/big.txt': content }), async (project) => {
      const file = await saved(project);
      const plan = readPlanFile(readFileSync(file), file);
      expect(plan.contents).toEqual({ [sha256(content)]: { file: 'roles/page/files/big.txt', sizeBytes: content.length } });
      writeFileSync(join(project, 'roles/page/files/big.txt'), `${content}more`);
      const refused = await runCli(['apply', 'change.plan', '-y'], project);
      expect([refused.exitCode, refused.err.includes('RB6031'), readdirSync(place)]).toEqual([3, true, []]);
      writeFileSync(join(project, 'roles/page/files/big.txt'), content);
      expect((await runCli(['apply', 'change.plan', '-y'], project)).exitCode).toBe(0);
      expect(read('big')).toBe(content);
    });
  });

  test('that has nothing to do, or could not reach a host, is written and says so', async () => {
    const files = planProject(place, two);
    const inventory = files['inventory/site/site.yml'] ?? '';
    const other = inventory.replace(
      'connection: local }',
      'connection: local }\n  gone: { zone: desk, address: 127.0.0.2, ssh: { port: 1 } }',
    );
    await withPlanProject({ ...files, 'inventory/site/site.yml': other }, async (project) => {
      expect((await runCli(['apply', '-y', '--limit', 'here'], project)).exitCode).toBe(0);
      const { exitCode, out } = await runCli(['plan', '--out', 'change.plan'], project);
      expect([exitCode, existsSync(join(project, 'change.plan'))]).toEqual([4, true]);
      expect(out).toContain('It does nothing on gone');
      expect(out).toContain('It has no step: applying it changes nothing.');
    });
  });
});
