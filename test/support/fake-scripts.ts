import { APT_INSTALL, DNF_INSTALL } from '../../src/resources/package-scripts.ts';
import { STOP_SCRIPT } from '../../src/resources/service.ts';
import { LINK_SCRIPT } from '../../src/resources/symlink.ts';
import { baseCommands, done, failed, type FakeCommand } from './fake-commands.ts';
import type { FakeModel } from './fake-model.ts';

/** Installs `NAME`, or `NAME` with that version after the separator. */
function install(model: FakeModel, wanted: string, separator: string): ReturnType<FakeCommand> {
  const name = [...model.available.keys()].find((one) => wanted === one || wanted.startsWith(`${one}${separator}`));
  const version = name === undefined || name === wanted ? undefined : wanted.slice(name.length + 1);
  if (name === undefined || (version !== undefined && model.available.get(name)?.version !== version)) {
    return failed(`E: Unable to locate package ${wanted}`, 100);
  }
  return model.install(name) ? done() : failed('E: Unable to correct problems', 100);
}

/** What the shell scripts of the general resource types do, by their text. */
export const generalScripts: Readonly<Record<string, FakeCommand>> = {
  [APT_INSTALL]: (model, [wanted = '']) => install(model, wanted, '='),
  [DNF_INSTALL]: (model, [wanted = '']) => install(model, wanted, '-'),
  [STOP_SCRIPT]: (model, [unit = '']) => baseCommands['systemctl']?.(model, ['stop', unit], ''),
  [LINK_SCRIPT]: (model, [target = '', path = '']) =>
    model.paths.get(path)?.type === 'directory' ? failed(`${path} is a folder`) : baseCommands['ln']?.(model, ['-sfn', target, path], ''),
  dpkg: (model, [verb, name = '']) => (verb === '--remove' ? remove(model, name) : undefined),
  rpm: (model, [verb, name = '']) => (verb === '-e' ? remove(model, name) : undefined),
};

function remove(model: FakeModel, name: string): ReturnType<FakeCommand> {
  model.touched.push(`package:${name}`);
  return model.packages.delete(name) ? done() : failed(`package ${name} is not installed`);
}
