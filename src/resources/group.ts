import { z } from 'zod';
import { run, type Action } from '../core/action.ts';
import { ABSENT, PRESENT } from '../core/answer.ts';
import type { Change } from '../core/change.ts';
import { hasHole } from '../core/hole.ts';
import type { JsonObject } from '../core/json.ts';
import type { Request } from '../core/request.ts';
import type { Prediction } from '../core/resource.ts';
import { accountFiles } from './account-files.ts';
import { GROUP_ENSURE } from './account-scripts.ts';
import { defineResource } from './define.ts';
import { accountName, present } from './fields.ts';

const schema = z
  .strictObject({
    name: accountName('Name of the group.'),
    gid: z.int().min(0).max(4_294_967_294).optional().describe('Number of the group. Default: the host chooses.'),
    system: z.boolean().default(false).describe('Whether it is made with a low number, for a program. Counts only when it is made.'),
    present: present(),
  })
  .refine((params) => params.name !== 'root' || params.present !== false, { error: 'root is not removed', path: ['present'] });

type GroupParams = z.infer<typeof schema>;

/** A group of accounts; who belongs to it is said at `user`. */
export const group = defineResource<GroupParams>({
  type: 'group',
  summary: 'A group of accounts. Who belongs to it is said at `user`.',
  schema,
  key: (params) => params.name,
  examples: [{ name: 'deploy' }, { name: 'exporter', gid: 950, system: true }, { name: 'games', present: false }],
  undo: 'A group that was made is removed, with the members that it got since; the undo fails while it is the primary group of an account. A number that was changed comes back.',
  irreversible:
    'a group that was removed would come back without its members; and of a group that an earlier step of the run may have made, nobody knows beforehand what it was',
  footprint: (params) => [`group:${params.name}`, ...accountFiles(['group', 'gshadow'])],
  desired: (params) =>
    params.present === false ? { present: false } : { present: true, ...(params.gid === undefined ? {} : { gid: String(params.gid) }) },
  observe: async (params, probe) => {
    const answer = await probe.ask(stateRequest(params));
    if (hasHole(answer)) return { present: answer };
    return { present: answer !== ABSENT, ...(params.gid === undefined ? {} : { gid: answer }) };
  },
  converge: (change, { params, observed }) => {
    const undo = takeBack(params, change, observed);
    return {
      actions: [actionOf(params, change, observed)],
      predictions: [predict(params, change.kind === 'delete')],
      summary: summaryOf(params, change),
      ...(undo === undefined
        ? {
            warning:
              change.kind === 'delete'
                ? 'It would come back without its members.'
                : 'An earlier step may have made the group, so nobody knows what it was.',
          }
        : { undo }),
    };
  },
});

function summaryOf(params: GroupParams, change: Change): string {
  if (change.kind === 'delete') return 'the group goes; files keep its number';
  return params.gid === undefined ? `the next free gid${params.system ? ' of system groups' : ''}` : `gid ${params.gid}`;
}

function actionOf(params: GroupParams, change: Change, observed: JsonObject): Action {
  if (change.kind === 'delete') return run(['groupdel', params.name]);
  const words = [...(params.system ? ['-r'] : []), ...(params.gid === undefined ? [] : ['-g', String(params.gid)])];
  if (change.kind === 'create') return run(['groupadd', ...words, params.name]);
  if (hasHole(observed['present'])) return run(['sh', '-c', GROUP_ENSURE, 'sh', params.name, ...words]);
  return run(['groupmod', '-g', String(params.gid), params.name]);
}

/** Removes a group that the step makes, or gives it its number again; undefined where nobody knows what was there. */
function takeBack(params: GroupParams, change: Change, observed: JsonObject): readonly Action[] | undefined {
  if (change.kind === 'delete' || hasHole(observed['present'])) return undefined;
  if (change.kind === 'create') return [run(['groupdel', params.name])];
  const { gid } = observed;
  return typeof gid === 'string' ? [run(['groupmod', '-g', gid, params.name])] : undefined;
}

/** Without a wanted number, whether it is there is all that is asked: the number that the host will choose is not known. */
function stateRequest(params: GroupParams): Request {
  return { ask: 'group', name: params.name, number: params.gid === undefined ? 'any' : 'exact' };
}

function predict(params: GroupParams, gone: boolean): Prediction {
  return { request: stateRequest(params), answer: gone ? ABSENT : params.gid === undefined ? PRESENT : String(params.gid) };
}
