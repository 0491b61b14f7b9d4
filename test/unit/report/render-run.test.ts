import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { renderRun } from '../../../src/report/render-run.ts';

const started: RunEvent = {
  event: 'run_started',
  at: '2026-03-02T05:02:00.000Z',
  run: 'r1',
  verb: 'apply',
  playbook: 'playbooks/site.yml',
  inventory: 'lab',
  operator: 'kim',
};

const head = (event: RunEvent): readonly string[] => renderRun([event], { color: false, width: 80, verbose: false }).split('\n');

test('an auditor reads by which ticket and why a run was made', () => {
  const lines = head({ ...started, ticket: 'CHG-2107', reason: 'relay of the portal' });
  expect(lines).toContain('ticket CHG-2107');
  expect(lines).toContain('reason relay of the portal');
});

test('a run without a ticket has no line for it', () => {
  expect(head(started).filter((line) => /^(?:ticket|reason)/u.test(line))).toEqual([]);
});
