import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const top = new URL('../..', import.meta.url).pathname;
const page = readFileSync(join(top, 'docs/tutorial.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w*)\n([^]*?)^```$/gmu)].map((match) => ({ language: match[1] ?? '', text: match[2] ?? '' }));
const yaml = blocks.filter((one) => one.language === 'yaml').map((one) => one.text);

/** What the tutorial shows after a command, in its order. */
const shown = (command: string): readonly string[] =>
  blocks.filter((one) => one.text.startsWith(`$ ${command}\n`)).map((one) => one.text.slice(command.length + 3));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-tutorial-'));
  cpSync(join(top, 'roles'), join(folder, 'roles'), { recursive: true });
  const [inventory = '', playbook = '', role = '', defaults = '', tasks = ''] = yaml;
  const template = blocks.find((one) => one.text.startsWith('{{host.name}}'))?.text ?? '';
  const files = {
    'inventory/mysite/site.yml': inventory,
    'playbooks/portal.yml': playbook,
    'roles/contact/role.yml': role,
    'roles/contact/defaults.yml': defaults,
    'roles/contact/tasks.yml': tasks,
    'roles/contact/templates/contact.hbs': template,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function replace(path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, path), text.replace(from, to));
}

async function runbook(...argv: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const { exitCode, out, err } = await runCli(argv, folder, { COLUMNS: '100', NO_COLOR: '1' });
  return { code: exitCode, said: out + err };
}

test('what the tutorial writes gives the messages that it shows', async () => {
  const [typo, twoMistakes, wellWritten] = shown('runbook validate portal -i mysite');
  const validate = () => runbook('validate', 'portal', '-i', 'mysite');
  expect(await validate()).toEqual({ code: 65, said: typo });
  replace('roles/contact/templates/contact.hbs', 'nmae', 'name');
  replace('roles/contact/tasks.yml', 'mode:', 'moed:');
  replace('inventory/mysite/site.yml', 'to: worker', 'to: wroker');
  expect(await validate()).toEqual({ code: 65, said: twoMistakes });
  replace('roles/contact/tasks.yml', 'moed:', 'mode:');
  replace('inventory/mysite/site.yml', 'to: wroker', 'to: worker');
  expect(await validate()).toEqual({ code: 0, said: wellWritten });
  const [list = ''] = shown('runbook inventory list -i mysite');
  expect((await runbook('inventory', 'list', '-i', 'mysite')).said).toContain(list.split('…')[0]);
  const [refused] = shown('runbook plan portal -i mysite --limit web-9');
  replace('inventory/mysite/site.yml', 'lab: true', 'lab: false');
  expect(await runbook('plan', 'portal', '-i', 'mysite', '--limit', 'web-9')).toEqual({ code: 64, said: refused });
}, 60_000);
