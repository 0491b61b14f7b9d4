import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';

/** The part of a Kubernetes version by which kubeadm's configuration differs. Undefined when the text is no version. */
export function minorOf(version: string): number | undefined {
  const match = /^v?1\.(\d{1,3})\.\d{1,3}$/u.exec(version);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/**
 * The newest version of kubeadm's configuration that a kubeadm of that minor version reads: v1beta2 up to 1.21, v1beta3 from 1.22, v1beta4
 * from 1.31 (kubernetes.io, reference of the kubeadm configuration).
 */
export function configApi(minor: number): 'v1beta2' | 'v1beta3' | 'v1beta4' {
  return minor >= 31 ? 'v1beta4' : minor >= 22 ? 'v1beta3' : 'v1beta2';
}

/** Address of the container runtime as that version writes it: a URL since 1.24, a path before. */
function runtimeSocket(minor: number, path: string): string {
  return minor >= 24 ? `unix://${path}` : path;
}

/** What `kubeadm init` is told. */
export interface ClusterSettings {
  /** Without `v`. */
  readonly version: string;
  readonly cluster_name: string;
  /** `NAME:PORT` by which every node reaches the control plane. */
  readonly endpoint: string;
  readonly pod_cidr: string;
  readonly service_cidr: string;
  readonly node_name: string;
  readonly node_address: string;
  readonly cri_socket: string;
  readonly cgroup_driver: string;
  readonly image_repository?: string | undefined;
  readonly cert_sans: readonly string[];
  readonly api_server_args: Readonly<Record<string, string>>;
  readonly controller_manager_args: Readonly<Record<string, string>>;
  readonly scheduler_args: Readonly<Record<string, string>>;
}

/** What `kubeadm join` is told. Texts may be holes. */
export interface JoinSettings {
  readonly version: string;
  readonly endpoint: string;
  readonly token: string;
  readonly ca_hash: string;
  /** Given for a control plane, and only then. */
  readonly certificate_key?: string | undefined;
  readonly node_name: string;
  readonly node_address: string;
  readonly cri_socket: string;
}

/** Life of the token that `kubeadm init` makes: nobody uses it, each join gets a fresh one. */
const INIT_TOKEN_TTL = '15m0s';
/** Port on which each API server listens; the endpoint may have another, in front of a balancer. */
const API_PORT = 6443;
/** How long a joining node looks for the cluster. */
const DISCOVERY_TIMEOUT = '5m0s';

/** The configuration of `kubeadm init` as text of YAML documents. */
export function renderInit(settings: ClusterSettings): string {
  const minor = minorOf(settings.version) ?? 0;
  const api = configApi(minor);
  const args = (values: Readonly<Record<string, string>>): JsonObject =>
    Object.keys(values).length === 0
      ? {}
      : { extraArgs: api === 'v1beta4' ? Object.entries(values).map(([name, value]) => ({ name, value })) : { ...values } };
  const section = (name: string, value: JsonObject): JsonObject => (Object.keys(value).length === 0 ? {} : { [name]: value });
  return documents([
    {
      apiVersion: `kubeadm.k8s.io/${api}`,
      kind: 'InitConfiguration',
      bootstrapTokens: [{ ttl: INIT_TOKEN_TTL }],
      localAPIEndpoint: { advertiseAddress: settings.node_address, bindPort: API_PORT },
      nodeRegistration: { name: settings.node_name, criSocket: runtimeSocket(minor, settings.cri_socket) },
    },
    {
      apiVersion: `kubeadm.k8s.io/${api}`,
      kind: 'ClusterConfiguration',
      clusterName: settings.cluster_name,
      // Without it kubeadm asks the Internet which version is current.
      kubernetesVersion: `v${settings.version}`,
      controlPlaneEndpoint: settings.endpoint,
      ...(settings.image_repository === undefined ? {} : { imageRepository: settings.image_repository }),
      networking: { podSubnet: settings.pod_cidr, serviceSubnet: settings.service_cidr },
      ...section('apiServer', {
        ...(settings.cert_sans.length === 0 ? {} : { certSANs: settings.cert_sans }),
        ...args(settings.api_server_args),
      }),
      ...section('controllerManager', args(settings.controller_manager_args)),
      ...section('scheduler', args(settings.scheduler_args)),
    },
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', cgroupDriver: settings.cgroup_driver },
  ]);
}

/** The configuration of `kubeadm join` as text of a YAML document. */
export function renderJoin(settings: JoinSettings): string {
  const minor = minorOf(settings.version) ?? 0;
  const api = configApi(minor);
  const isNew = api === 'v1beta4';
  return documents([
    {
      apiVersion: `kubeadm.k8s.io/${api}`,
      kind: 'JoinConfiguration',
      discovery: {
        bootstrapToken: { apiServerEndpoint: settings.endpoint, token: settings.token, caCertHashes: [settings.ca_hash] },
        ...(isNew ? {} : { timeout: DISCOVERY_TIMEOUT }),
      },
      ...(isNew ? { timeouts: { discovery: DISCOVERY_TIMEOUT } } : {}),
      ...(settings.certificate_key === undefined
        ? {}
        : {
            controlPlane: {
              localAPIEndpoint: { advertiseAddress: settings.node_address, bindPort: API_PORT },
              certificateKey: settings.certificate_key,
            },
          }),
      nodeRegistration: { name: settings.node_name, criSocket: runtimeSocket(minor, settings.cri_socket) },
    },
  ]);
}

function documents(list: readonly JsonObject[]): string {
  return `# Written by runbook. What is changed here by hand is lost with the next apply.\n${list.map((one) => block(one, '').join('\n')).join('\n---\n')}\n`;
}

/** Lines of a value in block style; texts are quoted as in JSON, which YAML reads. */
function block(value: Json, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json) => {
      const [first = '', ...rest] = block(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (!isJsonObject(value)) return [`${indent}${scalar(value)}`];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'object' && item !== null ? [`${indent}${key}:`, ...block(item, `${indent}  `)] : [`${indent}${key}: ${scalar(item)}`],
  );
}

/** A hole is kept whole: quoting would change the characters by which it is found. */
function scalar(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[A-Za-z][A-Za-z0-9./-]*$/u.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/iu.test(value)
    ? value
    : value.includes('\uE000')
      ? `"${value}"`
      : JSON.stringify(value);
}
