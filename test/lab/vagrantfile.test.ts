import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const top = join(import.meta.dirname, '..', '..');
const site = z
  .object({ hosts: z.record(z.string(), z.looseObject({})), services: z.record(z.string(), z.looseObject({})) })
  .parse(load(readFileSync(join(top, 'inventory', 'lab', 'site.yml'), 'utf8')));

/** Loads the classes of the Vagrantfile without Vagrant, and prints the rules of the router. */
const printRules = `
module Vagrant
  def self.configure(_version); end
end
load "Vagrantfile"
puts Site.new(ARGV.fetch(0)).router_rules
`;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-vagrant-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(program: string, args: readonly string[], options: { readonly input?: string; readonly inventory?: string } = {}): string {
  const env = {
    ...process.env,
    VAGRANT_HOME: join(folder, 'home'),
    VAGRANT_DOTFILE_PATH: join(folder, 'dot'),
    ...(options.inventory === undefined ? {} : { RUNBOOK_INVENTORY: options.inventory }),
  };
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: top, env, encoding: 'utf8', input: options.input ?? '' });
  return `${error?.message ?? ''}${stdout}${stderr}\nstatus ${status}\n`;
}

/** A copy of the lab's inventory with one text replaced by another. */
function changedInventory(from: string, to: string): string {
  const inventory = mkdtempSync(join(folder, 'inventory-'));
  const text = readFileSync(join(top, 'inventory', 'lab', 'site.yml'), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(inventory, 'site.yml'), text.replace(from, to));
  return inventory;
}

describe('the Vagrantfile', () => {
  test('is sound, and has a machine for each host and service, a router and a desk', () => {
    const printed = run('vagrant', ['validate', '--ignore-provider']);
    expect(printed).toContain('Vagrantfile validated successfully.');
    expect(printed).toMatch(/status 0\n$/);
    const machines = [...printed.matchAll(/^==> (\S+): Ignoring provider/gm)].map((match) => match[1] ?? '');
    expect(machines.toSorted()).toEqual(['router', 'desk', ...Object.keys(site.hosts), ...Object.keys(site.services)].toSorted());
  });

  test('is refused when a host lies in no zone', () => {
    const printed = run('vagrant', ['validate', '--ignore-provider'], {
      inventory: changedInventory('address: 198.18.30.22', 'address: 198.18.99.22'),
    });
    expect(printed).toContain('198.18.99.22 lies in no zone');
    expect(printed).not.toMatch(/status 0\n$/);
  });
});

describe('the router of the Vagrantfile', () => {
  const rulesOf = (inventory: string): string => run('ruby', ['-e', printRules, inventory]).replace(/\nstatus 0\n$/, '');

  test('has rules that nft accepts', () => {
    expect(run('nft', ['-c', '-f', '-'], { input: rulesOf('inventory/lab') })).toBe('\nstatus 0\n');
  });

  test('lets through what the flows say, drops all else, and opens nothing of what travels in the tunnel', () => {
    const rules = rulesOf('inventory/lab');
    expect(rules).toContain('policy drop');
    expect(rules).toContain('ip saddr { 198.18.1.0/24 } ip daddr { 198.18.20.10 } tcp dport 22 counter accept');
    expect(rules).toContain('ip saddr { 198.18.30.11 } ip daddr { 198.18.10.11, 198.18.10.12 } udp dport 51820 counter accept');
    expect(rules).toContain('tcp dport 2379-2380 counter accept comment "etcd"');
    expect(rules).not.toContain('8080');
    expect(rules.match(/ accept comment /g)).toHaveLength(8);
  });

  test('follows the inventory', () => {
    const inventory = changedInventory('to: relay, ports: [80/tcp]', 'to: relay-2, ports: [8443/tcp]');
    expect(rulesOf(inventory)).toContain(
      'ip saddr { 198.18.1.0/24 } ip daddr { 198.18.10.12 } tcp dport 8443 counter accept comment "portal"',
    );
  });
});
