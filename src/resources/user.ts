import { z } from 'zod';
import { run, type Action } from '../core/action.ts';
import { ABSENT, formatUser, parseUser } from '../core/answer.ts';
import { changes, type Change } from '../core/change.ts';
import { hasHole } from '../core/hole.ts';
import type { JsonObject } from '../core/json.ts';
import type { Request } from '../core/request.ts';
import type { Convergence } from '../core/resource.ts';
import { accountFiles } from './account-files.ts';
import { USER_ENSURE, USER_UNDO } from './account-scripts.ts';
import { defineResource } from './define.ts';
import { accountName, path, present } from './fields.ts';

const schema = z
  .strictObject({
    name: accountName('Name of the account.'),
    uid: z.int().min(0).max(4_294_967_294).optional().describe('Number of the account. Default: the host chooses.'),
    group: accountName('Name of the primary group.')
      .optional()
      .describe('Name of the primary group, which must exist. Default: when the account is made, a group of its own name.'),
    groups: z
      .array(accountName('Name of a group.'))
      .optional()
      .describe('All supplementary groups; others are taken away. They must exist. Default: left as they are.'),
    comment: z
      .string()
      .regex(/^[^:\p{Cc}\p{Co}\\]*$/u, { error: 'must be one line without : and backslash' })
      .optional()
      .describe('Full name or purpose (the GECOS field).'),
    home: path('Home folder.').optional().describe('Home folder. Default: when the account is made, what useradd chooses.'),
    shell: path('Login shell.').optional().describe('Login shell. Default: when the account is made, what useradd chooses.'),
    system: z
      .boolean()
      .default(false)
      .describe(
        'Whether it is made as an account for a program: with a low number and without a home folder. Counts only when it is made.',
      ),
    present: present(),
  })
  .refine((params) => params.name !== 'root' || params.present !== false, { error: 'root is not removed', path: ['present'] });

type UserParams = z.infer<typeof schema>;

/** An account of the host. */
export const user = defineResource<UserParams>({
  type: 'user',
  summary: 'An account of the host, without a password. What is not stated is left as it is. Removing it leaves its home folder.',
  schema,
  key: (params) => params.name,
  examples: [
    { name: 'deploy' },
    { name: 'ops', groups: ['sudo'], shell: '/bin/sh', comment: 'Operators' },
    { name: 'exporter', uid: 950, system: true, home: '/var/lib/exporter', shell: '/usr/sbin/nologin' },
    { name: 'games', present: false },
  ],
  undo:
    'An account that was made is removed, with the group of its own name unless others belong to it, and with a password that it was given since; ' +
    'the undo fails while it runs something. Its home folder and mailbox stay, with what useradd and others put there, and belong to its number alone. ' +
    'Fields that were changed come back.',
  irreversible:
    'an account that was removed would come back without its password and its place in groups; and of an account that an earlier step of the run may have made, ' +
    'nobody knows beforehand what it was',
  footprint: (params) => [
    `user:${params.name}`,
    ...(params.group === undefined ? [`group:${params.name}`] : []),
    ...accountFiles(['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid']),
    `path:${params.home ?? `/home/${params.name}`}`,
    `path:${params.home ?? `/home/${params.name}`}/**`,
    `path:/var/mail/${params.name}`,
    `path:/var/spool/mail/${params.name}`,
    // The mailbox that useradd(8) makes where /etc/default/useradd wants one.
    `path:/var/mail/${params.name}`,
    `path:/var/spool/mail/${params.name}`,
  ],
  desired: (params) => (params.present === false ? { present: false } : { present: true, ...wanted(params) }),
  observe: async (params, probe) => {
    const answer = await probe.ask(stateRequest(params));
    if (hasHole(answer)) return { present: answer };
    const account = parseUser(answer);
    return { present: account !== undefined, ...account };
  },
  converge: (change, { params, observed }) => {
    const undo = takeBack(params, change, observed);
    return {
      actions: [change.kind === 'delete' ? run(['userdel', params.name]) : make(params, change, observed)],
      predictions: [{ request: stateRequest(params), answer: change.kind === 'delete' ? ABSENT : formatUser(wanted(params)) }],
      summary: change.kind === 'delete' ? 'remove; the home folder stays' : summaryOf(params),
      ...lossOf(undo, change, !params.system),
    };
  },
});

const options = { uid: '-u', group: '-g', groups: '-G', comment: '-c', home: '-d', shell: '-s' } as const;
type Field = keyof typeof options;
const fields: readonly Field[] = ['uid', 'group', 'groups', 'comment', 'home', 'shell'];

function make(params: UserParams, change: Change, observed: JsonObject): Action {
  const extra = [...(params.system ? ['-r', '-M'] : ['-m']), ...(params.group === undefined ? ['-U'] : [])];
  if (change.kind === 'create') return run(['useradd', ...extra, ...optionsOf(params, fields), params.name]);
  if (hasHole(observed['present'])) {
    return run(['sh', '-c', USER_ENSURE, 'sh', params.name, String(extra.length), ...extra, ...optionsOf(params, fields)]);
  }
  const changed = fields.filter((field) => changes(change, field));
  return run(['usermod', ...optionsOf(params, changed), params.name]);
}

/** What an undo restores, and what it would lose. */
function lossOf(undo: readonly Action[] | undefined, change: Change, hasHome: boolean): Pick<Convergence, 'undo' | 'warning'> {
  if (undo !== undefined)
    return change.kind === 'create' && hasHome ? { undo, warning: 'An undo removes the account and leaves its home folder.' } : { undo };
  if (change.kind === 'delete') return { warning: 'It would come back without its password and its place in groups.' };
  return { warning: 'An earlier step may have made the account, so nobody knows what it was.' };
}

/** Removes an account that the step makes, gives changed fields their values again; undefined where nobody knows what was there. */
function takeBack(params: UserParams, change: Change, observed: JsonObject): readonly Action[] | undefined {
  if (change.kind === 'delete' || hasHole(observed['present'])) return undefined;
  if (change.kind === 'create') return [run(['sh', '-c', USER_UNDO, 'sh', params.name, params.group === undefined ? 'own' : 'other'])];
  const words = fields.flatMap((field) => {
    const value = observed[field];
    return changes(change, field) && typeof value === 'string' ? [options[field], value] : [];
  });
  return [run(['usermod', ...words, params.name])];
}

function optionsOf(params: UserParams, chosen: readonly Field[]): readonly string[] {
  const values = wanted(params);
  return chosen.flatMap((field) => {
    const value = values[field];
    return value === undefined ? [] : [options[field], value];
  });
}

/** The fields that are stated, as the host prints them: there the primary group is none of the supplementary ones. */
function wanted(params: UserParams): Readonly<Partial<Record<Field, string>>> {
  return {
    ...(params.uid === undefined ? {} : { uid: String(params.uid) }),
    ...(params.group === undefined ? {} : { group: params.group }),
    ...(params.groups === undefined
      ? {}
      : {
          groups: [...new Set(params.groups)]
            .filter((name) => name !== params.group)
            .sort()
            .join(','),
        }),
    ...(params.comment === undefined ? {} : { comment: params.comment }),
    ...(params.home === undefined ? {} : { home: params.home }),
    ...(params.shell === undefined ? {} : { shell: params.shell }),
  };
}

function stateRequest(params: UserParams): Request {
  const stated = wanted(params);
  return { ask: 'user', name: params.name, fields: params.present === false ? [] : fields.filter((field) => stated[field] !== undefined) };
}

function summaryOf(params: UserParams): string {
  return Object.entries(wanted(params))
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');
}
