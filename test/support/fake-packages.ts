import type { Request } from '../../src/core/request.ts';
import { UNPLANNED } from '../../src/resources/package-scripts.ts';
import type { Ended } from './fake-commands.ts';
import type { FakeModel } from './fake-model.ts';

/** Answer of a `transaction` request, from what the fake host has and could install. `extra` with `index:` set to `none`: it has no index. */
export function fakeTransaction(model: FakeModel, request: Extract<Request, { ask: 'transaction' }>): string {
  const { name } = request;
  if (request.verb === 'remove') {
    const needed = [...model.packages.keys()].filter((one) => model.available.get(one)?.needs?.includes(name) === true);
    return ['planned', `remove ${name} ${model.packages.get(name) ?? '?'}`, ...needed.map((one) => `needed ${one}`)].join('\n');
  }
  if (model.extra.get('index:') === 'none') return 'no index';
  const lines = linesOf(model, name, request.version);
  return lines === undefined ? `unresolved\nE: Unable to locate package ${name}` : ['planned', ...lines].join('\n');
}

/** What installing does, with what is needed first; undefined when something cannot be had. */
function linesOf(model: FakeModel, name: string, version?: string): readonly string[] | undefined {
  const found = model.available.get(name);
  if (found === undefined || (version !== undefined && version !== found.version)) return undefined;
  const lines: string[] = [];
  for (const needed of found.needs ?? []) {
    if (model.packages.has(needed)) continue;
    const below = linesOf(model, needed);
    if (below === undefined) return undefined;
    lines.push(...below.filter((line) => !lines.includes(line)));
  }
  const gone = (found.conflicts ?? []).flatMap((one) =>
    model.packages.has(one) ? [`remove ${one} ${model.packages.get(one) ?? ''}`] : [],
  );
  const old = model.packages.get(name);
  return [...lines, ...gone, old === undefined ? `install ${name} ${found.version}` : `upgrade ${name} ${old} ${found.version}`];
}

/** What the installation scripts do: `NAME`, or `NAME` with that version after the separator; standard input as `ScriptPlan` says. */
export function fakeInstallation(model: FakeModel, wanted: string, separator: string, input: string): Ended {
  const [mode, ...planned] = input.split('\n').filter((line) => line !== '');
  if (mode === 'open') model.extra.delete('index:');
  const name = [...model.available.keys()].find((one) => wanted === one || wanted.startsWith(`${one}${separator}`));
  const version = name === undefined || name === wanted ? undefined : wanted.slice(name.length + 1);
  const lines = name === undefined ? undefined : linesOf(model, name, version);
  if (lines === undefined) return { exitCode: 100, output: `E: Unable to locate package ${wanted}` };
  const extra = lines.filter((line) => (mode === 'planned' ? !planned.includes(line) : line.startsWith('remove ')));
  if (extra.length > 0) return { exitCode: UNPLANNED, output: extra.join('\n') };
  for (const line of lines) {
    const [kind, one = ''] = line.split(' ');
    if (kind === 'remove') removePackage(model, one);
    else model.install(one);
  }
  return { exitCode: 0, output: '' };
}

/** What `dpkg --remove` and `rpm -e` do. */
export function removePackage(model: FakeModel, name: string): Ended {
  model.touched.push(`package:${name}`);
  return model.packages.delete(name) ? { exitCode: 0, output: '' } : { exitCode: 1, output: `package ${name} is not installed` };
}
