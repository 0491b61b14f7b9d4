import { describe, expect, test } from 'vitest';
import { holeText } from '../../../../src/core/hole.ts';
import type { PlannedPlay } from '../../../../src/core/plan.ts';
import { budgetSentence, countInterruptions, findConsumers, scheduleLines } from '../../../../src/report/plan/plan-counts.ts';
import { outputKey } from '../../../../src/report/plan/step-lines.ts';
import { makePlan, makeStep } from '../../../support/play-plan.ts';

const play = (name: string, batches: readonly (readonly string[])[], maxFailures?: number): PlannedPlay => ({
  name,
  batches,
  ...(maxFailures === undefined ? {} : { maxFailures }),
});

describe('interruptions', () => {
  test.each([
    [['systemctl', 'start', 'haproxy'], { starts: 1 }],
    [['/usr/bin/systemctl', '--quiet', 'restart', 'haproxy'], { restarts: 1 }],
    [['systemctl', 'reload', 'haproxy'], { reloads: 1 }],
    [['systemctl', 'enable', '--now', 'haproxy'], { starts: 1 }],
    [['systemctl', 'disable', '--now', 'haproxy'], { stops: 1 }],
    [['systemctl', 'enable', 'haproxy'], {}],
    [['systemctl', 'daemon-reload'], {}],
    [['systemctl', 'reboot'], { reboots: 1 }],
    [['apt-get', 'install', 'restart'], {}],
    [['systemctl', 'toString'], {}],
    [
      ['sh', '-c', 'if ! systemctl is-active --quiet "wg-quick@$1"; then :; fi\nsystemctl restart "wg-quick@$1"', 'sh', 'wg0'],
      { restarts: 1 },
    ],
    [['/bin/sh', '-c', 'systemctl --quiet stop "$1" && { systemctl reset-failed "$1" || systemctl start x; }'], { stops: 1 }],
    [['sh', '-c', 'systemctl daemon-reload'], {}],
  ])('%j', (argv, seen) => {
    const step = makeStep('a', 'service:haproxy', {
      actions: [{ do: 'run', argv, timeoutMs: 1, onTimeout: 'terminate' }],
      change: { kind: 'update', fields: [] },
    });
    expect(countInterruptions([step])).toEqual({ starts: 0, restarts: 0, reloads: 0, stops: 0, reboots: 0, ...seen });
  });
});

test('what is restarted where nothing was before counts as started', () => {
  const actions = [{ do: 'run', argv: ['systemctl', 'restart', 'x'], timeoutMs: 1, onTimeout: 'terminate' }] as const;
  expect(countInterruptions([makeStep('a', 'firewall_table:x', { actions, change: { kind: 'create', fields: [] } })])).toMatchObject({
    starts: 1,
    restarts: 0,
  });
});

describe('the failure budget', () => {
  test.each([
    ['no budget', [play('All', [['a', 'b']])], undefined],
    ['more than there are hosts', [play('All', [['a', 'b']], 2)], undefined],
    ['no host', [play('All', [], 0)], undefined],
    ['one of three', [play('Control plane', [['a'], ['b'], ['c']], 0)], 'Stops when 1 of 3 hosts of "Control plane" fails.'],
    ['two of five', [play('Workers', [['a', 'b', 'c', 'd', 'e']], 1)], 'Stops when 2 of 5 hosts of "Workers" fail.'],
    [
      'several plays',
      [play('Control plane', [['a'], ['b'], ['c']], 0), play('All', [['x', 'y']]), play('Relay', [['r']], 0)],
      'Stops when 1 of 3 hosts of "Control plane" or the host of "Relay" fails.',
    ],
  ])('%s', (_, plays, sentence) => {
    expect(budgetSentence(plays)).toBe(sentence);
  });
});

test('the schedule says how many hosts are worked on at once', () => {
  const plays = [
    play('All', [['a', 'b', 'c']]),
    play('Serial', [['a'], ['b']]),
    play('Pairs', [
      ['a', 'b'],
      ['c', 'd'],
    ]),
    play('Canary', [['a'], ['b', 'c']]),
    play('One', [['a']]),
    play('None', [[]]),
  ];
  expect(scheduleLines(makePlan([], [], { plays, forks: 2 }))).toEqual([
    '1. All: a, b and c, 2 at once',
    '2. Serial: a and b, one after the other',
    '3. Pairs: a, b, c and d, in batches of 2',
    '4. Canary: a, b and c, in batches of 1, 2',
    '5. One: a',
    '6. None: no host',
  ]);
});

test('consumers of an output are found wherever its hole stands, and each once', () => {
  const hole = holeText({ kind: 'output', host: 'a', address: 'key', output: 'public', pattern: '.', secret: false });
  const consumers = findConsumers([
    makeStep('a', 'key', { summary: hole }),
    makeStep('b', 'tunnel', { change: { kind: 'create', fields: [{ field: 'peers', after: [{ key: `x ${hole}` }] }] }, summary: hole }),
    makeStep('c', 'file', { actions: [{ do: 'write', path: '/x', content: { text: hole }, mode: '0600', owner: 'root', group: 'root' }] }),
  ]);
  expect([...consumers]).toEqual([[outputKey('a', 'key', 'public'), ['b', 'c']]]);
});
