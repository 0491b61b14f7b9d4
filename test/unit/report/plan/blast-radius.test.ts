import { describe, expect, test } from 'vitest';
import type { Plan, PlannedFlow, Step } from '../../../../src/core/plan.ts';
import { blastLines } from '../../../../src/report/plan/blast-radius.ts';
import { durationSentence, roughMs } from '../../../../src/report/plan/duration-sentence.ts';
import { showDuration } from '../../../../src/report/wording.ts';
import { makeHost, makePlan, makeStep } from '../../../support/play-plan.ts';

const flow = (purpose: string, from: readonly string[], to: readonly string[], port: string, over?: string): PlannedFlow => ({
  from: { names: from, hosts: from },
  to: { names: to, hosts: to },
  ports: [port],
  purpose,
  ...(over === undefined ? {} : { over }),
});
const update = { kind: 'update', fields: [] } as const;
const systemctl = (host: string, address: string, ...argv: readonly string[]): Step =>
  makeStep(host, address, { change: update, actions: [{ do: 'run', argv: ['systemctl', ...argv], timeoutMs: 1, onTimeout: 'terminate' }] });
const hosts = [
  makeHost('bastion', { zone: 'mgmt', via: [] }),
  makeHost('relay-1', { zone: 'dmz', groups: ['relay'] }),
  makeHost('relay-2', { zone: 'dmz', groups: ['relay'] }),
];
const flows = [
  flow('administration', ['bastion'], ['relay-1', 'relay-2'], '22/tcp'),
  flow('portal', ['outside'], ['relay-1', 'relay-2'], '80/tcp'),
  flow('cluster API', ['relay-1'], ['cp-1'], '6443/tcp', 'wg0'),
  flow('etcd', ['cp-1'], ['cp-2'], '2379-2380/tcp'),
];
const lines = (steps: readonly Step[], more: Partial<Plan> = {}): readonly string[] =>
  blastLines(makePlan(hosts, steps, { flows, sizes: { mgmt: 1, dmz: 2, relay: 2 }, ...more }));

describe('the reach of a plan', () => {
  test('is nothing without steps', () => {
    expect(lines([])).toEqual([]);
  });

  test('is told by zones and groups, of how many where the plan knows it', () => {
    const steps = [makeStep('relay-1', 'file:/x'), makeStep('relay-1', 'file:/y'), makeStep('bastion', 'file:/x')];
    expect(lines(steps)).toEqual(['Hosts changed: mgmt 1 of 1 and dmz 1 of 2; of groups: relay 1 of 2.']);
    expect(lines(steps, { sizes: {} })).toEqual(['Hosts changed: mgmt 1 and dmz 1; of groups: relay 1.']);
  });

  test('names what is restarted or stopped, and the flows that begin or end there; a start or a reload interrupts nobody', () => {
    const steps = ['relay-1', 'relay-2'].map((host) => systemctl(host, 'service:haproxy', 'restart', 'haproxy.service'));
    expect(lines(steps)[1]).toBe(
      'Interrupts: restart of haproxy on relay-1 and relay-2. Flows that begin or end there: portal (80/tcp) and cluster API (6443/tcp).',
    );
    expect(lines([systemctl('relay-2', 'service:x', 'stop', 'x')])[1]).toBe(
      'Interrupts: stop of x on relay-2. Flows that begin or end there: portal (80/tcp).',
    );
    expect(lines([systemctl('relay-1', 'service:x', 'start', 'x'), systemctl('relay-1', 'service:y', 'reload', 'y')])).toHaveLength(1);
  });

  test('has the administration in it only where sshd or the host itself goes away', () => {
    expect(lines([systemctl('relay-2', 'service:sshd', 'restart', 'sshd')])[1]).toContain('administration (22/tcp) and portal (80/tcp).');
    expect(lines([systemctl('relay-2', 'command:boot', 'reboot')])[1]).toContain(
      'reboot on relay-2. Flows that begin or end there: administration',
    );
  });

  test('goes through a tunnel that is changed, also where it passes a host only', () => {
    expect(lines([makeStep('relay-2', 'wireguard_tunnel:wg0', { change: update })])[1]).toBe(
      'Changes the tunnel wg0 on relay-2: cluster API (6443/tcp) goes through it.',
    );
    expect(lines([makeStep('relay-2', 'wireguard_tunnel:wg0')])).toHaveLength(1);
  });

  test('tells of a way to others that could be cut', () => {
    const steps = [makeStep('bastion', 'firewall_table:x', { labels: ['guarded'], change: update })];
    expect(lines(steps)[1]).toBe('bastion is the way to 2 of these hosts, and a step there could cut it.');
    expect(lines([makeStep('relay-1', 'firewall_table:x', { labels: ['guarded'], change: update })])).toHaveLength(1);
  });

  test('lets no text of a plan reach the terminal as more than text', () => {
    const name = 'relay\u001B[2J';
    const plan = makePlan([makeHost(name, { zone: 'd\u0007', groups: ['g\u009B'] })], [systemctl(name, 'service:x', 'stop', 'x\u001B')], {
      flows: [flow('p\u001B]0;', [name], ['x'], '1/tcp')],
    });
    expect(blastLines(plan).join('\n')).not.toMatch(/[^\n\P{Cc}]/u);
  });
});

describe('the time that a plan takes', () => {
  const sentence = (duration: Plan['duration']): string =>
    durationSentence(
      makePlan(hosts, [makeStep('relay-1', 'file:/x'), makeStep('relay-1', 'file:/y')], duration === undefined ? {} : { duration }),
    );

  test('is not made up', () => {
    expect(sentence(undefined)).toBe('No former run to judge the time from.');
  });

  test('is told with what it is judged from and what is not known', () => {
    expect(sentence({ estimateMs: 236_000, steps: 2 })).toBe('About 4 min.');
    expect(sentence({ estimateMs: 300, steps: 2 })).toBe('Less than 10 s.');
    expect(sentence({ estimateMs: 236_000, steps: 1, last: { run: '20260301-140200-a1b2', durationMs: 221_000, changed: 38 } })).toBe(
      'About 4 min for 1 of 2 steps (run 20260301-140200-a1b2: 3 min 41 s for 38 changes); of the other one no former run tells.',
    );
  });

  test.each([
    [0, '10 s'],
    [400, '10 s'],
    [14_000, '10 s'],
    [59_000, '1 min'],
    [221_000, '3 min 30 s'],
    [236_000, '4 min'],
    [3_700_000, '1 h 2 min'],
  ])('%i ms is about %s', (ms, text) => {
    expect(showDuration(roughMs(ms))).toBe(text);
  });
});
