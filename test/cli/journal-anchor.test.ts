import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OWNER } from '../support/plan-project.ts';
import { runCli, type CliEnd } from '../support/run-cli.ts';
import { keygen } from '../support/signing.ts';
import { writeProject } from '../support/written-site.ts';

/* A site that wants ticket and reason of every run, and people who sign what was recorded. */
const place = mkdtempSync(join(tmpdir(), 'anchor-'));
const at = (name: string): string => join(place, name);
const project = writeProject({
  'inventory/site/site.yml': `journal: { demand: [ticket, reason] }
zones:
  desk: { cidr: 127.0.0.0/8 }
hosts:
  here: { zone: desk, address: 127.0.0.1, connection: local }
`,
  'playbooks/site.yml': 'name: Local\nplays:\n  - { name: Here, hosts: all, roles: [page] }\n',
  'roles/page/role.yml': 'description: A page\n',
  'roles/page/tasks.yml': `- name: Page\n  file: { path: ${at('page')}, content: "a page\\n", mode: "0640", ${OWNER} }\n`,
});
const runbook = (...argv: readonly string[]): Promise<CliEnd> => runCli(argv, project, { HOME: place });
const runs = (): readonly string[] => readdirSync(join(project, '.runbook/runs')).sort();
const journal = (run: string): string => join(project, '.runbook/runs', run, 'journal.jsonl');
const TOLD = ['--ticket', 'CHG-7', '--reason', 'a new page'];

let applied: CliEnd;
let page = '';
beforeAll(async () => {
  for (const name of ['kim', 'lee']) keygen(['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', at(name)]);
  const key = readFileSync(`${at('kim')}.pub`, 'utf8');
  writeFileSync(join(project, 'inventory/site/allowed_signers'), `kim@site namespaces="runbook-journal" ${key}`);
});
afterAll(() => {
  for (const folder of [place, project]) rmSync(folder, { recursive: true, force: true });
});

describe('a site that demands ticket and reason', () => {
  test.each([
    [['apply', '--yes'], 'ticket and reason'],
    [['apply', '--yes', '--ticket', 'CHG-7'], 'reason'],
    [['apply', '--yes', '--ticket', ' ', '--reason', 'x'], 'ticket'],
    [['exec', 'here', '--reason', 'x', '--', 'true'], 'ticket'],
    [['ssh', 'here', '--ticket', 'CHG-7'], 'reason'],
  ])('refuses %j before anything starts', async (argv, missing) => {
    const { exitCode, err } = await runbook(...argv);
    expect([exitCode, err]).toEqual([64, expect.stringContaining('RB6083')]);
    expect(err.replaceAll(/\s+/gu, ' ')).toContain(`this site wants ${missing} in the journal; nothing was contacted`);
    expect(readdirSync(project)).not.toContain('.runbook');
  });

  test('plans and validates without them: nobody is changed', async () => {
    expect((await runbook('validate')).exitCode).toBe(0);
    const planned = await runbook('plan', '--detailed-exitcode');
    expect([planned.exitCode, planned.err]).toEqual([2, '']);
  });

  test('does it when it is told, and records it', async () => {
    page = at('run.html');
    applied = await runbook('apply', '--yes', ...TOLD, '--html', page);
    expect([applied.exitCode, applied.err.includes('RB')]).toEqual([0, false]);
    const [first = ''] = readFileSync(journal(runs()[0] ?? ''), 'utf8').split('\n');
    expect(JSON.parse(first)).toMatchObject({ ticket: 'CHG-7', reason: 'a new page' });
    const { exitCode } = await runbook('exec', 'here', ...TOLD, '--', 'true');
    expect(exitCode).toBe(0);
    const [entered = ''] = readFileSync(journal(runs()[1] ?? ''), 'utf8').split('\n');
    expect(JSON.parse(entered)).toMatchObject({ verb: 'exec', ticket: 'CHG-7', reason: 'a new page' });
  });

  test('a taking back is refused without them too', async () => {
    const { exitCode, err } = await runbook('undo', 'last', '--yes');
    expect([exitCode, err]).toEqual([64, expect.stringContaining('RB6083')]);
  });

  test('a word that no journal has is a mistake of the inventory', async () => {
    const file = join(project, 'inventory/site/site.yml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('[ticket, reason]', '[tikcet]'));
    const { exitCode, err } = await runbook('validate');
    writeFileSync(file, text);
    expect([exitCode, err]).toEqual([65, expect.stringMatching(/RB1115[^]*ticket/u)]);
  });
});

describe('the head of a journal', () => {
  test('is printed at the end, stands on the page, and is what verify finds', async () => {
    const [run = ''] = runs();
    const [, records, head = ''] =
      new RegExp(`Journal of ${run}: (\\d+) records, head ([0-9a-f]{64})`, 'u').exec(applied.out.replaceAll(/\s+/gu, ' ')) ?? [];
    expect(readFileSync(journal(run), 'utf8').trimEnd().split('\n')).toHaveLength(Number(records));
    expect(readFileSync(page, 'utf8')).toContain(head);
    const verified = await runbook('journal', 'verify', run, '--head', head);
    expect([verified.exitCode, verified.out]).toEqual([0, expect.stringContaining(`head ${head}`)]);
    const again = await runbook('show', run, '--html', at('again.html'));
    expect([again.exitCode, readFileSync(at('again.html'), 'utf8').includes(head)]).toEqual([0, true]);
  });

  test('is signed by somebody whom allowed_signers lets sign journals, and verify says who', async () => {
    const [run = ''] = runs();
    const signed = await runbook('journal', 'sign', run, '--key', at('kim'));
    expect([signed.exitCode, signed.out]).toEqual([0, expect.stringContaining('Signed by kim@site (ED25519 ')]);
    const verified = await runbook('journal', 'verify', run);
    expect([verified.exitCode, verified.out]).toEqual([0, expect.stringContaining('signed by kim@site')]);
    const stranger = await runbook('journal', 'sign', run, '--key', at('lee'));
    expect([stranger.exitCode, stranger.err]).toEqual([65, expect.stringContaining('RB6084')]);
  });

  test('a chain that was written anew is whole, and its signature does not count any more', async () => {
    const [run = ''] = runs();
    const file = journal(run);
    const text = readFileSync(file, 'utf8');
    // The last record goes: what is left is a whole chain.
    writeFileSync(file, `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
    const { exitCode, err } = await runbook('journal', 'verify', run);
    writeFileSync(file, text);
    expect([exitCode, err]).toEqual([65, expect.stringContaining('RB6084')]);
    expect((await runbook('journal', 'verify', run)).exitCode).toBe(0);
  });

  test('anything else beside the journal is no signature', async () => {
    const [run = ''] = runs();
    const file = join(project, '.runbook/runs', run, 'journal.sig');
    const text = readFileSync(file, 'utf8');
    for (const other of [`${text}x`, 'x', text.replace('-----END SSH', '-----END'), text.slice(0, 200)]) {
      writeFileSync(file, other);
      const { exitCode, err } = await runbook('journal', 'verify', run);
      expect([other.length, exitCode, err]).toEqual([other.length, 65, expect.stringContaining('RB6084')]);
    }
    writeFileSync(file, text);
  });
});
