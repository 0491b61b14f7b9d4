import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { planDigest, planText, signedText } from '../../src/core/plan-digest.ts';
import type { Plan } from '../../src/core/plan.ts';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { PROGRAM, runCli, type CliEnd } from '../support/run-cli.ts';
import { keygen } from '../support/signing.ts';
import { writeProject } from '../support/written-site.ts';

const owner = userInfo().username;
const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();

// A folder beside the project: keys, the home of whoever signs, and what the plan writes.
const place = mkdtempSync(join(tmpdir(), 'sign-'));
const at = (name: string): string => join(place, name);
const project = writeProject({
  'inventory/site/site.yml': `zones:
  desk: { cidr: 127.0.0.0/8 }
hosts:
  here: { zone: desk, address: 127.0.0.1, connection: local }
`,
  'playbooks/site.yml': 'name: Local\nplays:\n  - { name: Here, hosts: all, roles: [page] }\n',
  'roles/page/role.yml': 'description: A page\n',
  'roles/page/tasks.yml': `- name: Page
  file: { path: ${at('page')}, content: "a page\\n", mode: "0640", owner: ${owner}, group: ${group} }
`,
});
const allowed = join(project, 'inventory/site/allowed_signers');
const file = join(project, 'a.plan');

const runbook = (argv: string): Promise<CliEnd> => runCli(argv.split(' '), project, { HOME: place });
const makeKey = (name: string, passphrase = ''): string => keygen(['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', at(name)]);
const fingerprint = (name: string): string => keygen(['-l', '-f', at(name)]).split(' ')[1] ?? '';
const signBy = (name: string, text: string): string => keygen(['-Y', 'sign', '-n', 'runbook-plan', '-f', at(name)], text);
const allow = (...names: readonly string[]): void =>
  writeFileSync(allowed, names.map((name) => `${name}@site namespaces="runbook-plan" ${readFileSync(`${at(name)}.pub`, 'utf8')}`).join(''));
const read = (): Plan => readPlanFile(readFileSync(file), file);
/** Writes the plan anew: as it was made, changed, and then signed by hand. */
const write = (plan: Plan, ...names: readonly string[]): void =>
  writeFileSync(
    file,
    planText(names.length === 0 ? plan : { ...plan, signatures: names.map((name) => signBy(name, signedText(planDigest(plan)))) }),
  );

let made: CliEnd;
let unsigned: Plan;
beforeAll(async () => {
  for (const name of ['kim', 'lee']) makeKey(name);
  makeKey('locked', 'correct horse');
  allow('kim', 'lee');
  made = await runbook(`plan --out a.plan --sign=${at('kim')}`);
  const { signatures: _signatures, ...rest } = read();
  unsigned = rest;
  copyFileSync(file, at('made.plan'));
});
afterEach(() => {
  copyFileSync(at('made.plan'), file);
  rmSync(at('page'), { force: true });
  allow('kim', 'lee');
});
afterAll(() => {
  for (const folder of [place, project]) rmSync(folder, { recursive: true, force: true });
});

describe('author and approver', () => {
  test('sign one plan, which keeps its digest, is verified, and is carried out', async () => {
    expect([made.exitCode, made.err]).toEqual([0, '']);
    expect(made.out).toContain(`Signed by kim@site (ED25519 ${fingerprint('kim')}).`);
    const digest = planDigest(unsigned);
    chmodSync(file, 0o640);

    const approved = await runbook(`sign a.plan --key ${at('lee')}`);
    expect([approved.exitCode, approved.err]).toEqual([0, '']);
    expect(approved.out).toContain(`sha256:${digest}\n`);
    expect(approved.out.split('\n').at(-2)).toBe(`Signed by lee@site (ED25519 ${fingerprint('lee')}).`);
    expect([planDigest(read()), read().signatures?.length, statSync(file).mode & 0o777]).toEqual([digest, 2, 0o640]);

    const verified = await runbook('show a.plan --verify');
    expect(verified.exitCode).toBe(0);
    expect(verified.out).toContain(`  sha256:${digest}\n`);
    for (const name of ['kim', 'lee']) expect(verified.out).toContain(`by ${name}@site  ED25519 ${fingerprint(name)}\n    valid\n`);

    const applied = await runbook('apply a.plan --yes');
    expect([applied.exitCode, readFileSync(at('page'), 'utf8')]).toEqual([0, 'a page\n']);
    expect(applied.out).toContain(`Signed by lee@site (ED25519 ${fingerprint('lee')}).`);
  });

  test('who signs is told how much the plan does, in the words of the plan', async () => {
    const restart = `${'# a long word of why\\n'.repeat(20)}systemctl restart app`;
    writeFileSync(join(project, 'playbooks/long.yml'), 'name: Long\nplays:\n  - { name: Here, hosts: all, roles: [long] }\n');
    mkdirSync(join(project, 'roles/long'));
    writeFileSync(join(project, 'roles/long/role.yml'), 'description: A long command\n');
    writeFileSync(
      join(project, 'roles/long/tasks.yml'),
      `- name: Long\n  command: { name: long, argv: [sh, -c, "${restart}"], creates: ${at('none')} }\n`,
    );
    const { out } = await runbook('plan long --out long.plan');
    const signed = await runbook(`sign long.plan --key ${at('lee')}`);
    const counts = '1 host: 0 create, 1 change, 0 delete · 0 starts, 1 restart, 0 reboots';
    expect([out, signed.out].map((text) => text.replaceAll('\n', ' ').includes(counts))).toEqual([true, true]);
    expect(signed.out).toContain('Plan of playbooks/long.yml for site\n');
  });

  test('who signs twice is told, and the plan stays as it is', async () => {
    const again = await runbook(`sign a.plan --key ${at('kim')}`);
    expect([again.exitCode, again.out.split('\n').at(-2)]).toEqual([
      0,
      `Signed by kim@site (ED25519 ${fingerprint('kim')}) already: nothing was added.`,
    ]);
    expect(readFileSync(file).equals(readFileSync(at('made.plan')))).toBe(true);
  });

  test('a signature made by hand elsewhere is added, one over something else is not', async () => {
    write(unsigned);
    const digest = planDigest(unsigned);
    writeFileSync(at('lee.sig'), signBy('lee', signedText('0'.repeat(64))));
    const wrong = await runbook(`sign a.plan --signature ${at('lee.sig')}`);
    expect([wrong.exitCode, wrong.err]).toEqual([3, expect.stringContaining('RB6044')]);
    expect(read().signatures).toBeUndefined();
    writeFileSync(at('lee.sig'), signBy('lee', signedText(digest)));
    expect((await runbook(`sign a.plan --signature ${at('lee.sig')}`)).exitCode).toBe(0);
    expect(read().signatures).toEqual([signBy('lee', signedText(digest))]);
  });

  test('what cannot be signed is said before any host is asked', async () => {
    for (const [argv, code] of [
      [`plan --out b.plan --sign=${at('nobody')}`, 'RB6041'],
      ['plan --sign=x', 'RB6046'],
      [`sign a.plan --signature ${at('nothing.sig')}`, 'RB6046'],
      [`sign nothing.plan --key ${at('kim')}`, 'RB6021'],
    ] as const) {
      const { exitCode, err, out } = await runbook(argv);
      expect([exitCode, out, err]).toEqual([64, '', expect.stringContaining(code)]);
    }
    expect(existsSync(join(project, 'b.plan'))).toBe(false);
  });
});

describe('apply refuses, and --verify tells why:', () => {
  test.each<readonly [string, string, () => void]>([
    ['an unsigned plan where allowed_signers is there', 'RB6043', () => write(unsigned)],
    [
      'a plan that was changed after it was signed',
      'RB6044',
      () => writeFileSync(file, readFileSync(file, 'utf8').replace('"0640"', '"0644"')),
    ],
    ['the signature of somebody who is no longer named', 'RB6044', () => allow('lee')],
    [
      'a plan whose time is over, however well it is signed',
      'RB6028',
      () => write({ ...unsigned, validUntil: '2020-01-01T00:00:00.000Z' }, 'kim'),
    ],
  ])('%s', async (_name, code, spoil) => {
    spoil();
    const [applied, verified] = await Promise.all([runbook('apply a.plan --yes'), runbook('show a.plan --verify')]);
    expect([applied.exitCode, applied.err]).toEqual([3, expect.stringContaining(code)]);
    expect(existsSync(at('page'))).toBe(false);
    expect([verified.exitCode, verified.out]).toEqual([3, expect.stringContaining(code)]);
    expect(verified.out).toContain('`apply` refuses this plan.');
  });
});

test('without allowed_signers it is said that nobody named the people, and an unsigned plan is taken', async () => {
  rmSync(allowed);
  const applied = await runbook('apply a.plan --yes');
  expect([applied.exitCode, applied.out]).toEqual([0, expect.stringContaining('RB6045: nobody said whose signatures count')]);
  write(unsigned);
  const verified = await runbook('show a.plan --verify');
  expect([verified.exitCode, verified.out]).toEqual([0, expect.stringContaining('Signatures\n  none\n')]);
});

test('a passphrase is asked for in the terminal; without one it is said that nobody could be asked', async () => {
  allow('locked');
  write(unsigned);
  const sign = `${PROGRAM} sign a.plan --key ${at('locked')}`;
  // A session of its own has no terminal, even where the tests have one.
  const blind = await inTerminal(`setsid -w ${sign} 2>&1 </dev/null | cat`, '-', '');
  expect(blind).toContain('RB6042');
  const wrong = await inTerminal(sign, 'passphrase', 'wrong horse\n');
  expect([wrong, read().signatures]).toEqual([expect.stringContaining('RB6042'), undefined]);
  const seen = await inTerminal(sign, 'passphrase', 'correct horse\n');
  expect(seen).toContain(`Signed by locked@site (ED25519 ${fingerprint('locked')}).`);
  expect(seen).not.toContain('correct horse');
  expect(read().signatures).toHaveLength(1);
});

/** Runs a command line in a terminal, types an answer when the screen asks for it, and gives what the screen showed. */
function inTerminal(command: string, question: string, answer: string): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: place, LANG: 'C.UTF-8', TERM: 'xterm', COLUMNS: '200' };
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: project, env });
  let screen = '';
  let answered = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (answered || !screen.includes(question)) return;
    answered = true;
    child.stdin.write(answer);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(screen));
  });
}
