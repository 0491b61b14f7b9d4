import Handlebars from 'handlebars';
import { expect, test } from 'vitest';
import { RunbookError, type Diagnostic } from '../../../src/core/diagnostic.ts';
import { holeText } from '../../../src/core/hole.ts';
import { parseTemplate } from '../../../src/definition/template-parse.ts';
import { renderTemplate } from '../../../src/definition/template-render.ts';
import { TemplateMistake } from '../../../src/definition/template-tree.ts';
import { textFile } from '../../../src/definition/text-file.ts';
import { Undecided } from '../../../src/definition/undecided.ts';

const hole = holeText({ kind: 'output', host: 'cp-1', address: 'wireguard_key:/k', output: 'public_key', pattern: '.*', secret: false });

const data = {
  name: 'relay & co',
  port: 8080,
  on: true,
  off: false,
  empty: [],
  nothing: null,
  wg: { address: '10.77.0.1/24', deep: { x: 'y' } },
  peers: [
    { name: 'cp-1', key: hole, port: 1 },
    { name: 'cp-2', key: 'known', port: 2 },
  ],
  networks: ['10.0.0.0/8', '172.16.0.0/12'],
  ports: { http: 80, https: 443 },
  key: hole,
  host: { name: 'relay-1' },
};

function render(text: string): string {
  const problems: Diagnostic[] = [];
  const template = parseTemplate(textFile('t.hbs', text), problems);
  if (template === undefined) throw new RunbookError(...problems);
  return renderTemplate(template, data);
}

/** What Handlebars itself makes of it, in strict mode and without escaping. */
function renderByLibrary(text: string): string {
  return Handlebars.compile(text, { strict: true, noEscape: true })(data);
}

test.each([
  'plain text without anything',
  'name {{name}} and {{{name}}}, port {{port}}, {{on}} {{off}}',
  '{{wg.address}} {{wg.deep.x}} {{this.name}} {{peers.[1].name}}',
  '{{#if on}}yes{{else}}no{{/if}} {{#if off}}yes{{else}}no{{/if}} {{#if empty}}yes{{else}}no{{/if}}',
  '{{#unless off}}a{{/unless}}{{^if on}}b{{else}}c{{/if}}',
  '{{#each networks}}{{@index}}={{this}}{{#unless @last}}, {{/unless}}{{/each}}',
  '{{#each ports}}{{@key}}:{{.}} {{@first}}{{@last}} {{/each}}',
  '{{#each peers}}{{name}}>{{../port}}>{{@root.name}};{{/each}}',
  '{{#each peers as |peer index|}}{{index}} {{peer.name}} {{/each}}',
  '{{#each empty}}x{{else}}none{{/each}}',
  '{{#with wg}}{{address}} {{deep.x}} {{../name}}{{/with}}',
  '{{#if off}}1{{else if on}}2{{else}}3{{/if}}',
  'a\n{{#each networks}}\n  - {{this}}\n{{/each}}\nb\n',
  'a\n  {{~#if on~}}  \n  b  {{~/if~}}\n c',
  '{{! a comment }}{{!-- another {{one}} --}}text \\{{raw}} {{name}}',
  '{{#each peers}}{{#each ../networks}}{{../name}}/{{this}} {{/each}}{{/each}}',
])('means what it means in Handlebars: %j', (text) => {
  expect(render(text)).toBe(renderByLibrary(text));
});

test.each([
  ['{{#if (eq port 8080)}}y{{/if}}{{#if (ne port 8080)}}n{{/if}}', 'y'],
  ['{{#if (and on (not off))}}y{{/if}}{{#if (or off empty)}}n{{/if}}', 'y'],
  ['{{#if (has wg "address")}}y{{/if}}{{#if (has wg "adress")}}n{{/if}}', 'y'],
  ['{{join networks ", "}}', '10.0.0.0/8, 172.16.0.0/12'],
  ['{{lookup ports "https"}}', '443'],
  ['{{json wg}}', '{"address":"10.77.0.1/24","deep":{"x":"y"}}'],
  ['{{indent (join networks "\n") 2}}', '  10.0.0.0/8\n  172.16.0.0/12'],
  // Names that every template has lead out of blocks by themselves.
  ['{{#each networks}}{{host.name}} {{/each}}', 'relay-1 relay-1 '],
])('helper: %j', (text, expected) => {
  expect(render(text)).toBe(expected);
});

test('an unknown value is passed on where it is only written', () => {
  expect(render('PublicKey = {{key}}\n{{#each peers}}{{key}} {{/each}}')).toBe(`PublicKey = ${hole}\n${hole} known `);
  expect(render('{{#each peers as |p|}}{{p.port}}{{/each}}')).toBe('12');
});

test.each([
  '{{#if key}}a{{/if}}',
  '{{#each key}}a{{/each}}',
  '{{#if (eq key "x")}}a{{/if}}',
  '{{json peers}}',
  '{{key.length}}',
  '{{#each peers}}{{#if key}}x{{/if}}{{/each}}',
  '{{lookup ports key}}',
])('an unknown value that would decide what is written leaves the content undecided: %j', (text) => {
  expect(() => render(text)).toThrow(Undecided);
});

test.each([
  ['{{prot}}', 'RB1300', '"prot" is not there: no "prot" (did you mean "port"?)', 1, 3],
  ['x\n  {{wg.adress}}', 'RB1300', '"wg.adress" is not there: no "adress" (did you mean "address"?)', 2, 5],
  ['{{#if missing}}a{{/if}}', 'RB1300', '"missing" is not there: no "missing"', 1, 7],
  ['{{#each peers}}{{port.x}}{{/each}}', 'RB1300', '"port.x" is not there: what should hold "x" is the number 1', 1, 18],
  ['{{#each networks}}{{name}}{{/each}}', 'RB1300', '"name" is not there: what should hold "name" is the text "10.0.0.0/8"', 1, 21],
  ['{{name.length}}', 'RB1300', '"name.length" is not there: what should hold "length" is the text "relay & co"', 1, 3],
  ['{{wg}}', 'RB1303', '"wg" is a mapping, which cannot be written as text', 1, 1],
  ['{{networks}}', 'RB1303', '"networks" is a list, which cannot be written as text', 1, 1],
  ['{{nothing}}', 'RB1303', '"nothing" is nothing, which cannot be written as text', 1, 1],
  ['{{#each port}}a{{/each}}', 'RB1303', '{{#each}} needs a list or a mapping, and "port" is the number 8080', 1, 1],
  ['{{../name}}', 'RB1303', '../name goes further up than the blocks around it', 1, 3],
  ['{{@index}}', 'RB1303', 'there is no @index here', 1, 3],
])('%j is a mistake at its place', (text, code, message, line, column) => {
  let caught: unknown;
  try {
    render(text);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(TemplateMistake);
  expect(caught).toMatchObject({ code, message, source: { file: 't.hbs', line, column } });
});

test.each([
  '{{toString}}',
  '{{wg.constructor}}',
  '{{networks.map}}',
  '{{__proto__}}',
  '{{wg.__proto__.x}}',
  '{{lookup wg "hasOwnProperty"}}',
  '{{#with wg}}{{valueOf}}{{/with}}',
])('nothing but data is reached: %j', (text) => {
  expect(() => render(text)).toThrow(expect.objectContaining({ name: 'TemplateMistake', code: 'RB1300' }));
});

test.each([
  ['{{#if on}}', 'this is no valid template: the block {{#if}} is not closed'],
  ['{{#if on}}{{/each}}', "this is no valid template: if doesn't match each"],
  ['{{upper name}}', 'there is no helper "upper"'],
  ['{{log name}}', 'there is no helper "log"'],
  ['{{#peers}}{{/peers}}', 'there is no block {{#peers}}'],
  ['{{> part}}', 'partials ({{> …}}) are not read here'],
  ['{{eq port}}', 'the helper eq takes 2 values, not 1'],
  ['{{#if on off}}{{/if}}', '{{#if}} takes one value'],
  ['{{join networks sep=","}}', 'helpers take no NAME=VALUE here'],
])('%j cannot be a template', (text, message) => {
  expect(() => render(text)).toThrow(message);
});
