import { unitStarted, unitStopped } from './fake-network.ts';
import { fakeFolder, type FakeModel, type FakePath } from './fake-model.ts';

/** How a command ended. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * A program of the fake host. `args` are the words after the command (after the script text for `sh -c`). Undefined: the fake does not
 * know these arguments, so the command is refused as unexpected.
 */
export type FakeCommand = (model: FakeModel, args: readonly string[], input: string, start: StartFake) => Ended | undefined;

/** Starts another command of the fake host, for those that run what they are given. */
export type StartFake = (argv: readonly string[]) => Ended;

/** Success, with an output. */
export function done(output = ''): Ended {
  return { exitCode: 0, output };
}

/** Failure, with an output. */
export function failed(output: string, exitCode = 1): Ended {
  return { exitCode, output };
}

function change(model: FakeModel, path: string | undefined, edit: (entry: FakePath) => FakePath): Ended {
  const entry = path === undefined ? undefined : model.paths.get(path);
  if (path === undefined || entry === undefined) return failed(`${path ?? ''}: No such file or directory`);
  model.setPath(path, edit(entry));
  return done();
}

/** `chown [-h] OWNER:GROUP PATH`. */
const chown: FakeCommand = (model, args) => {
  const [owners = '', path] = args[0] === '-h' ? args.slice(1) : args;
  const [owner = '', group = ''] = owners.split(':');
  if (!model.users.has(owner)) return failed(`chown: invalid user: '${owners}'`);
  if (!model.groups.has(group)) return failed(`chown: invalid group: '${owners}'`);
  return change(model, path, (entry) => ({ ...entry, owner, group }));
};

/** `chmod MODE PATH` of GNU: four digits leave a folder the set-id bits that it has, five do not. */
const chmod: FakeCommand = (model, [digits = '', path]) =>
  change(model, path, (entry) => {
    const kept = entry.type === 'directory' && digits.length < 5 ? Number.parseInt(entry.mode, 8) & 0o6000 : 0;
    return { ...entry, mode: (Number.parseInt(digits, 8) | kept).toString(8).padStart(4, '0') };
  });

/** `mkdir [-p] [-m MODE] PATH`. */
const mkdir: FakeCommand = (model, args) => {
  const path = args.at(-1) ?? '';
  const mode = args.includes('-m') ? (args[args.indexOf('-m') + 1] ?? '0755') : '0755';
  if (model.paths.get(path)?.type === 'directory' && args.includes('-p')) return done();
  if (model.paths.has(path)) return failed(`mkdir: cannot create directory '${path}': File exists`);
  if (!model.hasFolder(path)) return failed(`mkdir: cannot create directory '${path}': No such file or directory`);
  model.setPath(path, fakeFolder(mode));
  return done();
};

/** `ln -sfn TARGET PATH`. */
const ln: FakeCommand = (model, args) => {
  const [flags, target = '', path = ''] = args;
  if (flags !== '-sfn') return undefined;
  if (model.paths.get(path)?.type === 'directory') return failed(`ln: '${path}': cannot overwrite directory`);
  if (!model.hasFolder(path)) return failed(`ln: failed to create symbolic link '${path}': No such file or directory`);
  model.setPath(path, { type: 'link', mode: '0777', owner: 'root', group: 'root', target });
  return done();
};

/** Unit files that are there count from now on, and those that are gone no more; a unit that runs goes on without its file. */
export function reloadUnits(model: FakeModel): Ended {
  for (const [name, unit] of model.units) {
    if (unit.path === undefined || model.paths.has(unit.path)) continue;
    if (unit.active === 'active') model.units.set(name, { ...unit, load: 'not-found', enabled: 'none' });
    else model.units.delete(name);
  }
  for (const path of model.paths.keys()) {
    const name = /^\/etc\/systemd\/system\/([^/]+)\.service$/u.exec(path)?.[1];
    if (name !== undefined && !model.units.has(name))
      model.units.set(name, { load: 'loaded', active: 'inactive', enabled: 'disabled', invocation: 0, path });
  }
  return done();
}

/** `systemctl VERB UNIT`, as systemctl(1) says for the verbs that are used. */
const systemctl: FakeCommand = (model, args) => {
  const [verb = '', ...rest] = args.filter((arg) => arg !== '--quiet' && arg !== '--');
  if (verb === 'daemon-reload') return reloadUnits(model);
  const [name] = rest;
  const unit = name === undefined ? undefined : model.units.get(name);
  if (name === undefined || rest.length !== 1) return undefined;
  if (unit === undefined || unit.load !== 'loaded') return failed(`Unit ${name}.service not found.`, 5);
  const start = (): Ended => {
    model.setUnit(name, { ...unit, active: 'active', invocation: unit.invocation + 1 });
    return unitStarted(model, name);
  };
  switch (verb) {
    case 'is-active':
      if (args.includes('--quiet')) return unit.active === 'active' ? done() : failed('', 3);
      return unit.active === 'active' ? done('active') : failed(unit.active, 3);
    case 'start':
      return unit.active === 'active' ? done() : start();
    case 'restart':
      return start();
    case 'try-restart':
      return unit.active === 'active' ? start() : done();
    case 'try-reload-or-restart':
      return done();
    case 'reload':
      return unit.active === 'active' ? done() : failed(`${name}.service is not active, cannot reload.`);
    case 'reload-or-restart':
      return unit.active === 'active' ? done() : start();
    case 'stop':
      model.setUnit(name, { ...unit, active: 'inactive' });
      unitStopped(model, name);
      return done();
    case 'enable':
      model.setUnit(name, { ...unit, enabled: 'enabled' });
      return done();
    case 'mask':
      model.setUnit(name, { ...unit, enabled: 'masked' });
      return done();
    case 'disable':
      model.setUnit(name, { ...unit, enabled: 'disabled' });
      return done();
    default:
      return undefined;
  }
};

/** `sysctl -q -w KEY=VALUE`. */
const sysctl: FakeCommand = (model, args) => {
  const [key = '', value = ''] = (args.at(-1) ?? '').split('=');
  if (!args.includes('-w')) return undefined;
  if (!model.sysctls.has(key)) return failed(`sysctl: cannot stat /proc/sys/${key.replaceAll('.', '/')}: No such file or directory`);
  model.setSysctl(key, value);
  return done();
};

/** `modprobe [-r] NAME`. */
const modprobe: FakeCommand = (model, args) => {
  const name = args.at(-1) ?? '';
  if (!model.loadable.has(name)) return failed(`modprobe: FATAL: Module ${name} not found in directory /lib/modules/6.1.0`);
  model.touched.push(`module:${name}`);
  if (args.includes('-r')) model.unload(name);
  else model.load(name);
  return done();
};

const test: FakeCommand = (model, [flag, path = '']) => {
  if (flag === '-e') return model.resolve(path) === undefined ? failed('') : done();
  return undefined;
};

/** Programs of every fake host, by name. */
export const baseCommands: Readonly<Record<string, FakeCommand>> = {
  chown,
  chmod,
  mkdir,
  ln,
  systemctl,
  sysctl,
  modprobe,
  test,
  true: () => done(),
};
