import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labBareHosts, labRemoveBareHosts } from '../../src/lab/bare-hosts.ts';
import { labDown } from '../../src/lab/lab-down.ts';
import { labCutLink, labPowerOff, labPowerOn, labReset, labRestoreLink } from '../../src/lab/lab-host.ts';
import type { LabOptions } from '../../src/lab/lab-paths.ts';
import { hostOf } from '../../src/lab/lab-state.ts';
import { deskCommand, insideCommand, labSshCommand, labStatus, requireLab } from '../../src/lab/lab-status.ts';
import { labUp } from '../../src/lab/lab-up.ts';
import { runCommand, tryCommand, type CommandResult } from '../../src/lab/run-command.ts';
import { machineState } from './machine-state.ts';
import { noisePatterns, treeOf } from './overlay-tree.ts';
import { smallSite } from './small-site.ts';

const options: LabOptions = { projectFolder: fileURLToPath(new URL('../..', import.meta.url)), name: 'rbt' };
const lab = { inventory: smallSite, options };

function inside(host: string, ...argv: readonly string[]): Promise<CommandResult> {
  return tryCommand(insideCommand(requireLab(options), host, argv), { timeoutMs: 120_000 });
}

async function overSsh(host: string, command: string, inventory = smallSite, sshOptions: readonly string[] = []): Promise<CommandResult> {
  const via = inventory.hosts.find((one) => one.name === host)?.via ?? [];
  const argv = labSshCommand(requireLab(options), host, via, [command]);
  const position = argv.indexOf('ssh') + 1;
  return tryCommand([...argv.slice(0, position), ...sshOptions, ...argv.slice(position)], { timeoutMs: 30_000 });
}

function reach(address: string, port: number): readonly string[] {
  return ['timeout', '2', 'bash', '-c', `exec 3<> /dev/tcp/${address}/${port}`];
}

async function dropped(counter: string): Promise<number> {
  return (await labStatus(options))?.dropped[counter] ?? -1;
}

let before: readonly string[] = [];

beforeAll(async () => {
  await labDown(options);
  before = machineState('rbt');
  await labUp(smallSite, options, () => undefined);
});

afterAll(async () => {
  await labDown(options);
});

describe('hosts', () => {
  test.each(['bastion', 'inner', 'el'])('%s has systemd as its first process, and no failed unit', async (host) => {
    const state = await inside(host, 'systemctl', 'is-system-running', '--wait');
    expect(state.output.trim()).toBe('running');
    expect((await inside(host, 'cat', '/proc/1/comm')).output).toBe('systemd\n');
  });

  test.each(['bastion', 'inner', 'el'])(
    '%s is entered from the desk by the key of the lab, its host key checked, and gives root',
    async (host) => {
      expect(await overSsh(host, 'cat /proc/sys/kernel/hostname; sudo -n id -u')).toMatchObject({ status: 0, output: `${host}\n0\n` });
    },
  );

  test('a wrong host key is refused', async () => {
    const { knownHosts } = requireLab(options);
    await runCommand(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', `${knownHosts}.other`]);
    const [type = '', key = ''] = readFileSync(`${knownHosts}.other.pub`, 'utf8').split(' ');
    const state = { ...requireLab(options), knownHosts: `${knownHosts}.wrong` };
    await runCommand(['sh', '-c', 'printf "%s\\n" "$1" > "$0"', state.knownHosts, `198.18.20.10 ${type} ${key}`]);
    const done = await tryCommand(labSshCommand(state, 'bastion', [], ['true']));
    expect(done.status).toBe(255);
    expect(done.errors).toContain('HOST IDENTIFICATION HAS CHANGED');
  });

  test.each(['haproxy', 'wg', 'wg-quick', 'nft', 'iptables', 'containerd', 'conntrack', 'chronyd', 'kubeadm', 'kubelet'])(
    'no host has %s, which a role installs',
    async (program) => {
      for (const host of ['inner', 'el']) {
        const found = await inside(host, 'sh', '-c', `PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin; command -v ${program}`);
        expect({ host, ...found }).toMatchObject({ host, status: 127, output: '' });
      }
    },
  );

  test('the two families differ in their package program, and both install from the signed repository inside', async () => {
    const debian = await inside(
      'inner',
      'sh',
      '-c',
      'apt-get -qq update && apt-get -y -qq install ethtool > /dev/null && command -v ethtool; command -v apt-get; command -v dnf',
    );
    expect(debian.output).toBe('/usr/sbin/ethtool\n/usr/bin/apt-get\n');
    const rpm = await inside(
      'el',
      'sh',
      '-c',
      'dnf -y -q install ethtool > /dev/null && command -v ethtool; command -v dnf; command -v apt-get; command -v dpkg; . /etc/os-release; echo "$ID_LIKE"',
    );
    expect(rpm.output).toBe('/usr/sbin/ethtool\n/usr/bin/dnf\nrhel centos fedora\n');
  });

  test('logging in leaves nothing in the upper directory but the noise list', async () => {
    const { upper } = hostOf(requireLab(options), 'el');
    const earlier = treeOf(upper, []);
    await overSsh('el', 'sudo -n true', smallSite, ['-tt']);
    const changed = [...treeOf(upper, [])].filter(([path, what]) => earlier.get(path) !== what).map(([path]) => path);
    expect(changed.length).toBeGreaterThan(0);
    expect([...treeOf(upper, noisePatterns())]).toEqual([...earlier].filter(([path]) => !changed.includes(path)));
  });
});

describe('network', () => {
  test('from the desk only the bastion answers, and the router counts what it dropped', async () => {
    const state = requireLab(options);
    const earlier = await dropped('denied');
    expect(await tryCommand(deskCommand(state, reach('198.18.20.10', 22)))).toMatchObject({ status: 0 });
    for (const [address, port] of [
      ['198.18.30.11', 22],
      ['198.18.30.11', 8080],
      ['198.18.30.12', 22],
    ] as const) {
      expect(await tryCommand(deskCommand(state, reach(address, port)))).toMatchObject({ status: 124 });
    }
    expect(await dropped('denied')).toBeGreaterThanOrEqual(earlier + 3);
  });

  test('what a host sends to the world is dropped and counted', async () => {
    const earlier = await dropped('out_internal');
    expect(await inside('inner', ...reach('192.0.2.1', 80))).toMatchObject({ status: 124 });
    expect(await dropped('out_internal')).toBeGreaterThan(earlier);
  });

  test('the portal names its host', async () => {
    const ask = "exec 3<> /dev/tcp/198.18.30.11/8080; printf 'GET / HTTP/1.1\\r\\nHost: portal\\r\\n\\r\\n' >&3; cat <&3";
    expect((await inside('el', 'timeout', '5', 'bash', '-c', ask)).output).toMatch(
      /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nrunbook lab portal on inner\n$/s,
    );
  });

  test('an unplugged host is silent until it is plugged in again', async () => {
    const bastion = (): Promise<CommandResult> => inside('bastion', ...reach('198.18.30.11', 22));
    expect(await bastion()).toMatchObject({ status: 0 });
    await labCutLink(lab, 'inner');
    expect(await bastion()).not.toMatchObject({ status: 0 });
    await labRestoreLink(lab, 'inner');
    await expect.poll(async () => (await bastion()).status, { timeout: 15_000 }).toBe(0);
  });
});

describe('what the kernel shares', () => {
  test("a sysctl outside net is the host's own plain file", async () => {
    const machine = readFileSync('/proc/sys/kernel/panic', 'utf8');
    expect(await inside('inner', 'sysctl', '-w', 'kernel.panic=4321')).toMatchObject({ status: 0 });
    expect((await inside('inner', 'sysctl', '-n', 'kernel.panic')).output).toBe('4321\n');
    expect((await inside('el', 'cat', '/proc/sys/kernel/panic')).output).toBe(machine);
    expect(readFileSync('/proc/sys/kernel/panic', 'utf8')).toBe(machine);
  });

  test("a sysctl in net is real and the host's own", async () => {
    const machine = readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8');
    expect((await inside('inner', 'cat', '/proc/sys/net/ipv4/ip_forward')).output).toBe('0\n');
    expect(await inside('inner', 'sysctl', '-w', 'net.ipv4.ip_forward=1')).toMatchObject({ status: 0 });
    expect((await inside('el', 'cat', '/proc/sys/net/ipv4/ip_forward')).output).toBe('0\n');
    expect(readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8')).toBe(machine);
  });

  test('a sysctl that the kernel does not have cannot be written', async () => {
    expect((await inside('inner', 'sh', '-c', 'echo 1 > /proc/sys/kernel/no_such_name')).status).not.toBe(0);
  });

  test("a host has no say over the machine's clock, modules and log", async () => {
    const bounding = (await inside('inner', 'sed', '-n', 's/^CapBnd:[[:space:]]*//p', '/proc/1/status')).output.trim();
    const has = (capability: number): boolean => (BigInt(`0x${bounding}`) & (1n << BigInt(capability))) !== 0n;
    // Numbers of linux/capability.h: CAP_SYS_MODULE 16, CAP_SYS_RAWIO 17, CAP_SYS_TIME 25, CAP_SYSLOG 34; CAP_SYS_ADMIN 21, CAP_NET_ADMIN 12.
    expect([16, 17, 25, 34].filter(has)).toEqual([]);
    expect([12, 21].filter(has)).toEqual([12, 21]);
  });
});

describe('power', () => {
  test('a second up keeps what runs', async () => {
    const pids = requireLab(options).hosts.map((host) => host.init?.pid);
    await labUp(smallSite, options, () => undefined);
    expect(requireLab(options).hosts.map((host) => host.init?.pid)).toEqual(pids);
  });

  test('power off and on keeps files, and loses what lived in memory', async () => {
    const bootId = (await inside('inner', 'cat', '/proc/sys/kernel/random/boot_id')).output;
    await inside('inner', 'sh', '-c', 'echo kept > /root/file; sysctl -qw net.ipv4.ip_forward=1; echo lost > /run/file');
    await labPowerOff(lab, 'inner');
    expect((await labStatus(options))?.hosts.find((host) => host.name === 'inner')?.power).toBe('off');
    await labPowerOn(lab, 'inner');
    const after = await inside('inner', 'sh', '-c', 'cat /root/file /proc/sys/net/ipv4/ip_forward; ls /run/file');
    expect(after.output).toBe('kept\n0\n');
    expect((await inside('inner', 'cat', '/proc/sys/kernel/random/boot_id')).output).not.toBe(bootId);
  });

  test('an orderly power off lets systemd stop its services', async () => {
    await inside(
      'inner',
      'sh',
      '-c',
      'printf "[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/true\\nExecStop=/usr/bin/touch /root/stopped\\n" > /etc/systemd/system/witness.service; systemctl start witness',
    );
    await labPowerOff(lab, 'inner', true);
    expect(existsSync(join(hostOf(requireLab(options), 'inner').upper, 'root/stopped'))).toBe(true);
    await labPowerOn(lab, 'inner');
  });

  test('a reset host is blank again and still known by its key', async () => {
    expect((await inside('inner', 'cat', '/root/file')).output).toBe('kept\n');
    await labReset(lab, 'inner');
    expect((await inside('inner', 'ls', '/root/file')).status).not.toBe(0);
    expect(await overSsh('inner', 'true')).toMatchObject({ status: 0 });
  });

  test('a host that was killed is booted by the next up', async () => {
    const init = hostOf(requireLab(options), 'el').init;
    await runCommand(['kill', '-9', String(init?.pid)]);
    await expect.poll(async () => (await labStatus(options))?.hosts.find((host) => host.name === 'el')?.power).toBe('off');
    await labUp(smallSite, options, () => undefined);
    expect(await overSsh('el', 'true')).toMatchObject({ status: 0 });
  });
});

describe('a crash while the lab was being built', () => {
  test('is mended by the next up: half a router, a host without its cable', async () => {
    await labDown(options);
    for (const name of ['router', 'inner']) await runCommand(['ip', 'netns', 'add', `rbt-${name}`]);
    await labUp(smallSite, options, () => undefined);
    expect(await overSsh('inner', 'true')).toMatchObject({ status: 0 });
  });
});

describe('bare hosts', () => {
  test('are entered like others, cost one process each, and go without a trace', async () => {
    const inventory = await labBareHosts(lab, 8, 'internal');
    const names = inventory.hosts.map((host) => host.name).filter((name) => name.startsWith('bare-'));
    expect(names).toHaveLength(8);
    const answers = await Promise.all(
      names.map(async (name) => (await overSsh(name, 'cat /proc/1/comm; sudo -n id -u', inventory)).output),
    );
    expect(answers).toEqual(names.map(() => 'sshd\n0\n'));
    const running = machineState('rbt');
    await labRemoveBareHosts(lab);
    expect(running.filter((line) => line.startsWith('namespace rbt-bare-'))).toHaveLength(8);
    expect(machineState('rbt').filter((line) => line.includes('bare-'))).toEqual([]);
    expect(readFileSync(requireLab(options).knownHosts, 'utf8')).not.toContain('bare-');
  });
});

describe('down', () => {
  test('a lab that is up is seen by the comparison, and has changed no sysctl', () => {
    const made = machineState('rbt').filter((line) => !before.includes(line));
    expect(made.some((line) => line.startsWith('group '))).toBe(true);
    expect(made.some((line) => line.startsWith('namespace rbt-'))).toBe(true);
    expect(made.some((line) => line.startsWith('mount '))).toBe(true);
    expect(made.filter((line) => line.startsWith('sysctl '))).toEqual([]);
  });

  test('after down the machine is as it was, though the state of the lab was lost', async () => {
    const { folder, hosts } = requireLab(options);
    const pids = hosts.flatMap((host) => host.init?.pid ?? []);
    rmSync(join(folder, 'state.json'));
    expect((await labDown(options)).found).toBe(true);
    expect(machineState('rbt')).toEqual(before);
    expect(existsSync(folder)).toBe(false);
    await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });

  test('a namespace and a group that nobody remembers are found by their names', async () => {
    const root = groupRoot();
    await runCommand(['ip', 'netns', 'add', 'rbt-forgotten']);
    mkdirSync(join(root, 'runbook-rbt/forgotten'), { recursive: true });
    expect(machineState('rbt')).not.toEqual(before);
    await labDown(options);
    expect(machineState('rbt')).toEqual(before);
  });

  test('down without a lab finds nothing', async () => {
    expect(await labDown(options)).toEqual({ found: false, processes: 0, namespaces: 0 });
  });
});

/** The root of some hierarchy of control groups. */
function groupRoot(): string {
  const line = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((one) => / - cgroup2? /.test(one));
  return line?.split(' ')[4] ?? '/sys/fs/cgroup';
}
