import { diff } from '../core/change.ts';
import { parseRun } from '../core/answer.ts';
import type { Output, Resource } from '../core/resource.ts';
import type { Gatherer } from './gather.ts';
import { lookAt, type Look } from './look.ts';
import type { KnownOutputs } from './ports.ts';

/** Key of an output in maps. */
export function outputKey(host: string, address: string, output: string): string {
  return JSON.stringify([host, address, output]);
}

/** The value in the answer of an output's request, or undefined when it is not there or does not match the pattern. */
export function outputValue(output: Output, answer: string): string | undefined {
  let text = answer;
  if (output.request.ask === 'run') {
    const { exitCode, output: printed } = parseRun(answer);
    if (exitCode !== 0) return undefined;
    text = printed;
  }
  const value = text.trim();
  return matchesWhole(output.pattern, value) ? value : undefined;
}

/** True when the whole value matches the pattern. */
export function matchesWhole(pattern: string, value: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(value);
}

/**
 * Observes the resources as the hosts are now, all in one round trip a host, and gives the outputs of those that are as they should be already. What is
 * about to change yields its outputs when its step has run. `onLook` is told what was seen of each.
 */
export async function readOutputs(
  hosts: ReadonlyMap<string, { readonly gatherer: Gatherer; readonly resources: readonly Resource[] }>,
  onLook?: (resource: Resource, look: Look) => void,
): Promise<KnownOutputs> {
  const values = new Map<string, string>();
  const readResource = async (host: string, gatherer: Gatherer, resource: Resource): Promise<void> => {
    const outputs = Object.entries(resource.outputs);
    const [look, ...answers] = await Promise.all([
      lookAt(resource, gatherer),
      ...outputs.map(([, output]) => gatherer.ask(output.request, resource.identity)),
    ]);
    onLook?.(resource, look);
    if (outputs.length === 0 || diff(look.observed, resource.desired).kind !== 'none') return;
    outputs.forEach(([name, output], index) => {
      const value = outputValue(output, answers[index] ?? '');
      if (value !== undefined) values.set(outputKey(host, resource.address, name), value);
    });
  };
  // A host that fails here fails again, and is reported, when it is planned.
  await Promise.allSettled(
    [...hosts].flatMap(([host, { gatherer, resources }]) => resources.map((resource) => readResource(host, gatherer, resource))),
  );
  return (host, address, output) => values.get(outputKey(host, address, output));
}
