import { describe, expect, test } from 'vitest';
import { run } from '../../../src/core/action.ts';
import { holeText } from '../../../src/core/hole.ts';
import type { Plan, Step } from '../../../src/core/plan.ts';
import { checkOrder, producersOf } from '../../../src/engine/check-order.ts';
import { makePlanOf, makeStep } from '../../support/make-step.ts';

const valueOf = (host: string, address: string): string =>
  holeText({ kind: 'output', host, address, output: 'key', pattern: '.*', secret: false });
const needs = (host: string, address: string, ...producers: readonly (readonly [string, string])[]): Step =>
  makeStep(host, address, { actions: [run(['use'], { stdin: producers.map(([at, what]) => valueOf(at, what)).join('') })] });

const failure = { code: 'RB4001', severity: 'error', what: 'not reached' } as const;
const demand = { host: 'b', address: 'make', output: 'key', argv: ['token'], pattern: '.*', timeoutMs: 1000, identity: 'login' } as const;

/** Code, place and the other place of each problem. */
async function problemsOf(plan: Plan): Promise<readonly (readonly (string | undefined)[])[]> {
  return (await checkOrder(plan)).map((one) => [one.code, one.host, one.address, one.why]);
}

test('a step waits for each producer once, wherever the hole stands', () => {
  const step = makeStep('a', 'x', {
    actions: [
      run(['use', valueOf('b', 'one')], { stdin: valueOf('b', 'one') }),
      { do: 'write', path: '/x', content: { text: valueOf('c', 'two') }, mode: '0600', owner: 'root', group: 'root' },
    ],
    guard: { requests: [], afterAnswers: [valueOf('d', 'three')] },
  });
  expect(producersOf(step)).toEqual(['b one', 'c two', 'd three']);
});

describe('nothing is wrong with', () => {
  test.each<[string, Plan]>([
    ['steps that wait for nobody', makePlanOf([makeStep('a', 'x'), makeStep('b', 'y')])],
    ['a value made in the same batch', makePlanOf([needs('a', 'use', ['b', 'make']), makeStep('b', 'make')])],
    [
      'hosts that need each other in turn',
      makePlanOf([makeStep('a', 'key'), needs('a', 'use', ['b', 'key']), makeStep('b', 'key'), needs('b', 'use', ['a', 'key'])]),
    ],
    [
      'a value made in an earlier batch',
      makePlanOf([needs('a', 'use', ['b', 'make']), makeStep('b', 'make')], { plays: [{ name: 'p', batches: [['b'], ['a']] }] }),
    ],
    [
      'a value made in an earlier play',
      makePlanOf([makeStep('b', 'make'), { ...needs('a', 'use', ['b', 'make']), play: 1 }], {
        plays: [
          { name: 'p', batches: [['b']] },
          { name: 'q', batches: [['a']] },
        ],
      }),
    ],
    ['a value that is made on demand by a host that has it already', makePlanOf([needs('a', 'use', ['b', 'make'])], { demands: [demand] })],
    [
      'a producer that could not be reached: its consumers are blocked later',
      makePlanOf([needs('a', 'use', ['b', 'make'])], {
        hosts: [
          { name: 'a', zone: 'z', via: [], address: '198.18.10.11', groups: [], unchanged: 0 },
          { name: 'b', zone: 'z', via: [], address: '198.18.10.12', groups: [], unchanged: 0, failure },
        ],
      }),
    ],
  ])('%s', async (_name, plan) => {
    expect(await problemsOf(plan)).toEqual([]);
  });
});

const later = 'which comes in a later batch or play, or waits for this step in a circle';

describe('a step that could never begin names both places', () => {
  test.each<[string, Plan, readonly (readonly string[])[]]>([
    [
      'in a circle of two',
      makePlanOf([needs('a', 'x', ['b', 'y']), needs('b', 'y', ['a', 'x'])]),
      [['RB3001', 'a', 'x', `it needs a value of y on b, ${later}`]],
    ],
    [
      'in a circle by written order',
      makePlanOf([needs('a', 'use', ['b', 'key']), makeStep('a', 'key'), needs('b', 'use', ['a', 'key']), makeStep('b', 'key')]),
      [['RB3001', 'a', 'use', `it needs a value of key on b, ${later}`]],
    ],
    [
      'that waits for a step of its own host that comes after it',
      makePlanOf([needs('a', 'use', ['a', 'key']), makeStep('a', 'key')]),
      [['RB3001', 'a', 'use', `it needs a value of key on a, ${later}`]],
    ],
    [
      'that needs a value of a later batch',
      makePlanOf([needs('a', 'use', ['b', 'make']), makeStep('b', 'make')], { plays: [{ name: 'p', batches: [['a'], ['b']] }] }),
      [['RB3001', 'a', 'use', `it needs a value of make on b, ${later}`]],
    ],
    [
      'that needs a value made on demand where the step that makes it possible comes later',
      makePlanOf([needs('a', 'use', ['b', 'make']), makeStep('b', 'make')], {
        plays: [{ name: 'p', batches: [['a'], ['b']] }],
        demands: [demand],
      }),
      [['RB3001', 'a', 'use', `it needs a value of make on b, ${later}`]],
    ],
    [
      'that needs a value of a host outside the limit',
      makePlanOf([needs('a', 'use', ['b', 'wireguard_key:/etc/wireguard/wg0.key'])]),
      [
        [
          'RB3004',
          'a',
          'use',
          'wireguard_key:/etc/wireguard/wg0.key of b has to be made first, and b is not among the hosts to be changed',
        ],
      ],
    ],
  ])('%s', async (_name, plan, expected) => {
    expect(await problemsOf(plan)).toEqual(expected);
  });

  test.each<[string, readonly Step[], readonly (readonly string[])[]]>([
    [
      'what waits behind a value outside the limit',
      [needs('b', 'use', ['a', 'use']), needs('a', 'use', ['c', 'none']), needs('a', 'more', ['c', 'none'])],
      [['RB3004', 'a', 'use']],
    ],
    [
      'what waits behind a circle',
      [needs('c', 'use', ['a', 'x']), needs('a', 'x', ['b', 'y']), needs('b', 'y', ['a', 'x'])],
      [['RB3001', 'a', 'x']],
    ],
    [
      'two causes are both told',
      [needs('a', 'use', ['c', 'one']), needs('b', 'use', ['c', 'two'])],
      [
        ['RB3004', 'a', 'use'],
        ['RB3004', 'b', 'use'],
      ],
    ],
  ])('each cause once: %s', async (_name, steps, expected) => {
    expect((await problemsOf(makePlanOf(steps))).map((problem) => problem.slice(0, 3))).toEqual(expected);
  });
});
