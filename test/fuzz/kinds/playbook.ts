import fc from 'fast-check';
import type { Json } from '../../../src/core/json.ts';
import { resourceTypes } from '../../../src/resources/registry.ts';
import { textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { judgeSite } from '../site-folder.ts';
import { spoilText, textChanges } from '../spoil-text.ts';
import { changeTree, mapping, oddValues, treeChanges, treeOf, type Tree, type TreeChange } from '../tree.ts';
import { chooser, writeYaml } from '../write-yaml.ts';
import { templateTokens, yamlTokens } from '../../support/yaml-tokens.ts';

const types = resourceTypes.map((one) => one.type);
const keys = [
  ...types,
  ...new Set(resourceTypes.flatMap((one) => one.parameters)),
  'name',
  'hosts',
  'become',
  'become_user',
  'become_method',
  'vars',
  'serial',
  'max_fail_percentage',
  'roles',
  'tasks',
  'role',
  'when',
  'guarded',
  'disruptive',
  'plays',
  'notify',
  'loop',
  'with_items',
  'shell',
  'copy',
  'gather_facts',
  'title',
  'x',
  'y',
];
const texts = [
  '{{host.name}}',
  '{{x}}',
  '{{#if x}}a{{else}}b{{/if}}',
  '{{lookup groups "relay"}}',
  '{{nothing}}',
  '${ vars.x }',
  '${ facts.os.family }',
  '${ groups.relay.map(h, h.address) }',
  '${ vars.x + vars.y }',
  "${ output('relay-1', 'file:/srv/page').x }",
  '${ has(vars.z) ? 1 : 2 }',
  '${ hosts["relay-1"].address }',
  '/srv/{{host.name}}',
  "facts.os.family == 'debian'",
  'vars.y > 1 && !(vars.x in ["a"])',
  'relay',
  'relay,!relay-1',
  'rel*',
  'all',
  '50%',
  '0644',
  '/etc/app.conf',
  'page.hbs',
  'root',
];
const values: fc.Arbitrary<Tree> = fc.oneof(
  { arbitrary: fc.constantFrom<Tree[]>(...texts), weight: 2 },
  { arbitrary: oddValues, weight: 2 },
);
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 1 });

const examples = resourceTypes.flatMap((one) => one.examples.map((example): readonly [string, Json] => [one.type, example]));
const condition = fc.constantFrom(
  "facts.os.family == 'debian'",
  'vars.y == 7',
  'host.name.startsWith("relay")',
  "'relay' in host.groups",
  'size(hosts) > 1 || false',
  'true',
  '${ vars.x != "" }',
);
const task = fc
  .record({
    resource: fc.constantFrom(...examples),
    name: some(fc.constantFrom('Task', 'A task of {{host.name}}')),
    when: some(condition),
    become: some(fc.boolean()),
    become_user: some(fc.constant('root')),
    vars: some(fc.constantFrom<Tree[]>(mapping({ z: '${ vars.y * 2 }' }), mapping({ z: '{{x}}!' }))),
    guarded: some(fc.boolean()),
    disruptive: some(fc.boolean()),
  })
  .map(({ resource: [type, example], ...more }) => mapping({ ...more, [type]: treeOf(example) }));
const tasks = fc.array(task, { minLength: 1, maxLength: 4 });
const play = fc
  .record({
    name: some(fc.constant('Play')),
    hosts: fc.constantFrom('relay', 'all', 'bastion', 'relay-1,bastion', 'all,!relay', 'dmz', 'edge,&relay', 'rel*'),
    become: some(fc.boolean()),
    become_method: some(fc.constantFrom('sudo', 'su')),
    vars: some(fc.constant(mapping({ y: 8 }))),
    serial: some(fc.constantFrom<Tree[]>(1, '50%', [1, '100%'])),
    max_fail_percentage: some(fc.constantFrom<Tree[]>(0, 30, '30%')),
    roles: some(fc.constantFrom<Tree[]>(['web'], [mapping({ role: 'web', vars: mapping({ x: 'b' }), when: 'vars.y > 0' })])),
    tasks: some(tasks),
  })
  .map(mapping);
const playbook_ = fc.array(play, { minLength: 1, maxLength: 3 }).map((plays) => mapping({ name: 'Site', plays }));
const defaults = fc.constantFrom<Tree[]>(
  mapping({ title: 'T', x: 'a', y: 7 }),
  mapping({ title: '{{x}}', x: '${ host.name }', y: '${ 3 + 4 }' }),
  mapping({ title: 'T', x: ['a', mapping({ b: 1 })], y: 7 }),
);

function changed(tree: Tree, changes: readonly TreeChange[]): Tree {
  return changes.reduce((now, change) => changeTree(now, change), tree);
}

const tokens = [...yamlTokens, ...templateTokens, '  ', 'when: ', '\u202E', '\uE000'];
const changes = (most: number): fc.Arbitrary<readonly TreeChange[]> => treeChanges(keys, values, most);
const sites = fc
  .record({ playbook: playbook_, tasks, defaults, p: changes(2), t: changes(2), d: changes(1), ways: fc.nat() })
  .map((one) => ({
    playbook: writeYaml(changed(one.playbook, one.p), chooser(one.ways)),
    tasks: writeYaml(changed(one.tasks, one.t), chooser(one.ways + 1)),
    defaults: writeYaml(changed(one.defaults, one.d), chooser(one.ways + 2)),
  }));
const inputs: fc.Arbitrary<Texts> = fc.oneof(
  { arbitrary: sites, weight: 5 },
  {
    arbitrary: fc
      .tuple(sites, fc.constantFrom<'playbook' | 'tasks' | 'defaults'>('playbook', 'tasks', 'defaults'), textChanges(tokens, 2))
      .map(([site, which, spoilt]) => ({ ...site, [which]: spoilText(site[which], spoilt) })),
    weight: 1,
  },
);

/** Playbooks and the tasks and defaults of a role; tasks are made of the examples that the resource types have. */
export const playbook: FuzzKind = {
  name: 'playbook',
  share: 14,
  sources: [
    'definition/playbook-read.ts',
    'definition/role-read.ts',
    'definition/task-read.ts',
    'definition/keywords.ts',
    'definition/known-keys.ts',
    'definition/check-uses.ts',
    'definition/expand.ts',
    'definition/resolve-instance.ts',
    'definition/instances.ts',
    'definition/evaluate.ts',
    'definition/scope.ts',
    'definition/names-used.ts',
    'resources/define.ts',
    'resources/fields.ts',
  ],
  inputs,
  judge: (input) =>
    judgeSite({
      'playbooks/site.yml': textOf(input, 'playbook'),
      'roles/web/tasks.yml': textOf(input, 'tasks'),
      'roles/web/defaults.yml': textOf(input, 'defaults'),
    }),
};
