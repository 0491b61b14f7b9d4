import { z } from 'zod';
import { restore, run } from '../core/action.ts';
import { ABSENT, formatStat } from '../core/answer.ts';
import { hasHole } from '../core/hole.ts';
import { defineResource } from './define.ts';
import { accountName, path, present } from './fields.ts';
import { refuseObstacle } from './obstacle.ts';
import { stateOfPath, statOf } from './path-requests.ts';

const targetHelp = 'must be a path without control characters or a backslash that does not begin with -';

const schema = z
  .strictObject({
    path: path('Where the link stands: an absolute path. Its folder must exist.'),
    target: z
      .string()
      .regex(/^(?!-)[^\p{Cc}\p{Co}\\]+$/u, { error: targetHelp })
      .optional()
      .describe('What the link points to, absolute or relative to its folder. It need not exist.'),
    owner: accountName('Name of the account that owns the link itself.').default('root'),
    group: accountName('Name of the group that owns the link itself.').default('root'),
    present: present(),
  })
  .refine((params) => (params.present === false) !== (params.target !== undefined), {
    error: 'a link has a target, unless present is false',
    path: ['target'],
  });

/** Makes the link, but never into a folder that an earlier step may have put there. */
export const LINK_SCRIPT = 'if [ -d "$2" ] && [ ! -L "$2" ]; then echo "$2 is a folder" >&2; exit 1; fi; ln -sfn "$1" "$2"';

/** A symbolic link. */
export const symlink = defineResource<z.infer<typeof schema>>({
  type: 'symlink',
  summary: 'A symbolic link. It never replaces a file or a folder.',
  schema,
  key: (params) => params.path,
  examples: [
    { path: '/etc/localtime', target: '/usr/share/zoneinfo/Asia/Seoul' },
    { path: '/opt/site/current', target: 'v2', owner: 'ops', group: 'ops' },
    { path: '/etc/nginx/sites-enabled/default', present: false },
  ],
  undo: 'The link comes back with its target and owner, or goes when it was not there.',
  footprint: (params) => [`path:${params.path}`],
  desired: (params) =>
    params.target === undefined
      ? { present: false }
      : { present: true, type: 'link', target: params.target, owner: params.owner, group: params.group },
  observe: async (params, probe) => ({ ...stateOfPath(await probe.ask(statOf(params.path))) }),
  converge: (change, { params, observed }) => {
    refuseObstacle(`symlink:${params.path}`, params.path, observed['type'], ['link']);
    const request = statOf(params.path);
    const undo = restore(`path:${params.path}`);
    if (params.target === undefined)
      return { actions: [{ do: 'remove', path: params.path }], predictions: [{ request, answer: ABSENT }], undo };
    const moved = change.kind === 'create' || observed['target'] !== params.target;
    const link = hasHole(observed['type'])
      ? ['sh', '-c', LINK_SCRIPT, 'sh', params.target, params.path]
      : ['ln', '-sfn', params.target, params.path];
    return {
      actions: [...(moved ? [run(link)] : []), run(['chown', '-h', `${params.owner}:${params.group}`, params.path])],
      predictions: [
        { request, answer: formatStat({ type: 'link', mode: '0777', owner: params.owner, group: params.group, target: params.target }) },
      ],
      summary: `→ ${params.target}`,
      undo,
    };
  },
});
