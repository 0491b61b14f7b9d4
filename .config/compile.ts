import { execFileSync } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { placesIn, wholeProgram } from './join-sources.ts';

/**
 * Makes of the some hundred files of the program and its packages what starts faster:
 *
 *     node .config/compile.ts FOLDER
 *
 * - `main.js` and parts that it loads: finding and opening a file takes Node longer than compiling it.
 * - `snapshot`: the memory of a process that has loaded all that (Node's `--build-snapshot`), for the very Node that runs this. Where it cannot be made there is none.
 *
 * The launcher runs this by itself when sources have changed. FOLDER/current is then a link to the newest result. A program that runs still reads from the
 * result that it began with, so older ones stay for a while. The file `begun` is as old as the sources that were read.
 */
const KEPT_MS = 24 * 60 * 60 * 1000;
const STARTED_MS = 60 * 1000;
/** A snapshot takes a second or two; one that takes longer than this hangs. */
const LONGEST_MS = 60 * 1000;
const top = resolve(import.meta.dirname, '..');
const [folder = ''] = process.argv.slice(2);
const name = `${Date.now()}-${process.pid}`;
const place = join(folder, name);

mkdirSync(place, { recursive: true, mode: 0o700 });
writeFileSync(join(place, 'begun'), '');
await joinSources();
try {
  await takeSnapshot();
} catch {
  rmSync(join(place, 'snapshot'), { force: true });
}
const link = join(folder, `${name}.link`);
symlinkSync(name, link);
renameSync(link, join(folder, 'current'));
for (const old of readdirSync(folder).filter((one) => /^\d+-\d+$/u.test(one) && one !== name)) {
  const restedMs = Date.now() - statSync(join(folder, old)).mtimeMs;
  if (restedMs > KEPT_MS) rmSync(join(folder, old), { recursive: true, force: true });
  // It is read whole at once.
  else if (restedMs > STARTED_MS) rmSync(join(folder, old, 'snapshot'), { force: true });
}

async function joinSources(): Promise<void> {
  const bundle = await rolldown({
    input: join(top, 'src/cli/main.ts'),
    platform: 'node',
    external: [/\.node$/u],
    logLevel: 'silent',
    plugins: [placesIn(top)],
  });
  await bundle.write({ dir: place, format: 'esm', entryFileNames: '[name].js' });
  await bundle.close();
  writeFileSync(join(place, 'package.json'), '{"type":"module"}\n');
}

async function takeSnapshot(): Promise<void> {
  const [source, snapshot] = [join(place, 'whole.cjs'), join(place, 'snapshot')];
  const bundle = await rolldown({
    input: join(top, 'src/cli/snapshot.ts'),
    platform: 'node',
    logLevel: 'silent',
    plugins: [wholeProgram(['./apply.ts', './plan.ts', './validate.ts']), placesIn(top)],
  });
  // What is in the memory of the process is read at each start, so comments and space are left away.
  await bundle.write({ file: source, format: 'cjs', codeSplitting: false, minify: { compress: false, mangle: false, codegen: true } });
  await bundle.close();
  // With a character beyond Latin 1 in it, a source takes two bytes for each.
  const text = readFileSync(source, 'utf8').replaceAll(/[\u0100-\u{10FFFF}]/gu, (one) =>
    one.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  writeFileSync(source, text);
  execFileSync(process.execPath, ['--snapshot-blob', snapshot, '--build-snapshot', source], {
    stdio: 'ignore',
    env: {},
    timeout: LONGEST_MS,
  });
  rmSync(source);
  // A Node that cannot go on from it says so now.
  execFileSync(process.execPath, ['--snapshot-blob', snapshot, '--', '--version'], { stdio: 'ignore' });
  const file = openSync(snapshot, 'r');
  fsyncSync(file);
  closeSync(file);
}
