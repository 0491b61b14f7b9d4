import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from './sandbox.ts';

const program = join(import.meta.dirname, '../../../../src/lab/stand-ins/kubernetes/yaml.awk');

const awk = findProgram('awk') ?? 'no awk';

function read(text: string): { readonly status: number | null; readonly lines: readonly string[] } {
  const done = spawnSync(awk, ['-f', program], { input: text, encoding: 'utf8' });
  return {
    status: done.status,
    lines: done.stdout
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('@doc')),
  };
}
const head = 'kind: K\n';

it.each([
  { what: 'maps and numbers', text: 'a:\n  b: 1\n  c: x\n', lines: ['a.b\t1', 'a.c\tx'] },
  { what: 'lists at the indent of their key', text: 'a:\n- x\n- y\n', lines: ['a.0\tx', 'a.1\ty'] },
  { what: 'lists of maps', text: 'a:\n  - n: 1\n    m: 2\n  - n: 3\n', lines: ['a.0.n\t1', 'a.0.m\t2', 'a.1.n\t3'] },
  {
    what: 'flow style',
    text: 'a: [{t: "x.y", u: 24h0m0s}, z]\nb: {c: {d: e}}\n',
    lines: ['a.0.t\tx.y', 'a.0.u\t24h0m0s', 'a.1\tz', 'b.c.d\te'],
  },
  { what: 'quotes with colons and comments in them', text: 'a: "b: c # d" # e\n', lines: ['a\tb: c # d'] },
  { what: 'an endpoint with a port', text: 'a: vip.lab:6443\n', lines: ['a\tvip.lab:6443'] },
])('reads $what', ({ text, lines }) => {
  expect(read(head + text)).toEqual({ status: 0, lines: ['K\tkind\tK', ...lines.map((line) => `K\t${line}`)] });
});

it('keeps documents apart, and reads JSON', () => {
  expect(read('kind: A\nx: 1\n---\n{"kind": "B",\n "x": [2, {"y": "z"}]}\n').lines).toEqual([
    'A\tkind\tA',
    'A\tx\t1',
    'B\tkind\tB',
    'B\tx.0\t2',
    'B\tx.1.y\tz',
  ]);
});

it.each([
  { text: 'kind: K\n  x: 1\n', line: 2 },
  { text: 'kind: K\nx: a: b\n', line: 2 },
  { text: 'kind: K\nx: 1\njust text\n', line: 3 },
])('names the line that YAML does not allow: $line', ({ text, line }) => {
  expect(read(text)).toEqual({ status: 2, lines: [`line ${line}`] });
});
