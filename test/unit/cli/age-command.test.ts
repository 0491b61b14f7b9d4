import { expect, test } from 'vitest';
import { runKeyCommand } from '../../../src/cli/age-command.ts';
import type { Io } from '../../../src/cli/io.ts';
import { createRedactor } from '../../../src/core/redact.ts';
import { simpleWords } from '../../../src/cli/simple-words.ts';

const io: Io = {
  argv: [],
  env: { PATH: process.env['PATH'] },
  cwd: '/',
  home: '/',
  user: 'kim',
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  secrets: createRedactor([]),
  secretVariables: new Set(),
  self: [],
  onInterrupt: () => () => undefined,
  onEnd: () => () => undefined,
  leave: (code) => {
    throw new Error(`left with ${code}`);
  },
};

test('words are parted at blanks, and what only a shell would understand is refused', () => {
  expect(simpleWords('  pass  show\tops/age ')).toEqual(['pass', 'show', 'ops/age']);
  for (const command of ['a "b c"', 'a | b', 'a; b', 'echo $KEY', 'a `b`', 'a > b', 'a\\ b', 'a & b'])
    expect(simpleWords(command)).toBe(undefined);
});

test('a command gives what it prints, with nothing on its standard input', async () => {
  expect(await runKeyCommand(io, 'echo AGE-SECRET-KEY-1XYZ # *')).toBe('AGE-SECRET-KEY-1XYZ # *\n');
  expect(await runKeyCommand(io, 'cat')).toBe('');
});

test.each([
  ['that fails', 'ls /nowhere-at-all', 'it ended with 2'],
  ['that is not there', 'runbook-no-such-program now', 'ENOENT'],
  ['that needs a shell', 'echo a | cat', 'no shell reads it'],
  ['without a word', '  ', 'no shell reads it'],
])('a command %s gives no identity: RB1416, and nothing of what it said', async (_, command, why) => {
  await expect(runKeyCommand(io, command)).rejects.toMatchObject({ diagnostics: [{ code: 'RB1416', why: expect.stringContaining(why) }] });
});

test('a command that hangs is ended', async () => {
  const begun = Date.now();
  await expect(runKeyCommand(io, 'sleep 600', 200)).rejects.toMatchObject({ diagnostics: [{ why: 'it did not end within 0.2 s' }] });
  expect(Date.now() - begun).toBeLessThan(20_000);
});
