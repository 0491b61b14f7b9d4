import { join } from 'node:path';
import type { StandInPackage } from '../packages/stand-in-package.ts';

const version = '1.20.2';
const library = '/usr/libexec/runbook-lab/kubernetes';
const here = (name: string): string => join(import.meta.dirname, 'kubernetes', name);

const parts = ['config.sh', 'preflight.sh', 'files.sh', 'init.sh', 'join.sh', 'token.sh', 'reset.sh', 'yaml.awk'];
const texts = [
  'etcd.yaml',
  'kube-apiserver.yaml',
  'kube-controller-manager.yaml',
  'kube-scheduler.yaml',
  'kubelet-config.yaml',
  'init-done.txt',
  'init-failed.txt',
  'join-control-plane-done.txt',
  'join-worker-done.txt',
  'known-fields.txt',
  'reset-done.txt',
  'upload-note.txt',
  'version.json',
  'version.txt',
  'version.yaml',
];
const cniPlugins = [
  'bandwidth',
  'bridge',
  'dhcp',
  'firewall',
  'host-device',
  'host-local',
  'ipvlan',
  'loopback',
  'macvlan',
  'portmap',
  'ptp',
  'sbr',
  'static',
  'tuning',
  'vlan',
  'vrf',
];

/** The Kubernetes packages, which Debian does not have, as stand-ins of version 1.20.2. */
export const kubernetesPackages: readonly StandInPackage[] = [
  {
    name: 'kubeadm',
    version,
    description: 'Speaks by transcripts of kubeadm 1.20.2, writes its files and refuses what it refuses. No container runs.',
    debianDepends: ['kubelet (>= 1.19.0)', 'kubectl (>= 1.19.0)', 'kubernetes-cni (>= 0.8.7)', 'cri-tools (>= 1.13.0)', 'openssl'],
    rpmRequires: ['kubelet >= 1.19.0', 'kubectl >= 1.19.0', 'kubernetes-cni >= 0.8.7', 'cri-tools >= 1.13.0'],
    files: {
      '/usr/bin/kubeadm': here('kubeadm.sh'),
      ...Object.fromEntries(parts.map((name) => [`${library}/${name}`, here(name)])),
      ...Object.fromEntries(texts.map((name) => [`${library}/text/${name}`, here(`text/${name}`)])),
    },
    perFamily: {
      debian: { '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf': here('10-kubeadm.conf') },
      rpm: { '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf': here('10-kubeadm-rpm.conf') },
    },
    links: {},
    folders: {},
  },
  {
    name: 'kubelet',
    version,
    description: 'Registers the node and opens the ports of the control plane; its stand-in of the API server answers kubeadm and kubectl.',
    debianDepends: [
      'iptables (>= 1.4.21)',
      'kubernetes-cni (>= 0.8.7)',
      'iproute2',
      'socat',
      'util-linux',
      'mount',
      'ebtables',
      'ethtool',
      'conntrack',
      'openssl',
    ],
    rpmRequires: ['iptables', 'kubernetes-cni >= 0.8.7', 'iproute-tc', 'socat', 'ebtables', 'ethtool', 'conntrack-tools'],
    files: {
      '/usr/bin/kubelet': here('kubelet.sh'),
      '/usr/lib/systemd/system/kubelet.service': here('kubelet.service'),
      [`${library}/kube-apiserver`]: here('kube-apiserver.sh'),
    },
    links: {},
    folders: { '/etc/kubernetes': '755', '/etc/kubernetes/manifests': '755', '/var/lib/kubelet': '755' },
  },
  {
    name: 'kubectl',
    version,
    description: 'Knows get nodes, delete node, get --raw of the health paths and version --client.',
    debianDepends: ['openssl'],
    rpmRequires: [],
    files: { '/usr/bin/kubectl': here('kubectl.sh'), [`${library}/api.sh`]: here('api.sh') },
    links: {},
    folders: {},
  },
  {
    name: 'cri-tools',
    version: '1.20.0',
    description: 'Asks containerd whether it answers; images are names only.',
    debianDepends: [],
    rpmRequires: [],
    files: { '/usr/bin/crictl': here('crictl.sh') },
    links: {},
    folders: {},
  },
  {
    name: 'kubernetes-cni',
    version: '0.8.7',
    description: "Puts Debian's network plugins where Kubernetes looks for them.",
    debianDepends: ['containernetworking-plugins'],
    rpmRequires: ['containernetworking-plugins'],
    files: {},
    links: Object.fromEntries(cniPlugins.map((name) => [`/opt/cni/bin/${name}`, `/usr/lib/cni/${name}`])),
    folders: {},
  },
];
