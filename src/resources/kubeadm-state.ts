import { LONG_MS, SHORT_MS } from '../core/action.ts';
import { formatRun, formatUnit, parseRun } from '../core/answer.ts';
import { RunbookError } from '../core/diagnostic.ts';
import type { Footprint } from '../core/footprint.ts';
import { hasHole } from '../core/hole.ts';
import type { JsonObject } from '../core/json.ts';
import type { Prediction, Probe } from '../core/resource.ts';
import type { Request } from '../core/request.ts';
import { NODE_STATE } from './kubeadm-scripts.ts';

/** What a host is in its cluster. */
export type NodeRole = 'control_plane' | 'worker';

/** Time limit of kubeadm, in milliseconds; it is never ended half way. */
export const KUBEADM_MS = LONG_MS;

/** Everything that kubeadm touches on a node. */
export const NODE_FOOTPRINT: Footprint = [
  'cluster:',
  'path:/etc/kubernetes/**',
  'path:/var/lib/kubelet/**',
  // The folder itself, which a package brings for everyone to enter and kubeadm closes.
  'path:/var/lib/kubelet',
  'path:/var/lib/etcd/**',
  'path:/var/lib/etcd',
  'path:/etc/systemd/system/multi-user.target.wants/kubelet.service',
  'path:/run/runbook-kubeadm.lock',
  'unit:kubelet',
];

const CLUSTER_READS: Footprint = ['cluster:'];

/** Asks how far the host is a node of a cluster. */
function nodeRequest(role: NodeRole): Request {
  return { ask: 'run', argv: ['sh', '-c', NODE_STATE, 'sh', role], reads: CLUSTER_READS, timeoutMs: SHORT_MS };
}

/** Reads how far the host is a node. */
export async function observeNode(role: NodeRole, probe: Probe): Promise<JsonObject> {
  const answer = await probe.ask(nodeRequest(role));
  if (hasHole(answer)) return { present: answer, state: answer };
  const state = parseRun(answer).output;
  return { present: state === 'joined' || state === 'unfinished', state };
}

/** How the host answers when kubeadm has done its work. */
export function predictNode(role: NodeRole): readonly Prediction[] {
  return [
    { request: nodeRequest(role), answer: formatRun(0, 'joined') },
    { request: { ask: 'unit', name: 'kubelet' }, answer: formatUnit({ load: 'loaded', active: 'active', enabled: 'enabled' }) },
  ];
}

/** RB2521: traces of a cluster that runbook did not begin are neither used nor removed. */
export function refuseUnfinished(address: string, observed: JsonObject): void {
  if (observed['state'] !== 'unfinished') return;
  throw new RunbookError({
    code: 'RB2521',
    severity: 'error',
    what: 'the host has traces of a Kubernetes node, and is none',
    address,
    why: 'In /etc/kubernetes or /var/lib/etcd lies what an init or join left that runbook did not begin. kubeadm refuses to go on over it, and removing it could lose a cluster.',
    mend: 'Look at it on the host. When nothing of it is needed: `kubeadm reset -f`, then apply again.',
  });
}

/** What an earlier attempt means for this one, in words. */
export function earlierAttempt(observed: JsonObject): string {
  return observed['state'] === 'begun' ? '; an earlier attempt did not finish and is reset first' : '';
}
