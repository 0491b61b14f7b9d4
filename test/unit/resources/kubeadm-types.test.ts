import { load as parseYaml, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { hasHole, holeText } from '../../../src/core/hole.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { kubeadmCluster } from '../../../src/resources/kubeadm-cluster.ts';
import { kubeadmConfig } from '../../../src/resources/kubeadm-config.ts';
import { kubeadmNode } from '../../../src/resources/kubeadm-node.ts';
import { configApi, minorOf, renderInit, renderJoin } from '../../../src/resources/kubeadm-yaml.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';
import { commandsOf, planResource } from '../../support/plan-one.ts';

const settings = {
  version: '1.20.2',
  cluster_name: 'site',
  endpoint: 'api.site.lab:6443',
  pod_cidr: '10.244.0.0/16',
  service_cidr: '10.96.0.0/12',
  node_name: 'cp-1',
  node_address: '198.18.30.11',
  cri_socket: '/run/containerd/containerd.sock',
  cgroup_driver: 'systemd',
  cert_sans: ['api.site.lab'],
  api_server_args: { 'audit-log-maxage': '30' },
  controller_manager_args: {},
  scheduler_args: {},
};
const join = { ...settings, token: 'abcdef.0123456789abcdef', ca_hash: `sha256:${'0'.repeat(64)}` };

describe('the version decides the form', () => {
  test.each([
    ['1.20.2', 'v1beta2', '/run/containerd/containerd.sock'],
    ['1.21.14', 'v1beta2', '/run/containerd/containerd.sock'],
    ['1.22.0', 'v1beta3', '/run/containerd/containerd.sock'],
    ['1.24.0', 'v1beta3', 'unix:///run/containerd/containerd.sock'],
    ['1.30.9', 'v1beta3', 'unix:///run/containerd/containerd.sock'],
    ['1.31.0', 'v1beta4', 'unix:///run/containerd/containerd.sock'],
    ['1.36.4', 'v1beta4', 'unix:///run/containerd/containerd.sock'],
  ])('%s: %s', (version, api, socket) => {
    expect(configApi(minorOf(version) ?? 0)).toBe(api);
    const documents = loadAll(renderInit({ ...settings, version }));
    expect(documents).toMatchObject([
      { apiVersion: `kubeadm.k8s.io/${api}`, kind: 'InitConfiguration', nodeRegistration: { criSocket: socket } },
      { apiVersion: `kubeadm.k8s.io/${api}`, kind: 'ClusterConfiguration', kubernetesVersion: `v${version}` },
      { kind: 'KubeletConfiguration' },
    ]);
  });

  test('arguments are a map up to v1beta3 and a list in v1beta4', () => {
    const argumentsFor = (version: string) => loadAll(renderInit({ ...settings, version }))[1];
    expect(argumentsFor('1.30.0')).toMatchObject({ apiServer: { extraArgs: { 'audit-log-maxage': '30' } } });
    expect(argumentsFor('1.31.0')).toMatchObject({ apiServer: { extraArgs: [{ name: 'audit-log-maxage', value: '30' }] } });
  });

  test('the limit of discovery stands where that version looks for it', () => {
    expect(parseYaml(renderJoin({ ...join, version: '1.30.0' }))).toMatchObject({ discovery: { timeout: '5m0s' } });
    const newer = parseYaml(renderJoin({ ...join, version: '1.31.0' }));
    expect(newer).toMatchObject({ timeouts: { discovery: '5m0s' } });
    expect(newer).not.toHaveProperty('discovery.timeout');
  });

  test.each([
    ['v1.20.2', 'version: must be written without v, such as "1.20.2"'],
    ['1.20', 'version: must be a version of Kubernetes from 1.20.0 on, with three parts, such as "1.20.2"'],
    ['1.19.3', 'version: must be a version of Kubernetes from 1.20.0 on, with three parts, such as "1.20.2"'],
  ])('%s is no version here', (version, problem) => {
    expect(problemsOf(kubeadmConfig, { ...first(kubeadmConfig.examples), version })).toContain(problem);
  });
});

function first(examples: readonly JsonObject[]): JsonObject {
  return examples[0] ?? {};
}

describe('kubeadm_config', () => {
  test('says what the recorded cluster said, in the same places', () => {
    const documents = loadAll(renderInit(settings));
    expect(documents[0]).toEqual({
      apiVersion: 'kubeadm.k8s.io/v1beta2',
      kind: 'InitConfiguration',
      bootstrapTokens: [{ ttl: '15m0s' }],
      localAPIEndpoint: { advertiseAddress: '198.18.30.11', bindPort: 6443 },
      nodeRegistration: { name: 'cp-1', criSocket: '/run/containerd/containerd.sock' },
    });
    expect(documents[1]).toMatchObject({
      controlPlaneEndpoint: 'api.site.lab:6443',
      networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12' },
      apiServer: { certSANs: ['api.site.lab'] },
    });
  });

  test.each([
    ['1.25.0', undefined],
    ['1.26.0', ['kubeadm', 'config', 'validate', '--config', '%s']],
  ])('of %s is checked by kubeadm where kubeadm can', async (version, validate) => {
    const planned = await planResource(bindResource(kubeadmConfig, { ...first(kubeadmConfig.examples), version }), () => 'absent');
    expect(planned.made?.actions[0]).toMatchObject({ do: 'write', mode: '0600' });
    expect(Reflect.get(planned.made?.actions[0] ?? {}, 'validate')).toEqual(validate);
  });

  test('texts stay texts', () => {
    const odd = loadAll(
      renderInit({
        ...settings,
        cluster_name: 'yes',
        node_name: 'no',
        cert_sans: ['10.0.0.1', 'null'],
        api_server_args: { a: 'true', b: '1e3', c: 'x: y', d: '' },
      }),
    );
    expect(odd).toMatchObject([
      { nodeRegistration: { name: 'no' } },
      { clusterName: 'yes', apiServer: { certSANs: ['10.0.0.1', 'null'], extraArgs: { a: 'true', b: '1e3', c: 'x: y', d: '' } } },
      {},
    ]);
  });
});

describe('kubeadm_cluster', () => {
  const cluster = bindResource(kubeadmCluster, { name: 'site', config: '/etc/kubernetes/kubeadm.yaml' });
  const plan = (state: string) => planResource(cluster, () => `0\n${state}`);

  test('announces the folder of kubelet too, whose mode it changes where the package was there before', () => {
    expect(cluster.footprint).toContain('path:/var/lib/kubelet');
  });

  test('is started once, in a long step of which nothing can be taken back', async () => {
    const planned = await plan('absent');
    expect(planned.made?.actions).toMatchObject([{ do: 'run', long: true, onTimeout: 'leave' }]);
    expect(cluster.labels).toEqual(['point_of_no_return', 'disruptive']);
    expect((await plan('joined')).change.kind).toBe('none');
  });

  test('what runbook began is begun again, what others left is not touched', async () => {
    expect((await plan('begun')).made?.summary).toBe('kubeadm init; an earlier attempt did not finish and is reset first');
    await expect(plan('unfinished')).rejects.toThrow(RunbookError);
    await expect(plan('unfinished')).rejects.toThrow('RB2521');
  });

  test('gives out tokens and keys on demand only, and the digest of its authority at any time', () => {
    expect(Object.keys(cluster.demands)).toEqual(['join_token', 'certificate_key']);
    expect(Object.keys(cluster.outputs)).toEqual(['ca_hash']);
    const transcripts = {
      join_token: 'zpl7x5.md8iiauvxzrsko7m',
      certificate_key: '4d919ee1554bbdad0711a9b028bba60cc12c7cbb6d1e1cde546f5439ff1dab62',
    };
    for (const [name, value] of Object.entries(transcripts)) {
      expect(value).toMatch(new RegExp(`^(?:${cluster.demands[name]?.pattern})$`, 'u'));
      expect(`${value} x`).not.toMatch(new RegExp(`^(?:${cluster.demands[name]?.pattern})$`, 'u'));
    }
    expect('sha256:31d520c7f87fece054ea82f9664aeff7e7a8e07305dabff24b65d28a95054255').toMatch(
      new RegExp(`^(?:${cluster.outputs['ca_hash']?.pattern})$`, 'u'),
    );
  });
});

describe('kubeadm_node', () => {
  const secret = (output: string): string =>
    holeText({ kind: 'output', host: 'cp-1', address: 'kubeadm_cluster:site', output, pattern: '.*', secret: true });
  const worker = { ...first(kubeadmNode.examples), token: secret('join_token') };
  const plan = (params: JsonObject, state: string) => planResource(bindResource(kubeadmNode, params), () => `0\n${state}`);

  test('joins by a file of root that holds the secrets, and by no argument', async () => {
    const planned = await plan(worker, 'absent');
    expect(planned.made?.actions[0]).toMatchObject({ do: 'write', path: '/etc/kubernetes/kubeadm-join.yaml', mode: '0600', owner: 'root' });
    const commands = commandsOf(planned);
    expect(planned.made?.actions.at(-1)).toEqual({ do: 'remove', path: '/etc/kubernetes/kubeadm-join.yaml' });
    expect(commands.length).toBe(3);
    expect(commands.flat().filter((word) => hasHole(word))).toEqual([]);
    expect(planned.made?.texts).toBeUndefined();
    expect(JSON.stringify(planned.made?.predictions)).not.toContain('join_token');
  });

  test('that has joined needs no token', async () => {
    expect((await plan(worker, 'joined')).made).toBeUndefined();
  });

  test('of the control plane says so, a worker does not', () => {
    expect(parseYaml(renderJoin({ ...join, certificate_key: 'f'.repeat(64) }))).toMatchObject({
      controlPlane: { certificateKey: 'f'.repeat(64), localAPIEndpoint: { advertiseAddress: '198.18.30.11' } },
    });
    expect(parseYaml(renderJoin(join))).not.toHaveProperty('controlPlane');
  });

  test.each<[JsonObject, string]>([
    [{ role: 'control_plane' }, 'certificate_key: a control plane joins with a certificate_key, a worker without'],
    [{ certificate_key: 'f'.repeat(64) }, 'certificate_key: a control plane joins with a certificate_key, a worker without'],
    [{ token: 'ABC' }, 'token: must be a bootstrap token'],
    [{ ca_hash: 'sha256:abc' }, 'ca_hash: must be sha256: and 64 hexadecimal digits'],
  ])('%j is refused', (changes, problem) => {
    expect(problemsOf(kubeadmNode, { ...worker, ...changes })).toEqual([problem]);
  });
});
