import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { describeResourceType, describeResourceTypes } from '../../../src/resources/describe.ts';
import { resourceTypes } from '../../../src/resources/registry.ts';

test('docs/resources.md is what the program says: else run node .config/write-docs.ts', () => {
  const written = readFileSync(new URL('../../../docs/resources.md', import.meta.url), 'utf8');
  expect(written).toBe(describeResourceTypes());
});

test('nothing is said of a type that is not there', () => {
  expect(describeResourceType('no_such_type')).toBe('');
});

describe.each(resourceTypes.map((type) => ({ name: type.type, type })))('the page of $name', ({ type }) => {
  const page = describeResourceType(type.type);

  test('has a row for each parameter', () => {
    for (const parameter of type.parameters) expect(page).toContain(`\n| \`${parameter}\` | `);
  });

  test('shows each example as YAML that reads as what it is', () => {
    const yaml = /```yaml\n(.*?)```/su.exec(page)?.[1] ?? '';
    expect(load(yaml)).toEqual(type.examples.map((example) => ({ [type.type]: example })));
  });
});
