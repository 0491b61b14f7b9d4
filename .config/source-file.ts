import { parseSync } from 'oxc-parser';

/** A name in a file, with the line (from 1) on which it stands. */
export interface Mention {
  readonly name: string;
  readonly line: number;
}

/** What the layer check wants to know of a source file. */
export interface SourceFile {
  /** Path from the top of the checkout, with forward slashes. */
  readonly path: string;
  /** What it imports or re-exports, types too. A dynamic import that is no plain string has the name `undefined`. */
  readonly imports: readonly { readonly name: string | undefined; readonly line: number }[];
  /** Free-standing names and `globalThis.NAME`, without property names and without names that the file itself declares. */
  readonly names: readonly Mention[];
  /** Comments that switch a lint rule off. */
  readonly switches: readonly Mention[];
  /** Why it could not be read, when it could not. */
  readonly problem?: string;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The fields of a node that hold a name of a property and not a name of its own. */
function labelFields(node: Readonly<Record<string, unknown>>): readonly string[] {
  if (node['computed'] === true) return [];
  switch (node['type']) {
    case 'MemberExpression':
      return ['property'];
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return ['key'];
    case 'TSQualifiedName':
      return ['right'];
    default:
      return [];
  }
}

function isNamed(value: unknown, name: string): boolean {
  return isRecord(value) && value['type'] === 'Identifier' && value['name'] === name;
}

/** Names that the file gives to variables and parameters of its own: they only look like the global ones. */
function collectOwnNames(node: unknown, own: Set<string>): void {
  if (Array.isArray(node)) {
    for (const one of node) collectOwnNames(one, own);
    return;
  }
  if (!isRecord(node)) return;
  const params = Array.isArray(node['params']) ? node['params'] : [];
  for (const declared of node['type'] === 'VariableDeclarator' ? [node['id']] : params) {
    if (isRecord(declared) && declared['type'] === 'Identifier' && typeof declared['name'] === 'string') own.add(declared['name']);
  }
  for (const child of Object.values(node)) collectOwnNames(child, own);
}

/** Calls `found` with each name of the tree and the offset at which it stands. */
function collectNames(node: unknown, found: (name: string, offset: number) => void): void {
  if (Array.isArray(node)) {
    for (const one of node) collectNames(one, found);
    return;
  }
  if (!isRecord(node)) return;
  const { name, start, property } = node;
  if (node['type'] === 'Identifier' && typeof name === 'string' && typeof start === 'number') found(name, start);
  const global = node['type'] === 'MemberExpression' && isNamed(node['object'], 'globalThis');
  if (global && isRecord(property)) {
    const member = property['name'] ?? property['value'];
    if (typeof member === 'string' && typeof start === 'number') found(member, start);
  }
  const labels = labelFields(node);
  for (const [field, child] of Object.entries(node)) {
    if (!labels.includes(field)) collectNames(child, found);
  }
}

/** The string of a dynamic import's argument, when it is a plain one. */
function literalOf(argument: string): string | undefined {
  return /^(['"`])([^'"`$\\]*)\1$/.exec(argument.trim())?.[2];
}

/** Reads a TypeScript file of the given path and text. */
export function readSourceFile(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  const lineEnds = [...text.matchAll(/\n/g)].map((match) => match.index);
  const lineOf = (offset: number): number => {
    const later = lineEnds.findIndex((end) => end >= offset);
    return (later < 0 ? lineEnds.length : later) + 1;
  };
  const fault = parsed.errors[0];
  if (fault !== undefined) return { path, imports: [], names: [], switches: [], problem: fault.message };
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const imports: { name: string | undefined; line: number }[] = [];
  for (const one of staticImports) imports.push({ name: one.moduleRequest.value, line: lineOf(one.start) });
  for (const one of staticExports) {
    const from = one.entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (from) imports.push({ name: from.value, line: lineOf(one.start) });
  }
  for (const one of dynamicImports) {
    const { start, end } = one.moduleRequest;
    imports.push({ name: literalOf(text.slice(start, end)), line: lineOf(start) });
  }
  const own = new Set<string>();
  collectOwnNames(parsed.program.body, own);
  const names: Mention[] = [];
  collectNames(parsed.program.body, (name, offset) => {
    if (!own.has(name)) names.push({ name, line: lineOf(offset) });
  });
  const switches = parsed.comments
    .filter((one) => /^\s*oxlint-disable/.test(one.value))
    .map((one) => ({ name: one.value.trim(), line: lineOf(one.start) }));
  return { path, imports, names, switches };
}
