import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checksOf } from '../../../.config/checks.ts';
import { runChecks } from '../../../.config/run-checks.ts';

const top = join(import.meta.dirname, '..', '..', '..');
/** A small project without faults, under the very configuration of this one. */
const sound: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'small', type: 'module', scripts: { test: 'node .config/ready.js .config/test.ts' }, devDependencies: { 'oxc-parser': '*', rolldown: '*', typescript: '*', vitest: '*' } }, undefined, 2)}\n`,
  // It writes pages from what a small project does not have.
  '.config/write-docs.ts': 'export {};\n',
  'src/core/greeting.ts': 'export async function greet(): Promise<string> {\n  return await Promise.resolve(`Hello`);\n}\n',
  'src/lab/lab-needs.ts':
    'export function checkLabPlace(): void {\n  return;\n}\n\nexport function labNeeds(): readonly string[] {\n  return [];\n}\n',
  'src/cli/main.ts': "import { greet } from '../core/greeting.ts';\n\nconsole.log(await greet());\n",
  'test/unit/core/greeting.test.ts':
    "import { expect, test } from 'vitest';\nimport { greet } from '../../../src/core/greeting.ts';\n\ntest('greets', async () => {\n  expect(await greet()).toBe('Hello');\n});\n",
};

function plant(tree: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
}

/** Makes the small project in a folder of its own. */
function makeTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'runbook-planted-'));
  cpSync(join(top, '.config'), join(tree, '.config'), { recursive: true });
  cpSync(join(top, 'tsconfig.json'), join(tree, 'tsconfig.json'));
  symlinkSync(join(top, 'node_modules'), join(tree, 'node_modules'));
  mkdirSync(join(tree, 'bench'));
  plant(tree, sound);
  return tree;
}

/** Runs the named checks (all when none is named) on the tree; answers what was printed and which failed. */
async function check(tree: string, ...names: readonly string[]): Promise<{ readonly printed: string; readonly failed: readonly string[] }> {
  let printed = '';
  const checks = checksOf(process.execPath, tree).filter(({ name }) => names.length === 0 || names.includes(name));
  const { FORCE_COLOR: _forced, ...plain } = process.env;
  const outcomes = await runChecks(checks, { top: tree, env: { ...plain, NO_COLOR: '1' } }, 2, (text) => {
    printed += text;
  });
  return { printed, failed: outcomes.filter(({ status }) => status !== 0).map((outcome) => outcome.check.name) };
}

const faults: readonly (readonly [string, string, string, RegExp])[] = [
  ['a promise that nobody waits for', 'lint', "import { greet } from './greeting.ts';\ngreet();\n", /no-floating-promises/],
  ['the same behind void', 'lint', "import { greet } from './greeting.ts';\nvoid greet();\n", /no-floating-promises/],
  ['any', 'lint', 'export const a: any = 1;\n', /no-explicit-any/],
  ['a value of type any from a library', 'lint', "export const a = JSON.parse('1');\n", /no-unsafe-assignment/],
  ['a cast', 'lint', 'export const a = (x: unknown): string => x as string;\n', /consistent-type-assertions/],
  ['a non-null assertion', 'lint', 'export const a = (x: string[]): string => x[0]!;\n', /no-non-null-assertion/],
  ['a default export', 'lint', 'export default 1;\n', /no-default-export/],
  ['printing in the core', 'lint', "console.log('a');\n", /no-console/],
  [
    'a comment that switches nothing off',
    'lint',
    '// oxlint-disable-next-line eslint/no-var -- for nothing\nexport const a = 1;\n',
    /[Uu]nused/,
  ],
  ['a comment that silences the compiler', 'lint', '// @ts-expect-error for nothing\nexport const a: number = "";\n', /ban-ts-comment/],
  [
    'a switch that forgets a case',
    'lint',
    "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    /switch-exhaustiveness-check/,
  ],
  ['a file of more than 300 lines', 'lint', `export const a = [\n${'  1,\n'.repeat(300)}];\n`, /max-lines/],
  ['a wrong type', 'types', "export const a: number = 'a';\n", /TS2322/],
  ['an index that may lead nowhere', 'types', 'export const a = (x: readonly string[]): string => x[0];\n', /TS2322/],
  ['syntax that cannot be erased', 'types', 'export enum Colour {\n  red,\n}\n', /TS1294/],
  ['double quotes', 'format', 'export const a = "a";\n', /./],
  ['a module of Node that acts, in the core', 'layers', "import 'node:fs';\n", /core may not import node:fs/],
  ['an export that nobody uses', 'dead code', 'export const unwanted = 1;\n', /unwanted/],
];

describe('each fault is told by its check, at its file', () => {
  let tree = '';
  const told = new Map<string, readonly string[]>();

  beforeAll(async () => {
    tree = makeTree();
    const names = faults.map(([, , text], index) => ({ path: `src/core/faulty-${index}.ts`, text }));
    plant(tree, Object.fromEntries(names.map(({ path, text }) => [path, text])));
    const imports = names.map(({ path }) => `import '${path.replace('src/', '../')}';\n`).join('');
    plant(tree, { 'src/cli/main.ts': `${imports}${sound['src/cli/main.ts']}` });
    for (const name of new Set(faults.map(([, checkName]) => checkName))) {
      const { printed, failed } = await check(tree, name);
      // A message begins in the first column, or with an x; its other lines are indented.
      told.set(name, failed.length === 0 ? [] : printed.split(/\n(?= {2}x |\S)/));
    }
  });

  afterAll(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  test.each(faults.map(([name, checkName, , message], index) => ({ name, checkName, message, file: `src/core/faulty-${index}.ts` })))(
    '$checkName: $name',
    ({ checkName, message, file }) => {
      const messages = told.get(checkName)?.filter((one) => one.includes(file)) ?? [];
      expect(messages.join('\n')).toMatch(message);
    },
  );
});

describe('the whole', () => {
  let tree = '';

  beforeEach(() => {
    tree = makeTree();
  });

  afterEach(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  test('a project without faults passes every check', async () => {
    const { printed, failed } = await check(tree);
    expect(failed, printed).toEqual([]);
    expect(printed).toContain('1 passed');
  });

  test('a file that nobody imports, and a package that nobody lists', async () => {
    plant(tree, { 'src/core/lonely.ts': 'export const a = 1;\n', 'src/cli/main.ts': `import 'left-pad';\n${sound['src/cli/main.ts']}` });
    const { printed, failed } = await check(tree, 'dead code');
    expect(failed).toEqual(['dead code']);
    expect(printed).toContain('src/core/lonely.ts');
    expect(printed).toContain('left-pad');
  });

  test('a test that fails, with the others reported all the same', async () => {
    plant(tree, {
      'test/unit/core/wrong.test.ts': "import { expect, test } from 'vitest';\n\ntest('sums', () => {\n  expect(1 + 1).toBe(3);\n});\n",
    });
    const { printed, failed } = await check(tree, 'tests', 'types', 'layers');
    expect(failed).toEqual(['tests']);
    expect(printed).toContain('1 failed | 1 passed');
    expect(printed).toContain('ok     types');
    expect(printed).toContain('ok     layers');
  });

  test('no test at all is a failure', async () => {
    rmSync(join(tree, 'test'), { recursive: true });
    expect((await check(tree, 'tests')).failed).toEqual(['tests']);
  });
});
