import type { ResourceType } from './define.ts';
import { directory } from './directory.ts';
import { file } from './file.ts';
import { kernelModule } from './kernel-module.ts';
import { packageType } from './package.ts';
import { service } from './service.ts';
import { symlink } from './symlink.ts';
import { sysctl } from './sysctl.ts';
import { firewallTable } from './firewall-table.ts';
import { selinux } from './selinux.ts';
import { wireguardKey } from './wireguard-key.ts';
import { wireguardTunnel } from './wireguard-tunnel.ts';
import { hostsBlock } from './hosts-block.ts';
import { assert } from './assert.ts';
import { command } from './command.ts';
import { group } from './group.ts';
import { hostsEntry } from './hosts-entry.ts';
import { line } from './line.ts';
import { swap } from './swap.ts';
import { user } from './user.ts';
import { waitFor } from './wait-for.ts';
import { kubeadmConfig } from './kubeadm-config.ts';
import { kubeadmCluster } from './kubeadm-cluster.ts';
import { kubeadmNode } from './kubeadm-node.ts';

/** Every resource type, one line each. */
export const resourceTypes: readonly ResourceType[] = [
  file, //
  directory,
  symlink,
  packageType,
  service,
  sysctl,
  kernelModule,
  firewallTable,
  selinux,
  wireguardKey,
  wireguardTunnel,
  hostsBlock,
  assert,
  command,
  group,
  hostsEntry,
  line,
  swap,
  user,
  waitFor,
  kubeadmConfig,
  kubeadmCluster,
  kubeadmNode,
];
