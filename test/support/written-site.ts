import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseFacts, type Facts } from '../../src/core/facts.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { loadSite, type Site } from '../../src/definition/site.ts';

/** Texts of files by their paths in the project. */
export type WrittenFiles = Readonly<Record<string, string>>;

/** A small site without a mistake: a bastion, two relays behind it, one role. */
export const soundSite: WrittenFiles = {
  'inventory/site.yml': `ssh: { user: ops }
zones:
  mgmt: { cidr: 198.18.20.0/24 }
  dmz: { cidr: 198.18.10.0/24, via: bastion }
hosts:
  bastion: { zone: mgmt, address: 198.18.20.10 }
  relay-1: { zone: dmz, address: 198.18.10.11, groups: [relay] }
  relay-2: { zone: dmz, address: 198.18.10.12, groups: [relay] }
groups:
  edge: { children: [relay] }
flows:
  - { from: mgmt, to: bastion, ports: [22/tcp], purpose: administration }
  - { from: bastion, to: dmz, ports: [22/tcp], purpose: administration }
vars: { port: 80, domain: site.example }
`,
  'playbooks/site.yml': `name: Test site
plays:
  - name: Relays
    hosts: relay
    become: true
    roles: [web]
`,
  'roles/web/role.yml': 'description: A page\n',
  'roles/web/defaults.yml': 'title: Portal\n',
  'roles/web/tasks.yml': `- name: Page
  file: { path: /srv/page, template: page.hbs, mode: "0644" }
- name: Marker
  when: facts.os.family == 'debian'
  file: { path: /srv/marker, content: "{{host.name}}" }
`,
  'roles/web/templates/page.hbs': '{{title}} on {{host.name}}:{{port}}\n',
};

/** A project folder with these files, gone after `use` has ended. */
export function withProject<T>(files: WrittenFiles, use: (folder: string) => T): T {
  const folder = writeProject(files);
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Like withProject, for what takes its time. */
export async function withOpenProject<T>(files: WrittenFiles, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = writeProject(files);
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a project into a new folder, which stays until somebody removes it. */
export function writeProject(files: WrittenFiles): string {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-written-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Loads the site of a project folder. */
export function loadProject(folder: string, extraVars: JsonObject = {}): Site {
  return loadSite({
    inventoryFolder: join(folder, 'inventory'),
    inventoryOptions: { home: '/home/ops', projectFolder: folder },
    playbookFile: join(folder, 'playbooks/site.yml'),
    rolesFolder: join(folder, 'roles'),
    extraVars,
  });
}

/** Facts of a host of the Debian family, or of another where `family` says so. */
export function factsOf(hostname: string, family: 'debian' | 'rhel' = 'debian'): Facts {
  const manager = family === 'debian' ? 'apt' : 'dnf';
  return parseFacts(`hostname=${hostname}\nid=${family}\npackage_manager=${manager}\nservice_manager=systemd\nonline=0-1\nmemory_mb=2048`);
}

/** Facts of every host of a site. */
export function factsOfAll(site: Site): ReadonlyMap<string, Facts> {
  return new Map(site.inventory.hosts.map((host) => [host.name, factsOf(host.name)]));
}
