import { z } from 'zod';
import { restore, run } from '../core/action.ts';
import { ABSENT } from '../core/answer.ts';
import { changes } from '../core/change.ts';
import { hasHole } from '../core/hole.ts';
import type { Request } from '../core/request.ts';
import { defineResource } from './define.ts';
import { present } from './fields.ts';
import { observeOwnFile, predictGone, predictOwnFile, writeOwnFile, type OwnFile } from './own-file.ts';

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/u, { error: 'is no name of a kernel module' })
    .overwrite((name) => name.replaceAll('-', '_'))
    .describe('Name of the module; - and _ are the same, as for modprobe(8).'),
  present: present(),
});

type ModuleParams = z.infer<typeof schema>;

/** A kernel module: loaded now, and at each boot. */
export const kernelModule = defineResource<ModuleParams>({
  type: 'kernel_module',
  summary: 'A kernel module: loaded now, and at each boot by a file of its own in /etc/modules-load.d.',
  schema,
  key: (params) => params.name,
  examples: [{ name: 'br_netfilter' }, { name: 'overlay' }, { name: 'dccp', present: false }],
  undo:
    'A module that was loaded is unloaded and one that was unloaded is loaded; the file comes back or goes. The undo fails, and says so, when something uses the module meanwhile. ' +
    'Whether the modules that it pulled in stay is left to the kernel.',
  footprint: (params) => [`module:${params.name}`, `path:${keptIn(params).path}`],
  desired: (params) => (params.present === false ? { present: false } : { present: true, loaded: true, kept: 'right' }),
  observe: async (params, probe) => {
    const [module, kept] = await Promise.all([probe.ask(moduleRequest(params)), observeOwnFile(keptIn(params), probe)]);
    const loaded = hasHole(module) ? module : module !== ABSENT;
    const unknown = [loaded, kept].find((one) => hasHole(one));
    return { present: unknown ?? (loaded === true || kept !== ABSENT), loaded, kept };
  },
  converge: (change, { params, observed }) => {
    const file = keptIn(params);
    // The file first: a module that is in use and cannot be unloaded now is at least not loaded again at the next boot.
    const undo = restore(`path:${file.path}`, `module:${params.name}`);
    if (change.kind === 'delete') {
      return {
        actions: [{ do: 'remove', path: file.path }, ...(observed['loaded'] === false ? [] : [run(['modprobe', '-r', params.name])])],
        predictions: [{ request: moduleRequest(params), answer: ABSENT }, ...predictGone(file.path)],
        summary: 'unload',
        undo,
      };
    }
    const load = change.kind === 'create' || changes(change, 'loaded');
    const keep = change.kind === 'create' || changes(change, 'kept');
    return {
      actions: [...(load ? [run(['modprobe', params.name])] : []), ...(keep ? [writeOwnFile(file)] : [])],
      predictions: [{ request: moduleRequest(params), answer: 'loaded' }, ...predictOwnFile(file)],
      // Modules bring kernel parameters and pull in other modules.
      mayCreate: ['sysctl:**', 'module:**'],
      summary: [...(load ? ['load now'] : []), ...(keep ? [`at boot by ${file.path}`] : [])].join(', '),
      undo,
    };
  },
});

function moduleRequest(params: ModuleParams): Request {
  return { ask: 'module', name: params.name };
}

function keptIn(params: ModuleParams): OwnFile {
  return { path: `/etc/modules-load.d/${params.name}.conf`, text: `${params.name}\n` };
}
