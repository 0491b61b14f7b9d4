import { expect, test } from 'vitest';
import type { StepResult } from '../../../src/core/session.ts';
import { explainResult } from '../../../src/engine/explain-result.ts';
import { makeStep } from '../../support/make-step.ts';

const step = makeStep('h', 'file:/etc/motd', { actions: [{ do: 'remove', path: '/etc/motd' }] });
const result = (more: Partial<StepResult>): StepResult => ({ id: step.id, status: 'failed', answers: [], durationMs: 1, ...more });

test.each([
  ['what an undo needs could not be kept', { kept: false, output: 'no room\u001b[2J\n' }, 'RB3030', 'no room'],
  ['the host could not be armed', { guard: 'not_armed', output: 'no timer\n' }, 'RB3042', 'no timer'],
  ['an action failed', { failedAction: 0, exitCode: 3, output: 'it is busy\n' }, 'RB3102', 'it printed last:\nit is busy'],
  ['it does not look as planned', {}, 'RB3103', ''],
] as const)('of a step that failed because %s, the host, the step and what was said are told', (_, more, code, why) => {
  const told = explainResult(step, result(more));
  expect(told).toMatchObject({ code, severity: 'error', host: 'h', address: 'file:/etc/motd' });
  expect(told?.why?.startsWith(why)).toBe(true);
  expect(told?.mend).toBeTruthy();
  expect(JSON.stringify(told)).not.toContain('\\u001b');
});

test('that the host took it back at once is told behind the reason', () => {
  const told = explainResult(step, result({ failedAction: 0, output: 'it is busy', guard: 'taken_back' }));
  expect(told?.why).toBe('it printed last:\nit is busy\nthe host took the step back at once');
});
