import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { planDigest, planText } from '../../src/core/plan-digest.ts';
import { makePlanOf } from '../support/make-step.ts';

const doc = readFileSync(new URL('../../docs/signatures.md', import.meta.url), 'utf8');
const recipe = /```sh by-hand\n([\s\S]*?)```/u.exec(doc)?.[1] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'by-hand-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the recipe of docs/signatures.md signs and checks a plan by hand, and notices another digest', () => {
  const [make = '', check = ''] = recipe.split('# Whoever has the plan');
  const plan = makePlanOf([]);
  const digest = planDigest(plan);
  const run = (script: string, of: string): string =>
    execFileSync('sh', ['-euc', script], {
      cwd: folder,
      env: { PATH: process.env['PATH'], PASSPHRASE: '', DIGEST: of },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  run(make, digest);
  const signature = readFileSync(join(folder, 'kim.sig'), 'utf8');
  writeFileSync(join(folder, 'change.plan'), planText({ ...plan, signatures: [signature] }));
  const said = run(check.slice(check.indexOf('\n')), digest);
  expect(said.split('\n')[0]).toBe('kim@site.example');
  expect(said).toContain('Good "runbook-plan" signature for kim@site.example with ED25519 key SHA256:');
  expect(() => run(check.slice(check.indexOf('\n')), '0'.repeat(64))).toThrow(/Could not verify signature|Command failed/u);
});
