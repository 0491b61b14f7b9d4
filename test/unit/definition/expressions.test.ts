import { expect, test } from 'vitest';
import { holeText } from '../../../src/core/hole.ts';
import { ExpressionMistake } from '../../../src/definition/expression-mistake.ts';
import { createExpressions, type ExpressionScope } from '../../../src/definition/expressions.ts';
import { namesInExpression } from '../../../src/definition/names-used.ts';
import { Undecided } from '../../../src/definition/undecided.ts';

const hole = holeText({ kind: 'output', host: 'cp-1', address: 'wireguard_key:/k', output: 'public_key', pattern: '.*', secret: false });
const expressions = createExpressions();
const peers = [
  { name: 'cp-1', public_key: hole },
  { name: 'cp-2', public_key: hole },
];
const scope: ExpressionScope = {
  roots: {
    vars: {
      port: 8080,
      ratio: 1.5,
      whole: 2.0,
      name: 'relay',
      key: hole,
      list: [
        { n: 'a', key: hole },
        { n: 'b', key: 'known' },
      ],
      on: true,
      texts: ['a', 'b'],
      map: { x: 1 },
      nothing: null,
    },
    facts: { os: { family: 'debian' }, cpus: 4 },
  },
  call: (name, values) => (name === 'output' ? { public_key: hole, address: `${String(values[0])}/${String(values[1])}` } : peers),
};

test.each([
  ['vars.port', 8080],
  ['vars.port + 1', 8081],
  ['vars.port / 1000', 8],
  ['vars.ratio * 2.0', 3],
  ['vars.whole == 2', true],
  ['vars.port > 80 && vars.on', true],
  ["facts.os.family in ['debian', 'ubuntu']", true],
  ["'x' in vars.map", true],
  ["'http://' + vars.name + ':' + string(vars.port)", 'http://relay:8080'],
  ['vars.texts + ["c"]', ['a', 'b', 'c']],
  ['vars.texts[1]', 'b'],
  ["vars.map['x']", 1],
  ["{'a': vars.port, 'b': [1, 2.5]}", { a: 8080, b: [1, 2.5] }],
  ["vars.list.filter(p, p.n == 'b').map(p, p.key)", ['known']],
  ['vars.list.exists(p, p.n == "a")', true],
  ['has(vars.port) && !has(vars.prot)', true],
  ['size(vars.list) == 2', true],
  ["output('cp-1', 'file:/x').address", 'cp-1/file:/x'],
  ['vars.name.startsWith("re") ? 1 : 2', 1],
  ['vars.nothing == null', true],
  ['-vars.port', -8080],
  ['vars.map', { x: 1 }],
])('%s', (text, value) => {
  expect(expressions.evaluate(text, scope)).toEqual(value);
});

test.each([
  ['vars.key', hole],
  ["output('cp-1', 'wireguard_key:/k').public_key", hole],
  ['[vars.key, 1]', [hole, 1]],
  ["{'k': vars.key}", { k: hole }],
  ["'key ' + vars.key", `key ${hole}`],
  ["facts.os.family == 'debian' ? vars.key : 'none'", hole],
  ["vars.list.filter(p, p.n == 'a')", [{ n: 'a', key: hole }]],
  ["tunnel_peers('wg0')", peers],
  ["tunnel_peers('wg0').filter(p, p.name != 'cp-1')", [peers[1]]],
  ["size(tunnel_peers('wg0'))", 2],
])('an unknown value is passed on: %s', (text, value) => {
  expect(expressions.evaluate(text, scope)).toEqual(value);
});

test.each([
  // The other side settles it.
  ["vars.key == 'x' || vars.on", true],
  ["vars.on || vars.key == 'x'", true],
  ["vars.key == 'x' && !vars.on", false],
  ["!vars.on && vars.key == 'x'", false],
  ["vars.list.exists(p, p.key == 'known')", true],
  ['has(vars.key)', true],
  ['vars.list == []', false],
])('a condition is known although a part of it is not: %s', (text, value) => {
  expect(expressions.evaluate(text, scope)).toBe(value);
});

test.each([
  "vars.key == 'x'",
  "vars.key != 'x'",
  "!(vars.key == 'x')",
  "vars.key == 'x' || !vars.on",
  "vars.key == 'x' && vars.on",
  "vars.key == 'x' ? 1 : 2",
  'size(vars.key) > 3',
  "vars.key.startsWith('x')",
  "vars.key in ['x']",
  "'x' in [vars.key]",
  '[vars.key] == ["x"]',
  "vars.list == [{'n': 'a', 'key': 'x'}, {'n': 'b', 'key': 'known'}]",
  "vars.list.all(p, p.key == 'known')",
  'vars.list.map(p, p.key)',
  'string(vars.key)',
  'vars.texts[vars.key]',
  'vars.key.field',
  'output(vars.key, "x").address',
])('an unknown value that would decide leaves the expression undecided: %s', (text) => {
  expect(() => expressions.evaluate(text, scope)).toThrow(Undecided);
});

test('undecided names the step that brings the answer, with the host where it is another', () => {
  const undecided = new Undecided({
    kind: 'output',
    host: 'cp-1',
    address: 'wireguard_key:/k',
    output: 'public_key',
    pattern: '.*',
    secret: false,
  });
  expect(undecided.until('cp-1')).toBe('wireguard_key:/k');
  expect(undecided.until('relay-1')).toBe('cp-1 wireguard_key:/k');
  expect(new Undecided({ kind: 'secret', name: 'password' }).until('relay-1')).toBeUndefined();
});

test.each([
  ['vars.prot', 'RB1300', '"vars.prot" is not there: no "prot" (did you mean "port"?)', 0],
  ['1 == vars.prot', 'RB1300', '"vars.prot" is not there: no "prot" (did you mean "port"?)', 5],
  ['port', 'RB1300', 'there is no "port"', 0],
  ['fatcs.os', 'RB1300', 'there is no "fatcs" (did you mean "facts"?)', 0],
  ['vars.texts[9]', 'RB1300', 'there is no item 9: the list has 2', 0],
  ['vars.port.x', 'RB1300', '"vars.port.x" is not there: what should hold "x" is the number 8080', 0],
  ['vars.port &&', 'RB1304', 'Unexpected token: EOF', 12],
  ['vars.on && vars.port', 'RB1305', 'a condition is true or false, not the number 8080', 11],
  ['vars.port / 0', 'RB1305', 'division by zero', 0],
  [
    "timestamp('2026-01-01T00:00:00Z')",
    'RB1305',
    'dates, durations, types and bytes are no plain data: make a text of them with string(…)',
    0,
  ],
])('%s is a mistake at its place', (text, code, message, offset) => {
  let caught: unknown;
  try {
    expressions.evaluate(text, scope);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(ExpressionMistake);
  expect(caught).toMatchObject({ code, message, offset });
});

test.each(['vars.constructor', 'vars.__proto__', 'vars.map.toString', "vars.map['hasOwnProperty']", 'vars.texts.length'])(
  'nothing but data is reached: %s',
  (text) => {
    expect(() => expressions.evaluate(text, scope)).toThrow(ExpressionMistake);
  },
);

test.each([
  ['vars.a + vars.b.c', ['a', 'b']],
  ['vars.list.filter(vars_, vars_.x == vars.y)', ['list', 'y']],
  ['vars.list.map(p, p.x).exists(q, q == facts.z)', ['list', 'facts!']],
  ['has(vars.maybe)', []],
  ["{'a': vars.k}[vars.i]", ['k', 'i']],
  ['cel.bind(t, vars.a, t + vars.b)', ['a', 'b']],
  ['ports == 1', ['ports!']],
])('names used by %s', (text, names) => {
  expect(namesInExpression(expressions.parse(text)).map((one) => (one.kind === 'root' ? `${one.name}!` : one.name))).toEqual(names);
});

test('a function that is not there is a mistake before anything is evaluated', () => {
  expect(() => expressions.parse("tunel_peers('wg0')")).toThrow('did you mean "tunnel_peers"?');
  expect(() => expressions.parse("output('cp-1')")).toThrow('output takes 2 values, not 1');
});
