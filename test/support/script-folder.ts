import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder for each test, in which scripts of a host run with programs of the test's own. */
export interface ScriptFolder {
  readonly path: (name: string) => string;
  /** Puts files there. */
  readonly lay: (files: Readonly<Record<string, string>>, mode?: number) => void;
  /** Puts programs into its PATH; `$F` is the folder. */
  readonly layPrograms: (programs: Readonly<Record<string, string>>) => void;
  readonly read: (name: string) => string;
  /** Runs a script with the test's programs before the machine's. Fixed places of the host stand in the folder. */
  readonly start: (shell: string, script: string, args?: readonly string[]) => ScriptEnd;
}

/** How a script ended. */
interface ScriptEnd {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

const PLACES = ['/etc/kubernetes', '/etc/wireguard', '/var/lib/etcd', '/run/runbook-kubeadm.lock'];

/** Makes the folder before each test of the file, and removes it after. */
export function useScriptFolder(): ScriptFolder {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'runbook-site-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lay = (files: Readonly<Record<string, string>>, mode = 0o644): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text, { mode });
    }
  };
  return {
    path: (name) => join(folder, name),
    lay,
    layPrograms: (programs) =>
      lay(Object.fromEntries(Object.entries(programs).map(([name, text]) => [`bin/${name}`, `#!/bin/sh\n${text}\n`])), 0o755),
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    start: (shell, script, args = []) => {
      const placed = PLACES.reduce((text, place) => text.replaceAll(place, join(folder, place)), script);
      const ended = spawnSync(shell, ['-c', placed, 'sh', ...args], {
        encoding: 'utf8',
        env: { PATH: `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C', SHLVL: '2', F: folder },
      });
      return { status: ended.status, output: ended.stdout.trimEnd(), errors: ended.stderr };
    },
  };
}
