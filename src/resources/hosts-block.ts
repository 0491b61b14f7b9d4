import { z } from 'zod';
import { parseNetwork } from '../core/flows/ipv4.ts';
import { defineResource } from './define.ts';
import { HOSTS, unreadYet } from './hosts-file.ts';
import { refuseObstacle } from './obstacle.ts';
import { linesOf, readTextFile, rewriteText, textFileOf, textFileState, textOf } from './text-file.ts';

const entry = z.strictObject({
  address: z
    .string()
    .refine((text) => !text.includes('/') && parseNetwork(text) !== undefined, { error: 'must be an IPv4 address' })
    .describe('IPv4 address.'),
  names: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/u, { error: 'is no name of a host' }))
    .min(1)
    .describe('Names of it; the first is the canonical one.'),
});

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,30}$/u, { error: 'must be small letters, digits, - and _' })
    .describe('Name of the block, which stands in the two lines that enclose it.'),
  entries: z.array(entry).describe('The entries of the block. `${ host_entries() }` gives all hosts and services of the inventory.'),
});

type Params = z.infer<typeof schema>;

/** A marked part of /etc/hosts. */
export const hostsBlock = defineResource<Params>({
  type: 'hosts_block',
  summary: 'A marked part of /etc/hosts with many entries, for sites without a name service. The rest of the file stays as it is.',
  schema,
  key: (params) => params.name,
  examples: [{ name: 'site', entries: [{ address: '198.18.30.11', names: ['cp-1', 'api.site.lab'] }] }],
  undo: 'The whole file comes back as it was, also lines that were replaced. It is refused when anything in the file was changed since.',
  footprint: () => [`path:${HOSTS}`],
  desired: (params) => ({ present: true, entries: entryLines(params), blocks: 1 }),
  observe: async (params, probe) => {
    const file = await readTextFile(`hosts_block:${params.name}`, HOSTS, probe);
    if (file.text === undefined) return { present: file.state.type, ...textFileState(file) };
    const { inside, count } = split(params.name, linesOf(file.text));
    return { present: count > 0, entries: inside, blocks: count, ...textFileState(file) };
  },
  converge: (_change, { params, observed }) => {
    const file = textFileOf(HOSTS, observed);
    if (file.text === undefined) throw unreadYet(`hosts_block:${params.name}`);
    refuseObstacle(`hosts_block:${params.name}`, HOSTS, file.state.type, ['file']);
    const { before, after } = split(params.name, linesOf(file.text));
    const block = [beginLine(params.name), ...entryLines(params), endLine(params.name)];
    return { ...rewriteText(file, textOf([...before, ...block, ...after])), summary: `${params.entries.length} entries` };
  },
});

function entryLines(params: Params): readonly string[] {
  return params.entries.map((one) => `${one.address}\t${one.names.join(' ')}`);
}

function beginLine(name: string): string {
  return `# runbook begin ${name}`;
}

function endLine(name: string): string {
  return `# runbook end ${name}`;
}

/** The lines before the first block of that name, within all such blocks, and the others. A block without an end reaches as far as the next blank line. */
function split(
  name: string,
  lines: readonly string[],
): { readonly before: readonly string[]; readonly inside: readonly string[]; readonly after: readonly string[]; readonly count: number } {
  const before: string[] = [];
  const inside: string[] = [];
  const after: string[] = [];
  let count = 0;
  let isInside = false;
  for (const line of lines) {
    if (line === beginLine(name)) {
      count += 1;
      isInside = true;
    } else if (isInside && line === endLine(name)) isInside = false;
    else if (isInside && line.trim() !== '') inside.push(line);
    else {
      isInside = false;
      (count === 0 ? before : after).push(line);
    }
  }
  return { before, inside, after, count };
}
