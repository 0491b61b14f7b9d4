import { z } from 'zod';
import { restore, run } from '../core/action.ts';
import { ABSENT, formatStat } from '../core/answer.ts';
import { PUBLIC_KEY_PATTERN } from '../core/key-on-host.ts';
import { makeOnHost } from '../core/made-on-host.ts';
import type { Request } from '../core/request.ts';
import { defineResource } from './define.ts';
import { path } from './fields.ts';
import { own, statOf, stateOfPath } from './path-requests.ts';
import { KEEP_OR_MAKE_KEY, NEW_KEY } from './wireguard-scripts.ts';

const schema = z.strictObject({
  path: path('Where the private key is kept. Its folder must exist and be closed to others.'),
});

type Params = z.infer<typeof schema>;

const RIGHT = formatStat({ type: 'file', mode: '0600', owner: 'root', group: 'root', target: '' });

/** The private key of one end of a WireGuard tunnel, made on the host; only its public half is ever read. */
export const wireguardKey = defineResource<Params>({
  type: 'wireguard_key',
  summary:
    'The private key of one end of a WireGuard tunnel. It is made on the host and never leaves it; the output `public_key` is its public half.',
  schema,
  key: (params) => params.path,
  examples: [{ path: '/etc/wireguard/wg0.key' }],
  undo:
    'A key that was made goes, and what it replaced comes back from the host itself: the private half never leaves it. Peers then need the former public half again. ' +
    'A key that somebody has put in its place since, of the same mode and owner, is not told from it.',
  footprint: (params) => [`path:${params.path}`, `path:${params.path}.new`],
  desired: () => ({ present: true, key: 'sound', file: RIGHT }),
  observe: async (params, probe) => {
    const [stat, state] = await Promise.all([probe.ask(statOf(params.path)), probe.ask(stateRequest(params))]);
    return { present: stateOfPath(stat).present, key: state, file: stat };
  },
  converge: (change, { params, observed }) => {
    const { key } = observed;
    const isNew = change.kind === 'create' || key === ABSENT || key === 'broken';
    // What an earlier step brings about is known only then: the package that has wg, or the key itself.
    const isOpen = !isNew && key !== 'sound';
    return {
      actions: [
        ...(isNew ? [makeOnHost({ command: NEW_KEY, path: params.path })] : []),
        ...(isOpen ? [run(['sh', '-c', KEEP_OR_MAKE_KEY, 'sh', params.path])] : []),
        ...own(params.path, { owner: 'root', group: 'root', mode: '0600' }),
      ],
      predictions: [
        { request: statOf(params.path), answer: RIGHT },
        { request: stateRequest(params), answer: 'sound' },
      ],
      summary: isNew
        ? '0600 root:root, private half stays on the host'
        : `0600 root:root, the key as it is${isOpen ? ', made when there is none' : ''}`,
      undo: restore(`path:${params.path}`),
      ...(key === 'broken'
        ? { warning: 'What stands at the path is no key; it is replaced, and every peer needs the new public half.' }
        : {}),
    };
  },
  outputs: (params) => ({
    public_key: {
      request: { ask: 'public_key', path: params.path },
      pattern: PUBLIC_KEY_PATTERN,
    },
  }),
});

function stateRequest(params: Params): Request {
  return { ask: 'key_state', path: params.path };
}
