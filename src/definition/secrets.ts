import { holeText } from '../core/hole.ts';
import { join } from 'node:path';
import type { Secret, SecretOrigin } from './model.ts';
import { mistake, type Problems } from './problem.ts';
import { readMapping, readText } from './shape.ts';
import { entryOf, type YamlMapping } from './yaml-node.ts';

/** Names given to secrets while the inventory is read. */
export interface SecretRegistry {
  readonly secrets: Map<string, Secret>;
  /** Folder of the inventory, to which files of secrets are relative. */
  readonly folder: string;
  readonly problems: Problems;
}

/**
 * The text that stands for a `{ secret: { file | age | env | prompt } }`, and a record of where its value comes from. The name is the path of the
 * variable; where another scope names a different origin under the same path, the scope is added.
 */
export function nameSecret(registry: SecretRegistry, node: YamlMapping, path: string, scope: string): string {
  const origin = readOrigin(registry, node, path);
  if (origin === undefined) return '';
  for (const name of [path, `${path} of ${scope}`]) {
    const known = registry.secrets.get(name);
    if (known !== undefined && JSON.stringify(known.origin) !== JSON.stringify(origin)) continue;
    registry.secrets.set(name, { name, origin, source: node.source });
    return holeText({ kind: 'secret', name });
  }
  return '';
}

function readOrigin(registry: SecretRegistry, node: YamlMapping, path: string): SecretOrigin | undefined {
  const { problems } = registry;
  const inner = readMapping(entryOf(node, 'secret')?.value, 'a secret', ['file', 'age', 'env', 'prompt'], problems);
  if (inner === undefined) return undefined;
  const [entry, second] = inner.entries;
  if (entry === undefined || second !== undefined) {
    problems.push(
      mistake('RB1005', `the secret ${path} needs exactly one of file, age, env and prompt`, inner.source, {
        mend: 'for example: { secret: { file: secrets/NAME } }',
      }),
    );
    return undefined;
  }
  const text =
    entry.value.kind === 'scalar' && entry.key === 'prompt' && entry.value.value === true
      ? path
      : readText(entry.value, `"${entry.key}" of a secret`, problems);
  if (text === undefined) return undefined;
  if (entry.key === 'file' || entry.key === 'age')
    return { from: entry.key, path: text.startsWith('/') ? text : join(registry.folder, text) };
  if (entry.key === 'env') return { from: 'env', variable: text };
  return entry.key === 'prompt' ? { from: 'prompt', question: text } : undefined;
}
