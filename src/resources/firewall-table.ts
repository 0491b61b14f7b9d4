import { z } from 'zod';
import { restore, run, SERVICE_MS, SHORT_MS } from '../core/action.ts';
import { ABSENT, formatRun, formatStat, formatUnit, parseRun, parseStat, parseUnit } from '../core/answer.ts';
import { changes, type Change } from '../core/change.ts';
import { sha256 } from '../core/digest.ts';
import { parseNetwork } from '../core/flows/ipv4.ts';
import { hasHole } from '../core/hole.ts';
import type { Request } from '../core/request.ts';
import type { Convergence } from '../core/resource.ts';
import { defineResource, type ConvergeContext } from './define.ts';
import { COMPARE_TABLE } from './firewall-table-script.ts';
import { filePath, unitName, unitPath, unitText, wantsPath } from './firewall-unit.ts';
import { marker, renderTable, type FirewallTable } from './nft-rules.ts';
import { contentOf, digestOf, formatContent, ownTextChange, statOf } from './path-requests.ts';

const network = z
  .string()
  .refine((text) => parseNetwork(text) !== undefined, { error: 'must be an IPv4 address or a network such as 198.18.10.0/24' });
const interfaceName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,15}$/u, { error: 'must be the name of a network interface, at most 15 characters' });
const rule = z.strictObject({
  comment: z.string().describe('Purpose of the traffic.'),
  protocol: z.enum(['tcp', 'udp']).describe('Transport protocol.'),
  ports: z
    .array(z.string().regex(/^\d{1,5}(-\d{1,5})?$/u, { error: 'must be a port or a range such as 2379-2380' }))
    .min(1)
    .describe('Destination ports and ranges.'),
  from: z.array(network).min(1).describe('Addresses and networks from which it comes.'),
  to: z.array(network).min(1).optional().describe('Addresses and networks to which it goes; without it, to the host itself.'),
  in_interface: interfaceName.optional().describe('Interface through which it comes.'),
  out_interface: interfaceName.optional().describe('Interface through which it leaves.'),
});
const inputRule = rule
  .extend({
    from: z.array(network).describe('Addresses and networks from which it comes.'),
    own: z
      .boolean()
      .optional()
      .describe('Whether the host is a sender itself: then the containers of `pass` are too, since they have other addresses.'),
  })
  .refine((one) => one.from.length > 0 || one.own === true, { error: 'must say from where', path: ['from'] });

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/u, { error: 'must be small letters, digits and _' })
    .default('runbook')
    .describe('Name of the nftables table, in the family inet. File and unit are named after it.'),
  rules: z
    .strictObject({
      input: z
        .array(inputRule)
        .min(1, { error: 'a table without a single input rule would lock everybody out' })
        .describe('What may reach the host itself.'),
      forward: z.array(rule).default([]).describe('What may pass through the host.'),
      masquerade: z.array(rule).default([]).describe('What leaves with the own address of the host.'),
      clamp_mss: z.array(interfaceName).default([]).describe('Interfaces on which forwarded TCP is told the packet size that fits.'),
    })
    .describe('What is allowed; everything else is dropped. `${ firewall_rules() }` gives what the flows allow.'),
  pass: z
    .array(network)
    .default([])
    .describe(
      'Networks of containers: what is forwarded from or to them is left to the rules of other tables; to the host they may send what it may send itself.',
    ),
});

type Params = z.infer<typeof schema>;

/** A host's own firewall: one nftables table, live and after a reboot. */
export const firewallTable = defineResource<Params>({
  type: 'firewall_table',
  summary:
    'One nftables table of the host: replaced whole in one transaction, compared with the live rules, loaded at each boot by a unit of its own. No other table is touched.',
  schema,
  key: (params) => params.name,
  examples: [
    { rules: { input: [{ comment: 'administration', protocol: 'tcp', ports: ['22'], from: ['198.18.20.10'] }] } },
    {
      name: 'gateway',
      rules: {
        input: [{ comment: 'administration', protocol: 'tcp', ports: ['22'], from: ['198.18.20.0/24'] }],
        forward: [
          { comment: 'portal', protocol: 'tcp', ports: ['8080-8081'], from: ['10.77.0.1'], to: ['198.18.30.21'], in_interface: 'wg0' },
        ],
        masquerade: [{ comment: 'portal', protocol: 'tcp', ports: ['8080-8081'], from: ['10.77.0.1'], to: ['198.18.30.21'] }],
        clamp_mss: ['wg0'],
      },
      pass: ['10.244.0.0/16'],
    },
  ],
  labels: () => ['guarded'],
  undo:
    'The table comes back with the rules that were live, in one transaction, or goes when there was none; so do its file and its unit. ' +
    'Connections that the rules cut meanwhile do not come back. Other tables are not touched.',
  footprint: (params) => [
    `table:inet ${params.name}`,
    `path:${filePath(params.name)}`,
    `path:${unitPath(params.name)}`,
    `path:${wantsPath(params.name)}`,
    `unit:${unitName(params.name)}`,
  ],
  desired: (params) => ({
    present: true,
    live: 'same',
    file: { state: fileState('0600'), digest: sha256(fileText(params)) },
    unit: { state: fileState('0644'), digest: sha256(unitText(params.name)), loaded: 'active', at_boot: 'enabled' },
  }),
  observe: async (params, probe) => {
    const requests = requestsOf(params);
    const [live, fileStat, fileDigest, unitStat, unitDigest, unit, before] = await Promise.all([
      probe.ask(requests.live),
      probe.ask(requests.fileStat),
      probe.ask(requests.fileDigest),
      probe.ask(requests.unitStat),
      probe.ask(requests.unitDigest),
      probe.ask(requests.unit),
      probe.ask(contentOf(filePath(params.name), sha256(fileText(params)))),
    ]);
    const [method = '', state = ''] = hasHole(live) ? [live, live] : parseRun(live).output.split(' ');
    const { active, enabled } = parseUnit(unit);
    const file = parseStat(fileStat);
    return {
      present: hasHole(live) || hasHole(fileStat) ? live : state !== ABSENT || file.type !== ABSENT,
      live: state,
      method,
      before,
      file: { state: fileStat, digest: fileDigest },
      unit: { state: unitStat, digest: unitDigest, loaded: active, at_boot: enabled },
    };
  },
  converge: (change, context) => load(change, context),
});

function load(change: Change, { params, observed }: ConvergeContext<Params>): Convergence {
  const rewritten = change.kind === 'create' || changes(change, 'file');
  const requests = requestsOf(params);
  const method = observed['method'];
  const text = fileText(params);
  const unit = unitName(params.name);
  return {
    actions: [
      {
        do: 'write',
        path: filePath(params.name),
        content: { text },
        mode: '0600',
        owner: 'root',
        group: 'root',
        validate: ['nft', '-c', '-f', '%s'],
      },
      { do: 'write', path: unitPath(params.name), content: { text: unitText(params.name) }, mode: '0644', owner: 'root', group: 'root' },
      run(['systemctl', 'daemon-reload']),
      run(['systemctl', 'enable', unit]),
      run(['systemctl', 'restart', unit], { timeoutMs: SERVICE_MS }),
    ],
    predictions: [
      ...(typeof method === 'string' && !hasHole(method) ? [{ request: requests.live, answer: formatRun(0, `${method} same`) }] : []),
      { request: requests.fileStat, answer: fileState('0600') },
      { request: requests.fileDigest, answer: sha256(text) },
      { request: requests.unitStat, answer: fileState('0644') },
      { request: requests.unitDigest, answer: sha256(unitText(params.name)) },
      { request: requests.unit, answer: formatUnit({ load: 'loaded', active: 'active', enabled: 'enabled' }) },
      { request: contentOf(filePath(params.name)), answer: formatContent(text) },
    ],
    summary: `${params.rules.input.length} allowed inwards, ${params.rules.forward.length} through, all else dropped; replaced in one transaction${!rewritten && changes(change, 'live') ? '; the live rules are not those of the file' : ''}${method === 'marker' ? '; live rules are compared by their mark only, since this host makes no network namespaces' : ''}`,
    // The unit first: while its file is there, it can be stopped and disabled. That leaves the rules alone.
    undo: [
      ...restore(`unit:${unit}`, `table:inet ${params.name}`, `path:${filePath(params.name)}`, `path:${unitPath(params.name)}`),
      run(['systemctl', 'daemon-reload']),
    ],
    ...(rewritten ? { texts: [ownTextChange(filePath(params.name), observed['before'], text)] } : {}),
  };
}

function requestsOf(params: Params): Readonly<Record<'live' | 'fileStat' | 'fileDigest' | 'unitStat' | 'unitDigest' | 'unit', Request>> {
  const table = tableOf(params);
  return {
    live: {
      ask: 'run',
      argv: ['sh', '-c', COMPARE_TABLE, 'sh', table.name, renderTable(table), marker(table)],
      reads: [`table:inet ${table.name}`],
      timeoutMs: SHORT_MS,
    },
    fileStat: statOf(filePath(params.name)),
    fileDigest: digestOf(filePath(params.name)),
    unitStat: statOf(unitPath(params.name)),
    unitDigest: digestOf(unitPath(params.name)),
    unit: { ask: 'unit', name: unitName(params.name) },
  };
}

function tableOf(params: Params): FirewallTable {
  return { name: params.name, rules: params.rules, pass: params.pass };
}

function fileText(params: Params): string {
  return renderTable(tableOf(params));
}

function fileState(mode: string): string {
  return formatStat({ type: 'file', mode, owner: 'root', group: 'root', target: '' });
}
