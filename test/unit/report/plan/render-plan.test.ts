import { describe, expect, test } from 'vitest';
import { restore } from '../../../../src/core/action.ts';
import { unknownUntil } from '../../../../src/core/hole.ts';
import type { Plan, Step } from '../../../../src/core/plan.ts';
import type { PlanLayout } from '../../../../src/report/plan/plan-layout.ts';
import { renderPlan } from '../../../../src/report/plan/render-plan.ts';
import { textWidth } from '../../../../src/report/text-width.ts';
import { makeHost, makePlan, makeStep, samplePlan } from '../../../support/play-plan.ts';
import { findControls } from '../../../support/find-controls.ts';

const layout: PlanLayout = { color: false, width: 80, diff: false, verbose: false, timeZone: 'UTC' };

/** The plan of one host with the step, from the line of the step on. */
function stepText(more: Partial<Step>, how: Partial<PlanLayout> = {}): readonly string[] {
  const text = renderPlan(makePlan([makeHost('a')], [makeStep('a', 'file:/x', more)]), { ...layout, ...how });
  const lines = text.split('\n');
  const first = lines.indexOf('') + 2;
  return lines.slice(first, lines.indexOf('', first));
}

describe('any plan', () => {
  test.each([60, 80, 120, 200])('fits %d columns', (width) => {
    for (const diff of [false, true]) {
      for (const line of renderPlan(samplePlan(), { ...layout, width, diff }).split('\n'))
        expect(textWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test('shows nothing that a terminal obeys, whatever hosts and files say', () => {
    const evil = 'x\u001B[2J\u009B1m\u202Ey';
    const spoilt: Plan = JSON.parse(JSON.stringify(samplePlan()), (key, value: unknown) =>
      typeof value === 'string' &&
      !['kind', 'format', 'createdAt', 'do', 'ask', 'identity', 'severity'].includes(key) &&
      !value.includes('\uE000')
        ? `${value}${evil}`
        : value,
    );
    expect(findControls(renderPlan(spoilt, { ...layout, verbose: true, diff: true }))).toEqual([]);
  });
});

describe('a step', () => {
  test.each<[string, Partial<Step>, readonly string[]]>([
    ['created', { summary: 'new' }, ['  + file:/x                   new']],
    ['changed', { change: { kind: 'update', fields: [] }, summary: 's' }, ['  ~ file:/x                   s']],
    ['deleted', { change: { kind: 'delete', fields: [{ field: 'present', before: true, after: false }] } }, ['  - file:/x']],
    [
      'guarded, which the host can take back',
      { labels: ['guarded'], summary: 's', undo: restore('path:/x') },
      ['  + file:/x                   s   GUARDED: undone after 60 s unless confirmed'],
    ],
    [
      'guarded, which nobody can take back',
      { labels: ['guarded'], summary: 's' },
      ['  + file:/x                   s   GUARDED, but the host cannot undo it by itself'],
    ],
    ['guarded, which only looks', { labels: ['guarded'], summary: 's', undo: [] }, ['  + file:/x                   s']],
    [
      'of no return',
      { labels: ['point_of_no_return'], warning: 'all is lost', summary: 's' },
      ['  ! file:/x                   s   POINT OF NO RETURN (all is lost)'],
    ],
    ['opaque', { labels: ['opaque'] }, ['  ? file:/x', '      opaque: what the command changes cannot be told beforehand']],
    [
      'without a summary shows its fields',
      {
        change: {
          kind: 'update',
          fields: [
            { field: 'mode', before: '0600', after: '0644' },
            { field: 'gone', before: 1 },
            { field: 'come', after: 2 },
          ],
        },
      },
      ['  ~ file:/x', '      mode: 0600 → 0644', '      gone: 1 → (removed)', '      come: (not there) → 2'],
    ],
    [
      'with a summary still shows what is not known yet',
      {
        summary: 's',
        change: {
          kind: 'create',
          fields: [
            { field: 'mode', after: '0644' },
            { field: 'key', after: unknownUntil('package:p') },
          ],
        },
      },
      ['  + file:/x                   s', '      key: (known after package:p)'],
    ],
    [
      'shows a list element by element',
      { change: { kind: 'update', fields: [{ field: 'peers', before: [{ n: 'a' }, { n: 'b' }], after: [{ n: 'b' }, { n: 'c' }] }] } },
      ['  ~ file:/x', '      peers: 1 unchanged', '        - n a', '        + n c'],
    ],
    [
      'with a text counts its lines',
      { summary: 's', texts: [{ path: '/x', before: 'a\n', after: 'b\nc\n' }] },
      ['  + file:/x                   s', '      /x: +2 -1 lines'],
    ],
  ])('%s', (_, more, lines) => {
    expect(stepText(more)).toEqual(lines);
  });

  test('shows fields and diffs when they are asked for, and digests only where nothing better is there', () => {
    const digest = { field: 'digest', before: '0'.repeat(64), after: '1'.repeat(64) };
    const change = { kind: 'update', fields: [{ field: 'mode', before: '0600', after: '0644' }, digest] } as const;
    expect(stepText({ summary: 's', change }, { diff: true })).toEqual([
      '  ~ file:/x                   s',
      '      mode: 0600 → 0644',
      '      digest: sha256 000000000000… → sha256 111111111111…',
    ]);
    expect(stepText({ summary: 's', change, texts: [{ path: '/x', unseen: 'binary' }] }, { diff: true }).slice(2)).toEqual([
      '      --- /x: not shown: binary',
    ]);
  });
});

describe('a long value', () => {
  const peers = Object.fromEntries(['cp-1', 'cp-2'].map((name) => [name, `${name} ${'x'.repeat(200)}`]));
  const change = {
    kind: 'create',
    fields: [
      { field: 'peers', after: peers },
      { field: 'note', after: 'y'.repeat(400) },
    ],
  } as const;

  test('of members is shown member by member', () => {
    expect(stepText({ change }).filter((line) => /peers|cp-/u.test(line))).toEqual([
      '      peers:',
      expect.stringMatching(/^ {8}cp-1: cp-1/u),
      expect.stringMatching(/^ {8}cp-2: cp-2/u),
    ]);
  });

  test('is cut only where no diff is asked for', () => {
    const shown = (diff: boolean): number => stepText({ change }, { diff }).join('').match(/y/gu)?.length ?? 0;
    expect([shown(false), shown(true)]).toEqual([300, 400]);
    expect(stepText({ change }).join(' ').replace(/\s+/gu, ' ')).toContain('(400 characters in all)');
  });
});

describe('a summary', () => {
  test.each([
    ['beside the address where it fits', 'short', ['  + file:/x                   short']],
    ['below it where it does not', `${'words '.repeat(10)}end`, ['  + file:/x', `      ${'words '.repeat(10)}end`]],
  ])('stands %s', (_, summary, lines) => {
    expect(stepText({ summary })).toEqual(lines);
  });
});

describe('hosts', () => {
  test('for which the same is planned share a block, unless all is asked for', () => {
    const plan = makePlan(
      [makeHost('a'), makeHost('b'), makeHost('c', { zone: 'dmz' })],
      ['a', 'b', 'c'].map((host) => makeStep(host, 'file:/x', { summary: 's' })),
    );
    expect(renderPlan(plan, layout).match(/file:\/x {2,}s$/gmu)).toHaveLength(2);
    expect(renderPlan(plan, layout)).toMatch(/^a, b {3}internal, via bastion .*1 change each$/mu);
    expect(renderPlan(plan, { ...layout, verbose: true }).match(/file:\/x {2,}s$/gmu)).toHaveLength(3);
  });

  test.each([
    [['path:/x', 'unit:y'], /^ +may touch path:\/x, unit:y$/mu],
    [['**'], /^ +may touch anything$/mu],
  ])('say what each step may touch (%s) when all is asked for, and only then', (footprint, says) => {
    const plan = makePlan([makeHost('a')], [makeStep('a', 'file:/x', { footprint })]);
    expect(renderPlan(plan, { ...layout, verbose: true })).toMatch(says);
    expect(renderPlan(plan, layout)).not.toMatch(says);
  });

  test('whose texts differ do not when the texts are shown', () => {
    const plan = makePlan(
      [makeHost('a'), makeHost('b')],
      ['a', 'b'].map((host) => makeStep(host, 'file:/x', { texts: [{ path: '/x', after: host }] })),
    );
    expect(renderPlan(plan, { ...layout, diff: true }).match(/^ {2}\+ file:\/x/gmu)).toHaveLength(2);
    expect(renderPlan(plan, layout).match(/^ {2}\+ file:\/x/gmu)).toHaveLength(1);
  });
});

test('what is wrong or unsure is said in the end: stages, read-only contacts, demands, losses, budget', () => {
  const text = renderPlan(samplePlan(), { ...layout, width: 400 });
  for (const sentence of [
    'This plan is not whole. The rest is planned when these steps have run (stage 2):',
    'on cp-1 it ends before the task "Configuration of the cluster", which depends on what package:kubeadm brings',
    'Only read, for values that other hosts need: cp-2.',
    'Made on cp-1 only when a step is about to use it, never stored: join_token of kubeadm_cluster:site.',
    'kubeadm_cluster:site (cp-1): undo: kubeadm reset loses the cluster',
    'warning RB3201: selinux: disabled takes effect after a reboot only',
    'gives public_key to relay-1',
    'Stops when the host of "Relay" or the host of "Control plane" fails.',
  ]) {
    expect(text).toContain(sentence);
  }
});

test('an empty plan says that nothing is to be done; a plan with a failed host or a later stage does not', () => {
  const converged = makePlan([makeHost('a', { unchanged: 3 })], []);
  const sentence = 'Nothing to change: every host is as it should be.';
  expect(renderPlan(converged, layout)).toContain(sentence);
  expect(renderPlan({ ...converged, stageEnds: [{ host: 'a', task: 't', until: 'file:/x' }] }, layout)).not.toContain(sentence);
  const failure = { code: 'RB1', severity: 'error', what: 'no' } as const;
  expect(renderPlan(makePlan([makeHost('a', { failure })], []), layout)).not.toContain(sentence);
});
