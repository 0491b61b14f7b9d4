import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionCodes } from '../../../src/core/codes/definition.ts';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { expandSite, validateSite } from '../../../src/definition/site.ts';
import { factsOfAll, loadProject, soundSite, withProject } from '../../support/written-site.ts';
import { templateTokens, yamlTokens } from '../../support/yaml-tokens.ts';

const tokens = [
  ...yamlTokens,
  ...templateTokens,
  '|\n',
  '~',
  '0',
  '-1',
  '<<: ',
  '\n---\n',
  '? ',
  ',',
  '..',
  '__proto__',
  'all',
  '\u0000',
  '\uE000',
  '\uFEFF',
  '한',
  'vars.',
  '(',
  ')',
  'secret: ',
  'via: ',
  'null',
];

/** One change of a text: something is taken out, put in, or doubled. */
interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly insert: string;
}

const mutations = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    insert: fc.oneof(fc.constantFrom(...tokens), fc.constant(''), fc.string({ maxLength: 4 })),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(text: string, changes: readonly Mutation[]): string {
  return changes.reduce((before, { at, length, insert }) => {
    const start = Math.floor(at * before.length);
    return before.slice(0, start) + insert + before.slice(start + length);
  }, text);
}

/** Places that are not there, and codes that nothing explains. */
function faultsOf(diagnostics: readonly Diagnostic[], folder: string): readonly string[] {
  return diagnostics.flatMap((one) => {
    const faults = one.code.startsWith('RB1') && !Object.hasOwn(definitionCodes, one.code) ? [`${one.code} is not in the catalogue`] : [];
    const { source } = one;
    if (source === undefined || source.text === undefined) return faults;
    // A byte order mark at the beginning is no part of the text.
    const line = readFileSync(join(folder, source.file), 'utf8')
      .replace(/^\uFEFF/u, '')
      .split('\n')
      [source.line - 1]?.replace(/\r$/u, '');
    if (line !== source.text) faults.push(`${one.code} shows ${JSON.stringify(source.text)} for line ${source.line} of ${source.file}`);
    if (source.column < 1 || source.column > source.text.length + 1)
      faults.push(`${one.code} points at column ${source.column} of ${JSON.stringify(source.text)}`);
    return faults;
  });
}

test.each(['inventory/site.yml', 'playbooks/site.yml', 'roles/web/tasks.yml', 'roles/web/defaults.yml', 'roles/web/templates/page.hbs'])(
  'whatever is written in %s, nothing is thrown and every place is there',
  (path) => {
    withProject(soundSite, (folder) => {
      fc.assert(
        fc.property(mutations, (changes) => {
          writeFileSync(join(folder, path), mutate(soundSite[path] ?? '', changes));
          const site = loadProject(folder);
          const diagnostics = validateSite(site);
          expect(faultsOf(diagnostics, folder)).toEqual([]);
          const expansion = expandSite(site, factsOfAll(site), () => undefined);
          expect(faultsOf(expansion.diagnostics, folder)).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });
  },
);

test('what comes after an error is still said', () => {
  const files = {
    ...soundSite,
    'inventory/site.yml': (soundSite['inventory/site.yml'] ?? '').replace('via: bastion', 'via: bastoin'),
    'playbooks/site.yml': (soundSite['playbooks/site.yml'] ?? '').replace('become: true', 'becom: true'),
    'roles/web/tasks.yml': (soundSite['roles/web/tasks.yml'] ?? '').replace('path: /srv/page', 'paht: /srv/page'),
    'roles/web/templates/page.hbs': '{{#if}}',
  };
  const codes = withProject(files, (folder) => validateSite(loadProject(folder)).map((one) => one.code));
  expect(new Set(codes)).toEqual(new Set(['RB1104', 'RB1003', 'RB1203', 'RB1202', 'RB1301']));
});

test('a mistyped key is told once, not as missing too', () => {
  const files = { ...soundSite, 'playbooks/site.yml': 'plays:\n  - { hots: relay, roles: [web] }\n' };
  expect(withProject(files, (folder) => validateSite(loadProject(folder)).map((one) => one.code))).toEqual(['RB1003']);
});

test('files that cannot be read are told', () => {
  const told = withProject({ ...soundSite, 'roles/web/templates/page.hbs': 'x' }, (folder) => {
    writeFileSync(join(folder, 'roles/web/templates/page.hbs'), Buffer.from([0xff, 0xfe, 0x00]));
    writeFileSync(join(folder, 'roles/web/defaults.yml'), `title: ${'x'.repeat(1_100_000)}\n`);
    rmSync(join(folder, 'playbooks/site.yml'));
    return validateSite(loadProject(folder)).map((one) => `${one.code} ${one.what}`);
  });
  expect(told).toEqual(['RB1000 playbooks/site.yml cannot be read (ENOENT)']);
});
