import { readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Content } from '../core/action.ts';
import { sha256 } from '../core/digest.ts';
import { RunbookError } from '../core/diagnostic.ts';
import type { StoredFile } from '../core/plan.ts';

/** The content that a plan names by a file of the project. Throws RB6031 when the file is gone, lies elsewhere, or is not what it was. */
export function readTreeFile(projectFolder: string, digest: string, { file, sizeBytes }: StoredFile): Content {
  const path = join(projectFolder, file);
  const real = pathWithin(projectFolder, path);
  const bytes = real === undefined ? undefined : readFileSync(real);
  if (bytes === undefined) throw changedTreeFile(path, 'it is not there, or a link that leads out of the project');
  const found = sha256(bytes);
  if (found !== digest)
    throw changedTreeFile(
      path,
      `it was ${sizeBytes} bytes with the digest ${digest}, and is ${bytes.length} bytes with the digest ${found}`,
    );
  return { base64: bytes.toString('base64') };
}

/** The path with its links followed; undefined when nothing is there, or it is no place in the folder. */
export function pathWithin(folder: string, path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return real.startsWith(realpathSync(folder) + sep) ? real : undefined;
  } catch {
    return undefined;
  }
}

/** RB6031: the file is not what it was when the plan was made. */
export function changedTreeFile(path: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6031',
    severity: 'error',
    what: `the plan writes the content of ${path}, and the file is not what it was`,
    why,
    mend: 'bring the file back as it was (its digest is in the plan), or plan again',
  });
}
