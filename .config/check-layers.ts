/** Checks src/ against the layers: `node .config/check-layers.ts [TOP]`. Ends with 1 when a rule is broken. */
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { findLayerFaults } from './find-layer-faults.ts';
import { readSourceFile } from './source-file.ts';

const top = process.argv[2] ?? join(import.meta.dirname, '..');
const paths = globSync('src/**/*.{ts,js,mts,mjs}', { cwd: top }).map((path) => path.split(sep).join('/'));
const faults = findLayerFaults(paths.toSorted().map((path) => readSourceFile(path, readFileSync(join(top, path), 'utf8'))));
for (const { path, line, what } of faults) console.error(`${path}:${line}: ${what}`);
console.log(`${paths.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
