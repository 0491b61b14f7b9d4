/** Writes the pages of docs/ that are made from the program: `node .config/write-docs.ts`. A test compares them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeResourceTypes } from '../src/resources/describe.ts';

writeFileSync(join(import.meta.dirname, '../docs/resources.md'), describeResourceTypes());
