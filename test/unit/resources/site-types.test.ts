import { describe, expect, test } from 'vitest';
import { formatStat, UNTOLD_KEY } from '../../../src/core/answer.ts';
import { overlaps } from '../../../src/core/footprint.ts';
import { unknownUntil, holeText } from '../../../src/core/hole.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { requestReads, type Request } from '../../../src/core/request.ts';
import { firewallTable } from '../../../src/resources/firewall-table.ts';
import { hostsBlock } from '../../../src/resources/hosts-block.ts';
import { selinux } from '../../../src/resources/selinux.ts';
import { predictTunnel, wantedRoutes } from '../../../src/resources/wireguard-live.ts';
import { wireguardKey } from '../../../src/resources/wireguard-key.ts';
import { KEEP_OR_MAKE_KEY } from '../../../src/resources/wireguard-scripts.ts';
import { formatContent } from '../../../src/resources/path-requests.ts';
import { wireguardTunnel } from '../../../src/resources/wireguard-tunnel.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

const ssh = { comment: 'administration', protocol: 'tcp' as const, ports: ['22'], from: ['198.18.20.10'] };
const rules = (changes: JsonObject = {}): JsonObject => ({ rules: { input: [{ ...ssh }], ...changes } });

describe('a firewall table', () => {
  const answers = (live: string) => (request: Request) => {
    if (request.ask === 'run') return `0\n${live}`;
    return request.ask === 'unit' ? 'not-found inactive none' : 'absent';
  };
  const table = bindResource(firewallTable, rules());

  test('is checked before it is loaded, and could cut the way in', async () => {
    const planned = await planResource(table, answers('exact absent'));
    expect(planned.change.kind).toBe('create');
    expect(commandsOf(planned)).toEqual([
      'write',
      'write',
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', 'runbook-firewall'],
      ['systemctl', 'restart', 'runbook-firewall'],
    ]);
    expect(planned.made?.actions[0]).toMatchObject({ mode: '0600', validate: ['nft', '-c', '-f', '%s'] });
    expect(table.labels).toContain('guarded');
  });

  test('is known by its mark alone where nothing better can be had, and says so', async () => {
    const planned = await planResource(table, answers('marker absent'));
    expect(planned.after).toContain('0\nmarker same');
    expect(planned.made?.summary).toMatch(/compared by their mark only/u);
  });

  test('that was changed by hand is put right', async () => {
    const host = new FakeHost();
    await applyOne(firewallTable, rules(), host);
    host.model.extra.set('table:inet runbook', 'something else');
    const planned = await planOne(firewallTable, rules(), host);
    expect(planned.change.fields.map((field) => field.field)).toEqual(['live']);
    expect(planned.made?.summary).toMatch(/live rules are not those of the file/u);
    expect(planned.made?.texts).toBeUndefined();
  });

  test.each<[JsonObject, string]>([
    [{ rules: { input: [] } }, 'rules.input: a table without a single input rule would lock everybody out'],
    [
      { rules: { input: [{ ...ssh, from: ['bastion'] }] } },
      'rules.input.0.from.0: must be an IPv4 address or a network such as 198.18.10.0/24',
    ],
    [{ rules: { input: [{ ...ssh, ports: ['22; accept'] }] } }, 'rules.input.0.ports.0: must be a port or a range such as 2379-2380'],
    [
      { rules: { input: [{ ...ssh, in_interface: 'wg0" accept' }] } },
      'rules.input.0.in_interface: must be the name of a network interface, at most 15 characters',
    ],
  ])('%j is refused', (params, problem) => {
    expect(problemsOf(firewallTable, params)).toEqual([problem]);
  });
});

describe('SELinux', () => {
  const config = '# a comment\nSELINUX=enforcing\nSELINUXTYPE=targeted\n';
  const plan = (state: string, runtime: string, boot: string, text: string | undefined = config) =>
    planResource(bindResource(selinux, { state }), (request) => {
      if (request.ask === 'stat') return text === undefined ? 'absent' : 'file 0640 root root';
      if (request.ask === 'content') return text === undefined ? 'absent' : Buffer.from(text).toString('base64');
      if (request.ask === 'digest') return text === undefined ? 'absent' : 'digest';
      return request.ask === 'run' && request.argv[2]?.includes('grubby') ? `0\n${boot}` : `0\n${runtime}`;
    });

  test.each<[string, string, string, string, readonly (string | readonly string[])[], string | undefined]>([
    [
      'disabled',
      'enforcing',
      'no',
      config,
      ['write', ['setenforce', '0'], ['grubby', '--update-kernel', 'ALL', '--args', 'selinux=0']],
      'configured enforcing → disabled; now permissive, disabled after the next reboot',
    ],
    ['disabled', 'permissive', 'all', config.replace('enforcing', 'disabled'), [], undefined],
    ['disabled', 'disabled', 'all', config.replace('enforcing', 'disabled'), [], undefined],
    [
      'disabled',
      'permissive',
      'some',
      config.replace('enforcing', 'disabled'),
      [['grubby', '--update-kernel', 'ALL', '--args', 'selinux=0']],
      'configured disabled → disabled; now permissive, disabled after the next reboot',
    ],
    ['permissive', 'enforcing', 'unknown', config, ['write', ['setenforce', '0']], 'configured enforcing → permissive; now permissive'],
    [
      'enforcing',
      'disabled',
      'all',
      config,
      [['grubby', '--update-kernel', 'ALL', '--remove-args', 'selinux']],
      'configured enforcing → enforcing; now disabled, enforcing after the next reboot',
    ],
    ['enforcing', 'permissive', 'no', config, [['setenforce', '1']], 'configured enforcing → enforcing; now enforcing'],
  ])('to be %s, now %s, at boot %s', async (state, runtime, boot, text, commands, summary) => {
    const planned = await plan(state, runtime, boot, text);
    expect(commandsOf(planned)).toEqual(commands);
    expect(planned.made?.summary).toBe(summary);
  });

  test('only the one line of the real file changes, and its mode stays', async () => {
    const planned = await plan('disabled', 'enforcing', 'no');
    expect(planned.made?.actions[0]).toEqual({
      do: 'write',
      path: '/etc/selinux/config',
      content: { text: config.replace('enforcing', 'disabled') },
      mode: '0640',
      owner: 'root',
      group: 'root',
    });
  });

  test.each(['none', 'disabled'])('a host without it (%s) is left as it is', async (runtime) => {
    expect(
      (
        await planResource(bindResource(selinux, { state: 'disabled' }), (request) =>
          request.ask === 'run' ? `0\n${request.argv[2]?.includes('grubby') ? 'unknown' : runtime}` : 'absent',
        )
      ).change.kind,
    ).toBe('none');
  });
});

describe('a tunnel', () => {
  const key = (letter: string): string => `${letter.repeat(43)}=`;
  const wanted = {
    name: 'wg0',
    address: '10.77.0.1/24',
    listen_port: 51820,
    key: '/etc/wireguard/wg0.key',
    peers: [{ name: 'cp-1', public_key: key('A'), allowed_ips: ['10.77.0.11/32', '198.18.30.21/32'] }],
  };
  /** What a host answers on which the tunnel of these parameters runs. */
  const running = (params: typeof wanted) => (request: Request) => {
    if (request.ask === 'run') return predictTunnel({ ...params, address: [params.address] });
    if (request.ask === 'unit') return 'loaded active enabled';
    return request.ask === 'stat' ? 'file 0600 root root' : 'x';
  };
  const scriptOf = async (live: typeof wanted, next: typeof wanted) => {
    const planned = await planResource(bindResource(wireguardTunnel, next), running(live));
    return { script: commandsOf(planned).at(-1)?.[2] ?? '', labels: planned.made?.labels ?? [], summary: planned.made?.summary };
  };

  test.each<[string, typeof wanted]>([
    ['a peer', { ...wanted, peers: [...wanted.peers, { name: 'cp-2', public_key: key('B'), allowed_ips: ['10.77.0.12/32'] }] }],
    ['what a peer may send', { ...wanted, peers: [{ name: 'cp-1', public_key: key('A'), allowed_ips: ['10.77.0.11/32'] }] }],
    [
      'the key of a peer',
      { ...wanted, peers: [{ name: 'cp-1', public_key: key('C'), allowed_ips: ['10.77.0.11/32', '198.18.30.21/32'] }] },
    ],
    ['the port', { ...wanted, listen_port: 51821 }],
  ])('changes %s without a drop', async (_name, next) => {
    const { script, labels, summary } = await scriptOf(wanted, next);
    expect(script).toContain('wg syncconf');
    expect(labels).toEqual([]);
    expect(summary).toMatch(/changed without a drop$/u);
  });

  test('another address drops it, and the plan says so', async () => {
    const { script, labels, summary } = await scriptOf(wanted, { ...wanted, address: '10.77.0.9/24' });
    expect(script).toContain('systemctl restart');
    expect(labels).toEqual(['disruptive']);
    expect(summary).toBe('10.77.0.9/24, port 51820, 1 peer, restart: the tunnel will drop');
  });

  const head = '# Written by runbook from the flows of the inventory.\n[Interface]\n';
  test.each<[string, string, boolean]>([
    ['written by hand, with the private key', `[Interface]\nPrivateKey = ${key('P')}\n`, false],
    ['its own, with a key that somebody put in', `${head}[Peer]\npresharedkey=${key('P')}\n`, false],
    ['its own', `${head}PostUp = wg set %i private-key /etc/wireguard/wg0.key\n`, true],
  ])('a file that only root may read is shown in the diff only where it is its own: %s', async (_name, before, isShown) => {
    const answer = running(wanted);
    const planned = await planResource(bindResource(wireguardTunnel, { ...wanted, listen_port: 51821 }), (request) =>
      request.ask === 'content' ? formatContent(before) : answer(request),
    );
    expect(planned.made?.texts?.map((text) => text.before)).toEqual([isShown ? before : undefined]);
    expect(JSON.stringify([planned.made, planned.change])).not.toContain(key('P'));
  });

  test('a peer that is not wanted any more is seen', async () => {
    const live = { ...wanted, peers: [...wanted.peers, { name: 'gone', public_key: key('D'), allowed_ips: ['10.77.0.99/32'] }] };
    const planned = await planResource(bindResource(wireguardTunnel, wanted), running(live));
    expect(planned.change.fields.map((field) => field.field)).toContain(`live.peers.${key('D')}`);
  });

  test.each([
    ['cannot be told now', UNTOLD_KEY],
    ['can be told after a package came', unknownUntil('package:wireguard-tools')],
  ])('a key whose public half %s is a step that keeps it, so that others can wait for its value', async (_name, state) => {
    const right = formatStat({ type: 'file', mode: '0600', owner: 'root', group: 'root', target: '' });
    const planned = await planResource(bindResource(wireguardKey, { path: '/etc/wireguard/wg0.key' }), (request) =>
      request.ask === 'stat' ? right : state,
    );
    expect(planned.change.kind).toBe('update');
    expect(planned.made?.actions[0]).toMatchObject({ argv: ['sh', '-c', KEEP_OR_MAKE_KEY, 'sh', '/etc/wireguard/wg0.key'] });
    expect(planned.after).toEqual([right, 'sound']);
    // A package that brings wg changes the answer.
    expect(planned.requests.map((request) => overlaps(requestReads(request), ['path:/usr/bin/**']))).toEqual([false, true]);
  });

  test('a key that is not made yet is a hole in file and state, and in no question', async () => {
    const hole = holeText({
      kind: 'output',
      host: 'cp-1',
      address: 'wireguard_key:/etc/wireguard/wg0.key',
      output: 'public_key',
      pattern: '.*',
      secret: false,
    });
    const planned = await planResource(
      bindResource(wireguardTunnel, { ...wanted, peers: [{ name: 'cp-1', public_key: hole, allowed_ips: ['10.77.0.11/32'] }] }),
      () => 'absent',
    );
    expect(planned.after.at(-1)).toContain(`peer 10.77.0.11/32 ${hole} - off`);
    expect(planned.requests.map((request) => JSON.stringify(request)).join('')).not.toContain('public_key');
  });

  test('has routes for what its own network does not cover', () => {
    const peers = [{ name: 'a', public_key: key('A'), allowed_ips: ['10.77.0.2/32', '198.18.30.21/32', '198.18.31.0/24'] }];
    expect(wantedRoutes({ address: ['10.77.0.1/24'], listen_port: 1, peers })).toEqual(['198.18.30.21', '198.18.31.0/24']);
  });

  test.each<[JsonObject, string]>([
    [
      { peers: [{ name: 'a', public_key: 'short', allowed_ips: ['10.0.0.1/32'] }] },
      'peers.0.public_key: must be a public key of WireGuard (44 characters of base64)',
    ],
    [
      {
        peers: [
          { name: 'a', public_key: key('A'), allowed_ips: ['10.0.0.0/8'] },
          { name: 'b', public_key: key('B'), allowed_ips: ['10.1.0.0/16'] },
        ],
      },
      'peers: two peers are given the same addresses: WireGuard would silently give them to the last one only',
    ],
    [
      { peers: [{ name: 'a', public_key: key('A'), allowed_ips: ['10.0.0.1/32'], endpoint: '198.18.10.11:51820' }] },
      'peers.0: endpoint and keepalive_s go together: the side that opens the tunnel keeps it open',
    ],
  ])('%j is refused', (changes, problem) => {
    expect(problemsOf(wireguardTunnel, { ...wanted, ...changes })).toEqual([problem]);
  });
});

describe('a block of /etc/hosts', () => {
  const block = (...names: readonly string[]): JsonObject => ({
    name: 'site',
    entries: names.map((name, index) => ({ address: `198.18.30.${index + 1}`, names: [name] })),
  });
  const apply = async (before: string, params: JsonObject) => {
    const host = new FakeHost({ files: { '/etc/hosts': before } });
    await applyOne(hostsBlock, params, host);
    expect((await planOne(hostsBlock, params, host)).change.kind).toBe('none');
    return host.model.text('/etc/hosts');
  };
  const begin = '# runbook begin site\n';
  const end = '# runbook end site\n';

  test.each([
    ['is added', '127.0.0.1\tlocalhost\n', `127.0.0.1\tlocalhost\n${begin}198.18.30.1\ta\n${end}`],
    ['is replaced where it stands', `x\n${begin}old\n${end}y\n`, `x\n${begin}198.18.30.1\ta\n${end}y\n`],
    ['is joined when it stands there twice', `${begin}old\n${end}y\n${begin}old\n${end}`, `${begin}198.18.30.1\ta\n${end}y\n`],
    ['without an end takes nothing beyond a blank line', `${begin}old\n\ny\n`, `${begin}198.18.30.1\ta\n${end}\ny\n`],
  ])('%s', async (_name, before, after) => {
    expect(await apply(before, block('a'))).toBe(after);
  });

  test('is not put into a file that an earlier task may change', async () => {
    const unknown = unknownUntil('command:x');
    await expect(planResource(bindResource(hostsBlock, block('a')), () => unknown)).rejects.toThrow('RB2520');
  });
});
