import { z } from 'zod';
import { runLong } from '../core/action.ts';
import { hasHole } from '../core/hole.ts';
import { defineResource } from './define.ts';
import { CA_HASH_PATTERN, CERTIFICATE_KEY_PATTERN, TOKEN_PATTERN } from './kubeadm-cluster.ts';
import { clusterName, criSocket, endpoint, kubernetesVersion, nodeAddress, nodeName } from './kubeadm-fields.ts';
import { JOIN_NODE } from './kubeadm-scripts.ts';
import { earlierAttempt, KUBEADM_MS, NODE_FOOTPRINT, observeNode, predictNode, refuseUnfinished } from './kubeadm-state.ts';
import { renderJoin } from './kubeadm-yaml.ts';

/** Where the configuration of a join lies while it runs. */
const JOIN_CONFIG = '/etc/kubernetes/kubeadm-join.yaml';

/** A text that an output of another host brings, or that is known and looks right. */
function brought(pattern: string, what: string) {
  return z.string().refine((text) => hasHole(text) || new RegExp(`^${pattern}$`, 'u').test(text), { error: `must be ${what}` });
}

const schema = z
  .strictObject({
    name: clusterName(),
    role: z.enum(['worker', 'control_plane']).describe('What the host becomes.'),
    version: kubernetesVersion(),
    endpoint: endpoint(),
    ca_hash: brought(CA_HASH_PATTERN, 'sha256: and 64 hexadecimal digits').describe(
      'Digest of the public key of the authority: the output `ca_hash` of `kubeadm_cluster`.',
    ),
    token: brought(TOKEN_PATTERN, 'a bootstrap token').describe(
      'Token for this join: `join_token` of `kubeadm_cluster`, made when the host joins.',
    ),
    certificate_key: brought(CERTIFICATE_KEY_PATTERN, '64 hexadecimal digits')
      .optional()
      .describe('Key of the stored certificates: `certificate_key` of `kubeadm_cluster`. For a control plane, and only then.'),
    node_name: nodeName(),
    node_address: nodeAddress(),
    cri_socket: criSocket(),
  })
  .refine((params) => (params.role === 'control_plane') === (params.certificate_key !== undefined), {
    error: 'a control plane joins with a certificate_key, a worker without',
    path: ['certificate_key'],
  });

type Params = z.infer<typeof schema>;

/** A node of a Kubernetes cluster. */
export const kubeadmNode = defineResource<Params>({
  type: 'kubeadm_node',
  summary:
    'A node that joins a Kubernetes cluster by `kubeadm join`, once. Secrets pass through a file of root that is removed when the join ends, however it ends.',
  schema,
  key: (params) => params.name,
  examples: [
    {
      name: 'site',
      role: 'worker',
      version: '1.20.2',
      endpoint: 'api.site.lab:6443',
      ca_hash: `sha256:${'0123456789abcdef'.repeat(4)}`,
      token: 'abcdef.0123456789abcdef',
      node_name: 'worker-1',
      node_address: '198.18.30.21',
    },
    {
      name: 'site',
      role: 'control_plane',
      version: '1.31.4',
      endpoint: 'api.site.lab:6443',
      ca_hash: `sha256:${'0123456789abcdef'.repeat(4)}`,
      token: 'abcdef.0123456789abcdef',
      certificate_key: '0123456789abcdef'.repeat(4),
      node_name: 'cp-2',
      node_address: '198.18.30.12',
    },
  ],
  irreversible: 'a node leaves its cluster by drain, reset and deletion, not by an undo',
  labels: () => ['disruptive'],
  footprint: () => NODE_FOOTPRINT,
  desired: () => ({ present: true, state: 'joined' }),
  observe: (params, probe) => observeNode(params.role, probe),
  converge: (_change, { params, observed }) => {
    refuseUnfinished(`kubeadm_node:${params.name}`, observed);
    return {
      actions: [
        { do: 'write', path: JOIN_CONFIG, content: { text: renderJoin(params) }, mode: '0600', owner: 'root', group: 'root' },
        runLong(['sh', '-c', JOIN_NODE, 'sh', JOIN_CONFIG, params.cri_socket, params.role], { timeoutMs: KUBEADM_MS }),
        // The script has removed it, however it ended; here the plan says so.
        { do: 'remove', path: JOIN_CONFIG },
      ],
      predictions: predictNode(params.role),
      summary: `kubeadm join as ${params.role === 'worker' ? 'worker' : 'control plane'}${earlierAttempt(observed)}`,
      warning: 'A node leaves its cluster only by hand: drain it, kubeadm reset, delete it.',
    };
  },
});
