import { expect, test } from 'vitest';
import { planDigest } from '../../../../src/core/plan-digest.ts';
import { packPlan } from '../../../../src/core/plan-pack.ts';
import { renderPlanPage } from '../../../../src/report/html/render-page.ts';
import { makeHost, makePlan, makeStep } from '../../../support/play-plan.ts';
import { readHtml } from '../../../support/read-html.ts';

const limits = { timeoutMs: 1000, onTimeout: 'terminate' } as const;
const long = `true\n${'#'.repeat(500)}\nrm -rf /srv/long\n`;

test('the page of a plan has each word that a host is asked and told, whatever address and summary say', () => {
  const step = makeStep('a', 'file:/etc/motd', {
    summary: 'a new greeting',
    guard: { requests: [{ ask: 'run', argv: ['touch', '/tmp/asked'], reads: ['path:/etc/motd'], timeoutMs: 1 }] },
    actions: [
      { do: 'run', argv: ['sh', '-c', long], stdin: 'rm /srv/input', environment: { LD_PRELOAD: '/tmp/x.so' }, ...limits },
      { do: 'write', path: '/etc/motd', content: { text: 'evil' }, mode: '0644', owner: 'root', group: 'root', validate: ['check', '%s'] },
      { do: 'record_config', unit: 'x', paths: ['/etc/read'] },
    ],
    undo: [{ do: 'run', argv: ['reboot', 'undo'], ...limits }],
    outputs: { key: { request: { ask: 'run', argv: ['cat', '/etc/shadow'], reads: [], timeoutMs: 1 }, pattern: '.*' } },
    texts: [{ path: '/etc/motd', before: 'evil and good', after: 'good' }],
  });
  const demand = {
    host: 'a',
    address: 'x',
    output: 'token',
    argv: ['demanded', 'command'],
    pattern: '.*',
    timeoutMs: 1,
    identity: 'login',
  } as const;
  const plan = packPlan(makePlan([makeHost('a')], [step], { demands: [demand] }));
  const page = renderPlanPage({ plan, digest: planDigest(plan) }, { language: 'en', timeZone: 'UTC', explainCode: () => undefined });
  const { text } = readHtml(page.replace(/<style>.*<\/style>|<script>.*<\/script>|<!DOCTYPE html>/gsu, ''));
  const words = [
    'touch /tmp/asked',
    'rm /srv/input',
    'LD_PRELOAD=',
    '/tmp/x.so',
    'check %s',
    '/etc/read',
    'reboot undo',
    'cat /etc/shadow',
  ];
  for (const word of [...words, 'demanded command', ': evil', ...long.trim().split('\n')]) expect(text).toContain(word);
});
