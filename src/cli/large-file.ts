import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunbookError } from '../core/diagnostic.ts';
import type { LargeContent } from '../core/large-content.ts';
import type { StoredFile } from '../core/plan.ts';
import { fileVersion, hadDigest } from '../definition/large-digests.ts';
import { changedTreeFile, pathWithin } from './tree-file.ts';

/** What of a file is in memory at once while its digest is made, in bytes. */
const BLOCK_BYTES = 1024 * 1024;

/** Files whose digests were found right, by path and digest, each as it was then: hosts that get the same file do not each wait for its digest. */
const checked = new Map<string, Promise<string>>();

/**
 * Opens a large file of the project whose content a plan names, to be read piece by piece. Rejects with RB6031 when the file is gone, lies elsewhere, or is not
 * what it was; each read does when the file was written to meanwhile.
 */
export async function openLargeFile(projectFolder: string, digest: string, { file, sizeBytes }: StoredFile): Promise<LargeContent> {
  const path = join(projectFolder, file);
  const real = pathWithin(projectFolder, path);
  if (real === undefined) throw changedTreeFile(path, 'it is not there, or a link that leads out of the project');
  const handle = await open(real).catch((error: unknown) => {
    throw changedTreeFile(path, error instanceof Error ? error.message : String(error));
  });
  try {
    const version = await versionOf(handle);
    const key = `${digest} ${path}`;
    let check = checked.get(key);
    if (check === undefined || (await check.catch(() => '')) !== version) {
      check = checkDigest(handle, path, digest, sizeBytes);
      checked.set(key, check);
    }
    const known = await check;
    const expectSame = async (): Promise<void> => {
      if ((await versionOf(handle)) !== known) throw changedTreeFile(path, 'it was written to while it was read');
    };
    await expectSame();
    return {
      digest,
      sizeBytes,
      read: async (offset, into) => {
        const { bytesRead } = await handle.read(into, 0, into.length, offset);
        if (bytesRead < into.length) throw changedTreeFile(path, `it ends before its ${sizeBytes} bytes`);
        await expectSame();
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Makes sure of the digest of an open file; resolves with its version. */
async function checkDigest(handle: FileHandle, path: string, digest: string, sizeBytes: number): Promise<string> {
  const version = await versionOf(handle);
  // It was read when the site was planned, and is still the same.
  if (hadDigest(version, digest)) return version;
  const hash = createHash('sha256');
  const block = Buffer.alloc(BLOCK_BYTES);
  let at = 0;
  for (;;) {
    const { bytesRead } = await handle.read(block, 0, BLOCK_BYTES, at);
    if (bytesRead === 0) break;
    hash.update(block.subarray(0, bytesRead));
    at += bytesRead;
  }
  const found = hash.digest('hex');
  if (found !== digest) throw otherDigest(path, digest, sizeBytes, found, at);
  return version;
}

function otherDigest(path: string, digest: string, sizeBytes: number, found: string, foundBytes: number): RunbookError {
  return changedTreeFile(path, `it was ${sizeBytes} bytes with the digest ${digest}, and is ${foundBytes} bytes with the digest ${found}`);
}

/** What is another when somebody wrote to the file. */
async function versionOf(handle: FileHandle): Promise<string> {
  return fileVersion(await handle.stat({ bigint: true }));
}
