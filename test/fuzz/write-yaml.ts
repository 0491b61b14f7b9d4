import { isListTree, isMapping, type Mapping, type Tree } from './tree.ts';

/** Choices among ways to write the same, from one number: the same number chooses the same. */
export type Choose = (ways: number) => number;

/** A generator of small numbers (Numerical Recipes, LCG of 32 bits, upper half). */
export function chooser(seed: number): Choose {
  let state = seed >>> 0;
  return (ways) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 16) % ways;
  };
}

/** A YAML document of the tree, written in one of many ways. */
export function writeYaml(tree: Tree, choose: Choose): string {
  const head = choose(12) === 0 ? '---\n' : choose(12) === 0 ? '# a comment\n' : '';
  return head + (isFlow(tree, choose) ? `${flow(tree, choose)}\n` : block(tree, 0, choose));
}

function isFlow(tree: Tree, choose: Choose): boolean {
  if (isListTree(tree)) return tree.length === 0 || choose(4) === 0;
  return !isMapping(tree) || tree.entries.length === 0 || choose(4) === 0;
}

function block(tree: Tree, indent: number, choose: Choose): string {
  const pad = ' '.repeat(indent);
  if (isListTree(tree)) return tree.map((item) => `${pad}-${below(item, indent, choose)}`).join('');
  if (isMapping(tree)) return tree.entries.map(([key, value]) => `${pad}${writeKey(key, choose)}:${below(value, indent, choose)}`).join('');
  return `${pad}${flow(tree, choose)}\n`;
}

function below(tree: Tree, indent: number, choose: Choose): string {
  if (typeof tree === 'string' && isLiteral(tree) && choose(2) === 0) {
    const pad = ' '.repeat(indent + 2);
    return ` |\n${tree
      .slice(0, -1)
      .split('\n')
      .map((line) => `${pad}${line}\n`)
      .join('')}`;
  }
  if (isFlow(tree, choose)) return ` ${flow(tree, choose)}${choose(20) === 0 ? ' # said' : ''}\n`;
  return `\n${block(tree, indent + 2, choose)}`;
}

/** A text that can stand in a literal block as it is. */
function isLiteral(text: string): boolean {
  return (
    text.endsWith('\n') &&
    text
      .slice(0, -1)
      .split('\n')
      .every((line) => /^[!-~][ -~]*$/u.test(line))
  );
}

function flow(tree: Tree, choose: Choose): string {
  if (isListTree(tree)) return `[${tree.map((item) => flow(item, choose)).join(', ')}]`;
  if (isMapping(tree)) return flowMapping(tree, choose);
  if (typeof tree !== 'string') return tree === null ? (['null', '~', 'Null'][choose(3)] ?? 'null') : writePlain(tree);
  return writeText(tree, choose);
}

function flowMapping({ entries }: Mapping, choose: Choose): string {
  return `{ ${entries.map(([key, value]) => `${writeKey(key, choose)}: ${flow(value, choose)}`).join(', ')} }`;
}

function writePlain(value: number | boolean): string {
  return Object.is(value, -0) ? '-0' : String(value).replace('Infinity', '.inf').replace('NaN', '.nan');
}

function writeKey(key: string, choose: Choose): string {
  return writeText(key, choose);
}

function writeText(text: string, choose: Choose): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_./-]*$/u.test(text) && !/^(?:true|false|null)$/iu.test(text);
  if (isPlain && choose(3) > 0) return text;
  if (/^[ -~]*$/u.test(text) && choose(2) === 0) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\uE000\uE001\uFEFF]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
