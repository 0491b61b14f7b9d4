import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { childEnvironment } from './child-environment.ts';
import type { Io } from './io.ts';
import { simpleWords } from './simple-words.ts';

/** An editor that was told to end has this long to do so. */
const END_MS = 1000;

/**
 * Lets a person edit bytes in $EDITOR: a file with mode 0600 in a folder with mode 0700, in memory where the machine has /dev/shm. The folder is removed in every case,
 * also when this process is told to end. Undefined when it was. Throws RB1419.
 */
export async function editText(io: Io, content: Uint8Array): Promise<Uint8Array | undefined> {
  const [editor, ...args] = simpleWords(io.env['EDITOR'] ?? '') ?? [];
  if (editor === undefined) throw notEdited('EDITOR names no editor', 'set it, for example EDITOR=vi; no shell reads it');
  const folder = mkdtempSync(join(memoryFolder() ?? io.env['TMPDIR'] ?? '/tmp', 'runbook-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'secret');
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
    return (await runEditor(io, [editor, ...args, file], remove)) ? readFileSync(file) : undefined;
  } finally {
    remove();
  }
}

/** True when the editor ended well, false when this process was told to end. */
function runEditor(io: Io, [editor = '', ...args]: readonly string[], remove: () => void): Promise<boolean> {
  const child = spawn(editor, args, { stdio: 'inherit', cwd: io.cwd, env: childEnvironment(io) });
  let isOver = false;
  const stopListening = io.onEnd((signal) => {
    // Ctrl-C in the terminal is a key of the editor.
    if (signal === 'SIGINT' && io.stdin.isTTY) return;
    isOver = true;
    remove();
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), END_MS).unref();
  });
  return new Promise<boolean>((resolve, reject) => {
    child.on('error', (error) =>
      reject(notEdited(`${editor} cannot be started (${error.message})`, 'set EDITOR to an editor that is installed')),
    );
    child.on('close', (code) => {
      if (isOver) resolve(false);
      else if (code === 0) resolve(true);
      else reject(notEdited(`the editor ended with ${code ?? 'a signal'}`, 'edit it again'));
    });
  }).finally(stopListening);
}

/** Files in it are in memory only, tmpfs(5); what is swapped out is the machine's business. */
function memoryFolder(): string | undefined {
  try {
    accessSync('/dev/shm', constants.W_OK | constants.X_OK);
    return '/dev/shm';
  } catch {
    return undefined;
  }
}

function notEdited(why: string, mend: string): RunbookError {
  return new RunbookError({ code: 'RB1419', severity: 'error', what: 'the secret was not changed', why, mend });
}
