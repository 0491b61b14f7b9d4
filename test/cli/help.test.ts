import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROGRAM, runCli } from '../support/run-cli.ts';
import { HELP_TEXTS } from '../golden/cli/cases.ts';

const top = new URL('../..', import.meta.url).pathname;

describe('help', () => {
  test.each(HELP_TEXTS.map((verb) => ({ verb, name: verb.join(' ') })))(
    'of `runbook $name` is as it was read through, within 80 columns',
    async ({ verb }) => {
      const { exitCode, out, err } = await runCli([...verb, '--help'], top);
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toBe(readFileSync(new URL(`../golden/cli/texts/${['help', ...verb].join('-')}.txt`, import.meta.url), 'utf8'));
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test('has each verb that there is', async () => {
    const { out } = await runCli(['--help'], top);
    const verbs = out
      .slice(out.indexOf('Commands:'))
      .split('\n')
      .flatMap((line) => /^ {2}([a-z]+)/u.exec(line)?.[1] ?? []);
    expect(verbs).toEqual(
      'plan apply verify validate show sign undo journal history exec ssh unlock trust inventory secrets lab rehearse explain help'.split(
        ' ',
      ),
    );
    expect(verbs.filter((verb) => verb !== 'help' && !HELP_TEXTS.some(([first]) => first === verb))).toEqual([]);
  });

  test('fits a wider terminal', async () => {
    for (const columns of [100, 120]) {
      const { out } = await runCli(['plan', '--help'], top, { COLUMNS: String(columns) });
      expect(out.split('\n').filter((line) => line.length > columns)).toEqual([]);
    }
  });

  test('is reached by `help VERB` too', async () => {
    expect((await runCli(['help', 'apply'], top)).out).toBe((await runCli(['apply', '--help'], top)).out);
  });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(`${top}/package.json`, 'utf8'));
  expect(await runCli(['--version'], top)).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
});

test('the program is started from any folder', async () => {
  expect(PROGRAM.endsWith('/src/cli/runbook')).toBe(true);
  expect((await runCli(['--version'], '/')).exitCode).toBe(0);
});
