import { describe, expect, test } from 'vitest';
import { answersDigest, sha256 } from '../../../../src/core/digest.ts';
import { holeText } from '../../../../src/core/hole.ts';
import type { Step } from '../../../../src/core/plan.ts';
import { renderPlan } from '../../../../src/report/plan/render-plan.ts';
import { makeHost, makePlan, makeStep } from '../../../support/play-plan.ts';

const run = { do: 'run', timeoutMs: 1000, onTimeout: 'terminate' } as const;

/** The plan of one step with everything shown, wide enough that no line is broken. */
function verbose(more: Partial<Step>, demands: Parameters<typeof makePlan>[2] = {}): string {
  const plan = makePlan([makeHost('a')], [makeStep('a', 'file:/etc/motd', { summary: 'a new greeting', ...more })], demands);
  return renderPlan(plan, { color: false, width: 4000, diff: true, verbose: true, timeZone: 'UTC' });
}

describe('a plan with everything shown has each word that a host is asked and told, whatever address and summary say', () => {
  test.each<[string, Partial<Step>, readonly string[]]>([
    ['commands', { actions: [{ ...run, argv: ['sh', '-c', 'rm -rf /srv'] }] }, ["does: runs: sh -c 'rm -rf /srv'"]],
    [
      'scripts line by line, none cut',
      { actions: [{ ...run, argv: ['sh', '-c', `true\n${'x'.repeat(500)}\nrm -rf /srv`] }] },
      ["| sh -c 'true", `| ${'x'.repeat(500)}`, "| rm -rf /srv'"],
    ],
    [
      'input and environment',
      { actions: [{ ...run, argv: ['sh'], stdin: 'rm -rf /srv\n', environment: { LD_PRELOAD: '/tmp/x.so' } }] },
      ['with the variable: LD_PRELOAD=/tmp/x.so', 'with standard input: rm -rf /srv'],
    ],
    [
      'questions',
      { guard: { requests: [{ ask: 'run', argv: ['touch', '/tmp/owned'], reads: ['path:/etc/motd'], timeoutMs: 1000 }] } },
      ['asks: runs: touch /tmp/owned'],
    ],
    [
      'questions for values',
      { outputs: { key: { request: { ask: 'run', argv: ['cat', '/etc/shadow'], reads: [], timeoutMs: 1 }, pattern: '.*' } } },
      ['asks for key: runs: cat /etc/shadow'],
    ],
    ['accounts', { identity: { become: 'root', method: 'su' } }, ['as root by su']],
    ['the undo', { undo: [{ ...run, argv: ['reboot'] }] }, ['undo: runs: reboot']],
    [
      'where secrets go',
      { actions: [{ ...run, argv: ['mail', 'x@elsewhere'], stdin: holeText({ kind: 'secret', name: 'token' }) }] },
      ['with standard input: (secret token)'],
    ],
    [
      'checks of files',
      {
        actions: [{ do: 'write', path: '/x', content: { text: 'a' }, mode: '4755', owner: 'root', group: 'root', validate: ['sh', '%s'] }],
      },
      ['does: writes the file /x (4755 root:root)', 'after it has passed: sh %s', 'with: a'],
    ],
  ])('%s', (_what, more, lines) => {
    const shown = verbose(more);
    for (const line of lines) expect(shown.split('\n').map((one) => one.trim())).toContain(line);
  });

  test('commands that make values', () => {
    const demand = {
      host: 'a',
      address: 'x',
      output: 'token',
      argv: ['cat', '/etc/shadow'],
      pattern: '.*',
      timeoutMs: 1,
      identity: 'login',
    } as const;
    expect(verbose({}, { demands: [demand] })).toContain('a runs: cat /etc/shadow');
  });

  const path = '/etc/motd';
  const content = 'evil\ngood\n';
  const write = { do: 'write', path, content: { text: content }, mode: '0644', owner: 'root', group: 'root' } as const;
  const seen = [sha256('good\n')];
  const guard = { requests: [{ ask: 'digest', path }], seen, before: answersDigest(seen) } as const;
  test.each<[string, Partial<Step>, boolean]>([
    ['a diff from what the host compares', { guard, texts: [{ path, before: 'good\n', after: content }] }, true],
    ['the whole text', { guard, texts: [{ path, after: content }] }, true],
    ['a diff from what only the plan says was there', { guard, texts: [{ path, before: 'evil\nbad\n', after: content }] }, false],
    ['a diff to another text', { guard, texts: [{ path, after: 'good\n' }] }, false],
    ['no diff', { guard }, false],
  ])('a content, once: with %s', (_what, more, isByDiff) => {
    const lines = verbose({ actions: [write], ...more })
      .split('\n')
      .map((line) => line.trim());
    expect([lines.includes('with what the diff shows'), lines.includes('| evil')]).toEqual([isByDiff, !isByDiff]);
  });
});
