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

function tests(node: string, config: string, reportFile: string): readonly [string, ...string[]] {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  return [node, 'node_modules/vitest/vitest.mjs', 'run', '--config', config, '--configLoader=native', ...reporters];
}

/** Where vitest writes its counts, in the folder for reports. */
export function reportFileIn(folder: string): string {
  return join(folder, 'vitest.json');
}

/** What `npm test` runs. The tests come first: they take longest. */
export function checksOf(node: string, reports: string): readonly Check[] {
  return [
    {
      name: 'tests',
      purpose: 'unit, laws, golden, cli, types',
      argv: tests(node, '.config/vitest.ts', reportFileIn(reports)),
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

/** What `npm run test:lab` runs, one after the other. */
export function labChecksOf(node: string, reports: string): readonly Check[] {
  return [
    { name: 'packages', purpose: 'of Debian, for the lab', argv: [node, '.config/install-lab-needs.ts'], live: true, reportsTests: false },
    {
      name: 'lab tests',
      purpose: 'real hosts',
      argv: tests(node, '.config/vitest.lab.ts', reportFileIn(reports)),
      live: true,
      reportsTests: true,
    },
  ];
}

/** What `npm run format` runs. */
export function formatOf(node: string): readonly Check[] {
  return [{ name: 'format', purpose: 'files written in place', argv: formatter(node, '--write'), live: true, reportsTests: false }];
}
