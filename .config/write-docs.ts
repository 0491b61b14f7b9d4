/** Writes the pages of docs/ that are made from the program, or their parts: `node .config/write-docs.ts`. Tests compare them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { putStandIns } from '../src/lab/describe-stand-ins.ts';
import { describeResourceTypes } from '../src/resources/describe.ts';
import { examplePage } from '../test/support/example-page.ts';

const docs = join(import.meta.dirname, '../docs');
writeFileSync(join(docs, 'resources.md'), describeResourceTypes());
writeFileSync(join(docs, 'lab.md'), putStandIns(readFileSync(join(docs, 'lab.md'), 'utf8')));
writeFileSync(join(docs, 'example-plan.html'), examplePage());
