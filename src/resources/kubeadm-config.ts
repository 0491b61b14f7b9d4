import { z } from 'zod';
import { restore } from '../core/action.ts';
import { formatStat } from '../core/answer.ts';
import { sha256 } from '../core/digest.ts';
import { defineResource } from './define.ts';
import { path } from './fields.ts';
import { clusterName, criSocket, endpoint, extraArgs, kubernetesVersion, network, nodeAddress, nodeName } from './kubeadm-fields.ts';
import { configApi, minorOf, renderInit } from './kubeadm-yaml.ts';
import { refuseObstacle } from './obstacle.ts';
import { contentOf, digestOf, formatContent, ownTextChange, stateOfPath, statOf } from './path-requests.ts';

/** kubeadm checks a configuration by itself since this minor version. */
const VALIDATES_FROM = 26;

const schema = z.strictObject({
  path: path('Where the configuration is kept. Its folder must exist.'),
  version: kubernetesVersion(),
  cluster_name: clusterName().default('kubernetes'),
  endpoint: endpoint(),
  pod_cidr: network('Network of the pods. It must not overlap any network of the site.'),
  service_cidr: network('Network of the services. It must not overlap any network of the site.'),
  node_name: nodeName(),
  node_address: nodeAddress(),
  cri_socket: criSocket(),
  cgroup_driver: z
    .enum(['systemd', 'cgroupfs'])
    .default('systemd')
    .describe('How kubelet keeps groups of processes. The container runtime must do it the same way.'),
  image_repository: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/u, { error: 'must be the name of a registry, perhaps with a path' })
    .optional()
    .describe('Registry from which the images of the control plane come. Default: that of kubeadm, for sites whose runtime mirrors it.'),
  cert_sans: z
    .array(z.string().regex(/^[A-Za-z0-9*][A-Za-z0-9.-]*$/u))
    .default([])
    .describe('More names and addresses in the certificate of the API server.'),
  api_server_args: extraArgs('kube-apiserver'),
  controller_manager_args: extraArgs('kube-controller-manager'),
  scheduler_args: extraArgs('kube-scheduler'),
});

type Params = z.infer<typeof schema>;

const RIGHT = formatStat({ type: 'file', mode: '0600', owner: 'root', group: 'root', target: '' });

/** The configuration of `kubeadm init`, in the form that the declared version reads. */
export const kubeadmConfig = defineResource<Params>({
  type: 'kubeadm_config',
  summary: 'The configuration of `kubeadm init`, in the form that the declared version of Kubernetes reads (v1beta2, v1beta3 or v1beta4).',
  schema,
  key: (params) => params.path,
  examples: [
    {
      path: '/etc/kubernetes/kubeadm.yaml',
      version: '1.20.2',
      endpoint: 'api.site.lab:6443',
      pod_cidr: '10.244.0.0/16',
      service_cidr: '10.96.0.0/12',
      node_name: 'cp-1',
      node_address: '198.18.30.11',
    },
    {
      path: '/etc/kubernetes/kubeadm.yaml',
      version: '1.31.4',
      cluster_name: 'site',
      endpoint: 'api.site.lab:6443',
      pod_cidr: '10.244.0.0/16',
      service_cidr: '10.96.0.0/12',
      node_name: 'cp-1',
      node_address: '198.18.30.11',
      image_repository: 'registry.site.lab:5000/k8s',
      cert_sans: ['api.site.lab'],
      api_server_args: { 'audit-log-path': '/var/log/kubernetes/audit.log' },
    },
  ],
  undo: 'The file comes back as it was, or goes when it was not there. A cluster that was made with it stays as it is.',
  footprint: (params) => [`path:${params.path}`],
  desired: (params) => ({ present: true, file: RIGHT, digest: sha256(renderInit(params)) }),
  observe: async (params, probe) => {
    const [stat, digest, before] = await Promise.all([
      probe.ask(statOf(params.path)),
      probe.ask(digestOf(params.path)),
      probe.ask(contentOf(params.path, sha256(renderInit(params)))),
    ]);
    const { present, type } = stateOfPath(stat);
    return { present, file: stat, digest, type, before };
  },
  converge: (_change, { params, observed }) => {
    refuseObstacle(`kubeadm_config:${params.path}`, params.path, observed['type'], ['file', 'link']);
    const text = renderInit(params);
    const minor = minorOf(params.version) ?? 0;
    return {
      actions: [
        {
          do: 'write',
          path: params.path,
          content: { text },
          mode: '0600',
          owner: 'root',
          group: 'root',
          ...(minor >= VALIDATES_FROM ? { validate: ['kubeadm', 'config', 'validate', '--config', '%s'] } : {}),
        },
      ],
      predictions: [
        { request: statOf(params.path), answer: RIGHT },
        { request: digestOf(params.path), answer: sha256(text) },
        { request: contentOf(params.path), answer: formatContent(text) },
      ],
      summary: `${configApi(minor)} for v${params.version}; a running cluster does not take it up by itself`,
      undo: restore(`path:${params.path}`),
      texts: [ownTextChange(params.path, observed['before'], text)],
    };
  },
});
