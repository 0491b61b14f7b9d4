import { expect, test } from 'vitest';
import { eventLine } from '../../../src/report/event-line.ts';
import { everyEvent } from '../../support/every-event.ts';

const lines: Readonly<Record<string, string | undefined>> = {
  run_started: 'apply playbooks/site.yml on inventory/lab, run r1, by kim, 2026-03-02 05:02 UTC',
  host_connecting: 'relay-1: connecting via edge and bastion',
  host_connected: 'relay-1: connected in 0.4 s',
  host_failed: 'relay-1: UNREACHABLE RB4101: it failed',
  host_planned: 'relay-1: 3 changes planned, 12 as they should be',
  plan_ready:
    'plan: 7 hosts: 5 create, 7 change, 1 delete · 1 start, 1 restart, 0 reboots · 1 point of no return · 1 guarded · 1 opaque command · 1 host could not be planned',
  play_started: 'play "Relay" on relay-1 and relay-2',
  batch_started: 'batch 1 of 2 of "Relay": relay-1',
  steps_sent: undefined,
  step_started: undefined,
  step_progress: 'relay-1: file:/opt/image.tar 84.0 MiB of 200 MiB (42 %)',
  step_output: undefined,
  step_done: 'relay-1: file:/etc/motd FAILED in 31 ms RB4101: it failed',
  host_done: 'relay-1: failed in "Relay"',
  play_done: 'play "Relay" stopped, its failure budget is spent: relay-1 failed',
  command_started: 'relay-1: runs uptime, as root by sudo',
  command_done: 'relay-1: the command ended with exit code 0 after 40 ms',
  stage_done: 'stage 1 is done, planning stage 2',
  notice: 'relay-1: the clock is 4 min late',
  run_done: undefined,
};

test.each(everyEvent.map((event) => [event.event, event] as const))('%s in one line', (name, event) => {
  const line = eventLine(event, { timeZone: 'UTC' });
  expect(line === undefined ? undefined : `${line.host === undefined ? '' : `${line.host}: `}${line.text}`).toBe(lines[name]);
});

test('one batch only is not worth a line, and a converged host says so', () => {
  const at = '2026-03-02T05:02:09.120Z';
  expect(eventLine({ at, event: 'batch_started', play: 'p', hosts: ['a'], number: 1, of: 1 }, {})).toBeUndefined();
  expect(eventLine({ at, event: 'host_planned', host: 'a', steps: 0, unchanged: 1 }, {})?.text).toBe('nothing to change (1 resource)');
});
