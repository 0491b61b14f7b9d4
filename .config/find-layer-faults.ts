import { posix } from 'node:path';
import { emptyNames, layers, printers, processUsers, pureModules } from './layers.ts';
import type { SourceFile } from './source-file.ts';

/** A rule of the layers that a file breaks. */
export interface Fault {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

const castRule = 'typescript/consistent-type-assertions';

/** The folder of src/ that a path lies in, or undefined. */
function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** `zod/v4` is of package `zod`, `@scope/name/x` of `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isAllowed(path: string, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => pattern.test(path));
}

/** What is wrong with one import of a file, or undefined. */
function judgeImport(path: string, folder: string, specifier: string, known: ReadonlySet<string>): string | undefined {
  const layer = layers[folder];
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    if (!known.has(target)) return `imports ${specifier}, which is no source file (name the .ts file)`;
    const to = folderOf(target);
    if (to === undefined) return `imports ${target}, which lies outside the folders of src/`;
    return to === folder || layer?.imports.includes(to) ? undefined : `${folder} may not import ${to} (${specifier})`;
  }
  if (specifier === 'process' || specifier === 'node:process') {
    return isAllowed(path, processUsers) ? undefined : 'touches process: only src/cli/start.ts may; take what you need as a parameter';
  }
  if (specifier.startsWith('node:')) {
    return folder !== 'core' || pureModules.includes(specifier) ? undefined : `core may not import ${specifier}: it only computes`;
  }
  const name = packageOf(specifier);
  if (layer?.packages.includes(name)) return undefined;
  const homes = Object.keys(layers).filter((one) => layers[one]?.packages.includes(name));
  return homes.length > 0
    ? `${folder} may not import package ${name}: only ${homes.join(' and ')} may`
    : `package ${name} is in no layer's list (modules of Node are written node:NAME)`;
}

/** What is wrong with the names and the comments of one file. */
function judgeNames(file: SourceFile): readonly Fault[] {
  const faults: Fault[] = [];
  const add = (line: number, what: string): number => faults.push({ path: file.path, line, what });
  for (const { name, line } of file.names) {
    if (name === 'process' && !isAllowed(file.path, processUsers)) {
      add(line, 'touches process: only src/cli/start.ts may; take what you need as a parameter');
    }
    if (name === 'console' && !isAllowed(file.path, printers)) add(line, 'prints: only report and cli may; emit an event instead');
  }
  for (const { name, line } of file.switches) {
    if (!/ -- \S/.test(name)) add(line, 'switches a lint rule off without saying why (… -- reason)');
    if (name.includes(castRule) && folderOf(file.path) !== 'core') add(line, 'switches off the rule against casts: only core may');
  }
  return faults;
}

/** Circles among the files, each told once, at its first file. */
function findCircles(edges: ReadonlyMap<string, readonly string[]>): readonly Fault[] {
  const faults: Fault[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      faults.push({ path, line: 1, what: `imports itself in a circle: ${[...trail.slice(at), path].join(' > ')}` });
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const next of edges.get(path) ?? []) visit(next);
    trail.pop();
    done.add(path);
  };
  for (const path of edges.keys()) visit(path);
  return faults;
}

/** Checks all files of src/ (paths from the top of the checkout) against the table of the layers. */
export function findLayerFaults(files: readonly SourceFile[]): readonly Fault[] {
  const faults: Fault[] = [];
  const known = new Set(files.map((file) => file.path));
  const edges = new Map<string, readonly string[]>();
  for (const file of files) {
    const { path } = file;
    const add = (line: number, what: string): number => faults.push({ path, line, what });
    const empty = path.split('/').find((part) => emptyNames.includes(part));
    if (empty !== undefined) add(1, `lies in a folder named ${empty}: name the folder after what it holds`);
    if (file.problem !== undefined) add(1, `cannot be read: ${file.problem}`);
    const folder = folderOf(path);
    if (folder === undefined || layers[folder] === undefined) {
      add(1, `${folder ?? 'src itself'} is no layer: ${Object.keys(layers).join(', ')}`);
      continue;
    }
    for (const { name, line } of file.imports) {
      const what = name === undefined ? 'imports something whose name is made at run time' : judgeImport(path, folder, name, known);
      if (what !== undefined) add(line, what);
    }
    faults.push(...judgeNames(file));
    const targets = file.imports.flatMap(({ name }) => (name?.startsWith('.') ? [posix.join(posix.dirname(path), name)] : []));
    edges.set(
      path,
      targets.filter((target) => known.has(target)),
    );
  }
  return [...faults, ...findCircles(edges)];
}
