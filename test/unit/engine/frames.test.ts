import { describe, expect, test } from 'vitest';
import { run, runLong } from '../../../src/core/action.ts';
import { nextFrame, travelsAlone } from '../../../src/engine/frames.ts';
import { makeStep } from '../../support/make-step.ts';

const root = { become: 'root', method: 'sudo' } as const;
const plain = (name: string) => makeStep('h', name);

describe('a step travels alone', () => {
  test.each([
    ['guarded', makeStep('h', 'a', { labels: ['guarded'] }), true],
    ['disruptive', makeStep('h', 'a', { labels: ['disruptive'] }), true],
    ['long', makeStep('h', 'a', { actions: [run(['true']), runLong(['apt'])] }), true],
    ['reversible', makeStep('h', 'a', { labels: ['reversible', 'opaque', 'point_of_no_return'] }), false],
    ['with short commands only', makeStep('h', 'a', { actions: [run(['true'])] }), false],
  ])('%s', (_name, step, expected) => {
    expect(travelsAlone(step)).toBe(expected);
  });
});

describe('a frame holds', () => {
  test.each([
    ['nothing when nothing is left', [], []],
    ['all steps that can go together', [plain('a'), plain('b'), plain('c')], ['a', 'b', 'c']],
    ['a step that travels alone', [makeStep('h', 'a', { labels: ['guarded'] }), plain('b')], ['a']],
    ['what comes before a step that travels alone', [plain('a'), plain('b'), makeStep('h', 'c', { labels: ['disruptive'] })], ['a', 'b']],
    ['what comes before a long one', [plain('a'), makeStep('h', 'b', { actions: [runLong(['apt'])] })], ['a']],
    ['the steps of one account', [plain('a'), makeStep('h', 'b', { identity: root }), plain('c')], ['a']],
    ['what can be filled now', [plain('a'), plain('waits'), plain('c')], ['a']],
    ['a first step that was waited for', [plain('waits'), plain('b')], ['waits', 'b']],
  ])('%s', (_name, queue, expected) => {
    expect(nextFrame(queue, (step) => step.address !== 'waits').map((step) => step.address)).toEqual(expected);
  });
});
