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

test('hosts share the resource of a task, from the second on, when its parameters and its account are equal, and it looks at no facts', async () => {
  const all = ['file:/srv/plain', 'file:/srv/keyed', 'package:jq', 'file:/srv/own'];
  const named = (expansion: Expansion, host: string): readonly Resource[] =>
    all.flatMap((address) => resourcesOf(expansion, host).filter((one) => one.address === address));
  const facts = new Map(['relay-1', 'relay-2'].map((host) => [host, factsOf('any')]));
  const expansion = await siteExpanders(site)()(facts, () => undefined);
  expect(named(expansion, 'relay-2').map((one) => one.isShared)).toEqual([true, true, undefined, undefined]);
  const again = await siteExpanders(site)()(facts, () => undefined);
  expect(named(again, 'relay-2').map((one, place) => one === named(expansion, 'relay-2')[place])).toEqual([true, true, false, true]);
  expect(named(again, 'relay-2').map((one) => one.address)).toEqual(all);
  const asRoot = await siteExpanders(site, { become: true })()(facts, () => undefined);
  expect(named(asRoot, 'relay-2').map((one) => one.identity)).toEqual(all.map(() => ({ become: 'root', method: 'sudo' })));
  expect(named(expansion, 'relay-2').map((one) => one.identity)).toEqual(all.map(() => 'login'));
});

test('what came of a value of its own host is used again while that is the same, but not where that came of another host', async () => {
  const key = 'wireguard_key:/etc/wireguard/wg0.key';
  const own = withProject(
    {
      ...soundSite,
      'playbooks/site.yml': `plays:
  - { hosts: bastion, tasks: [{ wireguard_key: { path: /etc/wireguard/wg0.key } }] }
  - hosts: relay
    tasks:
      - wireguard_key: { path: /etc/wireguard/wg0.key }
      - { package: { name: jq }, when: "output(host.name, '${key}').public_key != 'no'" }
      - { wireguard_key: { path: /srv/far.key }, when: "output('bastion', '${key}').public_key != 'no'" }
      - { package: { name: wg }, when: "output(host.name, 'wireguard_key:/srv/far.key').public_key != 'no'" }
`,
    },
    (folder): Site => loadProject(folder),
  );
  const expand = siteExpanders(own)();
  const facts = factsOfAll(own);
  const of = async (relay: string, bastion: string): Promise<readonly (Resource | undefined)[]> => {
    const all = resourcesOf(await expand(facts, (host, address) => (address !== key ? 'far' : host === 'bastion' ? bastion : relay)));
    return ['package:jq', 'package:wg'].map((address) => all.find((one) => one.address === address));
  };
  const [jq, wg] = await of('yes', 'yes');
  expect([jq?.address, wg?.address]).toEqual(['package:jq', 'package:wg']);
  const [again, wgAgain] = await of('yes', 'yes');
  expect([again === jq, wgAgain === wg]).toEqual([true, false]);
  const [other] = await of('another', 'yes');
  expect([other === jq, other?.address]).toEqual([false, jq?.address]);
  expect((await of('no', 'yes'))[0]).toBeUndefined();
  expect((await of('yes', 'no')).map((one) => one?.address)).toEqual(['package:jq', undefined]);
});
