import type { ASTNode } from '@marcbachmann/cel-js';
import type { TemplatePart, TemplateValue } from './template-tree.ts';
import type { Source } from '../core/diagnostic.ts';

/** A name that an expression uses: of a root, or of a variable (`vars.NAME`). */
export interface UsedName {
  readonly kind: 'root' | 'variable';
  readonly name: string;
  /** Character of the expression at which it stands. */
  readonly offset: number;
}

/** Names that an expression uses and does not bind itself. */
export function namesInExpression(node: ASTNode, bound: readonly string[] = []): readonly UsedName[] {
  switch (node.op) {
    case 'value':
      return [];
    case 'id':
      return bound.includes(node.args) ? [] : [{ kind: 'root', name: node.args, offset: node.start }];
    case '.':
    case '.?': {
      const [base, name] = node.args;
      if (base.op === 'id' && base.args === 'vars' && !bound.includes('vars')) return [{ kind: 'variable', name, offset: node.start }];
      return namesInExpression(base, bound);
    }
    case 'call': {
      const [name, nodes] = node.args;
      // has(vars.x) asks whether it is there.
      return name === 'has' ? [] : nodes.flatMap((one) => namesInExpression(one, bound));
    }
    case 'rcall': {
      const [name, receiver, nodes] = node.args;
      const [first, ...rest] = nodes;
      if (receiver.op === 'id' && receiver.args === 'cel' && name === 'bind' && first?.op === 'id') {
        const [value, body] = rest;
        return [
          ...(value === undefined ? [] : namesInExpression(value, bound)),
          ...(body === undefined ? [] : namesInExpression(body, [...bound, first.args])),
        ];
      }
      const binds = ['all', 'exists', 'exists_one', 'map', 'filter'].includes(name) && first?.op === 'id';
      const inner = binds && first.op === 'id' ? [...bound, first.args] : bound;
      return [...namesInExpression(receiver, bound), ...(binds ? rest : nodes).flatMap((one) => namesInExpression(one, inner))];
    }
    case 'list':
      return node.args.flatMap((one) => namesInExpression(one, bound));
    case 'map':
      return node.args.flatMap(([key, value]) => [...namesInExpression(key, bound), ...namesInExpression(value, bound)]);
    case '!_':
    case '-_':
      return namesInExpression(node.args, bound);
    default:
      return node.args.flatMap((one) => namesInExpression(one, bound));
  }
}

/** A name at the root of a template, with its place. */
export interface TemplateName {
  readonly name: string;
  /** Keys that are followed below it. */
  readonly below: readonly string[];
  readonly source: Source;
  /** True inside a block that changes what plain names mean. */
  readonly inBlock: boolean;
}

/** Names of a template that must be variables or roots. What is inside `{{#each}}` and `{{#with}}` counts only where it leads out of them. */
export function namesInTemplate(parts: readonly TemplatePart[], depth = 0, bound: readonly string[] = []): readonly TemplateName[] {
  return parts.flatMap((part): readonly TemplateName[] => {
    if (part.kind === 'text') return [];
    if (part.kind === 'value') return namesInValue(part.value, depth, bound);
    const changes = part.helper === 'each' || part.helper === 'with';
    const inner = namesInTemplate(part.body, changes ? depth + 1 : depth, [...bound, ...part.names]);
    return [...namesInValue(part.argument, depth, bound), ...inner, ...namesInTemplate(part.otherwise, depth, bound)];
  });
}

function namesInValue(value: TemplateValue, depth: number, bound: readonly string[]): readonly TemplateName[] {
  if (value.kind === 'literal') return [];
  if (value.kind === 'call') return value.arguments.flatMap((one) => namesInValue(one, depth, bound));
  const [first, second, ...rest] = value.names;
  if (value.at)
    return first === 'root' && second !== undefined ? [{ ...named([second, ...rest]), source: value.source, inBlock: false }] : [];
  if (first === undefined || (value.up === 0 && !value.own && bound.includes(first))) return [];
  return value.up === depth ? [{ ...named(value.names), source: value.source, inBlock: depth > 0 }] : [];
}

/** `vars.NAME` is the variable NAME. */
function named(names: readonly string[]): Pick<TemplateName, 'name' | 'below'> {
  const [name = '', ...below] = names[0] === 'vars' && names.length > 1 ? names.slice(1) : names;
  return { name, below };
}
