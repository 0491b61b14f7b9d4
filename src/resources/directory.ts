import { z } from 'zod';
import { restore, run, type Action } from '../core/action.ts';
import { ABSENT, formatStat } from '../core/answer.ts';
import { hasHole } from '../core/hole.ts';
import { defineResource } from './define.ts';
import { accountName, mode, path, present } from './fields.ts';
import { refuseObstacle } from './obstacle.ts';
import { own, stateOfPath, statOf } from './path-requests.ts';

const schema = z.strictObject({
  path: path('Where the folder stands: an absolute path. The folder above it must exist.'),
  mode: mode('Mode as octal digits in quotes.').default('0755'),
  owner: accountName('Name of the account that owns it.').default('root'),
  group: accountName('Name of the group that owns it.').default('root'),
  present: present(),
});

/** A folder with its mode and owner; not what is in it. */
export const directory = defineResource<z.infer<typeof schema>>({
  type: 'directory',
  summary: 'A folder with its mode and owner; not what is in it. Removed only when it is empty.',
  schema,
  key: (params) => params.path,
  examples: [
    { path: '/opt/tools' },
    { path: '/var/lib/site', mode: '0750', owner: 'ops', group: 'ops' },
    { path: '/opt/old', present: false },
  ],
  undo:
    'A folder that was made goes again when it is empty; one that was removed comes back empty; mode and owner come back. ' +
    'What is in the folder is never touched: one that something was put into meanwhile stays, and the undo of it fails.',
  footprint: (params) => [`path:${params.path}`],
  desired: (params) =>
    params.present === false
      ? { present: false }
      : { present: true, type: 'directory', mode: params.mode, owner: params.owner, group: params.group },
  observe: async (params, probe) => ({ ...stateOfPath(await probe.ask(statOf(params.path))) }),
  converge: (change, { params, observed }) => {
    refuseObstacle(`directory:${params.path}`, params.path, observed['type'], ['directory']);
    const request = statOf(params.path);
    const undo = restore(`path:${params.path}`);
    if (change.kind === 'delete')
      return { actions: [{ do: 'remove', path: params.path }], predictions: [{ request, answer: ABSENT }], undo };
    return {
      actions: [...make(params.path, change.kind === 'create', observed['type']), ...own(params.path, params)],
      predictions: [
        { request, answer: formatStat({ type: 'directory', mode: params.mode, owner: params.owner, group: params.group, target: '' }) },
      ],
      summary: `${params.mode} ${params.owner}:${params.group}`,
      undo,
    };
  },
});

/** Closed to others until owner and mode are set; where an earlier step may have made it, that is no mistake. */
function make(at: string, absent: boolean, type: unknown): readonly Action[] {
  if (absent) return [run(['mkdir', '-m', '0700', at])];
  return hasHole(type) ? [run(['mkdir', '-p', at])] : [];
}
