import { GROUP_ENSURE, USER_ENSURE, USER_UNDO } from '../../src/resources/account-scripts.ts';
import { done, failed, type Ended, type FakeCommand } from './fake-commands.ts';
import type { FakeModel } from './fake-model.ts';

/** Values of the options of useradd(8), usermod(8) and groupadd(8) that take one. */
function optionsOf(words: readonly string[]): Readonly<Record<string, string>> {
  const valued = new Set(['-u', '-g', '-G', '-c', '-d', '-s']);
  return Object.fromEntries(words.flatMap((word, index) => (valued.has(word) ? [[word, words[index + 1] ?? '']] : [])));
}

function setAccount(model: FakeModel, words: readonly string[], mustExist: boolean): ReturnType<FakeCommand> {
  const name = words.at(-1) ?? '';
  const given = optionsOf(words);
  const old = model.users.get(name);
  if (mustExist !== (old !== undefined))
    return failed(`user '${name}' ${mustExist ? 'does not exist' : 'already exists'}`, mustExist ? 6 : 9);
  const groups = given['-G'] === undefined ? (old?.groups ?? []) : given['-G'].split(',').filter((one) => one !== '');
  const missing = [...groups, ...(given['-g'] === undefined ? [] : [given['-g']])].find((one) => !model.groups.has(one));
  if (missing !== undefined) return failed(`group '${missing}' does not exist`, 6);
  if (words.includes('-U') && model.groups.has(name)) return failed(`group ${name} exists`, 9);
  model.touched.push(`user:${name}`, 'path:/etc/passwd');
  if (words.includes('-U')) {
    model.touched.push(`group:${name}`);
    model.groups.set(name, '1001');
  }
  if (words.includes('-m')) model.touched.push(`path:${given['-d'] ?? `/home/${name}`}`);
  model.users.set(name, {
    uid: given['-u'] ?? old?.uid ?? '1001',
    group: given['-g'] ?? old?.group ?? name,
    gecos: given['-c'] ?? old?.gecos ?? '',
    home: given['-d'] ?? old?.home ?? `/home/${name}`,
    shell: given['-s'] ?? old?.shell ?? '/bin/sh',
    groups,
  });
  return done();
}

function setGroup(model: FakeModel, words: readonly string[]): ReturnType<FakeCommand> {
  const name = words.at(-1) ?? '';
  const flag = words.indexOf('-g');
  model.touched.push(`group:${name}`, 'path:/etc/group');
  model.groups.set(name, flag < 0 ? '1002' : (words[flag + 1] ?? ''));
  return done();
}

function remove(model: FakeModel, kind: 'user' | 'group', name: string): Ended {
  model.touched.push(`${kind}:${name}`);
  const table: Map<string, unknown> = kind === 'user' ? model.users : model.groups;
  return table.delete(name) ? done() : failed(`${kind} '${name}' does not exist`, 6);
}

/** Programs that read and change accounts and groups. */
export const accountCommands: Readonly<Record<string, FakeCommand>> = {
  useradd: (model, words) => setAccount(model, words, false),
  usermod: (model, words) => setAccount(model, words, true),
  userdel: (model, [name = '']) => remove(model, 'user', name),
  groupadd: setGroup,
  groupmod: setGroup,
  groupdel: (model, [name = '']) => remove(model, 'group', name),
  [USER_UNDO]: (model, [name = '', group]) => {
    const removed = remove(model, 'user', name);
    return removed.exitCode === 0 && group === 'own' ? remove(model, 'group', name) : removed;
  },
  [GROUP_ENSURE]: (model, [name = '', ...words]) => (model.groups.has(name) ? done() : setGroup(model, [...words, name])),
  [USER_ENSURE]: (model, [name = '', extra = '0', ...words]) =>
    model.users.has(name) ? setAccount(model, [...words.slice(Number(extra)), name], true) : setAccount(model, [...words, name], false),
};
