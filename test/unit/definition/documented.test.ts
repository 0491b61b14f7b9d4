import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { definitionCodes } from '../../../src/core/codes/definition.ts';
import { expressionFunctions } from '../../../src/definition/expressions.ts';
import { foreignModules, foreignPlayKeywords, foreignTaskKeywords } from '../../../src/definition/keywords.ts';
import { rootNames } from '../../../src/definition/roots.ts';
import { taskKeys } from '../../../src/definition/task-read.ts';
import { blockHelpers, valueHelpers } from '../../../src/definition/template-tree.ts';
import { resourceTypes } from '../../../src/resources/registry.ts';

const project = join(import.meta.dirname, '../../..');
const page = readFileSync(join(project, 'docs/variables.md'), 'utf8');

test('docs/variables.md names every function, helper and name that there is', () => {
  const words = [
    ...Object.keys(expressionFunctions).map((name) => `\`${name}(`),
    ...blockHelpers.map((name) => `{{#${name} `),
    ...Object.keys(valueHelpers).map((name) => `\`${name} `),
    ...rootNames.map((name) => `| \`${name}`),
  ];
  expect(words.filter((word) => !page.includes(word))).toEqual([]);
});

test('every code that is told is explained, and no other', () => {
  const folder = join(project, 'src/definition');
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const used = new Set([...text.matchAll(/'(RB1\d{3})'/gu)].map((match) => match[1] ?? ''));
  expect([...used].sort()).toEqual(Object.keys(definitionCodes).sort());
});

test('every code is explained in both languages', () => {
  const texts = Object.values(definitionCodes).flatMap((entry) => [entry.title, entry.why, entry.mend]);
  expect(texts.filter((text) => !/\w/u.test(text.en) || !/\p{Script=Hangul}/u.test(text.ko))).toEqual([]);
});

test('nothing that is a word of this language is called a foreign one', () => {
  const own = [...taskKeys, ...resourceTypes.map((one) => one.type)];
  expect([...Object.keys(foreignTaskKeywords), ...Object.keys(foreignModules)].filter((word) => own.includes(word))).toEqual([]);
  const playKeys = [
    'name',
    'hosts',
    'become',
    'become_user',
    'become_method',
    'vars',
    'serial',
    'max_failures',
    'max_fail_percentage',
    'roles',
    'tasks',
    'plays',
  ];
  expect(Object.keys(foreignPlayKeywords).filter((word) => playKeys.includes(word))).toEqual([]);
});

test('resources that the mends of foreign words name are there', () => {
  const types = resourceTypes.map((one) => one.type);
  const named = [...Object.values(foreignModules), ...Object.values(foreignTaskKeywords)].flatMap((mend) =>
    [...mend.matchAll(/use ([a-z_]+): \{|use the resource ([a-z_]+)/gu)].map((match) => match[1] ?? match[2] ?? ''),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !types.includes(name))).toEqual([]);
});
