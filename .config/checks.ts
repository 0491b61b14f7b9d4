import { join } from 'node:path';

/** A program of the project's own check. */
export interface Check {
  readonly name: string;
  /** What it makes sure of, for the summary. */
  readonly purpose: string;
  readonly argv: readonly [string, ...string[]];
  /** True when its lines are shown as they come; else they are shown only when it fails. */
  readonly live: boolean;
  /** True when it counts its own tests in the report. */
  readonly reportsTests: boolean;
}

const formatted = [
  '{src,test,bench,.config}/**/*.{ts,js}',
  '.config/*.json',
  'package.json',
  'tsconfig.json',
  '!**/fixtures/**',
  '!test/golden/**/*.json',
];

function formatter(node: string, mode: '--check' | '--write'): readonly [string, ...string[]] {
  const program = 'node_modules/oxfmt/bin/oxfmt';
  return [node, program, '--config', '.config/format.json', '--no-error-on-unmatched-pattern', mode, ...formatted];
}

function tests(node: string, config: string, reportFile: string, files: readonly string[] = []): readonly [string, ...string[]] {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  return [node, 'node_modules/vitest/vitest.mjs', 'run', '--config', config, '--configLoader=native', ...reporters, ...files];
}

/** What `npm test` runs. The tests come first: they take longest. */
export function checksOf(node: string, reports: string): readonly Check[] {
  return [
    {
      name: 'tests',
      purpose: 'unit, laws, golden, cli, types, fuzz',
      argv: tests(node, '.config/vitest.ts', join(reports, 'tests.json')),
      live: true,
      reportsTests: true,
    },
    { name: 'format', purpose: 'mend with: npm run format', argv: formatter(node, '--check'), live: false, reportsTests: false },
    {
      name: 'lint',
      purpose: 'typed lint, floating promises',
      argv: [node, 'node_modules/oxlint/bin/oxlint', '--config', '.config/lint.json', 'src', 'test', 'bench', '.config'],
      live: false,
      reportsTests: false,
    },
    {
      name: 'types',
      purpose: 'strict TypeScript',
      argv: [node, 'node_modules/typescript/bin/tsc', '--noEmit'],
      live: false,
      reportsTests: false,
    },
    { name: 'layers', purpose: 'who may import what', argv: [node, '.config/check-layers.ts'], live: false, reportsTests: false },
    {
      name: 'dead code',
      purpose: 'unused files, exports, packages',
      argv: [node, 'node_modules/knip/bin/knip.js', '--config', '.config/knip.json', '--no-progress', '--no-config-hints'],
      live: false,
      reportsTests: false,
    },
  ];
}

/** What tests need, before them. */
export function needsOf(node: string, kind: 'tests' | 'lab'): readonly Check[] {
  return [
    {
      name: 'packages',
      purpose: `of Debian, for the ${kind}`,
      argv: [node, '.config/install-needs.ts', kind],
      live: true,
      reportsTests: false,
    },
  ];
}

/** Tests that build the whole site; all others build one host or two. */
const SITE_TESTS = ['test/lab/site', 'test/lab/lab.test.ts'];

/** Tests of what goes wrong: they cut links, lock hosts up and wait until they are there again; most of their time nothing runs. */
const FAILURE_TESTS = ['atomic', 'canary', 'chaos', 'disturbance', 'guard', 'journal-disk', 'lock', 'resume'].map(
  (name) => `test/lab/${name}`,
);

/** The tests in the lab, in lanes that run at the same time: hosts spend most of their time waiting. */
export function labTestsOf(node: string, reports: string): readonly Check[] {
  const lane = (name: string, purpose: string, files: readonly string[]): Check => ({
    name,
    purpose,
    argv: tests(node, '.config/vitest.lab.ts', join(reports, `${name}.json`), files),
    live: true,
    reportsTests: true,
  });
  return [
    lane('site', 'the lab of the whole site', SITE_TESTS),
    lane('failures', 'hosts that are cut off, locked out, killed', FAILURE_TESTS),
    lane('hosts', 'one or two real hosts at a time', [
      ...SITE_TESTS.map((path) => `--exclude=${path.endsWith('.ts') ? path : `${path}/**`}`),
      ...FAILURE_TESTS.map((path) => `--exclude=${path}*`),
    ]),
  ];
}

/** What `npm run format` runs. */
export function formatOf(node: string): readonly Check[] {
  return [{ name: 'format', purpose: 'files written in place', argv: formatter(node, '--write'), live: true, reportsTests: false }];
}
