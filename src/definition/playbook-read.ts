import { foreignPlayKeywords } from './keywords.ts';
import { readVars } from './inventory-parts.ts';
import type { Play, Playbook, RoleUse, Serial } from './model.ts';
import { mistake, type Problems } from './problem.ts';
import { readList, readText, requireKeys, wrong } from './shape.ts';
import { becomeKeys, readBecome, readOwner, readTasks, readWhen } from './task-read.ts';
import { entryOf, type YamlNode } from './yaml-node.ts';

const playKeys = ['name', 'hosts', ...becomeKeys, 'vars', 'serial', 'max_failures', 'max_fail_percentage', 'roles', 'tasks'];
const roleKeys = ['role', 'vars', 'when', ...becomeKeys];

/** Reads a playbook. `file` is its path as it is shown. */
export function readPlaybook(root: YamlNode | undefined, file: string, types: readonly string[], problems: Problems): Playbook {
  if (root?.kind === 'list') {
    problems.push(
      mistake('RB1006', 'a playbook is a mapping with "plays", not a list of plays', root.source, {
        mend: 'write the plays below "plays:", two columns further in',
      }),
    );
    return { name: file, file, plays: root.items.flatMap((node) => readPlay(node, types, problems) ?? []) };
  }
  const mapping = readOwner(root, 'a playbook', ['name', 'plays'], foreignPlayKeywords, problems);
  if (mapping === undefined) return { name: file, file, plays: [] };
  requireKeys(mapping, 'a playbook', ['plays'], problems);
  const plays = readList(entryOf(mapping, 'plays')?.value, 'plays', problems) ?? [];
  return {
    name: readText(entryOf(mapping, 'name')?.value, 'the name of a playbook', problems) ?? file,
    file,
    plays: plays.flatMap((node) => readPlay(node, types, problems) ?? []),
  };
}

function readPlay(node: YamlNode, types: readonly string[], problems: Problems): Play | undefined {
  const mapping = readOwner(node, 'a play', playKeys, foreignPlayKeywords, problems);
  if (mapping === undefined) return undefined;
  requireKeys(mapping, 'a play', ['hosts'], problems);
  const hostsNode = entryOf(mapping, 'hosts')?.value;
  if (hostsNode?.kind === 'list') problems.push(wrong(hostsNode, 'hosts is one text', 'join the names with commas: "relay,gateway"'));
  const hosts = hostsNode?.kind === 'list' ? undefined : readText(hostsNode, 'hosts', problems);
  const maxFailures = readBudget(entryOf(mapping, 'max_failures')?.value, entryOf(mapping, 'max_fail_percentage')?.value, problems);
  return {
    name: readText(entryOf(mapping, 'name')?.value, 'the name of a play', problems) ?? hosts ?? 'play',
    hosts: hosts ?? '',
    hostsSource: hostsNode?.source ?? mapping.source,
    become: readBecome(mapping, problems),
    ...readVars(mapping, problems),
    serial: readSerial(entryOf(mapping, 'serial')?.value, problems),
    ...(maxFailures === undefined ? {} : { maxFailures }),
    roles: (readList(entryOf(mapping, 'roles')?.value, 'roles', problems) ?? []).flatMap((one) => readRoleUse(one, problems) ?? []),
    tasks: readTasks(readList(entryOf(mapping, 'tasks')?.value, 'tasks', problems) ?? [], types, problems),
    source: mapping.source,
  };
}

function readRoleUse(node: YamlNode, problems: Problems): RoleUse | undefined {
  if (node.kind === 'scalar') {
    const role = readText(node, 'a role', problems);
    return role === undefined ? undefined : { role, become: {}, source: node.source };
  }
  const mapping = readOwner(node, 'a role of a play', roleKeys, { ...foreignPlayKeywords, name: 'write "role: NAME"' }, problems);
  if (mapping === undefined) return undefined;
  requireKeys(mapping, 'a role of a play', ['role'], problems);
  const named = entryOf(mapping, 'role')?.value;
  const role = readText(named, 'role', problems);
  if (role === undefined) return undefined;
  return {
    role,
    ...readVars(mapping, problems),
    ...readWhen(mapping, problems),
    become: readBecome(mapping, problems),
    source: named?.source ?? mapping.source,
  };
}

/** `max_failures` has counts and per cent; `max_fail_percentage` is Ansible's word for the latter. */
function readBudget(failures: YamlNode | undefined, percentage: YamlNode | undefined, problems: Problems): Serial | undefined {
  if (failures !== undefined && percentage !== undefined)
    problems.push(wrong(percentage, 'max_failures and max_fail_percentage say the same thing', 'write one of them'));
  if (failures === undefined) {
    const percent = percentage === undefined ? undefined : readPercentage(percentage, problems);
    return percent === undefined ? undefined : { percent };
  }
  const value = failures.kind === 'scalar' ? failures.value : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return { count: value };
  const percent = typeof value === 'string' && /^\d{1,3}%$/u.test(value) ? Number(value.slice(0, -1)) : undefined;
  if (percent !== undefined && percent <= 100) return { percent };
  problems.push(wrong(failures, 'max_failures is how many hosts may fail: a whole number from 0, or per cent: "30%"'));
  return undefined;
}

function readPercentage(node: YamlNode, problems: Problems): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  const number = typeof value === 'string' && /^\d{1,3}%$/u.test(value) ? Number(value.slice(0, -1)) : value;
  if (typeof number === 'number' && number >= 0 && number <= 100) return number;
  problems.push(wrong(node, 'max_fail_percentage is a number from 0 to 100'));
  return undefined;
}

function readSerial(node: YamlNode | undefined, problems: Problems): readonly Serial[] {
  if (node === undefined) return [];
  return (node.kind === 'list' ? node.items : [node]).flatMap((item): readonly Serial[] => {
    const value = item.kind === 'scalar' ? item.value : undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return [{ count: value }];
    if (typeof value === 'string' && /^\d{1,3}%$/u.test(value)) {
      const percent = Number(value.slice(0, -1));
      if (percent >= 1 && percent <= 100) return [{ percent }];
    }
    problems.push(wrong(item, 'serial is a whole number from 1, or per cent: "30%"'));
    return [];
  });
}
