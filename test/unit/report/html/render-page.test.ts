import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holeText } from '../../../../src/core/hole.ts';
import type { Plan } from '../../../../src/core/plan.ts';
import { planDigest } from '../../../../src/core/plan-digest.ts';
import { packPlan } from '../../../../src/core/plan-pack.ts';
import { renderPlanPage, renderRunPage, type PageSettings } from '../../../../src/report/html/render-page.ts';
import { collectRun } from '../../../../src/report/html/run-record.ts';
import { playEvents } from '../../../support/play-events.ts';
import { makeHost, makePlan, makeStep, samplePlan } from '../../../support/play-plan.ts';
import { readHtml, type ReadHtml } from '../../../support/read-html.ts';

const settings: PageSettings = { language: 'en', timeZone: 'Asia/Seoul', explainCode: () => undefined };

function pageOf(plan: Plan): string {
  const packed = packPlan(plan);
  return renderPlanPage({ plan: packed, digest: planDigest(packed) }, settings);
}

/** The page without its style and its program, which hold no text of a plan. */
function readPage(page: string): ReadHtml {
  const parts = /^<!DOCTYPE html>\n(.*)<style>[^<]*<\/style>(.*)<script>[^<]*<\/script>(.*)$/su.exec(page);
  expect(parts).not.toBeNull();
  return readHtml(parts?.slice(1).join('') ?? '');
}

/** Words of a plan that the program itself sets; every other text may hold anything. */
const fixed = new Set([
  'format',
  'kind',
  'ask',
  'do',
  'onTimeout',
  'labels',
  'severity',
  'createdAt',
  'identity',
  'play',
  'become',
  'method',
]);

/** The plan with something hostile added to every text in it. */
function poison<Value>(value: Value, bad: string): Value {
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') return inner + bad;
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, member]) => [key, fixed.has(key) ? member : walk(member)]));
  };
  const out: Value = JSON.parse(JSON.stringify(walk(value)));
  return out;
}

describe('the page of a plan', () => {
  test('tells what a long command asks of services, though its text stands apart from the step', () => {
    const script = `${'# a long word of why\n'.repeat(20)}systemctl stop "$1"`;
    const step = makeStep('relay-1', 'service:sshd', {
      actions: [{ do: 'run', argv: ['sh', '-c', script, 'sh', 'sshd'], timeoutMs: 1, onTimeout: 'terminate' }],
      change: { kind: 'update', fields: [] },
    });
    const plan = makePlan([makeHost('relay-1'), makeHost('cp-1', { via: ['relay-1'] })], [step]);
    expect(packPlan(plan).steps).not.toEqual(plan.steps);
    const { text } = readPage(pageOf(plan));
    expect(text).toContain('Interrupts: stop of sshd on relay-1.');
    expect(text).toContain('relay-1 is the way to 1 of these hosts');
    expect(text.match(/1 stop/gu)).toHaveLength(2);
  });

  test('no text of a plan makes an element or an attribute', () => {
    const plain = readPage(pageOf(samplePlan()));
    const known = new Set(plain.tags);
    const names = new Set(plain.attributes);
    const bad = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='x",
      '</pre></details></svg><iframe>',
      '<!-- ',
      '\u001B]8;;http://x\u0007\u202E',
      holeText({ kind: 'unknown', until: '<b onclick=x>' }),
    );
    fc.assert(
      fc.property(bad, (text) => {
        const read = readPage(pageOf(poison(samplePlan(), text)));
        expect(read.tags.filter((tag) => !known.has(tag))).toEqual([]);
        expect(read.attributes.filter((name) => !names.has(name))).toEqual([]);
        expect(read.text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 20 },
    );
  });

  test('the same plan gives the same bytes', () => {
    expect(pageOf(samplePlan())).toBe(pageOf(samplePlan()));
  });

  test('it loads nothing: it has no address but those within itself', () => {
    const page = pageOf(samplePlan());
    expect(
      [...page.matchAll(/ (?:href|src|action|data|poster|srcset)="([^"]*)"/gu)]
        .map((match) => match[1])
        .filter((to) => !/^#[\w%.-]+$/u.test(to ?? '')),
    ).toEqual([]);
    expect(page).not.toMatch(/url\(|@import|https?:/u);
  });

  test('every link leads to a place, and no place is named twice', () => {
    const page = pageOf(samplePlan());
    const ids = [...page.matchAll(/ id="([^"]*)"/gu)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/href="#([^"]*)"/gu)].map((match) => match[1]);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((to) => !ids.includes(to))).toEqual([]);
  });

  test('what is the same on many hosts is said once, what differs each for itself', () => {
    const names = Array.from({ length: 48 }, (_, index) => `node-${index + 1}`);
    const hosts = names.map((name) => makeHost(name));
    const motd = names.map((name) => makeStep(name, 'file:/etc/motd', { summary: name === 'node-7' ? '71 bytes' : '70 bytes' }));
    const text = readPage(pageOf(makePlan(hosts, motd))).text;
    expect(text).toContain('the same on 47 hosts');
    expect(text.split('70 bytes')).toHaveLength(2);
    expect(text.split('71 bytes')).toHaveLength(2);
    expect(text).toContain('node-48');
  });

  test('beyond twelve ways of a step the other hosts are named, with their number', () => {
    const names = Array.from({ length: 20 }, (_, index) => `node-${index + 1}`);
    const steps = names.map((name) => makeStep(name, 'file:/etc/motd', { summary: `${name} only` }));
    const text = readPage(
      pageOf(
        makePlan(
          names.map((name) => makeHost(name)),
          steps,
        ),
      ),
    ).text;
    expect(text).toContain('node-12 only');
    expect(text).not.toContain('node-13 only');
    expect(text).toContain('With other values on 8 more hosts');
    expect(text).toContain('node-20');
  });

  test('steps stand in the order in which each host does them', () => {
    const of = (host: string, ...addresses: readonly string[]) => addresses.map((address) => makeStep(host, address));
    const steps = [
      ...of('a', 'package:x', 'service:x'),
      ...of('b', 'package:x', 'file:/x', 'service:x'),
      ...of('c', 'file:/y', 'service:x'),
    ];
    const page = pageOf(
      makePlan(
        ['a', 'b', 'c'].map((name) => makeHost(name)),
        steps,
      ),
    );
    const order = [...page.matchAll(/id="step-([\d.]+)".*?<code>([^<]+)<\/code><\/h4>/gsu)].map((match) => `${match[1]} ${match[2]}`);
    expect(order).toEqual(['1.1 file:/y', '1.2 package:x', '1.3 file:/x', '1.4 service:x']);
  });

  test('what the limit of a diff leaves out is counted', () => {
    const after = Array.from({ length: 500 }, (_, index) => `line ${index + 1}\n`).join('');
    const step = makeStep('a', 'file:/x', { texts: [{ path: '/x', after }] });
    const text = readPage(pageOf(makePlan([makeHost('a')], [step]))).text;
    expect(text).toContain('line 200\n');
    expect(text).not.toContain('line 201');
    expect(text).toContain('300 of 500 lines of this diff are left out here (300 added, 0 removed)');
  });

  test('the lines of a diff have their numbers before and after', () => {
    const step = makeStep('a', 'file:/x', {
      change: { kind: 'update', fields: [] },
      texts: [{ path: '/x', before: 'a\nb\nc\n', after: 'a\nB\nc\n' }],
    });
    const text = readPage(pageOf(makePlan([makeHost('a')], [step]))).text;
    expect(text).toContain('   1    1  a\n   2      -b\n        2 +B\n   3    3  c\n');
  });
});

describe('the page of a run', () => {
  const events = playEvents({ hosts: 4, failing: true, chatty: true });

  function runPage(kept: typeof events): string {
    const collector = collectRun();
    for (const event of kept) collector.push(event);
    return renderRunPage(collector.record(), settings) ?? '';
  }

  test('says of each step how it ended, with output and diagnostics', () => {
    const failed = events.filter((event) => event.event === 'step_done' && event.status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    const text = readPage(runPage(events)).text;
    const told = failed.flatMap((event) => (event.event === 'step_done' ? [event.diagnostic?.what ?? 'a diagnostic'] : []));
    expect(told.filter((what) => !text.includes(what))).toEqual([]);
    expect(text).toContain('✕ FAILED실패');
    expect(text).toMatch(/✓ changed변경됨: .*\d+ (ms|s)/u);
    expect(text).toContain('Output on ');
  });

  test('a run that was cut off is said to be, and what it was at', () => {
    const at = events.findIndex((event) => event.event === 'step_started');
    const text = readPage(runPage(events.slice(0, at + 1))).text;
    expect(text).toContain('The run has no end');
    expect(text).toContain('BEGUN, END NOT KNOWN');
  });

  test('no text of a journal makes an element or an attribute', () => {
    const plain = readPage(runPage(events));
    const spared = new Set(['event', 'at', 'status', 'host', 'address', 'play', 'hosts', 'digest', ...fixed]);
    const bad = '"><img src=x onerror=alert(1)>\u001B[31m';
    const poisoned = events.map((event) => {
      const texts = Object.entries(event).flatMap(([key, value]: [string, unknown]): readonly (readonly [string, string])[] =>
        typeof value === 'string' && !spared.has(key) ? [[key, value + bad]] : [],
      );
      const out: typeof event = JSON.parse(JSON.stringify({ ...event, ...Object.fromEntries(texts) }));
      return out;
    });
    const read = readPage(runPage(poisoned));
    expect([...new Set(read.tags)].sort()).toEqual([...new Set(plain.tags)].sort());
    expect(read.text).toContain('"><img src=x onerror=alert(1)>\\x1b[31m');
  });

  test('of an undo says which run it took back', () => {
    const undone = events.map((event) =>
      event.event === 'plan_ready' ? { ...event, plan: { ...event.plan, undoOf: '20260301-140200-a1b2' } } : event,
    );
    const { text } = readPage(runPage(undone));
    expect(text).toContain('Report of the undo of run 20260301-140200-a1b2');
    expect(text).toContain('실행 20260301-140200-a1b2 되돌리기 결과 보고서');
  });

  test('a run without a plan has no page', () => {
    expect(renderRunPage(collectRun().record(), settings)).toBeUndefined();
  });
});
