import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';

const PROCESS = '\0process';
const NOTHING = '\0nothing';
const LATE = '\0late:';

/** Modules of Node that may be in a snapshot (the others warn when one is built), without `node:`. */
const SOUND: ReadonlySet<string> = new Set(
  'assert buffer constants crypto dns events fs fs/promises net os path stream stream/promises string_decoder timers timers/promises url util v8 zlib'.split(
    ' ',
  ),
);

/** Lets files that are joined find what they look for: files beside a source are beside the source, and `process` is the one of the process. */
export function placesIn(top: string): Plugin {
  return {
    name: 'places',
    resolveId: (id) => {
      // What takes other parts of ssh2 by itself must find the same ones that everybody else has.
      if (/^ssh2(?:\/.*\.js)?$/u.test(id))
        return { id: pathToFileURL(createRequire(import.meta.url).resolve(id)).href, external: 'absolute' };
      // As a module, `process` has each of its properties read once, and some of them are slow.
      return id === 'node:process' ? PROCESS : null;
    },
    load: (id) => (id === PROCESS ? 'export default globalThis.process;' : null),
    transform: (code, id) =>
      id.startsWith(join(top, 'src')) && code.includes('import.meta.')
        ? code
            .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
            .replaceAll('import.meta.dirname', JSON.stringify(resolve(id, '..')))
        : null,
  };
}

/** Makes a program fit to be in a snapshot, with ssh2 in it and these verbs alone. What a snapshot cannot hold is loaded when it is first used. */
export function wholeProgram(verbs: readonly string[]): Plugin {
  return {
    name: 'whole',
    resolveId: (id, from, { kind }) => {
      if (kind === 'dynamic-import' && from?.endsWith('/src/cli/program.ts') === true && id.startsWith('./') && !verbs.includes(id))
        return NOTHING;
      const bare = id.replace(/^node:/u, '');
      if (process.getBuiltinModule(bare) !== undefined && bare !== 'process' && !SOUND.has(bare)) return LATE + bare;
      if (id === 'zx') return LATE + id;
      // The server of ssh2 is there for the warm-up. What it would have compiled for it is not.
      const isPart = from?.includes('/ssh2/lib/') === true;
      if (isPart && /^\.\/(?:http-agents|(?:protocol\/)?SFTP)\.js$/u.test(id)) return NOTHING;
      // Handlebars does without it where it is not there.
      if (id === 'source-map' && from?.includes('/handlebars/') === true) return NOTHING;
      if (isPart && (id === 'cpu-features' || id.endsWith('.node'))) return LATE;
      return /^ssh2(?:\/.*\.js)?$/u.test(id) ? createRequire(import.meta.url).resolve(id) : null;
    },
    load: (id) => {
      if (id === NOTHING) return 'module.exports = {};';
      if (id === LATE) return 'throw new Error("it is not in the snapshot");';
      return id.startsWith(LATE) ? lateModule(id.slice(LATE.length)) : null;
    },
    transform: (code, id) => (id.endsWith('/ssh2/lib/protocol/crypto.js') ? startLate(code) : null),
  };
}

/** A module of Node, or what only the lab needs, that is loaded when something of it is first used. */
function lateModule(name: string): string {
  const load = name === 'zx' ? `getBuiltinModule('module').createRequire(${JSON.stringify(import.meta.filename)})` : 'getBuiltinModule';
  return `let it; const load = () => (it ??= process.${load}('${name}'));
// What imports it by name copies its own keys, of which there are none yet, into an object with the same prototype.
module.exports = Object.create(new Proxy({}, { get: (_, key) => load()[key], has: (_, key) => key in load() }));`;
}

/** A snapshot holds no WebAssembly: what ssh2 makes of it before it connects is made when the process goes on from there, and the warm-up does without. */
function startLate(code: string): string {
  const [begin, end] = ['init: (() => {', '  })(),\n'];
  const from = code.indexOf(begin);
  const to = code.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error('ssh2 begins its poly1305 in another way');
  return `${code.slice(0, from)}init: startLate(() => {${code.slice(from + begin.length, to)}  }),\n${code.slice(to + end.length)}
function startLate(make) {
  let made = Promise.resolve();
  process.getBuiltinModule('v8').startupSnapshot.addDeserializeCallback(() => {
    made = new Promise((give) => { setImmediate(give); }).then(make);
  });
  return { then: (...args) => made.then(...args) };
}
`;
}
