import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const program = '/usr/libexec/runbook-lab/kubernetes/kube-apiserver';
const state = '/var/lib/etcd/member/stand-in';
const later = String(Math.floor(Date.now() / 1000) + 600);
const past = '1000000000';

let host: Sandbox;
beforeEach(() => {
  host = openSandbox();
  host.write('/etc/kubernetes/pki/ca.crt', 'PEM\n');
  host.write(`${state}/config/cluster`, 'configuration\n');
  host.write(`${state}/tokens/abcdef`, `0123456789abcdef ${later} for a test\n`);
  host.write(`${state}/tokens/oldold`, `0123456789abcdef ${past}\n`);
  host.write(`${state}/nodes/w1`, 'NotReady v1.20.2 1000000000\n');
});
afterEach(() => host.remove());

function ask(line: string, headers: readonly string[] = [], body = ''): { readonly status: number; readonly body: string } {
  const request = [`${line} HTTP/1.0`, ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');
  const [head = '', ...rest] = host.run([program], request).output.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: rest.join('\r\n\r\n').replace(/\n$/, '') };
}
const bearer = (token: string): readonly string[] => [`Authorization: Bearer ${token}`];

it.each(['/healthz', '/livez', '/readyz'])('tells on %s that it is well', (path) => {
  expect(ask(`GET ${path}`)).toEqual({ status: 200, body: 'ok' });
});

describe('cluster-info', () => {
  const path = 'GET /api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s';
  it('is signed for each token that has not expired, and forgets the others', () => {
    expect(ask(path).body).toMatch(/^PEM\njws-kubeconfig-abcdef [0-9a-f]{64}$/);
    expect(host.has(`${state}/tokens/oldold`)).toBe(false);
  });
  it('does not show the secret of a token', () => {
    expect(ask(path).body).not.toContain('0123456789abcdef');
  });
});

describe('who may ask', () => {
  it.each([
    { who: 'nobody', headers: [], status: 403 },
    { who: 'a token that expired', headers: bearer('oldold.0123456789abcdef'), status: 403 },
    { who: 'a token with a wrong secret', headers: bearer('abcdef.ffffffffffffffff'), status: 403 },
    { who: 'a token', headers: bearer('abcdef.0123456789abcdef'), status: 200 },
  ])('$who, for the configuration: $status', ({ headers, status }) => {
    expect(ask('GET /stand-in/config/cluster', headers).status).toBe(status);
  });
  it.each(['GET /stand-in/tokens', 'DELETE /stand-in/nodes/w1', 'POST /stand-in/tokens/qqqqqq', 'PUT /stand-in/certs'])(
    'a token may not %s',
    (line) => {
      expect(ask(line, bearer('abcdef.0123456789abcdef')).status).toBe(403);
    },
  );
  it('a path cannot lead out of the state', () => {
    expect(ask('GET /stand-in/config/..', bearer('abcdef.0123456789abcdef')).status).toBe(404);
    expect(ask('GET /stand-in/nodes/../tokens/abcdef', bearer('abcdef.0123456789abcdef')).status).toBe(404);
  });
});

it.each([
  { expire: past, status: 404 },
  { expire: later, status: 200 },
])('gives the certificates until they expire: $status', ({ expire, status }) => {
  host.write(`${state}/certs`, 'bundle\n');
  host.write(`${state}/certs-expire`, `${expire}\n`);
  expect(ask('GET /stand-in/certs', bearer('abcdef.0123456789abcdef')).status).toBe(status);
});
