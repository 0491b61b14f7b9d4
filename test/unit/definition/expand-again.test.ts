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
- package: { name: jq }
- file: { path: /srv/own, content: "{{host.name}}" }
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
  const others = ['package:jq', 'file:/srv/own'];
  expect(resourcesOf(first).map((one) => one.address)).toEqual(['file:/srv/plain', 'file:/srv/keyed', ...others]);
  expect(resourcesOf(second).map((one) => one.address)).toEqual(['file:/srv/plain', 'file:/srv/keyed', 'file:/srv/chosen', ...others]);
  // That of a package is never shared, so it tells.
  expect(resourcesOf(second)[3]).toBe(resourcesOf(first)[2]);
  expect(digestsOf(second)[1]).not.toBe(digestsOf(first)[1]);
  // As one that was never expanded before.
  expect(digestsOf(second)).toEqual(digestsOf(await siteExpanders(site)()(facts, () => 'yes')));
});

test('other facts of a host change what it gets', async () => {
  const expand = siteExpanders(site)();
  const first = await expand(new Map([['relay-1', factsOf('any')]]), () => undefined);
  const second = await expand(new Map([['relay-1', factsOf('any', 'rhel')]]), () => undefined);
  expect(digestsOf(second)[0]).not.toBe(digestsOf(first)[0]);
});

test('hosts share the resource of a task when its parameters and its account are equal, and it looks at no facts', async () => {
  const facts = new Map([
    ['relay-1', factsOf('any')],
    ['relay-2', factsOf('any')],
  ]);
  const expansion = await siteExpanders(site)()(facts, () => undefined);
  const isShared = (address: string): boolean => {
    const [one, other] = ['relay-1', 'relay-2'].map((host) => resourcesOf(expansion, host).find((each) => each.address === address));
    expect(one?.address).toBe(address);
    return one === other;
  };
  expect(['file:/srv/plain', 'file:/srv/keyed', 'package:jq', 'file:/srv/own'].map(isShared)).toEqual([true, true, false, false]);
  const asRoot = await siteExpanders(site, { become: true })()(facts, () => undefined);
  expect(resourcesOf(asRoot)[0]?.identity).not.toBe('login');
  expect(resourcesOf(expansion)[0]?.identity).toBe('login');
});
