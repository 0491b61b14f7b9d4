import { z } from 'zod';
import { runLong, SHORT_MS } from '../core/action.ts';
import { defineResource } from './define.ts';
import { path } from './fields.ts';
import { clusterName, criSocket } from './kubeadm-fields.ts';
import { CA_HASH, CERTIFICATE_KEY, INIT_CLUSTER, JOIN_TOKEN } from './kubeadm-scripts.ts';
import { earlierAttempt, KUBEADM_MS, NODE_FOOTPRINT, observeNode, predictNode, refuseUnfinished } from './kubeadm-state.ts';

/** Life of a token for one join: as long as a slow host may take until it is used, no longer. */
const TOKEN_TTL = '15m0s';

/** kubeadm itself tries for 75 s when no API server answers. */
const DEMAND_MS = 120_000;

/** What tokens, keys and digests look like. */
export const TOKEN_PATTERN = '[a-z0-9]{6}\\.[a-z0-9]{16}';
export const CERTIFICATE_KEY_PATTERN = '[0-9a-f]{64}';
export const CA_HASH_PATTERN = 'sha256:[0-9a-f]{64}';

const schema = z.strictObject({
  name: clusterName(),
  config: path('Path of the configuration: resource `kubeadm_config`.'),
  cri_socket: criSocket(),
});

type Params = z.infer<typeof schema>;

/** A Kubernetes cluster on its first control plane. */
export const kubeadmCluster = defineResource<Params>({
  type: 'kubeadm_cluster',
  summary:
    'A Kubernetes cluster, started by `kubeadm init` on its first control plane, once. Tokens and keys for joining are made only when a node joins, and never stored.',
  schema,
  key: (params) => params.name,
  examples: [{ name: 'site', config: '/etc/kubernetes/kubeadm.yaml' }],
  irreversible: 'kubeadm reset loses the cluster',
  labels: () => ['point_of_no_return', 'disruptive'],
  footprint: () => NODE_FOOTPRINT,
  desired: () => ({ present: true, state: 'joined' }),
  observe: (_params, probe) => observeNode('control_plane', probe),
  converge: (_change, { params, observed }) => {
    refuseUnfinished(`kubeadm_cluster:${params.name}`, observed);
    return {
      actions: [runLong(['sh', '-c', INIT_CLUSTER, 'sh', params.config, params.cri_socket], { timeoutMs: KUBEADM_MS })],
      predictions: predictNode('control_plane'),
      summary: `kubeadm init${earlierAttempt(observed)}`,
      warning: 'Taking it back (kubeadm reset) loses the cluster and what runs in it.',
    };
  },
  outputs: () => ({
    ca_hash: {
      request: { ask: 'run', argv: ['sh', '-c', CA_HASH], reads: ['cluster:', 'path:/etc/kubernetes/pki/ca.crt'], timeoutMs: SHORT_MS },
      pattern: CA_HASH_PATTERN,
    },
  }),
  demands: (params) => ({
    join_token: { argv: ['sh', '-c', JOIN_TOKEN, 'sh', TOKEN_TTL], pattern: TOKEN_PATTERN, timeoutMs: DEMAND_MS },
    certificate_key: { argv: ['sh', '-c', CERTIFICATE_KEY, 'sh', params.config], pattern: CERTIFICATE_KEY_PATTERN, timeoutMs: DEMAND_MS },
  }),
});
