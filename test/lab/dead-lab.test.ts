import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHierarchies } from '../../src/lab/cgroups.ts';
import { labDown } from '../../src/lab/lab-down.ts';
import { claimLab, otherOwner, releaseLab } from '../../src/lab/lab-owner.ts';
import { labPaths, type LabOptions } from '../../src/lab/lab-paths.ts';
import { labStatus } from '../../src/lab/lab-status.ts';
import { labUp } from '../../src/lab/lab-up.ts';
import { runCommand } from '../../src/lab/run-command.ts';
import { smallSite } from './small-site.ts';

const options: LabOptions = { projectFolder: fileURLToPath(new URL('../..', import.meta.url)), name: 'rbo' };
const checkout = mkdtempSync(join(tmpdir(), 'other-checkout-'));
const other = labPaths({ projectFolder: checkout, name: 'rbo' });

beforeAll(async () => {
  await labDown(options);
});
afterAll(async () => {
  releaseLab(other);
  rmSync(checkout, { recursive: true });
  await labDown(options);
});

test('a lab of another checkout keeps its name while a process is in its network; when it is dead, the next up removes what it left', async () => {
  mkdirSync(other.folder, { recursive: true });
  await claimLab(other);
  for (const name of ['router', 'forgotten']) await runCommand(['ip', 'netns', 'add', `rbo-${name}`]);
  const groups = readHierarchies().map(({ folder }) => join(folder, 'runbook-rbo/forgotten'));
  for (const group of groups) mkdirSync(group, { recursive: true });
  const left = [...groups, '/run/netns/rbo-forgotten'];
  const alive = spawn('nsenter', ['--net=/run/netns/rbo-forgotten', 'sleep', '300']);
  await expect.poll(() => otherOwner(labPaths(options))).toEqual({ folder: other.folder, stands: true });
  await expect(labUp(smallSite, options, () => undefined)).rejects.toThrow('RB7014');
  await expect(labDown(options)).rejects.toThrow('RB7014');
  expect(left.filter((path) => !existsSync(path))).toEqual([]);
  alive.kill('SIGKILL');
  await once(alive, 'exit');

  await labUp(smallSite, options, () => undefined);
  expect(left.filter((path) => existsSync(path))).toEqual([]);
  expect((await labStatus(options))?.hosts.map((host) => host.power)).toEqual(smallSite.hosts.map(() => 'on'));
  expect(otherOwner(other)).toEqual({ folder: labPaths(options).folder, stands: true });
  // What that checkout has in its own folder is not ours to remove.
  expect(existsSync(other.folder)).toBe(true);
});
