import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../../../src/core/digest.ts';
import { piecesFor } from '../../../../src/transport/shell/functions.ts';

/* A content that was brought is read once for its digest, by whatever does so fastest, and again only when somebody wrote to it. */
describe.each([['dash'], ['bash'], ['busybox', 'sh']])('with %s', (...shell) => {
  let place = '';
  const at = (name: string): string => join(place, name);
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'runbook-brought-'));
    mkdirSync(at('bin'));
    mkdirSync(at('transfer'), { mode: 0o700 });
    for (const program of ['openssl', 'sha256sum']) {
      const real = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
      writeFileSync(at(`bin/${program}`), `#!/bin/sh\necho "${program} $*" >>'${at('log')}'\nexec ${real} "$@"\n`);
      chmodSync(at(`bin/${program}`), 0o755);
    }
    writeFileSync(at('transfer/one'), 'what was brought\n');
    writeFileSync(at('before'), 'before\n');
    writeFileSync(at('behind'), 'behind\n');
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  /** What the shell says of the text, and the programs that it asked for digests. */
  const told = (text: string): { readonly lines: readonly string[]; readonly asked: readonly string[] } => {
    const functions = piecesFor(['core', 'receive_close', 'digests']).map((piece) => piece.text);
    const [program = '', ...words] = shell;
    const script = [...functions, `PATH='${at('bin')}':$PATH state='${place}' sums=`, text].join('\n');
    const { stdout } = spawnSync(program, [...words, '-c', script], { encoding: 'utf8' });
    const asked = existsSync(at('log')) ? readFileSync(at('log'), 'utf8').trim().split('\n') : [];
    return { lines: stdout.split('\n').filter((line) => line !== ''), asked };
  };
  const brought = (): string =>
    `fresh; receive_close one; printf '%s' "$answers"; mv '${at('transfer/one')}' '${at('there')}'; chmod 600 '${at('there')}'`;
  const digest = sha256('what was brought\n');

  test('a file that was moved is known, among others that are read', () => {
    const { lines, asked } = told(
      `${brought()}; digests '${at('before')}' '${at('there')}' '${at('behind')}' '${at('none')}'; printf '%s' "$lines"`,
    );
    expect(lines).toEqual([
      '64',
      digest,
      `${sha256('before\n')}  ${at('before')}`,
      `${digest}  ${at('there')}`,
      `${sha256('behind\n')}  ${at('behind')}`,
    ]);
    expect(asked).toEqual(['openssl dgst -sha256 -r', `sha256sum -- ${at('before')}`, `sha256sum -- ${at('behind')}`]);
  });

  test('others alone are read in one go', () => {
    const { asked } = told(`${brought()}; digests '${at('before')}' '${at('behind')}'; printf '%s' "$lines"`);
    expect(asked.slice(1)).toEqual([`sha256sum -- ${at('before')} ${at('behind')}`]);
  });

  test('what somebody wrote to is read again', () => {
    const { lines, asked } = told(`${brought()}; printf 'WHAT WAS' 1<>'${at('there')}'; digests '${at('there')}'; printf '%s' "$lines"`);
    expect(lines.at(-1)).toBe(`${sha256('WHAT WAS brought\n')}  ${at('there')}`);
    expect(asked.slice(1)).toEqual([`sha256sum -- ${at('there')}`]);
  });

  test('another file of the same bytes is read', () => {
    const { asked } = told(`${brought()}; cp -p '${at('there')}' '${at('copy')}'; digests '${at('copy')}'; printf '%s' "$lines"`);
    expect(asked.slice(1)).toEqual([`sha256sum -- ${at('copy')}`]);
  });

  test.each([
    ['is not there', 'exit 127'],
    ['fails', 'echo 12; exit 1'],
  ])('where openssl %s, sha256sum does it', (_why, does) => {
    writeFileSync(at('bin/openssl'), `#!/bin/sh\n${does}\n`);
    const { lines, asked } = told(`${brought()}; digests '${at('there')}'; printf '%s' "$lines"`);
    expect(lines).toEqual(['64', digest, `${digest}  ${at('there')}`]);
    expect(asked).toEqual(['sha256sum']);
  });
});
