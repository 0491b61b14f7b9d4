import { answersDigest, contentId } from '../../src/core/digest.ts';
import { holeText } from '../../src/core/hole.ts';
import type { Plan } from '../../src/core/plan.ts';
import { makePlanOf, makeStep } from './make-step.ts';

const long = 'a long text that is told once\n'.repeat(20);
const open = `key ${holeText({ kind: 'output', host: 'cp-1', address: 'made:key', output: 'key', pattern: '[a-z]+', secret: false })}\n${long}`;
const seen = ['file 0644 root root', contentId({ text: long })];

/** A plan, not packed, with one of nearly everything that a plan can have. */
export function soundPlan(more: Partial<Plan> = {}): Plan {
  const identity = { address: '198.18.10.11', port: 22, via: [], hostKeys: [`SHA256:${'A'.repeat(43)}`] };
  const steps = [
    makeStep('cp-1', 'made:key', {
      actions: [
        { do: 'run', argv: ['sh', '-c', long, 'sh'], stdin: long, environment: { LANG: 'C' }, timeoutMs: 1000, onTimeout: 'terminate' },
      ],
      outputs: {
        key: { request: { ask: 'run', argv: ['cat', '/etc/key'], reads: ['path:/etc/key'], timeoutMs: 1000 }, pattern: '[a-z]+' },
      },
      footprint: ['path:/etc/key'],
    }),
    makeStep('relay-1', 'file:/etc/app.conf', {
      change: { kind: 'create', fields: [{ field: 'digest', after: holeText({ kind: 'digest', content: contentId({ text: open }) }) }] },
      guard: {
        requests: [
          { ask: 'stat', path: '/etc/app.conf' },
          { ask: 'digest', path: '/etc/app.conf' },
        ],
        before: answersDigest(seen),
        seen,
        afterAnswers: ['file 0644 root root', holeText({ kind: 'digest', content: contentId({ text: open }) })],
      },
      actions: [{ do: 'write', path: '/etc/app.conf', content: { text: open }, mode: '0644', owner: 'root', group: 'root' }],
      undo: [{ do: 'restore', thing: 'path:/etc/app.conf' }],
      texts: [{ path: '/etc/app.conf', before: long, after: open }],
      identity: { become: 'root', method: 'sudo' },
      labels: ['reversible'],
    }),
    makeStep('relay-1', 'file:/etc/app.bin', {
      guard: { requests: [{ ask: 'digest', path: '/etc/app.bin' }], marks: [`mark:${'0'.repeat(64)}`] },
      secret: true,
      actions: [
        {
          do: 'write',
          path: '/etc/app.bin',
          content: { base64: Buffer.alloc(600, 7).toString('base64') },
          mode: '0600',
          owner: 'root',
          group: 'root',
        },
      ],
    }),
  ];
  return makePlanOf(steps, {
    contents: { [contentId({ text: open })]: { text: open } },
    identities: { 'cp-1': identity, 'relay-1': identity },
    ...more,
  });
}
