/** Which folder of src/ may know what. The table of docs/architecture.md, as data. */
export interface Layer {
  /** Folders of src/ that it may import besides itself. */
  readonly imports: readonly string[];
  /** Packages that it may import. */
  readonly packages: readonly string[];
}

const belowTop = ['core', 'transport', 'resources', 'report', 'definition', 'engine'] as const;

export const layers: Readonly<Record<string, Layer>> = {
  core: { imports: [], packages: [] },
  transport: { imports: ['core'], packages: ['ssh2'] },
  resources: { imports: ['core'], packages: ['zod'] },
  report: { imports: ['core'], packages: ['listr2', 'diff'] },
  definition: { imports: ['core', 'resources'], packages: ['zod', 'js-yaml', 'handlebars', '@marcbachmann/cel-js', 'age-encryption'] },
  engine: { imports: ['core'], packages: ['p-limit'] },
  bundle: { imports: belowTop, packages: ['zx'] },
  lab: { imports: belowTop, packages: ['zx'] },
  contract: { imports: belowTop, packages: ['zx'] },
  cli: { imports: [...belowTop, 'bundle', 'lab', 'contract'], packages: ['commander'] },
};

/** Modules of Node that only compute. The vocabulary in core may use these and no others. */
export const pureModules: readonly string[] = ['node:buffer', 'node:crypto', 'node:net', 'node:path', 'node:util'];

/** Files and folders of src/ that may touch `process`: the composition root, the lab, and the transport to this machine itself. */
export const processUsers: readonly RegExp[] = [/^src\/cli\/start\.ts$/, /^src\/lab\//, /^src\/transport\/local[^/]*(\.ts|\/)/];

/** Files and folders of src/ that may print. */
export const printers: readonly RegExp[] = [/^src\/report\//, /^src\/cli\//];

/** Names that say nothing about what a folder holds. */
export const emptyNames: readonly string[] = ['utils', 'util', 'common', 'helpers', 'shared', 'misc', 'lib'];
