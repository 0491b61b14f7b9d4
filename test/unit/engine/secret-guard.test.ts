import { expect, test } from 'vitest';
import { nextFrame } from '../../../src/engine/frames.ts';
import { judgeMarks } from '../../../src/engine/secret-guard.ts';
import { makeStep } from '../../support/make-step.ts';
import { testMark } from '../../support/no-secrets.ts';

const guard = { requests: [{ ask: 'digest', path: '/etc/private' }], marks: [testMark('a')], marksAfter: [testMark('b')] } as const;
const step = makeStep('fake', 'line:/etc/private#x', { guard, secret: true });
const result = { id: step.id, status: 'changed', answers: ['b'], durationMs: 1 } as const;

test.each([
  ['as announced', result, 'changed'],
  ['otherwise than announced', { ...result, answers: ['c'] }, 'failed'],
  ['nothing was done', { ...result, status: 'refused', answers: ['c'] } as const, 'refused'],
])('where AFTER stands in the plan as marks, the host is held to them: %s', (_name, told, status) => {
  expect(judgeMarks(step, told, testMark).status).toBe(status);
});

test('nothing is sent behind a step of which only marks say how it must end', () => {
  const behind = makeStep('fake', 'file:/etc/other', {});
  expect(nextFrame([step, behind], () => true)).toEqual([step]);
  expect(nextFrame([behind, behind], () => true)).toEqual([behind, behind]);
});
