import { expect, test } from 'vitest';
import type { HostSummary } from '../../../src/core/event.ts';
import { createRedactor } from '../../../src/core/redact.ts';
import { makePlan, makeStep, makeHost } from '../../support/play-plan.ts';

const at = '2026-03-02T05:00:00.000Z';
const value = `p'a "ss"\\$(w)/ö+Z`;
const secret = { name: 'registry_password', value };

test('the end of a run is masked host by host like every other event, while others get their turn', async () => {
  const hosts = Array.from({ length: 20_000 }, (_, index): HostSummary => {
    const diagnostics = [{ code: 'RB1', severity: 'error' as const, what: `host ${index} said ${value}` }];
    return { host: `node-${index}`, status: 'failed', changed: index, unchanged: 0, diagnostics };
  });
  const event = { at, event: 'run_done', exitCode: 1, durationMs: 5, changed: 1, hosts } as const;
  const redactor = createRedactor([secret]);
  let turns = 0;
  const beat = (): void => {
    turns += 1;
    beating = setImmediate(beat);
  };
  let beating = setImmediate(beat);
  const clean = await redactor.pushLong(event);
  clearImmediate(beating);
  expect([clean]).toEqual(redactor.push(event));
  expect(clean.hosts[7]?.diagnostics[0]?.what).toBe('host 7 said (secret registry_password)');
  expect(turns).toBeGreaterThan(1);
});

test('a plan is masked step by step like every other event, and what holds no secret stays the same in memory', async () => {
  const told = (text: string): Parameters<typeof makeStep>[2] => ({
    summary: text,
    change: { kind: 'update', fields: [{ field: text, before: { [text]: [text, 1] }, after: 'x' }] },
    actions: [{ do: 'run', argv: ['sh', text], environment: { [text]: 'x' }, timeoutMs: 1, onTimeout: 'leave' }],
  });
  const steps = [makeStep('a', 'file:/x', told(`with ${value} in it`)), makeStep('a', 'file:/y', told('plain'))];
  const plan = makePlan([makeHost('a')], steps);
  const event = { at, event: 'plan_ready', plan: { ...plan, inventory: value }, digest: 'd' } as const;
  const redactor = createRedactor([secret]);
  const clean = await redactor.pushLong(event);
  expect([clean]).toEqual(redactor.push(event));
  expect(JSON.stringify(clean)).not.toContain(JSON.stringify(value).slice(1, -1));
  expect(JSON.stringify(clean).split('(secret registry_password)')).toHaveLength(8);
  expect(clean.plan.steps[1]).toBe(steps[1]);
  expect(await createRedactor([]).pushLong(event)).toBe(event);
});
