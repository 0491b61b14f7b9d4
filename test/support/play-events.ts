import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { HostSummary, RunEvent } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { makeHost, makePlan, makeStep } from './play-plan.ts';

/** An event as it happens, without its time. */
type Happening = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at'> : never) : never;

/** What kind of run is made up. */
export interface PlayOptions {
  readonly hosts: number;
  /** Some hosts fail in each way, when there are enough of them. */
  readonly failing: boolean;
  /** A long step says a lot. */
  readonly chatty: boolean;
}

interface Timed {
  readonly atMs: number;
  readonly order: number;
  readonly what: Happening;
}

const START = Date.parse('2026-03-02T05:02:00.000Z');
const steps = ['package:haproxy', 'file:/etc/haproxy/haproxy.cfg', 'service:haproxy'] as const;

/** Events of a made-up run of N hosts, in the order of their times. The same options give the same events. */
export function playEvents(options: PlayOptions): readonly RunEvent[] {
  const names = Array.from({ length: options.hosts }, (_, index) => `worker-${index + 1}`);
  const timed: Timed[] = [];
  const add = (atMs: number, what: Happening): void => void timed.push({ atMs, order: timed.length, what });
  add(0, {
    event: 'run_started',
    run: '20260302-050200-a1b2',
    verb: 'apply',
    playbook: 'playbooks/site.yml',
    inventory: 'inventory/lab',
    operator: 'kim',
  });
  const fates = names.map((_, index) => fateOf(index, options));
  names.forEach((host, index) => {
    const begin = 40 * index;
    add(begin, { event: 'host_connecting', host, via: ['bastion'] });
    if (fates[index] === 'unreachable') {
      add(begin + 3000, { event: 'host_failed', host, status: 'unreachable', diagnostic: unreachable(host) });
      return;
    }
    add(begin + 400 + 30 * (index % 7), { event: 'host_connected', host, durationMs: 400 + 30 * (index % 7) });
    add(begin + 1200 + 70 * (index % 5), { event: 'host_planned', host, steps: stepsOf(index).length, unchanged: 12 });
  });
  const planned = 40 * names.length + 3200;
  add(planned, { event: 'plan_ready', plan: planOf(names, fates), digest: 'd'.repeat(64) });
  const alive = names.filter((_, index) => fates[index] !== 'unreachable');
  add(planned + 10, { event: 'play_started', play: 'Workers', hosts: alive });
  add(planned + 20, { event: 'batch_started', play: 'Workers', hosts: alive, number: 1, of: 1 });
  const ends = names.map((host, index) =>
    fates[index] === 'unreachable'
      ? planned
      : playHost(host, index, planned + 30 + 350 * Math.floor(index / 10), fates[index] ?? 'ok', options, add),
  );
  const end = Math.max(...ends) + 20;
  const failed = names.filter((_, index) => fates[index] === 'failed' || fates[index] === 'timed_out');
  add(end, { event: 'play_done', play: 'Workers', failed, stopped: false });
  const summaries = names.map((host, index) => summaryOf(host, index, fates[index] ?? 'ok'));
  const changed = summaries.reduce((sum, one) => sum + one.changed, 0);
  add(end + 10, { event: 'run_done', exitCode: exitOf(fates), durationMs: end + 10, changed, hosts: summaries });
  return timed
    .sort((a, b) => a.atMs - b.atMs || a.order - b.order)
    .map(({ atMs, what }): RunEvent => ({ at: new Date(START + atMs).toISOString(), ...what }));
}

type Fate = 'ok' | 'unchanged' | 'unreachable' | 'failed' | 'timed_out';

function fateOf(index: number, options: PlayOptions): Fate {
  if (options.failing && index % 8 === 3 && stepsOf(index).length > 0) return 'failed';
  if (options.failing && index % 16 === 6) return 'unreachable';
  if (options.failing && index === 12) return 'timed_out';
  return index % 5 === 4 ? 'unchanged' : 'ok';
}

function stepsOf(index: number): readonly string[] {
  return index % 5 === 4 ? [] : steps;
}

function playHost(
  host: string,
  index: number,
  begin: number,
  fate: Fate,
  options: PlayOptions,
  add: (atMs: number, what: Happening) => void,
): number {
  let now = begin;
  const addresses = stepsOf(index);
  if (addresses.length > 0) add(now, { event: 'steps_sent', host, addresses });
  let broken = false;
  for (const [number, address] of addresses.entries()) {
    const task = `Task of ${address}`;
    if (broken) {
      add(now, { event: 'step_done', host, address, task, status: 'not_begun', durationMs: 0 });
      continue;
    }
    add(now, { event: 'step_started', host, address, task });
    const durationMs = number === 0 ? 2500 + 400 * (index % 9) : 180;
    if (number === 0) {
      for (const [line, text] of outputOf(host, options.chatty ? 40 : 4).entries()) {
        add(now + Math.floor((durationMs * (line + 1)) / (options.chatty ? 42 : 6)), { event: 'step_output', host, address, text });
      }
    }
    now += durationMs;
    broken = (fate === 'failed' && number === 1) || (fate === 'timed_out' && number === 0);
    add(now, {
      event: 'step_done',
      host,
      address,
      task,
      status: !broken ? 'changed' : fate === 'failed' ? 'failed' : 'timed_out',
      durationMs,
      ...(broken ? { diagnostic: broke(host, address, fate) } : { summary: number === 1 ? '0644 root:root' : 'done' }),
    });
  }
  add(now + 10, { event: 'host_done', host, play: 'Workers', status: broken ? 'failed' : 'ok' });
  return now + 10;
}

function outputOf(host: string, lines: number): readonly string[] {
  return Array.from({ length: lines }, (_, index) => {
    if (index === 1) return `(Reading database ... 5%\r(Reading database ... 100%\r(Reading database ... 8214 files\n`;
    if (index === 2) return `haproxy 2.6.12-1+deb12u1 (amd64) 꾸러미를 \u001b[1m${host}\u001b[0m 에 설치하는 중입니다 `;
    if (index === 3) return `...\n`;
    return `Unpacking part ${index + 1} of ${lines} of haproxy (2.6.12-1+deb12u1) over nothing ...\n`;
  });
}

function planOf(names: readonly string[], fates: readonly Fate[]): Plan {
  const hosts = names.map((name, index) =>
    makeHost(name, { unchanged: 12, ...(fates[index] === 'unreachable' ? { failure: unreachable(name) } : {}) }),
  );
  const planned = names.flatMap((name, index) =>
    fates[index] === 'unreachable' ? [] : stepsOf(index).map((address) => makeStep(name, address, { summary: 'as declared' })),
  );
  return makePlan(hosts, planned, { plays: [{ name: 'Workers', batches: [names] }], createdAt: new Date(START + 3000).toISOString() });
}

function unreachable(host: string): Diagnostic {
  return {
    code: 'RB2001',
    severity: 'error',
    what: 'no answer on port 22 within 3 s',
    host,
    why: 'The bastion opened the way, but nothing answered at 198.18.30.17:22.',
    mend: 'Check that the host runs, and that the flow from the bastion to its zone is open: runbook ssh bastion',
  };
}

function broke(host: string, address: string, fate: Fate): Diagnostic {
  return fate === 'timed_out'
    ? {
        code: 'RB4105',
        severity: 'error',
        what: 'no end after 30 min',
        host,
        address,
        why: 'The last output was:\nUnpacking part 4 of 4',
        mend: 'The command was ended. Look at the host: runbook ssh worker-13',
      }
    : {
        code: 'RB4101',
        severity: 'error',
        what: 'haproxy refuses the candidate (exit code 1)',
        host,
        address,
        why: "The candidate was checked before it replaced the file, and nothing was changed:\n[ALERT] config : parsing [/etc/haproxy/haproxy.cfg:27] : unknown keyword 'servre' in 'backend' section",
        mend: 'Correct roles/haproxy/templates/haproxy.cfg.hbs and apply again.',
      };
}

function summaryOf(host: string, index: number, fate: Fate): HostSummary {
  const stats = {
    connections: 1,
    authentications: 1,
    roundTrips: fate === 'unchanged' ? 2 : 5,
    bytesSent: 18_432 + 512 * index,
    bytesReceived: 9_120,
  };
  switch (fate) {
    case 'unreachable':
      return { host, status: 'unreachable', changed: 0, unchanged: 0, diagnostics: [unreachable(host)] };
    case 'failed':
      return { host, status: 'failed', changed: 1, unchanged: 12, stats, diagnostics: [broke(host, steps[1], fate)] };
    case 'timed_out':
      return { host, status: 'timed_out', changed: 0, unchanged: 12, stats, diagnostics: [broke(host, steps[0], fate)] };
    case 'unchanged':
      return { host, status: 'ok', changed: 0, unchanged: 12, stats, diagnostics: [] };
    case 'ok':
      return { host, status: 'changed', changed: 3, unchanged: 12, stats, diagnostics: [] };
  }
}

function exitOf(fates: readonly Fate[]): number {
  if (fates.includes('unreachable')) return 4;
  return fates.includes('failed') || fates.includes('timed_out') ? 1 : 0;
}
