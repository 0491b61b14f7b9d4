import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { RunEvent } from '../../src/core/event.ts';
import { samplePlan } from './play-plan.ts';

const at = '2026-03-02T05:02:09.120Z';
const diagnostic: Diagnostic = { code: 'RB4101', severity: 'error', what: 'it failed', host: 'relay-1', address: 'file:/etc/motd' };

const byName: { readonly [Name in RunEvent['event']]: Extract<RunEvent, { event: Name }> } = {
  run_started: {
    at,
    event: 'run_started',
    run: 'r1',
    verb: 'apply',
    playbook: 'playbooks/site.yml',
    inventory: 'inventory/lab',
    operator: 'kim',
    from: 'desk-1 (from 198.18.1.7)',
    ticket: 'CHG-1',
    reason: 'the relay moves',
    undoOf: 'r0',
  },
  host_connecting: { at, event: 'host_connecting', host: 'relay-1', via: ['edge', 'bastion'] },
  host_connected: { at, event: 'host_connected', host: 'relay-1', durationMs: 412 },
  host_failed: { at, event: 'host_failed', host: 'relay-1', status: 'unreachable', diagnostic },
  host_planned: { at, event: 'host_planned', host: 'relay-1', steps: 3, unchanged: 12 },
  plan_ready: { at, event: 'plan_ready', plan: samplePlan(), digest: 'd'.repeat(64) },
  play_started: { at, event: 'play_started', play: 'Relay', hosts: ['relay-1', 'relay-2'] },
  batch_started: { at, event: 'batch_started', play: 'Relay', hosts: ['relay-1'], number: 1, of: 2 },
  steps_sent: { at, event: 'steps_sent', host: 'relay-1', addresses: ['file:/etc/motd', 'service:haproxy'] },
  step_started: { at, event: 'step_started', host: 'relay-1', address: 'file:/etc/motd', task: 'Message of the day' },
  step_progress: {
    at,
    event: 'step_progress',
    host: 'relay-1',
    address: 'file:/opt/image.tar',
    doneBytes: 88_080_384,
    totalBytes: 209_715_200,
  },
  step_output: { at, event: 'step_output', host: 'relay-1', address: 'package:haproxy', text: 'Unpacking haproxy …\n' },
  step_done: {
    at,
    event: 'step_done',
    host: 'relay-1',
    address: 'file:/etc/motd',
    task: 'Message of the day',
    status: 'failed',
    durationMs: 31,
    summary: '0644',
    diagnostic,
  },
  host_done: { at, event: 'host_done', host: 'relay-1', play: 'Relay', status: 'failed' },
  play_done: { at, event: 'play_done', play: 'Relay', failed: ['relay-1'], stopped: true },
  command_started: { at, event: 'command_started', host: 'relay-1', account: 'root by sudo', command: 'uptime' },
  command_done: { at, event: 'command_done', host: 'relay-1', account: 'root by sudo', command: 'uptime', exitCode: 0, durationMs: 40 },
  stage_done: { at, event: 'stage_done', stage: 1 },
  notice: { at, event: 'notice', text: 'the clock is 4 min late', host: 'relay-1' },
  run_done: {
    at,
    event: 'run_done',
    exitCode: 6,
    durationMs: 61_000,
    changed: 2,
    hosts: [
      {
        host: 'relay-1',
        status: 'failed',
        changed: 2,
        unchanged: 12,
        stats: { connections: 1, authentications: 1, roundTrips: 4, bytesSent: 9_000, bytesReceived: 2_000 },
        diagnostics: [diagnostic],
      },
      { host: 'relay-2', status: 'not_run', changed: 0, unchanged: 0, diagnostics: [] },
    ],
  },
  journal_head: { at, event: 'journal_head', run: 'r1', records: 12, head: 'e'.repeat(64) },
};

/** One event of each kind, with every member that it may have. */
export const everyEvent: readonly RunEvent[] = Object.values(byName);
