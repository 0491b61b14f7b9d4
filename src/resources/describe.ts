import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { ResourceType } from './define.ts';
import { resourceTypes } from './registry.ts';

/** The page of one resource type as Markdown, from its schema: what it is, its parameters, examples as YAML. An unknown type gives an empty text. */
export function describeResourceType(type: string): string {
  const found = resourceTypes.find((one) => one.type === type);
  return found === undefined ? '' : describe(found);
}

/** The pages of all resource types as one Markdown document, in the order of their names. */
export function describeResourceTypes(): string {
  const sorted = [...resourceTypes].sort((a, b) => (a.type < b.type ? -1 : 1));
  return [
    '# Resource types\n',
    'What a task can manage. This page is made from the schemas of the program by `node .config/write-docs.ts`; `runbook explain TYPE` prints the same.\n',
    '`runbook undo` takes a run back, step by step from the last to the first. What the steps of a type restore then, and what they do not, stands at each type.\n',
    `Never taken back: ${sorted.flatMap((one) => (one.undo === undefined ? [`\`${one.type}\``] : [])).join(', ')}.\n`,
    ...sorted.map((one) => describe(one)),
  ].join('\n');
}

function describe(type: ResourceType): string {
  const schema = type.jsonSchema();
  return [
    `## ${type.type}\n`,
    `${type.summary}\n`,
    '| Parameter | Value | Meaning |',
    '| --- | --- | --- |',
    ...rows(schema, ''),
    '',
    '```yaml',
    ...type.examples.map((example) => `- ${type.type}: ${flow(example)}`),
    '```\n',
    ...(type.writesBesides === undefined ? [] : [`${type.writesBesides}\n`]),
    ...(type.undo === undefined ? [] : [`Undo: ${type.undo}\n`]),
    ...(type.irreversible === undefined ? [] : [`Not taken back: ${type.irreversible}.\n`]),
  ].join('\n');
}

/** A row for each parameter, and for those within lists and objects. */
function rows(schema: JsonObject, prefix: string): readonly string[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required: readonly Json[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).flatMap(([name, field]) => {
    if (!isJsonObject(field)) return [];
    const value = field['default'];
    const fallback = value === undefined ? '' : ` Default: \`${flow(value)}\`.`;
    const meaning = `${textOf(field['description'])}${fallback}${required.includes(name) ? ' **Required.**' : ''}`;
    const inner = isJsonObject(field['items']) ? rows(field['items'], `${prefix}${name}[].`) : rows(field, `${prefix}${name}.`);
    return [`| \`${prefix}${name}\` | ${cell(kindOf(field))} | ${cell(meaning)} |`, ...inner];
  });
}

function kindOf(field: JsonObject): string {
  if (field['const'] !== undefined) return `\`${flow(field['const'])}\``;
  const words: Json | undefined = field['enum'];
  if (Array.isArray(words)) return words.map((one: Json) => `\`${flow(one)}\``).join(', ');
  const alternatives: Json | undefined = field['anyOf'];
  if (Array.isArray(alternatives)) {
    return [...new Set(alternatives.map((one: Json) => (isJsonObject(one) ? kindOf(one) : '')))].join(' or ');
  }
  if (field['type'] === 'array') return isJsonObject(field['items']) ? `list of ${kindOf(field['items'])}` : 'list';
  const kinds: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'number',
    number: 'number',
    boolean: '`true`, `false`',
    object: 'map',
  };
  return kinds[textOf(field['type'])] ?? 'any';
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Keeps a text within one cell of a table. */
function cell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|');
}

/** A value as YAML in flow style; texts are quoted where a plain one would be read otherwise. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((one: Json) => flow(one)).join(', ')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, one]) => `${key}: ${flow(one)}`);
    return `{ ${members.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[A-Za-z/][A-Za-z0-9/._+-]*$/u.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/iu.test(value)
    ? value
    : JSON.stringify(value);
}
