import { expect, test } from 'vitest';
import type { Resource } from '../../../src/core/resource.ts';
import { siteExpanders, type Expansion, type Site } from '../../../src/definition/site.ts';
import { factsOf, factsOfAll, loadProject, soundSite, withProject } from '../../support/written-site.ts';

const files = {
  ...soundSite,
  'playbooks/site.yml':
    'plays:\n  - { hosts: relay, roles: [web] }\n  - { hosts: bastion, tasks: [{ wireguard_key: { path: /etc/wireguard/wg0.key } }] }\n',
  'roles/web/tasks.yml': `- file: { path: /srv/plain, content: "{{facts.os.family}}" }
- file: { path: /srv/keyed, content: "key {{key}}" }
  vars: { key: "\${ output('bastion', 'wireguard_key:/etc/wireguard/wg0.key').public_key }" }
- file: { path: /srv/chosen, content: chosen }
  when: output('bastion', 'wireguard_key:/etc/wireguard/wg0.key').public_key == 'yes'
`,
};
const site = withProject(files, (folder): Site => loadProject(folder));

const resourcesOf = (expansion: Expansion, host = 'relay-1'): readonly Resource[] =>
  (expansion.hosts.get(host) ?? []).flatMap((item) => ('resource' in item ? [item.resource] : []));
const digestsOf = (expansion: Expansion): readonly unknown[] => resourcesOf(expansion).map((one) => one.desired['digest']);

test('what asked for no value of a host is turned into a resource once; the rest again, with what is known by then', async () => {
  const expand = siteExpanders(site)();
  const facts = factsOfAll(site);
  const first = await expand(facts, () => undefined);
  const second = await expand(facts, () => 'yes');
  expect(resourcesOf(first).map((one) => one.address)).toEqual(['file:/srv/plain', 'file:/srv/keyed']);
  expect(resourcesOf(second).map((one) => one.address)).toEqual(['file:/srv/plain', 'file:/srv/keyed', 'file:/srv/chosen']);
  expect(resourcesOf(second)[0]).toBe(resourcesOf(first)[0]);
  expect(digestsOf(second)[1]).not.toBe(digestsOf(first)[1]);
  // As one that was never expanded before.
  expect(digestsOf(second)).toEqual(digestsOf(await siteExpanders(site)()(facts, () => 'yes')));
});

test('other facts of a host change what it gets, and hosts with the same facts stay apart', async () => {
  const expand = siteExpanders(site)();
  const one = factsOf('any');
  const first = await expand(
    new Map([
      ['relay-1', one],
      ['relay-2', one],
    ]),
    () => undefined,
  );
  expect(resourcesOf(first, 'relay-2')[0]?.address).toBe('file:/srv/plain');
  expect(resourcesOf(first, 'relay-2')[0]).not.toBe(resourcesOf(first)[0]);
  const second = await expand(new Map([['relay-1', factsOf('any', 'rhel')]]), () => undefined);
  expect(digestsOf(second)[0]).not.toBe(digestsOf(first)[0]);
});
