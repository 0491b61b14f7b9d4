import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { writeFiles } from './support/lab-project.ts';

/* The disk of the controller, as a small one of its own: mounting needs root. */
const project = mkdtempSync(join(tmpdir(), 'small-disk-'));
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'tmpfs', project]);
const place = mkdtempSync(join(tmpdir(), 'written-'));
afterAll(() => {
  execFileSync('umount', ['-l', project]);
  for (const folder of [project, place]) rmSync(folder, { recursive: true, force: true });
});
const paths = Array.from({ length: 100 }, (_, index) => `${place}/two-${'x'.repeat(50)}-${index}`);
const [last = ''] = paths;
writeFiles(project, {
  'inventory/site/site.yml':
    'zones:\n  desk: { cidr: 127.0.0.0/8 }\nhosts:\n  here: { zone: desk, address: 127.0.0.1, connection: local }\n',
  'playbooks/site.yml': 'plays:\n  - { name: Here, hosts: all, roles: [fill] }\n  - { name: Then, hosts: all, roles: [then] }\n',
  'roles/fill/tasks.yml': `
- file: { path: ${place}/one, content: "one\\n" }
- command: { name: fill, argv: [sh, -c, "touch ${place}/filled; cat /dev/zero >${project}/filler 2>/dev/null || true"], creates: ${place}/filled }
`,
  // So many that the record of what is about to be sent is longer than what a last page of memory may still take.
  'roles/then/tasks.yml': paths.map((path) => `- file: { path: ${path}, content: two }\n`).join(''),
});

test('the disk of the controller fills up in the middle: said in one message, nothing further is sent, the journal is whole up to there, and later all goes on', async () => {
  const full = await runCli(['apply', '--yes'], project);
  expect(full.err.replaceAll(/\s+/gu, ' ')).toMatch(/RB6085: .*journal cannot be written.*No space left|RB6085.*ENOSPC/iu);
  expect([full.exitCode, full.err.includes('node:fs'), full.out.includes('node:fs')]).toEqual([1, false, false]);
  expect([existsSync(`${place}/filled`), existsSync(last)]).toEqual([true, false]);

  // Nothing can begin now either.
  const none = await runCli(['apply', '--yes'], project);
  expect([none.exitCode, none.err]).toEqual([1, expect.stringContaining('RB6085')]);
  expect(existsSync(last)).toBe(false);

  writeFileSync(join(project, 'filler'), '');
  const verified = await runCli(['journal', 'verify', '--all'], project);
  expect([verified.exitCode, verified.err]).toEqual([0, '']);
  const again = await runCli(['apply', '--yes'], project);
  expect([again.exitCode, readFileSync(last, 'utf8')]).toEqual([0, 'two']);
});
