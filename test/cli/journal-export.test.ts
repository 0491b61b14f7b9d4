import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../src/core/plan-digest.ts';
import { packPlan } from '../../src/core/plan-pack.ts';
import { openJournal } from '../../src/engine/journal.ts';
import type { RunEvent } from '../../src/core/event.ts';
import { makeHost, makePlan, makeStep } from '../support/play-plan.ts';
import { playEvents } from '../support/play-events.ts';
import { runCli } from '../support/run-cli.ts';

const RUN = '20260302-050200-a1b2';
let project = '';

/** Writes the journal of a run in which the host did one step: it ran a command and wrote a file. */
function writeRun(run: string, started: Partial<Extract<RunEvent, { event: 'run_started' }>>): void {
  const at = '2026-03-02T05:02:00.000Z';
  const step = makeStep('web-1', 'command:reload', {
    actions: [
      { do: 'run', argv: ['systemctl', 'reload', 'a "b", c'], timeoutMs: 1000, onTimeout: 'terminate', stdin: 'not shown' },
      { do: 'write', path: '/etc/motd', mode: '0644', owner: 'root', group: 'root', content: { text: 'not shown either' } },
    ],
  });
  const plan = packPlan(
    makePlan([makeHost('web-1', { via: [] })], [step], {
      identities: { 'web-1': { address: '198.18.30.11', port: 22, via: [], hostKeys: [] } },
    }),
  );
  const journal = openJournal(join(project, '.runbook', 'runs'), run);
  const events: readonly RunEvent[] = [
    {
      at,
      event: 'run_started',
      run,
      verb: 'apply',
      playbook: 'site',
      inventory: 'lab',
      operator: 'kim',
      from: 'desk-1 (from 198.18.1.7)',
      ...started,
    },
    { at, event: 'host_connecting', host: 'web-1', via: ['edge', 'bastion'] },
    { at, event: 'host_connected', host: 'web-1', durationMs: 3 },
    { at, event: 'plan_ready', plan, digest: planDigest(plan) },
    { at, event: 'steps_sent', host: 'web-1', addresses: [step.address] },
    { at, event: 'step_done', host: 'web-1', address: step.address, task: step.task, status: 'changed', durationMs: 5 },
    { at, event: 'run_done', exitCode: 0, durationMs: 9, changed: 1, hosts: [] },
  ];
  for (const event of events) journal.append(event);
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'runbook-export-'));
  mkdirSync(join(project, 'playbooks'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('journal export', () => {
  test('CSV: each entry into a host and each action, quoted, with no formula and nothing that was written', async () => {
    writeRun(RUN, { ticket: '=HYPERLINK("x")', reason: 'line one\nline two' });
    const { exitCode, out } = await runCli(['journal', 'export'], project);
    const head = '2026-03-02T05:02:00.000Z,"clock of desk-1, not attested",kim,desk-1 (from 198.18.1.7)';
    const about = `${RUN},"'=HYPERLINK(""x"")","line one\nline two",edge > bastion,web-1`;
    expect([exitCode, out.split('\r\n')]).toEqual([
      0,
      [
        '\uFEFFtime,time_source,person,from,run,ticket,reason,hops,host,account,resource,command,result',
        `${head},${about},login,,log in,ok`,
        `${head},${about},login,command:reload,"systemctl reload 'a ""b"", c'",changed`,
        `${head},${about},login,command:reload,writes the file /etc/motd (0644 root:root),changed`,
        '',
      ],
    ]);
  });

  test('files are for their owner only; the page has the entries and the head of the journal', async () => {
    writeRun(RUN, { operator: '<b>kim</b>' });
    const { exitCode, err } = await runCli(['journal', 'export', RUN, '--csv', 'a.csv', '--html', 'a.html', '--lang', 'ko'], project);
    expect([exitCode, err]).toEqual([0, expect.stringContaining('3 entries of 1 run.')]);
    expect([statSync(join(project, 'a.csv')).mode & 0o777, statSync(join(project, 'a.html')).mode & 0o777]).toEqual([0o600, 0o600]);
    const page = readFileSync(join(project, 'a.html'), 'utf8');
    expect(page).toContain('<html lang="ko"');
    expect(page).toContain('&lt;b&gt;kim&lt;/b&gt;');
    expect(page).not.toContain('<b>kim');
    const verified = await runCli(['journal', 'verify'], project);
    const head = /head ([0-9a-f]{64})/u.exec(verified.out)?.[1] ?? 'none';
    expect(page).toContain(head);
  });

  test('nothing is exported from a journal that is not as it was written', async () => {
    writeRun(RUN, {});
    const file = join(project, '.runbook', 'runs', RUN, 'journal.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"kim"', '"lee"'));
    expect(await runCli(['journal', 'export', '--csv', 'a.csv'], project)).toMatchObject({
      exitCode: 65,
      err: expect.stringContaining('RB6062'),
    });
    expect(statSync(join(project, 'a.csv'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('a place where no file can be is RB6082', async () => {
    writeRun(RUN, {});
    expect(await runCli(['journal', 'export', '--csv', 'no/a.csv'], project)).toMatchObject({
      exitCode: 64,
      err: expect.stringContaining('RB6082'),
    });
  });
});

describe('history', () => {
  test('the newest first, with who, what and how it ended', async () => {
    writeRun('20260302-050200-a1b2', { ticket: 'CHG-1' });
    writeRun('20260303-050200-a1b2', { undoOf: '20260302-050200-a1b2', verb: 'undo' });
    const cut = openJournal(join(project, '.runbook', 'runs'), '20260304-050200-a1b2');
    for (const event of playEvents({ hosts: 1, failing: false, chatty: false }).slice(0, 3)) cut.append(event);
    const { exitCode, out } = await runCli(['history', '--count', '2'], project, { COLUMNS: '160' });
    const lines = out.split('\n');
    expect(exitCode).toBe(0);
    expect(lines[0]).toMatch(/^Run +What +Inventory +By +Ticket +Changed +End$/u);
    expect(lines[1]).toMatch(/^20260304-050200-a1b2 .* cut off$/u);
    expect(lines[2]).toMatch(/^20260303-050200-a1b2 +undo 20260302-050200-a1b2 +lab +kim +- +1 +done$/u);
    expect(lines[3]).toBe('1 older run not shown: --count N shows more');
    const json = await runCli(['history', '--format', 'json'], project);
    expect(
      json.out
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([{}, {}, { ticket: 'CHG-1', changed: 1, exitCode: 0 }]);
  });

  test('without a run it says how one is made', async () => {
    expect(await runCli(['history'], project)).toMatchObject({ exitCode: 0, out: 'There is no run yet: `runbook apply` makes them.\n' });
  });
});
