import { isAbsolute, join } from 'node:path';
import { parseNetwork, type Ipv4Network } from '../core/flows/ipv4.ts';
import { JOURNAL_DEMANDS, type JournalDemand, type PortRange } from '../core/inventory.ts';
import type { FlowDraft, GroupDraft, HostDraft, SshDraft, Written, ZoneDraft } from './inventory-draft.ts';
import { mistake, type Problems } from './problem.ts';
import { checkName, readAnyMapping, readBoolean, readMapping, readText, readTexts, readWhole, requireKeys } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { entryOf, type YamlEntry, type YamlMapping, type YamlNode } from './yaml-node.ts';

/** Where relative key paths begin. */
export interface KeyFolders {
  readonly home: string;
  /** Folder of the inventory. */
  readonly folder: string;
}

/** Keys of each part of an inventory, in the order in which messages name them. */
export const inventoryKeys = {
  file: ['lab', 'ssh', 'journal', 'guard', 'zones', 'hosts', 'groups', 'services', 'flows', 'vars'],
  journal: ['demand'],
  guard: ['seconds'],
  ssh: ['user', 'port', 'key', 'agent', 'ahead'],
  zone: ['cidr', 'via', 'online', 'concurrency', 'ssh', 'vars'],
  host: ['zone', 'address', 'groups', 'via', 'connection', 'host_keys', 'ssh', 'vars'],
  group: ['children', 'hosts', 'ssh', 'vars'],
  service: ['address'],
  flow: ['from', 'to', 'ports', 'over', 'purpose', 'ticket'],
} as const;

/** Reads `ssh: { user, port, key, agent, ahead }`. */
export function readSsh(node: YamlNode | undefined, folders: KeyFolders, problems: Problems): SshDraft {
  const mapping = readMapping(node, 'ssh', inventoryKeys.ssh, problems);
  if (mapping === undefined) return {};
  const user = readText(entryOf(mapping, 'user')?.value, 'the user of ssh', problems);
  const port = readWhole(entryOf(mapping, 'port')?.value, 'the port of ssh', 1, 65_535, problems);
  const agent = readBoolean(entryOf(mapping, 'agent')?.value, 'agent', problems);
  const ahead = readBoolean(entryOf(mapping, 'ahead')?.value, 'ahead', problems);
  const key = entryOf(mapping, 'key')?.value;
  const keys = key === undefined ? undefined : readTexts(key, 'a key of ssh', problems).map(({ text }) => absolute(text, folders));
  return {
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    ...(keys === undefined ? {} : { keys }),
    ...(agent === undefined ? {} : { agent }),
    ...(ahead === undefined ? {} : { ahead }),
  };
}

function absolute(path: string, folders: KeyFolders): string {
  if (path.startsWith('~/')) return join(folders.home, path.slice(2));
  return isAbsolute(path) ? path : join(folders.folder, path);
}

/** Reads `journal: { demand: [ticket, reason] }`. */
export function readDemand(node: YamlNode | undefined, problems: Problems): readonly JournalDemand[] {
  const demand = entryOf(readMapping(node, 'journal', inventoryKeys.journal, problems), 'demand')?.value;
  return readTexts(demand, 'what the journal demands', problems).flatMap(({ text, source }) => {
    const known = JOURNAL_DEMANDS.find((one) => one === text);
    if (known === undefined)
      problems.push(
        mistake('RB1115', `the journal cannot demand "${text}"${didYouMean(text, JOURNAL_DEMANDS)}`, source, {
          mend: `there are: ${JOURNAL_DEMANDS.join(', ')}`,
        }),
      );
    return known ?? [];
  });
}

/** Reads one entry of `zones`. */
export function readZone(entry: YamlEntry, folders: KeyFolders, problems: Problems): ZoneDraft | undefined {
  const mapping = readMapping(entry.value, 'a zone', inventoryKeys.zone, problems);
  if (mapping === undefined || !checkName(entry.key, 'the name of a zone', entry.keySource, problems)) return undefined;
  requireKeys(mapping, `the zone ${entry.key}`, ['cidr'], problems, entry.keySource);
  const cidrs = readTexts(entryOf(mapping, 'cidr')?.value, 'cidr', problems).flatMap((one) => readNetwork(one, problems));
  const concurrency = readWhole(entryOf(mapping, 'concurrency')?.value, 'concurrency', 1, 1000, problems);
  return {
    name: entry.key,
    source: entry.keySource,
    cidrs,
    via: readTexts(entryOf(mapping, 'via')?.value, 'via', problems),
    online: readBoolean(entryOf(mapping, 'online')?.value, 'online', problems) ?? true,
    ...(concurrency === undefined ? {} : { concurrency }),
    ssh: readSsh(entryOf(mapping, 'ssh')?.value, folders, problems),
    ...readVars(mapping, problems),
  };
}

/** Reads one entry of `hosts`. */
export function readHost(entry: YamlEntry, folders: KeyFolders, problems: Problems): HostDraft | undefined {
  const mapping = readMapping(entry.value, 'a host', inventoryKeys.host, problems);
  if (mapping === undefined || !checkName(entry.key, 'the name of a host', entry.keySource, problems)) return undefined;
  requireKeys(mapping, `the host ${entry.key}`, ['zone', 'address'], problems, entry.keySource);
  const zone = readWritten(entryOf(mapping, 'zone')?.value, 'the zone of a host', problems);
  const address = readAddress(entryOf(mapping, 'address')?.value, problems);
  const via = entryOf(mapping, 'via')?.value;
  const hostKeys = readTexts(entryOf(mapping, 'host_keys')?.value, 'a host key', problems);
  for (const key of hostKeys) {
    if (!/^SHA256:[A-Za-z0-9+/]{43}$/u.test(key.text)) {
      problems.push(
        mistake('RB1112', `"${key.text}" is no fingerprint of a host key`, key.source, {
          mend: 'write it as ssh-keygen -lf prints it: SHA256: and 43 characters',
        }),
      );
    }
  }
  return {
    name: entry.key,
    source: entry.keySource,
    ...(zone === undefined ? {} : { zone }),
    ...(address === undefined ? {} : { address }),
    groups: readTexts(entryOf(mapping, 'groups')?.value, 'a group of a host', problems).filter((one) =>
      checkName(one.text, 'the name of a group', one.source, problems),
    ),
    ...(via === undefined ? {} : { via: readTexts(via, 'via', problems) }),
    ...readConnection(entryOf(mapping, 'connection')?.value, problems),
    hostKeys: hostKeys.map((key) => key.text),
    ssh: readSsh(entryOf(mapping, 'ssh')?.value, folders, problems),
    ...readVars(mapping, problems),
  };
}

/** Reads `connection: ssh` or `local`. */
function readConnection(node: YamlNode | undefined, problems: Problems): { readonly connection?: 'local' } {
  const text = readText(node, 'connection', problems);
  if (text === 'local') return { connection: 'local' };
  if (text !== undefined && text !== 'ssh') {
    const why = text === 'openssh' ? 'the transport by the OpenSSH client is not in this version' : undefined;
    problems.push(
      mistake('RB1114', `"${text}" is no connection`, node?.source, { ...(why === undefined ? {} : { why }), mend: 'write ssh or local' }),
    );
  }
  return {};
}

/** Reads one entry of `groups`. */
export function readGroup(entry: YamlEntry, folders: KeyFolders, problems: Problems): GroupDraft | undefined {
  const mapping = readMapping(entry.value, 'a group', inventoryKeys.group, problems);
  if (mapping === undefined || !checkName(entry.key, 'the name of a group', entry.keySource, problems)) return undefined;
  return {
    name: entry.key,
    source: entry.keySource,
    children: readTexts(entryOf(mapping, 'children')?.value, 'a child of a group', problems),
    hosts: readTexts(entryOf(mapping, 'hosts')?.value, 'a host of a group', problems),
    ssh: readSsh(entryOf(mapping, 'ssh')?.value, folders, problems),
    ...readVars(mapping, problems),
  };
}

/** Reads one item of `flows`. */
export function readFlow(node: YamlNode, problems: Problems): FlowDraft | undefined {
  const mapping = readMapping(node, 'a flow', inventoryKeys.flow, problems);
  if (mapping === undefined) return undefined;
  requireKeys(mapping, 'a flow', ['from', 'to', 'ports', 'purpose'], problems);
  const from = readTexts(entryOf(mapping, 'from')?.value, 'from', problems);
  const to = readTexts(entryOf(mapping, 'to')?.value, 'to', problems);
  const ports = readTexts(entryOf(mapping, 'ports')?.value, 'a port', problems).flatMap((one) => readPort(one, problems));
  const over = readText(entryOf(mapping, 'over')?.value, 'over', problems);
  const ticket = readText(entryOf(mapping, 'ticket')?.value, 'ticket', problems);
  return {
    flow: {
      from: from.map((one) => one.text),
      to: to.map((one) => one.text),
      ports,
      ...(over === undefined ? {} : { over }),
      purpose: readText(entryOf(mapping, 'purpose')?.value, 'purpose', problems) ?? '',
      ...(ticket === undefined ? {} : { ticket }),
      source: mapping.source,
    },
    names: [...from, ...to],
  };
}

/** Reads an IPv4 address. */
export function readAddress(node: YamlNode | undefined, problems: Problems): (Written & { readonly network: Ipv4Network }) | undefined {
  const written = readWritten(node, 'an address', problems);
  if (written === undefined) return undefined;
  const network = written.text.includes('/') ? undefined : parseNetwork(written.text);
  if (network !== undefined) return { ...written, network };
  problems.push(
    mistake('RB1102', `"${written.text}" is no IPv4 address`, written.source, { mend: 'write four numbers from 0 to 255: 198.18.10.11' }),
  );
  return undefined;
}

function readNetwork(written: Written, problems: Problems): readonly (Written & { readonly network: Ipv4Network })[] {
  const network = written.text.includes('/') ? parseNetwork(written.text) : undefined;
  if (network !== undefined) return [{ ...written, network }];
  problems.push(
    mistake('RB1102', `"${written.text}" is no IPv4 network`, written.source, { mend: 'write it in CIDR notation: 198.18.10.0/24' }),
  );
  return [];
}

function readPort(written: Written, problems: Problems): readonly PortRange[] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?\/(tcp|udp)$/u.exec(written.text);
  const first = Number(match?.[1] ?? 0);
  const last = Number(match?.[2] ?? first);
  if (match !== null && first >= 1 && first <= last && last <= 65_535)
    return [{ protocol: match[3] === 'udp' ? 'udp' : 'tcp', first, last }];
  problems.push(mistake('RB1109', `"${written.text}" is no port`, written.source, { mend: 'write PORT/tcp, PORT/udp or FIRST-LAST/tcp' }));
  return [];
}

function readWritten(node: YamlNode | undefined, where: string, problems: Problems): Written | undefined {
  const text = readText(node, where, problems);
  return text === undefined || node === undefined ? undefined : { text, source: node.source };
}

/** Reads `vars` of a mapping: names of variables are letters, digits and `_`. */
export function readVars(mapping: YamlMapping, problems: Problems): { readonly vars?: YamlMapping } {
  const vars = readAnyMapping(entryOf(mapping, 'vars')?.value, 'vars', problems);
  if (vars === undefined) return {};
  return { vars: checkVarNames(vars, problems) };
}

/** Names that templates and expressions have for themselves. */
const reservedNames: readonly string[] = ['host', 'facts', 'groups', 'hosts', 'inventory', 'vars', 'this', 'true', 'false', 'null', 'in'];

/** The variables whose names can be used. */
export function checkVarNames(vars: YamlMapping, problems: Problems): YamlMapping {
  const entries = vars.entries.filter((entry) => {
    if (reservedNames.includes(entry.key)) {
      problems.push(
        mistake('RB1308', `a variable cannot be called "${entry.key}"`, entry.keySource, {
          why: 'templates and expressions have this name for something else',
          mend: 'choose another name',
        }),
      );
      return false;
    }
    if (/^[A-Za-z_][A-Za-z0-9_]*$/u.test(entry.key)) return true;
    problems.push(
      mistake('RB1009', `"${entry.key}" cannot be the name of a variable`, entry.keySource, {
        mend: 'use letters, digits and "_", and begin with a letter',
      }),
    );
    return false;
  });
  return { ...vars, entries };
}
