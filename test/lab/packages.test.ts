import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildRepositories } from '../../src/lab/packages/repositories.ts';
import type { Repositories } from '../../src/lab/packages/repositories.ts';

const aptGet = '/usr/bin/apt-get';
const cacheFolder = '/var/cache/runbook-lab/packages';
const folder = mkdtempSync(join(tmpdir(), 'rb-packages-'));
let repositories: Repositories;
beforeAll(async () => {
  repositories = await buildRepositories(cacheFolder, () => undefined);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, [...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

it('is there at once the second time', async () => {
  const parts: string[] = [];
  expect(await buildRepositories(cacheFolder, (part) => parts.push(part.title))).toEqual(repositories);
  expect(parts).toEqual([]);
});

/** An apt that knows only the repository, on a host where nothing is installed. */
function aptOptions(name: string, source: string): readonly string[] {
  const home = join(folder, name);
  mkdirSync(join(home, 'lists/partial'), { recursive: true });
  writeFileSync(join(home, 'status'), '');
  writeFileSync(join(home, 'sources.list'), `deb [signed-by=${repositories.aptKeyring}] file:${source} ./\n`);
  const settings = {
    'Dir::Etc::SourceList': join(home, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(home, 'lists'),
    'Dir::State::status': join(home, 'status'),
    'Dir::Cache': home,
    'APT::Sandbox::User': 'root',
    'APT::Install-Recommends': 'false',
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

it('apt trusts it by its key, and finds all that the roles install with everything below', () => {
  const options = aptOptions('good', repositories.aptFolder);
  run(aptGet, ...options, '-q', 'update');
  const text = run(aptGet, ...options, '-q', '-s', 'install', 'haproxy', 'wireguard-tools', 'nftables', 'kubeadm', 'containerd');
  for (const name of ['haproxy', 'wireguard-tools', 'nftables', 'kubelet', 'cri-tools', 'conntrack', 'libc6'])
    expect(text).toMatch(new RegExp(`^Inst ${name} `, 'm'));
});

it('apt refuses it when a byte of its index was changed', () => {
  const changed = join(folder, 'changed');
  mkdirSync(changed);
  for (const file of ['InRelease', 'Packages', 'Packages.gz']) copyFileSync(join(repositories.aptFolder, file), join(changed, file));
  const release = readFileSync(join(changed, 'InRelease'), 'utf8').replace('Suite: lab', 'Suite: bal');
  writeFileSync(join(changed, 'InRelease'), release);
  const done = spawnSync(aptGet, [...aptOptions('bad', changed), '-q', 'update', '-o', 'APT::Update::Error-Mode=any'], {
    encoding: 'utf8',
  });
  expect(done.status).not.toBe(0);
  expect(done.stderr).toMatch(/invalid|BADSIG|not signed/i);
});

it('each rpm is signed, and whatever one requires another provides', () => {
  const files = readdirSync(repositories.rpmFolder)
    .filter((file) => file.endsWith('.rpm'))
    .map((file) => join(repositories.rpmFolder, file));
  const query = (format: string): readonly string[] =>
    run('rpm', '-qp', '--nosignature', '--qf', format, ...files)
      .split('\n')
      .filter((line) => line !== '');
  expect(query('%{NAME} %{RSAHEADER:pgpsig}\n').filter((line) => !/RSA\/SHA/.test(line))).toEqual([]);
  const provided = new Set(query('[%{PROVIDENAME}\n]'));
  const missing = query('[%{REQUIRENAME}\n]').filter(
    (name) => !name.startsWith('rpmlib(') && !name.startsWith('config(') && !provided.has(name),
  );
  expect(missing).toEqual([]);
  for (const name of [
    'haproxy',
    'wireguard-tools',
    'nftables',
    'conntrack-tools',
    'iproute-tc',
    'containerd.io',
    'kubeadm',
    'kubelet',
    'cri-tools',
  ])
    expect(provided.has(name)).toBe(true);
});
