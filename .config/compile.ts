import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Joins the some hundred files of the program and its packages into a few, which start faster: finding and opening a file takes Node longer than compiling it.
 *
 *     node .config/compile.ts FOLDER
 *
 * The launcher runs this by itself when sources have changed. FOLDER/current is then a link to the newest result. A program that runs still reads from the
 * result that it began with, so older ones stay for a while. The file `begun` is as old as the sources that were read.
 */
const PROCESS = '\0process';
const KEPT_MS = 24 * 60 * 60 * 1000;
const top = resolve(import.meta.dirname, '..');
const [folder = ''] = process.argv.slice(2);
const name = `${Date.now()}-${process.pid}`;
const place = join(folder, name);

mkdirSync(place, { recursive: true, mode: 0o700 });
writeFileSync(join(place, 'begun'), '');
const bundle = await rolldown({
  input: join(top, 'src', 'cli', 'main.ts'),
  platform: 'node',
  external: [/\.node$/u],
  logLevel: 'silent',
  plugins: [
    {
      name: 'places',
      resolveId: (id: string) => {
        // What takes other parts of ssh2 by itself must find the same ones that everybody else has.
        if (id === 'ssh2') return { id: pathToFileURL(createRequire(import.meta.url).resolve(id)).href, external: 'absolute' as const };
        // As a module, `process` has each of its properties read once, and some of them are slow.
        return id === 'node:process' ? PROCESS : null;
      },
      load: (id: string) => (id === PROCESS ? 'export default globalThis.process;' : null),
      // Files beside a source are looked for beside the source.
      transform: (code: string, id: string) =>
        id.startsWith(join(top, 'src')) && code.includes('import.meta.')
          ? code
              .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
              .replaceAll('import.meta.dirname', JSON.stringify(resolve(id, '..')))
          : null,
    },
  ],
});
await bundle.write({ dir: place, format: 'esm', entryFileNames: '[name].js' });
await bundle.close();
writeFileSync(join(place, 'package.json'), '{"type":"module"}\n');
const link = join(folder, `${name}.link`);
symlinkSync(name, link);
renameSync(link, join(folder, 'current'));
for (const old of readdirSync(folder).filter((one) => /^\d+-\d+$/u.test(one)))
  if (old !== name && Date.now() - statSync(join(folder, old)).mtimeMs > KEPT_MS)
    rmSync(join(folder, old), { recursive: true, force: true });
