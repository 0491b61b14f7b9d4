import { expect, test } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { holesOf, holeText } from '../../../src/core/hole.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { expandSite, validateSite, type Expansion, type ExpandOptions, type KnownOutputs } from '../../../src/definition/site.ts';
import { factsOf, factsOfAll, loadProject, soundSite, withProject, type WrittenFiles } from '../../support/written-site.ts';

interface Given {
  readonly files?: WrittenFiles;
  readonly tasks?: string;
  readonly extraVars?: JsonObject;
  readonly facts?: ReadonlyMap<string, Facts>;
  readonly outputs?: KnownOutputs;
  readonly options?: ExpandOptions;
}

function expand(given: Given): Expansion {
  const files = { ...soundSite, ...(given.tasks === undefined ? {} : { 'roles/web/tasks.yml': given.tasks }), ...given.files };
  return withProject(files, (folder) => {
    const site = loadProject(folder, given.extraVars);
    expect(validateSite(site).filter((one) => one.severity === 'error')).toEqual([]);
    return expandSite(site, given.facts ?? factsOfAll(site), given.outputs ?? (() => undefined), given.options);
  });
}

function resourcesOf(expansion: Expansion, host = 'relay-1'): readonly Resource[] {
  return (expansion.hosts.get(host) ?? []).flatMap((item) => ('resource' in item ? [item.resource] : []));
}

function told(expansion: Expansion): readonly string[] {
  return expansion.diagnostics.map((one) => `${one.code} ${one.host ?? ''}: ${one.what}`);
}

/** The text that a file of the role would have on a host. */
async function contentOf(expansion: Expansion, host = 'relay-1', index = 0): Promise<string> {
  const resource = resourcesOf(expansion, host)[index];
  if (resource === undefined) throw new Error('no resource');
  const observed = await resource.observe({ ask: async () => Promise.resolve('absent') });
  const action = resource.converge({ kind: 'create', fields: [] }, observed).actions.find((one) => one.do === 'write');
  return action?.do === 'write' && 'text' in action.content ? action.content.text : '';
}

test('tasks become resources in written order, with their templates rendered', async () => {
  const expansion = expand({});
  expect(resourcesOf(expansion).map((one) => `${one.address} ${one.task}`)).toEqual(['file:/srv/page Page', 'file:/srv/marker Marker']);
  expect(await contentOf(expansion)).toBe('Portal on relay-1:80\n');
  expect(await contentOf(expansion, 'relay-2')).toBe('Portal on relay-2:80\n');
  expect(resourcesOf(expansion, 'bastion')).toEqual([]);
  expect(resourcesOf(expansion)[0]?.source).toMatchObject({ file: 'roles/web/tasks.yml', line: 1 });
});

test('a condition chooses, and a task without a name bears its address', () => {
  const rhel = new Map([['relay-1', factsOf('relay-1', 'rhel')]]);
  expect(resourcesOf(expand({ facts: rhel })).map((one) => one.address)).toEqual(['file:/srv/page']);
  expect(resourcesOf(expand({ tasks: '- file: { path: /srv/x, content: "" }\n' }))[0]?.task).toBe('file:/srv/x');
  const both = expand({
    files: { 'playbooks/site.yml': 'plays:\n  - { hosts: relay, roles: [{ role: web, when: host.name == "relay-2" }] }\n' },
  });
  expect([resourcesOf(both, 'relay-1').length, resourcesOf(both, 'relay-2').length]).toEqual([0, 2]);
});

test('a host without facts is left out', () => {
  expect([...expand({ facts: new Map([['relay-2', factsOf('relay-2')]]) }).hosts.keys()]).toEqual(['relay-2']);
});

const levels: readonly (readonly [string, WrittenFiles, JsonObject])[] = [
  ['defaults', { 'roles/web/defaults.yml': 'title: defaults\n' }, {}],
  ['inventory', { 'inventory/site.yml': (soundSite['inventory/site.yml'] ?? '').replace('port: 80,', 'port: 80, title: inventory,') }, {}],
  ['play', { 'playbooks/site.yml': 'plays:\n  - { hosts: relay, vars: { title: play }, roles: [web] }\n' }, {}],
  [
    'role',
    { 'playbooks/site.yml': 'plays:\n  - { hosts: relay, vars: { title: play }, roles: [{ role: web, vars: { title: role } }] }\n' },
    {},
  ],
  ['task', { 'roles/web/tasks.yml': '- { file: { path: /srv/page, template: page.hbs }, vars: { title: task } }\n' }, {}],
  ['command line', {}, { title: 'command line' }],
];

test.each(levels.map(([name], index) => [name, index] as const))('variables of the %s win over those before', async (name, index) => {
  const files = levels.slice(0, index + 1).reduce<WrittenFiles>((all, [, one]) => ({ ...all, ...one }), {});
  const extraVars = levels[index]?.[2] ?? {};
  expect(await contentOf(expand({ files, extraVars }))).toBe(`${name} on relay-1:80\n`);
});

test('variables may be made of others, and of facts, and are only evaluated when they are used', async () => {
  const files = {
    'roles/web/defaults.yml':
      'title: "{{first}} and ${second}"\nfirst: "${ vars.name + string(facts.cpus) }"\nname: n\nbroken: "${ vars.broken }"\n',
  };
  expect(await contentOf(expand({ files }))).toBe('n2 and ${second} on relay-1:80\n');
});

test('variables that need each other are a mistake', () => {
  const expansion = expand({ files: { 'roles/web/defaults.yml': 'title: "{{other}}"\nother: "${ vars.title }"\n' } });
  expect(told(expansion)).toContain('RB1306 relay-1: variables need each other: title → other → title');
});

test('the same resource twice on one host is a mistake with both places', () => {
  const expansion = expand({
    tasks: '- file: { path: /srv/x, content: a }\n- file: { path: "/srv/{{name}}", content: b }\n',
    files: { 'roles/web/defaults.yml': 'name: x\n' },
  });
  expect(told(expansion)).toEqual([
    'RB1500 relay-1: file:/srv/x is described twice for relay-1',
    'RB1500 relay-2: file:/srv/x is described twice for relay-2',
  ]);
  expect(expansion.diagnostics[0]).toMatchObject({ source: { line: 2 }, why: 'it is described in roles/web/tasks.yml:1 already' });
});

test.each<readonly [string, string, string, ExpandOptions, unknown]>([
  ['play', '{ hosts: relay, become: true, roles: [web] }', '', {}, { become: 'root', method: 'sudo' }],
  ['none', '{ hosts: relay, roles: [web] }', '', {}, 'login'],
  ['role', '{ hosts: relay, become: true, roles: [{ role: web, become: false }] }', '', {}, 'login'],
  ['task', '{ hosts: relay, become: true, become_user: a, roles: [web] }', 'become_user: www', {}, { become: 'www', method: 'sudo' }],
  ['method', '{ hosts: relay, become: true, become_method: su, roles: [web] }', '', {}, { become: 'root', method: 'su' }],
  ['option', '{ hosts: relay, roles: [web] }', '', { become: true, becomeMethod: 'su' }, { become: 'root', method: 'su' }],
  ['not where the task says no', '{ hosts: relay, roles: [web] }', 'become: false', { become: true }, 'login'],
])('become: %s', (_name, play, task, options, identity) => {
  const tasks = `- file: { path: /srv/x, content: a }\n${task === '' ? '' : `  ${task}\n`}`;
  expect(resourcesOf(expand({ tasks, files: { 'playbooks/site.yml': `plays:\n  - ${play}\n` }, options }))[0]?.identity).toEqual(identity);
});

test('labels of the task are added once', () => {
  const [first] = resourcesOf(expand({ tasks: '- file: { path: /srv/x, content: a }\n  guarded: true\n  disruptive: true\n' }));
  expect(first?.labels).toEqual(['guarded', 'disruptive']);
});

const keys = {
  'playbooks/site.yml':
    'plays:\n  - { hosts: relay, roles: [web] }\n  - { hosts: bastion, tasks: [{ wireguard_key: { path: /etc/wireguard/wg0.key } }] }\n',
  'roles/web/tasks.yml': `- file: { path: /srv/key, content: "key {{key}}" }
  vars: { key: "\${ output('bastion', 'wireguard_key:/etc/wireguard/wg0.key').public_key }" }
`,
};

test('the value of another host is a hole with the pattern of its producer, or the value where it is known', async () => {
  const [hole] = holesOf(await contentOf(expand({ files: keys })));
  expect(hole).toMatchObject({
    kind: 'output',
    host: 'bastion',
    address: 'wireguard_key:/etc/wireguard/wg0.key',
    output: 'public_key',
    secret: false,
  });
  expect(hole?.kind === 'output' ? new RegExp(`^${hole.pattern}$`, 'u').test(`${'A'.repeat(43)}=`) : false).toBe(true);
  expect(await contentOf(expand({ files: keys, outputs: (host, address, output) => `${host}|${address}|${output}` }))).toBe(
    'key bastion|wireguard_key:/etc/wireguard/wg0.key|public_key',
  );
});

test('a producer that was not reached is known by its task', async () => {
  const text = await contentOf(expand({ files: keys, facts: new Map([['relay-1', factsOf('relay-1')]]) }));
  expect(holesOf(text)[0]).toMatchObject({ host: 'bastion', output: 'public_key' });
});

test('an unknown value that decides ends the stage at its task; what follows is still listed', () => {
  const expansion = expand({
    files: {
      ...keys,
      'roles/web/tasks.yml': `- name: Waits\n  when: output('bastion', 'wireguard_key:/etc/wireguard/wg0.key').public_key == 'x'\n  file: { path: /srv/a, content: a }\n- file: { path: /srv/b, content: b }\n`,
    },
  });
  expect(expansion.hosts.get('relay-1')?.[0]).toEqual({
    play: 0,
    deferred: { task: 'Waits', until: 'bastion wireguard_key:/etc/wireguard/wg0.key' },
  });
  expect(resourcesOf(expansion).map((one) => one.address)).toEqual(['file:/srv/b']);
  expect(told(expansion)).toEqual([]);
});

test.each([
  ["output('bastoin', 'file:/x').content", 'RB1504 relay-1: output() names no host: "bastoin" (did you mean "bastion"?)'],
  [
    "output('bastion', 'wireguard_key:/etc/wireguard/wg1.key').public_key",
    'RB1501 relay-1: bastion has no wireguard_key:/etc/wireguard/wg1.key (did you mean "wireguard_key:/etc/wireguard/wg0.key"?)',
  ],
  [
    "output('bastion', 'wireguard_key:/etc/wireguard/wg0.key').publik_key",
    'RB1300 relay-1: "output(\'bastion\', \'wireguard_key:/etc/wireguard/wg0.key\').publik_key" is not there: no "publik_key" (did you mean "public_key"?)',
  ],
])('%s', (text, expected) => {
  const expansion = expand({ files: { ...keys, 'roles/web/tasks.yml': `- file: { path: /srv/key, content: "\${ ${text} }" }\n` } });
  expect(told(expansion)).toContain(expected);
});

test('values that are needed in a circle are a mistake with both places', () => {
  const task = (other: string): string =>
    `{ wireguard_key: { path: "\${ '/etc/' + output('${other}', 'wireguard_key:/x').public_key }" } }`;
  const expansion = expand({
    files: {
      'playbooks/site.yml': `plays:\n  - { hosts: relay-1, tasks: [${task('relay-2')}] }\n  - { hosts: relay-2, tasks: [${task('relay-1')}] }\n`,
    },
  });
  expect(told(expansion).some((line) => line.startsWith('RB1503 ') && line.includes('relay-1') && line.includes('relay-2'))).toBe(true);
});

const secretInventory = {
  'inventory/site.yml': (soundSite['inventory/site.yml'] ?? '').replace('port: 80,', 'port: 80, password: { secret: { env: PW } },'),
};

test('a secret is a hole in text and never decides', async () => {
  const tasks =
    '- file: { path: /srv/x, content: "pw={{password}}", mode: "0600" }\n- file: { path: /srv/y, content: "{{#if password}}a{{/if}}" }\n';
  const expansion = expand({ files: secretInventory, tasks });
  expect(await contentOf(expansion)).toBe(`pw=${holeText({ kind: 'secret', name: 'password' })}`);
  expect(told(expansion)).toEqual([
    'RB1307 relay-1: the secret "password" would decide what is written or done',
    'RB1307 relay-2: the secret "password" would decide what is written or done',
  ]);
});

test('mistakes of hosts outside the limit do not count, but their resources are there', () => {
  const tasks = "- file: { path: \"${ host.name == 'relay-2' ? 'relative' : '/srv/x' }\", content: a }\n";
  expect(told(expand({ tasks, options: { limit: ['relay-1'] } }))).toEqual([]);
  const all = expand({ tasks });
  expect(told(all)).toEqual([expect.stringContaining('RB1203 relay-2: "path" of file')]);
  expect(resourcesOf(all).map((one) => one.address)).toEqual(['file:/srv/x']);
});

test('a mistake in a template is told with its place there, for each host', () => {
  const expansion = expand({ files: { 'roles/web/templates/page.hbs': 'one\n{{facts.os.famly}}\n' } });
  expect(told(expansion)).toEqual(
    [1, 2].map((number) => `RB1300 relay-${number}: "facts.os.famly" is not there: no "famly" (did you mean "family"?)`),
  );
  expect(expansion.diagnostics[0]?.source).toMatchObject({
    file: 'roles/web/templates/page.hbs',
    line: 2,
    column: 3,
    text: '{{facts.os.famly}}',
  });
});

test.each([
  ['"yes"', 'RB1311', 'a string'],
  ['1 + 1', 'RB1311', 'a number'],
  ['vars.list', 'RB1311', 'a list'],
])('when: %s is no condition', (when, code, kind) => {
  const expansion = expand({
    tasks: `- file: { path: /srv/x, content: a }\n  when: '${when}'\n`,
    files: { 'roles/web/defaults.yml': 'list: []\n' },
  });
  expect(told(expansion)[0]).toBe(`${code} relay-1: "when" must be true or false, and this is ${kind}`);
});

test('files are taken byte by byte', () => {
  const tasks = '- file: { path: /srv/x, source: logo.bin }\n- file: { path: /srv/y, source: sub/text }\n';
  const expansion = expand({ tasks, files: { 'roles/web/files/logo.bin': 'x\u0000y', 'roles/web/files/sub/text': 'text' } });
  expect(resourcesOf(expansion).map((one) => one.address)).toEqual(['file:/srv/x', 'file:/srv/y']);
});

test('the note of a role is told once, when a host of the run has the role', () => {
  const files = { 'roles/web/role.yml': 'note: Think twice\n' };
  expect(told(expand({ files }))).toEqual(['RB1600 : role web: Think twice']);
  expect(told(expand({ files, options: { limit: ['bastion'] } }))).toEqual([]);
});
