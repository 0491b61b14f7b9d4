import { isIP } from 'node:net';
import { z } from 'zod';
import { defineResource } from './define.ts';
import { present } from './fields.ts';
import { HOSTS, unreadYet } from './hosts-file.ts';
import { linesOf, readTextFile, rewriteText, textFileOf, textFileState, textOf } from './text-file.ts';
import { refuseObstacle } from './obstacle.ts';

const hostName = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/u, { error: 'is no name of a host' })
  .max(253);

const schema = z.strictObject({
  address: z
    .string()
    .refine((text) => isIP(text) !== 0, { error: 'is no IP address' })
    .describe('IPv4 or IPv6 address.'),
  names: z.array(hostName).min(1).describe('Names of the host; the first is the canonical one and the key of the entry.'),
  present: present(),
});

type Entry = z.infer<typeof schema>;

/** One entry of /etc/hosts. */
export const hostsEntry = defineResource<Entry>({
  type: 'hosts_entry',
  summary:
    'One entry of /etc/hosts, found by its first name and the family of its address. Other lines stay; it is put before a line that gives one of its names to another address, because the first one counts.',
  schema,
  key: keyOf,
  examples: [
    { address: '198.18.30.11', names: ['api.site.lab'] },
    { address: '198.18.30.11', names: ['cp-1.site.lab', 'cp-1'] },
    { address: 'fd00::11', names: ['cp-1.site.lab'] },
    { address: '127.0.1.1', names: ['fake'], present: false },
  ],
  undo: 'The whole file comes back as it was, also lines that were replaced. It is refused when anything in the file was changed since.',
  footprint: () => [`path:${HOSTS}`],
  desired: (params) =>
    params.present === false ? { present: false } : { present: true, address: params.address, names: params.names, first: true },
  observe: async (params, probe) => {
    const file = await readTextFile(addressOf(params), HOSTS, probe);
    if (file.text === undefined) return { present: file.unknown ?? false, ...textFileState(file) };
    const lines = linesOf(file.text).map((line) => parse(line));
    const ours = lines.filter((line) => isOurs(params, line));
    const [entry] = ours;
    const conflict = lines.findIndex((line) => isConflict(params, line));
    return {
      present: entry !== undefined,
      ...(entry === undefined ? {} : { address: entry.address, names: entry.names }),
      first: ours.length === 1 && entry !== undefined && (conflict < 0 || lines.indexOf(entry) < conflict),
      ...textFileState(file),
    };
  },
  converge: (change, { params, observed }) => {
    const file = textFileOf(HOSTS, observed);
    const address = addressOf(params);
    if (file.text === undefined) throw unreadYet(address);
    refuseObstacle(address, HOSTS, file.state.type, ['file']);
    const lines = linesOf(file.text).filter((line) => !isOurs(params, parse(line)));
    if (change.kind === 'delete') return { ...rewriteText(file, textOf(lines)), summary: `without ${params.names[0] ?? ''}` };
    const conflict = lines.findIndex((line) => isConflict(params, parse(line)));
    const place = conflict < 0 ? formerPlace(params, file.text, lines.length) : conflict;
    const line = `${params.address}\t${params.names.join(' ')}`;
    return {
      ...rewriteText(file, textOf([...lines.slice(0, place), line, ...lines.slice(place)])),
      summary: `${params.address} ${params.names.join(' ')}${conflict < 0 ? '' : `, before the line that says ${lines[conflict] ?? ''}`}`,
    };
  },
});

function keyOf(params: Entry): string {
  const first = params.names[0] ?? '';
  return isIP(params.address) === 6 ? `${first}#ipv6` : first;
}

function addressOf(params: Entry): string {
  return `hosts_entry:${keyOf(params)}`;
}

interface Line {
  readonly address: string;
  readonly names: readonly string[];
}

/** Reads a line by hosts(5): what follows # is a comment. */
function parse(line: string): Line {
  const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/[ \t]+/u);
  return { address, names };
}

function isOurs(params: Entry, line: Line): boolean {
  return line.names[0] === params.names[0] && isIP(line.address) === isIP(params.address);
}

function isConflict(params: Entry, line: Line): boolean {
  return (
    !isOurs(params, line) &&
    line.address !== params.address &&
    isIP(line.address) === isIP(params.address) &&
    line.names.some((name) => params.names.includes(name))
  );
}

/** Where the entry stood, counted in the lines that stay; the end when it was not there. */
function formerPlace(params: Entry, text: string, end: number): number {
  const index = linesOf(text).findIndex((line) => isOurs(params, parse(line)));
  return index < 0 ? end : index;
}
