import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { RunbookError } from '../core/diagnostic.ts';

/** What is thrown when a file cannot be written: where, and why. */
export type RefuseFile = (file: string, why: string) => RunbookError;

/** Absolute path of a file that is to be written. Throws what `refuse` gives when none can be there. */
export function placeFor(folder: string, named: string, refuse: RefuseFile): string {
  const file = resolve(folder, named);
  const fault = placeFault(file);
  if (fault !== undefined) throw refuse(file, fault);
  return file;
}

/** The same as `writeWholeFile`, but throws what `refuse` gives. */
export function writeOrRefuse(file: string, content: string | GiveBytes, refuse: RefuseFile, mode?: number): void {
  try {
    writeWholeFile(file, content, mode);
  } catch (error) {
    throw refuse(file, error instanceof Error ? error.message : String(error));
  }
}

/** Why a file cannot be written at that absolute path; undefined when nothing speaks against it. */
function placeFault(file: string): string | undefined {
  const folder = statSync(dirname(file), { throwIfNoEntry: false });
  if (folder?.isDirectory() !== true) return `${dirname(file)} is no folder`;
  const there = statSync(file, { throwIfNoEntry: false });
  return there === undefined || there.isFile() ? undefined : 'something that is no file stands there';
}

/** Gives the bytes of a file block by block; a block is only good until the next is given. */
export type GiveBytes = (take: (block: Uint8Array) => void) => void;

/** Writes a text, or what comes block by block, as a file: whole or not at all, on the disk when this returns, readable by its owner only unless the mode says more. Throws what Node throws. */
export function writeWholeFile(file: string, content: string | GiveBytes, mode = 0o600): void {
  const candidate = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    const descriptor = openSync(candidate, 'wx', 0o600);
    try {
      const write = (block: Uint8Array): void => {
        for (let at = 0; at < block.length;) at += writeSync(descriptor, block, at);
      };
      if (typeof content === 'string') write(Buffer.from(content, 'utf8'));
      else content(write);
      fchmodSync(descriptor, mode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(candidate, file);
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    rmSync(candidate, { force: true });
    throw error;
  }
}
