import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expandSite, validateSite } from '../../../src/definition/site.ts';
import { factsOfAll, loadProject, soundSite, withProject, type WrittenFiles } from '../../support/written-site.ts';

/*
 * Files that were made to harm: each is refused with a message at a place, in little time and memory, and nothing of them reaches a host.
 */

/** What the operator is told of a site with these files, each as `CODE what`. */
function told(files: WrittenFiles, plant: (folder: string) => void = () => undefined): readonly string[] {
  return withProject({ ...soundSite, ...files }, (folder) => {
    plant(folder);
    const site = loadProject(folder);
    const found = validateSite(site);
    const all = found.some((one) => one.severity === 'error') ? found : expandSite(site, factsOfAll(site), () => undefined).diagnostics;
    return all.map((one) => `${one.code} ${one.what}`);
  });
}

const content = (text: string): WrittenFiles => ({ 'roles/web/tasks.yml': `- name: P\n  file: { path: /srv/p, content: ${text} }\n` });
const defaults = (text: string): WrittenFiles => ({ 'roles/web/defaults.yml': text });
const page = (text: string): WrittenFiles => ({ 'roles/web/templates/page.hbs': text });

/** Variables of which each is twice the one before. */
function doubling(first: string, times: number): string {
  const lines = Array.from({ length: times }, (_, index) => `v${index + 1}: "\${vars.v${index} + vars.v${index}}"\n`);
  return `title: x\nv0: ${first}\n${lines.join('')}`;
}

const bomb = `title: x\na0: &a0 [1,2,3,4,5,6,7,8,9]\n${Array.from({ length: 11 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(',')}]\n`).join('')}`;

test.each<[string, WrittenFiles, string]>([
  ['a hole for a secret, written by its number in YAML', content(String.raw`"\uE000{\"kind\":\"secret\",\"name\":\"x\"}\uE001"`), 'RB1007'],
  ['a NUL, written by its number in YAML', content(String.raw`"a\0b"`), 'RB1007'],
  ['a hole written by its number in an expression', content(String.raw`"\${ '\\uE000{}\\uE001' }"`.replace('\\$', '$')), 'RB1305'],
  ['a hole made of bytes in an expression', content(String.raw`"\${ string(b'\\xee\\x80\\x80') }"`.replace('\\$', '$')), 'RB1305'],
  ['texts that double', { ...defaults(doubling(`"${'x'.repeat(1000)}"`, 30)), ...content('"{{v30}}"') }, 'RB1305'],
  ['lists that double', { ...defaults(doubling('[1,2,3,4]', 30)), ...content(`"{{join v30 ','}}"`) }, 'RB1305'],
  ['an expression of 20000 nots', content(`"\${ ${'!'.repeat(20_000)}true }"`), 'RB1304'],
  ['an expression of 30000 sums', content(`"\${ ${Array(30_000).fill('1').join('+')} }"`), 'RB1304'],
  [
    'a list in a list in a list, each of 300',
    {
      ...defaults(`title: x\nl: [${Array(300).fill('1').join(',')}]\n`),
      ...page('{{#each l}}{{#each @root.l}}{{#each @root.l}}xxxxx{{/each}}{{/each}}{{/each}}'),
    },
    'RB1303',
  ],
  ['a text that names itself', defaults('title: "{{title}}"\n'), 'RB1306'],
  ['aliases that grow', defaults(bomb), 'RB1008'],
  ['50000 brackets', defaults('['.repeat(50_000)), 'RB1001'],
  ['a key of the prototype', defaults('title: x\n__proto__: { a: 1 }\n'), 'RB1002'],
  ['a template out of the role', { 'roles/web/tasks.yml': '- file: { path: /srv/p, template: ../../../etc/shadow }\n' }, 'RB1309'],
  ['a file by an absolute path', { 'roles/web/tasks.yml': '- file: { path: /srv/p, source: /etc/shadow }\n' }, 'RB1309'],
  [
    'a role outside the folder of roles',
    { 'playbooks/site.yml': 'plays:\n  - { name: P, hosts: relay, roles: [../../evil] }\n' },
    'RB1200',
  ],
  ['the role ..', { 'playbooks/site.yml': 'plays:\n  - { name: P, hosts: relay, roles: [..] }\n' }, 'RB1200'],
])('%s', (_name, files, code) => {
  const startedMs = performance.now();
  const said = told(files);
  expect(said.map((one) => one.split(' ')[0])).toContain(code);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

test('a role whose links lead to files of the operator, or in circles, is refused', () => {
  const said = told({}, (folder) => {
    mkdirSync(`${folder}/roles/web/files`);
    writeFileSync(`${folder}/id_rsa`, 'private');
    writeFileSync(`${folder}/roles/web/files/own`, 'own');
    symlinkSync('own', `${folder}/roles/web/files/also-own`);
    symlinkSync(`${folder}/id_rsa`, `${folder}/roles/web/files/key`);
    symlinkSync('/', `${folder}/roles/web/files/all`);
    symlinkSync('..', `${folder}/roles/web/files/circle`);
    symlinkSync('../../../id_rsa', `${folder}/roles/web/templates/key.hbs`);
  });
  expect(said.filter((one) => one.startsWith('RB1209')).map((one) => one.split(' ')[1])).toEqual([
    'templates/key.hbs',
    'files/all',
    'files/circle',
    'files/key',
  ]);
});
