import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run, type Action } from '../../../../src/core/action.ts';
import { stepsText } from '../../../support/steps-text.ts';

/* What is kept for an undo is on the disk before anything is changed: sync(1) is asked for it while the host is as it was. */
describe.each([['dash'], ['bash'], ['busybox', 'sh']])('with %s', (...shell) => {
  let place = '';
  const at = (name: string): string => join(place, name);
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'runbook-order-'));
    mkdirSync(at('bin'));
    mkdirSync(at('undo/1-1'), { recursive: true });
    writeFileSync(
      at('bin/sync'),
      `#!/bin/sh\n{ if [ -e '${at('new')}' ] || [ "$(cat '${at('old')}')" != old ]; then echo changed; fi\nfor one do echo "$one"; done; } >>'${at('log')}'\nexit "$(cat '${at('code')}')"\n`,
    );
    chmodSync(at('bin/sync'), 0o755);
    writeFileSync(at('code'), '0');
    writeFileSync(at('old'), 'old');
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  /** Does one step that keeps the path and gives what the driver says. The store belongs to whoever runs the test. */
  function perform(name: string, action: Action): string {
    const step = { id: 'h x', requests: [], actions: [action], keep: { at: '1-1/aa', things: [`path:${at(name)}`] } };
    const text = stepsText([step], place, 'return 1');
    const [program = '', ...args] = [...shell, '-c', text];
    return execFileSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  }
  const synced = (): readonly string[] => readFileSync(at('log'), 'utf8').trim().split('\n');
  const write = (name: string): Action => {
    const [owner = '', group = ''] = execFileSync('sh', ['-c', 'id -un; id -gn'], { encoding: 'utf8' }).split('\n');
    return { do: 'write', path: at(name), content: { text: 'x' }, mode: '0644', owner, group };
  };

  test.each<[string, string, () => Action]>([
    ['a file is written where none was', 'new', () => write('new')],
    ['a file is written over another', 'old', () => write('old')],
    ['a folder is made', 'new', () => run(['mkdir', at('new')])],
    ['a command runs', 'old', () => run(['sh', '-c', 'echo x >"$1"', 'sh', at('old')])],
    ['something is removed', 'old', () => ({ do: 'remove', path: at('old') })],
  ])('before %s', (_what, name, action) => {
    expect(perform(name, action())).toMatch(/kept 0 0\n\nx changed/u);
    expect(synced()).toEqual(expect.arrayContaining([at('undo/1-1/aa'), at('undo/1-1')]));
    // The folder of a new name alone goes there afterwards.
    expect(
      synced()
        .join('\n')
        .replace(/changed\n\.\.$/u, ''),
    ).not.toContain('changed');
    expect(existsSync(at('undo/1-1/aa.d/1/data'))).toBe(name === 'old');
  });

  test('a disk that does not take it ends the step before anything is changed', () => {
    writeFileSync(at('code'), '1');
    expect(perform('new', write('new'))).not.toContain('x changed');
    expect(perform('new', run(['mkdir', at('new')]))).toContain('x unkept');
    expect(existsSync(at('new'))).toBe(false);
  });
});
