import { describe, expect, test } from 'vitest';
import { findLayerFaults } from '../../../.config/find-layer-faults.ts';
import { readSourceFile } from '../../../.config/source-file.ts';

/** The faults of a tree given as path → text, as `path:line: what`. */
function check(tree: Readonly<Record<string, string>>): readonly string[] {
  const files = Object.entries(tree).map(([path, text]) => readSourceFile(path, text));
  return findLayerFaults(files).map(({ path, line, what }) => `${path}:${line}: ${what}`);
}

const diagnostic = { 'src/core/diagnostic.ts': 'export interface Diagnostic { readonly code: string }\n' };

describe('what the layers allow', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'the engine on the core',
      {
        ...diagnostic,
        'src/engine/plan.ts': "import type { Diagnostic } from '../core/diagnostic.ts';\nexport type Found = Diagnostic;\n",
      },
    ],
    ['a package in its own folder', { 'src/transport/connect.ts': "import ssh2 from 'ssh2';\nexport const open = ssh2.Client;\n" }],
    ['a module of Node that only computes, in the core', { 'src/core/digest.ts': "export { createHash } from 'node:crypto';\n" }],
    ['process in the composition root', { 'src/cli/start.ts': 'process.exitCode = 0;\n' }],
    [
      'a property that is called process or console',
      { 'src/engine/run.ts': 'export const run = (a: { process: number }) => a.process + { console: 1 }.console;\n' },
    ],
    [
      'variables that are called process or console',
      { 'src/engine/run.ts': 'export const run = (process: string) => {\n  const console = process;\n  return console;\n};\n' },
    ],
    ['the word process in a comment and a string', { 'src/engine/run.ts': "// process.exit\nexport const text = 'process.exit';\n" }],
    [
      'a cast in the core, with a reason',
      {
        'src/core/name.ts':
          '// oxlint-disable-next-line typescript/consistent-type-assertions -- branded name\nexport const name = 1 as const;\n',
      },
    ],
  ])('%s', (_name, tree) => {
    expect(check(tree)).toEqual([]);
  });
});

describe('what the layers refuse', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a lower folder that imports a higher one',
      { ...diagnostic, 'src/core/a.ts': "import '../engine/b.ts';\n", 'src/engine/b.ts': '' },
      /core\/a\.ts:1: core may not import engine/,
    ],
    [
      'the same by a type only',
      { 'src/report/a.ts': "import type { B } from '../engine/b.ts';\nexport type A = B;\n", 'src/engine/b.ts': 'export type B = 1;\n' },
      /report may not import engine/,
    ],
    [
      'the same by re-export',
      { 'src/report/a.ts': "\nexport * from '../engine/b.ts';\n", 'src/engine/b.ts': '' },
      /report\/a\.ts:2: report may not import engine/,
    ],
    [
      'the same by a dynamic import',
      { 'src/report/a.ts': "export const b = () => import('../engine/b.ts');\n", 'src/engine/b.ts': '' },
      /report may not import engine/,
    ],
    [
      'siblings of one rank',
      { 'src/transport/a.ts': "import '../resources/b.ts';\n", 'src/resources/b.ts': '' },
      /transport may not import resources/,
    ],
    ['a dynamic import with a made name', { 'src/cli/a.ts': 'export const load = (name: string) => import(name);\n' }, /made at run time/],
    [
      'a package of another folder',
      { 'src/engine/a.ts': "import { parse } from 'js-yaml';\nexport const read = parse;\n" },
      /engine may not import package js-yaml: only definition may/,
    ],
    [
      'a subpath of a package of another folder',
      { 'src/engine/a.ts': "import '@marcbachmann/cel-js/x';\n" },
      /package @marcbachmann\/cel-js: only definition/,
    ],
    ['a package that nobody may import', { 'src/cli/a.ts': "import 'left-pad';\n" }, /package left-pad is in no layer's list/],
    ['a module of Node without node:', { 'src/cli/a.ts': "import 'fs';\n" }, /written node:NAME/],
    ['a module that acts, in the core', { 'src/core/a.ts': "import 'node:fs';\n" }, /core may not import node:fs/],
    [
      'process outside the composition root',
      { 'src/engine/a.ts': '\nexport const home = process.env;\n' },
      /engine\/a\.ts:2: touches process/,
    ],
    ['process by another way in', { 'src/cli/other.ts': 'export const a = globalThis.process;\n' }, /touches process/],
    ['process by its module', { 'src/report/a.ts': "import { argv } from 'node:process';\nexport const all = argv;\n" }, /touches process/],
    ['printing outside report and cli', { 'src/engine/a.ts': "console.log('here');\n" }, /prints: only report and cli/],
    [
      'a circle of three files',
      { 'src/core/a.ts': "import './b.ts';\n", 'src/core/b.ts': "import './c.ts';\n", 'src/core/c.ts': "import './a.ts';\n" },
      /circle: src\/core\/a\.ts > src\/core\/b\.ts > src\/core\/c\.ts > src\/core\/a\.ts/,
    ],
    ['a folder that is no layer', { 'src/things/a.ts': '' }, /things is no layer/],
    ['a file beside the folders', { 'src/a.ts': '' }, /src itself is no layer/],
    ['a folder with an empty name', { 'src/engine/utils/a.ts': '' }, /folder named utils/],
    ['an import that leads nowhere', { 'src/core/a.ts': "import './b';\n" }, /\.\/b, which is no source file/],
    [
      'a cast outside the core',
      { 'src/engine/a.ts': '// oxlint-disable-next-line typescript/consistent-type-assertions -- needed\n' },
      /only core may/,
    ],
    ['a switched-off rule without a reason', { 'src/core/a.ts': '// oxlint-disable-next-line eslint/no-var\n' }, /without saying why/],
    ['a file that is no TypeScript', { 'src/core/a.ts': 'export const = ;\n' }, /cannot be read/],
  ])('%s', (_name, tree, message) => {
    expect(check(tree).join('\n')).toMatch(message);
  });
});
