import { describe, expect, test } from 'vitest';
import { SELINUX_BOOT, SELINUX_RUNTIME } from '../../../src/resources/selinux-script.ts';
import { useScriptFolder } from '../../support/script-folder.ts';

const { layPrograms, start } = useScriptFolder();

describe.each(['sh', 'dash', 'bash'])('SELinux, by %s', (shell) => {
  test('is none on a host without its tools', () => {
    expect(start(shell, SELINUX_RUNTIME.replace('getenforce', 'no-such-getenforce')).output).toBe('none');
    expect(start(shell, SELINUX_BOOT.replace('grubby', 'no-such-grubby')).output).toBe('unknown');
  });

  test('runs as its tool says, in small letters', () => {
    layPrograms({ getenforce: 'echo Permissive' });
    expect(start(shell, SELINUX_RUNTIME).output).toBe('permissive');
  });

  test.each([
    [['ro quiet', 'ro'], 'no'],
    [['ro selinux=0', 'selinux=0 ro'], 'all'],
    [['ro selinux=0', 'ro'], 'some'],
    [['ro selinux=01', 'ro myselinux=0'], 'no'],
  ])('boots with %j: %s', (lines, answer) => {
    layPrograms({ grubby: lines.map((line) => `echo 'args="${line}"'`).join('\n') });
    expect(start(shell, SELINUX_BOOT).output).toBe(answer);
  });
});
