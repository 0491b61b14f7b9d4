/** Writes the golden texts anew: `node test/golden/report/write-texts.ts`. Read what `git diff` shows before it is committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from './cases.ts';

const folder = join(import.meta.dirname, 'texts');
mkdirSync(folder, { recursive: true });
for (const [name, make] of Object.entries(cases)) writeFileSync(join(folder, `${name}.txt`), await make());
