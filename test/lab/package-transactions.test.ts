import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Step } from '../../src/core/plan.ts';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { hostOf } from '../../src/lab/lab-state.ts';
import { requireLab } from '../../src/lab/lab-status.ts';
import { noisePatterns, treeOf } from './overlay-tree.ts';
import { bastionSite } from './support/bastion-site.ts';
import { writeFiles, type Shown } from './support/lab-project.ts';
import { repositoryFolder, repositorySource, writeSmallRepository, type SmallPackage } from './support/small-repository.ts';
import { useLabProject } from './support/use-lab-project.ts';

/*
 * Plans of packages on a real host of each family, with a repository that the test changes: what the plan lists, that planning writes nothing, and that an
 * apply of a plan file does just what it lists or stops before anything.
 */

type Family = 'deb' | 'el';

const all: readonly SmallPackage[] = [
  { name: 'app', version: '1', needs: ['lib'] },
  { name: 'lib', version: '1' },
  { name: 'other', version: '1', needs: ['lib', 'more'] },
  { name: 'more', version: '1' },
];
const lab = useLabProject('rpe', {
  'inventory/lab/site.yml': bastionSite({
    hosts:
      '\n  deb: { zone: internal, address: 198.18.30.11, groups: [bare] }' +
      '\n  el: { zone: internal, address: 198.18.30.12, groups: [bare, rpm_family] }',
  }),
});

/** Gives the host a repository of these packages, and lets it read the index again or not. */
async function offer(
  family: Family,
  packages: readonly SmallPackage[],
  read: 'index is read' | 'index stays' = 'index is read',
): Promise<void> {
  const folder = join(lab().folder, `repository-${family}`);
  await writeSmallRepository(folder, family, packages);
  const target = join(lab().rootOf(family), repositoryFolder);
  rmSync(target, { recursive: true, force: true });
  cpSync(folder, target, { recursive: true });
  if (read === 'index is read') await readIndex(family);
}

const readIndex = (family: Family): Promise<string> =>
  lab().inside(family, family === 'deb' ? 'apt-get -q update; touch /var/lib/apt/lists' : 'dnf -q clean expire-cache; dnf -q -y makecache');

/** Installed packages of the test as `NAME VERSION`. */
async function installed(family: Family): Promise<readonly string[]> {
  const names = 'app lib other more extra rival';
  const query =
    family === 'deb'
      ? `dpkg-query -W -f '\${Package} \${Version} \${db:Status-Status}\\n' ${names} 2>/dev/null | sed -n 's/-1 installed$//p'`
      : `rpm -q --qf '%{NAME} %{VERSION}\\n' ${names} | grep -v 'not installed' || :`;
  return (await lab().inside(family, `{ ${query}; } || :`))
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

async function clear(family: Family): Promise<void> {
  const names = (await installed(family)).map((line) => line.split(' ')[0] ?? '');
  if (names.length > 0) await lab().inside(family, `${family === 'deb' ? 'dpkg --purge' : 'rpm -e'} ${names.join(' ')}`);
}

/** Writes the tasks; the playbook is about one host. */
function declare(family: Family, ...tasks: readonly object[]): void {
  writeFiles(lab().folder, {
    'playbooks/site.yml': `plays:\n  - { name: Packages, hosts: ${family}, become: true, roles: [packages] }\n`,
    'roles/packages/tasks.yml': JSON.stringify(tasks),
  });
}

const planFile = (): string => join(lab().folder, 'site.plan');

async function plan(): Promise<Shown> {
  rmSync(planFile(), { force: true });
  return lab().runbook(['plan', 'site', '-i', 'lab', '--out', planFile(), '--format', 'plain']);
}

const apply = (): Promise<Shown> => lab().runbook(['apply', planFile(), '--yes', '--format', 'plain']);

/** All that was shown, when it did not end well. */
const failureOf = ({ status, text }: Shown): string => (status === 0 ? '' : text);

/** The steps of the plan file. */
const steps = (): readonly Step[] => readPlanFile(readFileSync(planFile()), 'site.plan').steps;

/** What the plan lists for a package. */
function listed(address: string): unknown {
  return steps()
    .find((one) => one.address === address)
    ?.change.fields.find((field) => field.field === 'packages')?.after;
}

const tree = (family: Family): ReadonlyMap<string, string> => treeOf(hostOf(requireLab(lab().lab.options), family).upper, noisePatterns());

describe.each(['deb', 'el'] as const)('on a host of the family %s', (family) => {
  beforeAll(async () => {
    // Its own repository alone: the one of the lab cannot be reached from here.
    await lab().inside(family, `rm -f /etc/apt/sources.list.d/* /etc/yum.repos.d/*; mkdir -p '${dirname(repositorySource[family].path)}'`);
  });

  const giveSource = (): void => {
    const { path, text } = repositorySource[family];
    writeFiles(lab().rootOf(family), { [path]: text });
  };

  test('a host without an index: known after it was read; the run reads it, fails, and leaves everything', async () => {
    declare(family, { package: { name: 'app' } });
    expect((await plan()).status).toBe(0);
    expect(steps()[0]?.summary).toBe('install app; all that it brings is known after the index was read');
    expect((await apply()).status).toBe(1);
    expect(await installed(family)).toEqual([]);
  });

  test('an earlier step brings the source: the list is known after it, and all that is needed is installed', async () => {
    const { path, text } = repositorySource[family];
    await offer(family, all, 'index stays');
    declare(family, { file: { path, content: text } }, { package: { name: 'app' } });
    expect((await plan()).status).toBe(0);
    expect(steps()[1]?.summary).toMatch(new RegExp(`^install app; all that it brings is known after file:${path}`, 'u'));
    expect(failureOf(await apply())).toBe('');
    expect(await installed(family)).toEqual(['app 1', 'lib 1']);
  });

  describe('that has an index', () => {
    beforeEach(async () => {
      await clear(family);
      giveSource();
      await offer(family, all);
    });

    test('all that is brought is listed, what an earlier step brings only there; planning writes nothing', async () => {
      declare(family, { package: { name: 'app' } }, { package: { name: 'other' } });
      // What the package managers would like to write at once.
      await lab().inside(family, 'rm -f /var/cache/apt/*.bin /var/cache/dnf/*.solv*');
      const before = tree(family);
      expect((await plan()).status).toBe(0);
      expect(tree(family)).toEqual(before);
      const one = '1-1';
      expect(listed('package:app')).toEqual(
        expect.arrayContaining([
          { name: 'lib', version: one },
          { name: 'app', version: one },
        ]),
      );
      expect(listed('package:other')).toEqual(
        expect.arrayContaining([
          { name: 'more', version: one },
          { name: 'other', version: one },
        ]),
      );
      expect(listed('package:app')).toHaveLength(2);
      expect(listed('package:other')).toHaveLength(2);
      expect(steps()[0]?.summary).toMatch(/^install app 1-1 and 1 more: lib 1-1; [\d.]+ k?B to download/u);
      expect(steps()[0]?.footprint).toEqual(expect.arrayContaining(['package:app', 'package:lib']));
      expect(failureOf(await apply())).toBe('');
      expect(await installed(family)).toEqual(['app 1', 'lib 1', 'more 1', 'other 1']);
      expect((await plan()).text).toMatch(/0 create, 0 change, 0 delete|nothing to do|as they should be/u);
    });

    test('a new dependency since the plan stops it before anything', async () => {
      declare(family, { package: { name: 'app' } });
      await plan();
      await offer(family, [
        { name: 'app', version: '1', needs: ['lib', 'extra'] },
        { name: 'lib', version: '1' },
        { name: 'extra', version: '1' },
      ]);
      const shown = await apply();
      expect(shown.status).toBe(3);
      expect(shown.text).toMatch(/RB2060/u);
      expect(shown.text).toMatch(/install extra 1-1/u);
      expect(await installed(family)).toEqual([]);
    });

    test('a newer version since the plan stops it before anything', async () => {
      declare(family, { package: { name: 'app' } });
      await plan();
      await offer(family, [...all, { name: 'lib', version: '2' }]);
      const shown = await apply();
      expect({ status: shown.status, says: /RB2060[\s\S]*install lib 2-1/u.test(shown.text) }).toEqual({ status: 3, says: true });
      expect(await installed(family)).toEqual([]);
    });

    test('the index stays as it was planned from, however old, and the plan says of when it is', async () => {
      const age = family === 'deb' ? '/var/lib/apt/lists /var/lib/apt/lists/partial' : '$(find /var/cache/dnf -name repomd.xml)';
      await lab().inside(family, `touch -d '2020-02-03 12:00 UTC' ${age}`);
      declare(family, { package: { name: 'app' } });
      await plan();
      expect(steps()[0]?.summary).toMatch(/; by the index of 2020-02-03$/u);
      await offer(family, [...all, { name: 'lib', version: '2' }], 'index stays');
      expect(failureOf(await apply())).toBe('');
      expect(await installed(family)).toEqual(['app 1', 'lib 1']);
    });

    test('less than planned is fine', async () => {
      declare(family, { package: { name: 'app' } });
      await plan();
      await lab().inside(family, family === 'deb' ? 'apt-get -q -y install lib' : 'dnf -q -y install lib');
      expect(failureOf(await apply())).toBe('');
      expect(await installed(family)).toEqual(['app 1', 'lib 1']);
    });

    test('a package that would have to go since the plan stops it before anything; a new plan refuses it', async () => {
      await offer(family, [
        { name: 'app', version: '1', needs: ['lib'], conflicts: ['rival'] },
        { name: 'lib', version: '1' },
        { name: 'rival', version: '1' },
      ]);
      declare(family, { package: { name: 'app' } });
      await plan();
      await lab().inside(family, family === 'deb' ? 'apt-get -q -y install rival' : 'dnf -q -y install rival');
      const shown = await apply();
      expect({ status: shown.status, text: shown.text }).toEqual({
        status: 3,
        text: expect.stringMatching(family === 'deb' ? /RB2060[\s\S]*remove rival 1-1/u : /RB2060[\s\S]*conflicts with rival/u),
      });
      expect(await installed(family)).toEqual(['rival 1']);
      const again = await plan();
      expect(again.text).toMatch(
        family === 'deb' ? /RB2061[\s\S]*installing app would remove rival 1-1/u : /does not lead to it[\s\S]*conflicts/u,
      );
    });

    test('a removal lists the package alone, and one that another needs is refused in the plan', async () => {
      await lab().inside(family, family === 'deb' ? 'apt-get -q -y install app' : 'dnf -q -y install app');
      declare(family, { package: { name: 'lib', present: false } });
      const before = tree(family);
      const refused = await plan();
      expect(refused.text).toMatch(/RB2062[\s\S]*lib cannot be removed: app would have to go too/u);
      expect(tree(family)).toEqual(before);
      declare(family, { package: { name: 'app', present: false } }, { package: { name: 'lib', present: false } });
      await plan();
      expect(steps().map((one) => one.change.fields.find((field) => field.field === 'packages')?.before)).toEqual([
        [{ name: 'app', version: '1-1' }],
        [{ name: 'lib', version: '1-1' }],
      ]);
      expect(failureOf(await apply())).toBe('');
      expect(await installed(family)).toEqual([]);
    });
  });
});
