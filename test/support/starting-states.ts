import type { Footprint } from '../../src/core/footprint.ts';
import { reloadUnits } from './fake-commands.ts';
import type { FakeHost } from './fake-host.ts';
import { fakeFile, type FakeModel, type FakePath } from './fake-model.ts';

/** Something that a host may be like before a step: a name, and what makes it so. */
export interface StartingState {
  readonly name: string;
  readonly disturb: (model: FakeModel) => void;
}

const OTHER_PATHS: Readonly<Record<string, FakePath | undefined>> = {
  absent: undefined,
  'a file with another content': fakeFile('other\n'),
  'a file of another owner and mode': fakeFile('other\n', '0640', 'games', 'games'),
  'a link': { type: 'link', mode: '0777', owner: 'root', group: 'root', target: '/elsewhere' },
  'a folder of another owner and mode': { type: 'directory', mode: '0711', owner: 'games', group: 'games' },
};

const tunnelFile = (address: string, port: number): string => `[Interface]\nAddress = ${address}\nListenPort = ${port}\n`;
const readdressed = tunnelFile('10.9.9.9/24', 51820);
const moved = tunnelFile('10.77.0.1/24', 5000);
const TUNNELS = [
  { what: 'with another address', file: readdressed, active: 'active', live: readdressed },
  { what: 'with another port', file: moved, active: 'active', live: moved },
  { what: 'run by hand', file: readdressed, active: 'inactive', live: readdressed },
  { what: 'run by hand without a file', file: undefined, active: 'inactive', live: readdressed },
  { what: 'down, though its unit is active', file: readdressed, active: 'active', live: undefined },
] as const;

/** States of each thing that a footprint names, and one with none of them. A type may refuse some: they mean nothing for it. */
export function startingStates(footprint: Footprint): readonly StartingState[] {
  const things = footprint.filter((entry) => !entry.includes('*'));
  const none = (model: FakeModel): void => things.forEach((thing) => takeAway(model, thing));
  return [
    { name: 'as it is', disturb: () => undefined },
    { name: 'nothing of it there', disturb: none },
    ...things.flatMap((thing) => statesOf(thing)),
  ];
}

function statesOf(thing: string): readonly StartingState[] {
  const name = nameOf(thing);
  const state = (what: string, disturb: (model: FakeModel) => void): StartingState => ({ name: `${thing} ${what}`, disturb });
  switch (thing.slice(0, thing.indexOf(':'))) {
    case 'path':
      return [
        ...Object.entries(OTHER_PATHS).map(([what, entry]) => state(what, (model) => put(model, name, entry))),
        state('of another owner and mode with its content', (model) => giveAway(model, name)),
      ];
    case 'unit':
      return unitStates(name).map(([active, enabled]) =>
        state(`${active} and ${enabled}`, (model) => model.units.set(name, { load: 'loaded', active, enabled, invocation: 3 })),
      );
    case 'sysctl':
      return [state('of another value', (model) => model.sysctls.set(name, '7'))];
    case 'module':
      return [state('loaded', (model) => model.load(name)), state('not loaded', (model) => model.unload(name))];
    case 'table':
      return [state('with other rules', (model) => model.extra.set(thing, 'table inet x {\n}'))];
    case 'selinux':
      return ['enforcing', 'permissive'].map((mode) => state(mode, (model) => model.extra.set(thing, mode)));
    case 'swap':
      return [state('on two devices', (model) => ['/swap.img', '/dev/zram0'].forEach((one) => model.swaps.add(one)))];
    case 'interface':
      return TUNNELS.map((tunnel) => state(tunnel.what, (model) => runTunnel(model, name, tunnel)));
    case 'user': {
      const account = { uid: '77', group: 'games', gecos: 'Old', home: '/old', shell: '/bin/old', groups: ['games', 'ops'] };
      return [state('otherwise', (model) => model.users.set(name, account))];
    }
    case 'group':
      return [state('of another number', (model) => model.groups.set(name, '77'))];
    default:
      return [];
  }
}

/** Every state of a unit that can be; that of a tunnel depends on its interface. */
function unitStates(name: string): readonly (readonly [string, string])[] {
  const active = name.startsWith('wg-quick@') ? ['inactive', 'failed'] : ['active', 'inactive', 'failed'];
  return active.flatMap((one) => ['enabled', 'disabled'].map((enabled) => [one, enabled] as const));
}

function runTunnel(model: FakeModel, name: string, { file, active, live }: (typeof TUNNELS)[number]): void {
  put(model, `/etc/wireguard/${name}.conf`, file === undefined ? undefined : fakeFile(file, '0600'));
  model.units.set(`wg-quick@${name}`, { load: 'loaded', active, enabled: 'enabled', invocation: 3 });
  if (live !== undefined) model.extra.set(`interface:${name}`, live);
}

function takeAway(model: FakeModel, thing: string): void {
  const name = nameOf(thing);
  if (thing.startsWith('path:')) put(model, name, undefined);
  else if (thing.startsWith('user:')) model.users.delete(name);
  else if (thing.startsWith('group:')) model.groups.delete(name);
  else if (thing.startsWith('module:')) model.unload(name);
  else if (thing.startsWith('swap:')) model.swaps.clear();
  else if (thing.startsWith('table:') || thing.startsWith('interface:')) model.extra.delete(thing);
}

function giveAway(model: FakeModel, path: string): void {
  const entry = model.paths.get(path);
  if (entry?.type === 'file') model.paths.set(path, { ...entry, mode: '0604', owner: 'games', group: 'games' });
}

function put(model: FakeModel, path: string, entry: FakePath | undefined): void {
  if (entry === undefined) model.paths.delete(path);
  else model.paths.set(path, entry);
  reloadUnits(model);
}

function nameOf(thing: string): string {
  return thing.slice(thing.indexOf(':') + 1);
}

/** Everything that a host is, to be compared: counters of starts and records of the program are left out, and a unit that had failed counts as stopped. */
export function wholeState({ model }: FakeHost): object {
  return {
    paths: new Map(model.paths),
    units: new Map(
      [...model.units].map(([name, { load, active, enabled }]) => [
        name,
        { load, active: active === 'failed' ? 'inactive' : active, enabled },
      ]),
    ),
    packages: new Map(model.packages),
    sysctls: new Map(model.sysctls),
    modules: new Set(model.modules),
    users: new Map(model.users),
    groups: new Map(model.groups),
    swaps: new Set(model.swaps),
    extra: new Map(model.extra),
  };
}
