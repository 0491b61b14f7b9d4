import type { CodeCatalogue, CodeEntry } from '../core/codes/entry.ts';
import { secretsCodes } from '../core/codes/age.ts';
import { cliCodes } from '../core/codes/cli.ts';
import { definitionCodes } from '../core/codes/definition.ts';
import { engineCodes } from '../core/codes/engine.ts';
import { guardCodes } from '../core/codes/guard.ts';
import { inventoryCodes } from '../core/codes/inventory.ts';
import { labCodes } from '../core/codes/lab.ts';
import { loginCodes } from '../core/codes/login.ts';
import { resourceCodes } from '../core/codes/resources.ts';
import { shellCodes } from '../core/codes/shell.ts';
import { signatureCodes } from '../core/codes/signatures.ts';
import { siteResourceCodes } from '../core/codes/site-resources.ts';
import { transportCodes } from '../core/codes/transport.ts';
import { journalCodes } from '../core/codes/journal.ts';
import { undoCodes } from '../core/codes/undo.ts';

/** Every code of the program. */
export const catalogue: CodeCatalogue = {
  ...inventoryCodes,
  ...definitionCodes,
  ...secretsCodes,
  ...engineCodes,
  ...journalCodes,
  ...undoCodes,
  ...guardCodes,
  ...shellCodes,
  ...transportCodes,
  ...loginCodes,
  ...cliCodes,
  ...signatureCodes,
  ...resourceCodes,
  ...siteResourceCodes,
  ...labCodes,
};

/** What is known of a code; undefined when it is none. */
export function codeEntry(code: string): CodeEntry | undefined {
  return Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
}
