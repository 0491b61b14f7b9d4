import { describe, expect, test } from 'vitest';
import { unknownUntil } from '../../../src/core/hole.ts';
import { requestKey, type Request } from '../../../src/core/request.ts';
import { createWorld } from '../../../src/engine/world.ts';
import { madeResource } from '../../support/made-resource.ts';

const stat = (path: string): Request => ({ ask: 'stat', path });
const commandReading = (...reads: readonly string[]): Request => ({ ask: 'run', argv: ['look'], reads, timeoutMs: 1000 });

/** A world over a host that gives these answers, and `absent` to all else. */
function worldOf(answers: readonly (readonly [Request, string])[]) {
  const known = new Map(answers.map(([request, answer]) => [requestKey(request), answer]));
  return createWorld({ ask: (request) => Promise.resolve(known.get(requestKey(request)) ?? 'absent') });
}

/** What a world answers after one step, in full and where steps create nothing. */
async function answersAfter(now: readonly (readonly [Request, string])[], step: Parameters<typeof madeResource>[1], request: Request) {
  const world = worldOf(now);
  const resource = madeResource('a', step);
  world.apply(resource, resource.converge({ kind: 'update', fields: [] }, {}));
  return { full: await world.answer(request, 'login'), sparse: await world.sparseProbe('login').ask(request) };
}

const unknown = unknownUntil('made:a');
const file = 'file 0644 root root';

describe('what the world answers after a step', () => {
  test.each<[string, Parameters<typeof madeResource>[1], Request, string, { full: string; sparse: string }]>([
    ['what it predicts', { value: '7' }, { ask: 'sysctl', key: 'a' }, '0', { full: '7', sparse: '7' }],
    [
      'its prediction, even outside its footprint',
      { footprint: [], predictions: [{ request: stat('/x'), answer: file }] },
      stat('/x'),
      'absent',
      { full: file, sparse: file },
    ],
    ['nothing else that it touches', { footprint: ['path:/etc/x'] }, stat('/etc/x'), file, { full: unknown, sparse: unknown }],
    [
      'nothing below a pattern of its footprint',
      { footprint: ['path:/etc/**'] },
      stat('/etc/a/b'),
      file,
      { full: unknown, sparse: unknown },
    ],
    ['what stands beside its footprint', { footprint: ['path:/etc/*'] }, stat('/etc/a/b'), file, { full: file, sparse: file }],
    [
      'nothing of a command that reads what it touches',
      { footprint: ['unit:x'] },
      commandReading('unit:x'),
      '0\nfine',
      { full: unknown, sparse: unknown },
    ],
    [
      'what a command said that reads other things',
      { footprint: ['unit:x'] },
      commandReading('unit:y'),
      '0\nfine',
      { full: '0\nfine', sparse: '0\nfine' },
    ],
    ['nothing absent that it may create', { mayCreate: ['path:/etc/**'] }, stat('/etc/x'), 'absent', { full: unknown, sparse: 'absent' }],
    ['what is there already, though it may create it', { mayCreate: ['path:/etc/**'] }, stat('/etc/x'), file, { full: file, sparse: file }],
    [
      'no unit that is not found and may come with it',
      { mayCreate: ['unit:**'] },
      { ask: 'unit', name: 'x' },
      'not-found inactive none',
      { full: unknown, sparse: 'not-found inactive none' },
    ],
    [
      'the unit that is there, though it may create units',
      { mayCreate: ['unit:**'] },
      { ask: 'unit', name: 'x' },
      'loaded inactive none',
      { full: 'loaded inactive none', sparse: 'loaded inactive none' },
    ],
    [
      'no failed command that may succeed with it',
      { mayCreate: ['path:/x'] },
      commandReading('path:/x'),
      '1',
      { full: unknown, sparse: '1' },
    ],
    ['the command that succeeded before', { mayCreate: ['path:/x'] }, commandReading('path:/x'), '0', { full: '0', sparse: '0' }],
    ['facts, whatever it touches', { footprint: ['**'] }, { ask: 'facts' }, 'hostname=x', { full: 'hostname=x', sparse: 'hostname=x' }],
  ])('%s', async (_name, step, request, now, expected) => {
    expect(await answersAfter([[request, now]], step, request)).toEqual(expected);
  });

  test('a later prediction makes the unknown known again, and a later step makes it unknown again', async () => {
    const request: Request = { ask: 'sysctl', key: 'a' };
    const world = worldOf([[request, '0']]);
    const steps = [
      madeResource('b', { footprint: ['sysctl:*'] }),
      madeResource('a', { value: '5' }),
      madeResource('c', { footprint: ['sysctl:*'] }),
    ];
    const seen: string[] = [];
    for (const step of steps) {
      world.apply(step, step.converge({ kind: 'update', fields: [] }, {}));
      seen.push(await world.answer(request, 'login'));
    }
    expect(seen).toEqual([unknownUntil('made:b'), '5', unknownUntil('made:c')]);
  });

  test('what an unknown step may have left stays unknown when a later one may create it', async () => {
    const world = worldOf([[stat('/x'), file]]);
    for (const step of [madeResource('a', { footprint: ['path:/x'] }), madeResource('b', { mayCreate: ['path:/x'] })])
      world.apply(step, step.converge({ kind: 'update', fields: [] }, {}));
    expect(await world.answer(stat('/x'), 'login')).toBe(unknownUntil('made:b'));
  });

  test('a probe tells which questions it was asked', async () => {
    const asked: string[] = [];
    await worldOf([])
      .probe('login', (request) => asked.push(requestKey(request)))
      .ask(stat('/x'));
    expect(asked).toEqual(['stat /x']);
  });
});
