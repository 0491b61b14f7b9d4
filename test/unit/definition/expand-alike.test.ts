import { expect, test } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { siteExpanders, type Expansion, type Site } from '../../../src/definition/site.ts';
import { factsOf, loadProject, withProject } from '../../support/written-site.ts';

/** Tasks that come of everything that may be different on each host, and hosts that differ in it. */
const files = {
  'inventory/site.yml': `ssh: { user: ops }
zones:
  a: { cidr: 198.18.10.0/24 }
  b: { cidr: 198.18.20.0/24 }
hosts:
  g1: { zone: a, address: 198.18.10.8, groups: [four] }
  g2: { zone: a, address: 198.18.10.9, groups: [four] }
  g3: { zone: b, address: 198.18.20.8, groups: [three] }
  g4: { zone: b, address: 198.18.20.9, groups: [three] }
  h1: { zone: a, address: 198.18.10.1, groups: [one] }
  h2: { zone: a, address: 198.18.10.2, groups: [one] }
  h3: { zone: a, address: 198.18.10.3, groups: [one] }
  h4: { zone: b, address: 198.18.20.4, groups: [one], vars: { own: mine } }
  h5: { zone: b, address: 198.18.20.5, groups: [one, two], vars: { extra: 1 } }
  h6: { zone: b, address: 198.18.20.6, groups: [one, two], vars: { extra: 1 } }
  h7: { zone: b, address: 198.18.20.7, groups: [one, two], vars: { extra: 1, deep: { port: 81 } } }
groups:
  two: { vars: { own: of two } }
flows: [{ from: a, to: b, ports: [22/tcp], purpose: administration }]
vars: { own: of all, outer: "{{own}}", unused: 1, deep: { port: 80, name: x } }
`,
  'playbooks/site.yml': `plays:
  - hosts: one
    roles: [{ role: page, vars: { title: first } }, { role: page, vars: { title: second, prefix: other }, when: facts.os.family == 'rhel' }]
  - { hosts: two, become: true, roles: [{ role: page, vars: { title: first, prefix: root } }] }
  - { hosts: one, roles: [{ role: mark, when: facts.os.family == 'rhel' }] }
  - { hosts: four, roles: [mark] }
  - { hosts: three, become: true, roles: [mark] }
  - { hosts: two, roles: [{ role: mark, when: facts.os.family == 'debian' }] }
`,
  'roles/mark/role.yml': 'description: Marks\n',
  'roles/mark/tasks.yml': '- file: { path: /srv/mark, content: x }\n- file: { path: /srv/facts, content: "{{json facts}}" }\n',
  'roles/page/role.yml': 'description: Pages\n',
  'roles/page/defaults.yml': 'prefix: p\n',
  'roles/page/tasks.yml': [
    ['plain', '"content"'],
    ['title', '"{{title}}"'],
    ['own', '"{{own}}"'],
    ['outer', '"{{outer}}"'],
    ['deep', '"{{deep.port}}"'],
    ['name', '"{{host.name}}"'],
    ['zone', '"{{host.zone}}"'],
    ['groups', '"{{join host.groups \\",\\"}}"'],
    ['family', '"{{facts.os.family}}"'],
    ['whole', '"{{json host}}"'],
    ['there', '"{{#if (has @root \\"extra\\")}}yes{{else}}no{{/if}}"'],
    ['asked', "\"${ has(vars.extra) ? 'yes' : 'no' }\""],
    ['size', '"${ string(size(vars)) }"'],
    ['called', '"${ groups.two.map(h, h.name).join(\',\') }"'],
    ['has', "\"${ host.name in groups.two.map(h, h.name) ? 'in' : 'out' }\""],
  ]
    .map(([name, content]) => `- file: { path: "/srv/{{prefix}}/{{title}}/${name}", content: ${content} }\n`)
    .concat(
      '- { file: { path: "/srv/{{prefix}}/{{title}}/chosen", content: x }, when: "facts.os.family == \'debian\'" }\n',
      '- { file: { path: "/srv/{{prefix}}/{{title}}/only", content: x }, when: "has(vars.extra)" }\n',
      '- { file: { path: "/srv/{{prefix}}/{{title}}/template", template: page.hbs } }\n',
    )
    .join(''),
  'roles/page/templates/page.hbs': '{{title}} {{deep.name}}\n',
};

const load = (): Site => withProject(files, (folder) => loadProject(folder));
const site = load();
const facts: ReadonlyMap<string, Facts> = new Map(
  site.inventory.hosts.map(({ name }) => [name, factsOf(name, ['h3', 'h6'].includes(name) ? 'rhel' : 'debian')]),
);

const told = (expansion: Expansion, host: string): readonly unknown[] =>
  (expansion.hosts.get(host) ?? []).map((item) =>
    'resource' in item ? [item.play, item.resource.address, item.resource.identity, item.resource.desired] : item,
  );

test('hosts among others become what each becomes by itself', async () => {
  const all = await siteExpanders(site)()(facts, () => undefined);
  expect(all.diagnostics).toEqual([]);
  for (const [host, own] of facts) {
    const alone = await siteExpanders(site)()(new Map([[host, own]]), () => undefined);
    expect(told(all, host)).toEqual(told(alone, host));
    expect(told(alone, host).length).toBeGreaterThan(host.startsWith('g') ? 1 : 15);
  }
  // In another order too.
  const again = siteExpanders(site)();
  for (const host of [...facts.keys()].toReversed()) await again(new Map([[host, facts.get(host) ?? factsOf(host)]]), () => undefined);
  const later = await again(facts, () => undefined);
  expect([...facts.keys()].map((host) => told(later, host))).toEqual([...facts.keys()].map((host) => told(all, host)));
});

test('a task is worked out for two hosts, and for all others that look the same by what came of the second', async () => {
  const fresh = load();
  const rendered: string[] = [];
  const roles = [...fresh.roles].map(([name, role]) => {
    const templates = Object.assign(new Map(role.templates), {
      get: (template: string) => {
        rendered.push(template);
        return role.templates.get(template);
      },
    });
    return [name, { ...role, templates }] as const;
  });
  const counted: Site = { ...fresh, roles: new Map(roles) };
  const alike = new Map(['h1', 'h2', 'h4'].map((host) => [host, factsOf(host)]));
  await siteExpanders(counted)()(alike, () => undefined);
  // Of one use of the role: the other is for another family.
  expect(rendered).toEqual(['page.hbs', 'page.hbs']);
});
