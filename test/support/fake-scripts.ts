import { QUIET_SCRIPT } from '../../src/resources/command.ts';
import { LINE_SCRIPT } from '../../src/resources/line-script.ts';
import { linesOf, textOf } from '../../src/resources/text-file.ts';
import { APT_INSTALL, DNF_INSTALL } from '../../src/resources/package-scripts.ts';
import { RELOAD_RUNNING, RELOADED_SCRIPT, RESTART_RUNNING, STOP_SCRIPT } from '../../src/resources/service.ts';
import { SWAP_UNITS } from '../../src/resources/swap-scripts.ts';
import { LINK_SCRIPT } from '../../src/resources/symlink.ts';
import { WAIT_SCRIPT } from '../../src/resources/wait-for.ts';
import { done, failed, type FakeCommand } from './fake-commands.ts';
import { fakeInstallation, removePackage } from './fake-packages.ts';

/** What the shell scripts of the general resource types do, by their text. */
export const generalScripts: Readonly<Record<string, FakeCommand>> = {
  [APT_INSTALL]: (model, [wanted = ''], input) => fakeInstallation(model, wanted, '=', input),
  [DNF_INSTALL]: (model, [wanted = ''], input) => fakeInstallation(model, wanted, '-', input),
  [STOP_SCRIPT]: (_model, [unit = ''], _input, start) => start(['systemctl', 'stop', unit]),
  [RELOADED_SCRIPT]: () => done(),
  [RESTART_RUNNING]: (_model, [unit = ''], _input, start) => ifActive(start, unit, 'restart'),
  [RELOAD_RUNNING]: (_model, [unit = ''], _input, start) => ifActive(start, unit, 'reload-or-restart'),
  [LINK_SCRIPT]: (model, [target = '', path = ''], _input, start) =>
    model.paths.get(path)?.type === 'directory' ? failed(`${path} is a folder`) : start(['ln', '-sfn', target, path]),
  [QUIET_SCRIPT]: (_model, argv, _input, start) => ({ exitCode: start(argv).exitCode, output: '' }),
  [WAIT_SCRIPT]: (model, [seconds = '', ...argv], _input, start) => {
    model.arrives?.(model);
    return start(argv).exitCode === 0 ? done() : failed(`not so after ${seconds} seconds`);
  },
  [SWAP_UNITS]: (model) =>
    done(
      [...model.units]
        .filter(([name, unit]) => name.endsWith('.swap') && !['masked', 'disabled'].includes(unit.enabled))
        .map(([name]) => `${model.paths.has(`/etc/systemd/system/${name}`) ? 'disable' : 'mask'} ${name}\n`)
        .join(''),
    ),
  // By the rules of the real script, which is tested with a shell.
  [LINE_SCRIPT]: (model, [path = '', verb, regex = ''], input) => {
    const entry = model.paths.get(path);
    if (entry?.type !== 'file') return failed(`${path} is not there`);
    const lines = linesOf(model.text(path) ?? '');
    const wanted = input.slice(0, -1);
    const isMeant = (line: string): boolean =>
      (line === wanted && (wanted !== '' || verb === 'set' || regex === '')) || (regex !== '' && new RegExp(regex, 'u').test(line));
    const place = lines.findIndex((line) => isMeant(line));
    const kept = lines.filter((line) => !isMeant(line));
    const at = place < 0 ? kept.length : place;
    model.setPath(path, {
      ...entry,
      bytes: Buffer.from(textOf(verb === 'set' ? [...kept.slice(0, at), wanted, ...kept.slice(at)] : kept)),
    });
    return done();
  },
  awk: (model, [program, path]) =>
    program === 'NR > 1 { print $1 }' && path === '/proc/swaps' ? done([...model.swaps].map((one) => `${one}\n`).join('')) : undefined,
  swapoff: (model, [flag]) => {
    model.touched.push('swap:');
    model.swaps.clear();
    return flag === '-a' ? done() : undefined;
  },
  grep: (model, [flags, expression = '', ...files]) => {
    const port = /^\^ \*\[0-9\]\+: \[0-9A-F\]\+:([0-9A-F]{4}) /u.exec(expression)?.[1];
    if (flags !== '-qsE' || port === undefined || files.join(' ') !== '/proc/net/tcp /proc/net/tcp6') return undefined;
    return model.ports.has(Number.parseInt(port, 16)) ? done() : failed('');
  },
  dpkg: (model, [verb, name = '']) => (verb === '--remove' ? removePackage(model, name) : undefined),
  rpm: (model, [verb, name = '']) => (verb === '-e' ? removePackage(model, name) : undefined),
};

function ifActive(start: Parameters<FakeCommand>[3], unit: string, verb: string): ReturnType<FakeCommand> {
  return start(['systemctl', 'is-active', '--quiet', unit]).exitCode === 0 ? start(['systemctl', verb, unit]) : done();
}
