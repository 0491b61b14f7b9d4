import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { piecesFor } from '../../../../src/transport/shell/functions.ts';

/* What a host keeps may lie in the folder of somebody else, who changes it between the look at it and the copy. */
const KEEP = piecesFor(['keep', 'keep_path'])
  .map((piece) => piece.text)
  .join('\n');

describe.each([['dash'], ['bash'], ['busybox', 'sh']])('with %s', (...shell) => {
  let place = '';
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'runbook-keep-'));
    mkdirSync(join(place, 'state'));
    writeFileSync(join(place, 'file'), 'small');
    writeFileSync(join(place, 'large'), '');
    truncateSync(join(place, 'large'), 300 * 1024 * 1024);
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  /** Keeps the file; `race` runs when its size is asked for. Gives the exit code and what was said. */
  function keep(race: string): string {
    const script = `
      state=$1 file=$2 nl='\n' step=1
      eval "$3"
      entry=$state/STEP
      stat() { echo 5; ${race}; }
      timeout() { shift 3; command timeout -k 1 2 "$@"; }
      (keep_all "path:$file") 2>&1; echo "code $?"`;
    const [program = '', ...args] = [...shell, '-c', script, 'sh', join(place, 'state'), join(place, 'file'), KEEP];
    return execFileSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  }

  test.each([
    ['becomes a pipe', 'rm "$file"; mkfifo "$file"'],
    ['grows', 'mv "${file%/*}/large" "$file"'],
    ['becomes a device', 'rm "$file"; mknod "$file" c 1 5 || ln -s /dev/zero "$file"'],
  ])('a file that %s ends the step before its first action, and nothing of it stays', (_what, race) => {
    expect(keep(race)).toMatch(/code 1\n$/u);
    expect(readdirSync(join(place, 'state'))).toEqual([]);
  });

  test('a file that nobody changes is kept', () => {
    expect(keep(':')).toMatch(/code 0\n$/u);
    expect(readdirSync(join(place, 'state/STEP.d/1'))).toEqual(['data']);
  });
});
