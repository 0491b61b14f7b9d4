import { z } from 'zod';
import { parseNetwork } from '../core/flows/ipv4.ts';
import { minorOf } from './kubeadm-yaml.ts';

/*
 * Schema pieces of the kubeadm types.
 */

/** A Kubernetes version without `v`. */
export function kubernetesVersion() {
  return z
    .string()
    .regex(/^\d/u, { error: 'must be written without v, such as "1.20.2"' })
    .refine((text) => (minorOf(text) ?? 0) >= 20, {
      error: 'must be a version of Kubernetes from 1.20.0 on, with three parts, such as "1.20.2"',
    })
    .describe('Version of Kubernetes, without v. It decides which form of the configuration is written.');
}

/** `NAME:PORT` of the control plane. */
export function endpoint() {
  return z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:\d{1,5}$/u, { error: 'must be NAME:PORT, such as api.site.lab:6443' })
    .describe('Name (or address) and port by which every node reaches the control plane. It cannot be changed easily later: use a name.');
}

/** An IPv4 network. */
export function network(description: string) {
  return z
    .string()
    .refine((text) => text.includes('/') && parseNetwork(text) !== undefined, { error: 'must be a network such as 10.244.0.0/16' })
    .describe(description);
}

/** Name of a node, as Kubernetes allows it. */
export function nodeName() {
  return z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/u, { error: 'must be small letters, digits, - and .' })
    .describe('Name of this node in the cluster.');
}

/** An IPv4 address. */
export function nodeAddress() {
  return z
    .string()
    .refine((text) => !text.includes('/') && parseNetwork(text) !== undefined, { error: 'must be an IPv4 address' })
    .describe('Address on which this node offers its API server.');
}

/** Path of the socket of the container runtime. */
export function criSocket() {
  return z
    .string()
    .regex(/^\/[A-Za-z0-9._/-]+$/u, { error: 'must be the path of a socket, without unix://' })
    .default('/run/containerd/containerd.sock')
    .describe('Path of the socket of the container runtime.');
}

/** Name of a cluster. */
export function clusterName() {
  return z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u, { error: 'must be small letters, digits and -' })
    .describe('Name of the cluster.');
}

/** Arguments of a program of the control plane. */
export function extraArgs(program: string) {
  return z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/u, { error: 'must be the name of an argument without --' }), z.string())
    .default({})
    .describe(`More arguments of ${program}, without --.`);
}
