import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { createRedactor, redact, secretForms, type NamedSecret } from '../../../src/core/redact.ts';
import { makePlan, makeStep, makeHost } from '../../support/play-plan.ts';

const at = '2026-03-02T05:02:00.000Z';
const notice = (text: string): RunEvent => ({ at, event: 'notice', text });
const output = (text: string, address = 'a'): RunEvent => ({ at, event: 'step_output', host: 'h', address, text });
const done: RunEvent = { at, event: 'step_done', host: 'h', address: 'a', task: 't', status: 'changed', durationMs: 1 };

/** All text of outputs, in order. */
function textOf(events: readonly RunEvent[]): string {
  return events.map((event) => (event.event === 'step_output' ? event.text : '')).join('');
}

/** The output of a step whose text comes cut at the places. */
function redactInPieces(text: string, cuts: readonly number[], secrets: readonly NamedSecret[]): string {
  const redactor = createRedactor(secrets);
  const places = [...cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b), text.length];
  const pieces = places.map((to, index) => text.slice(places[index - 1] ?? 0, to));
  return textOf([...pieces.flatMap((piece) => redactor.push(output(piece))), ...redactor.push(done)]);
}

const value = `p'a "ss"\\$(w)/ö+Z`;
const secret: NamedSecret = { name: 'registry_password', value };

describe('each form of a secret', () => {
  const bytes = Buffer.from(value);
  test.each([
    ['plain', value],
    ['base64', bytes.toString('base64')],
    ['base64 for URLs', bytes.toString('base64url')],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    ['a URL', encodeURIComponent(value)],
    ['a form', encodeURIComponent(value).replaceAll('%20', '+')],
    ["sh's single quotes", value.replaceAll("'", "'\\''")],
    ["sh's double quotes", value.replace(/[\\"$`]/gu, '\\$&')],
    ["sh's backslashes", value.replace(/[^\w@%+=:,./-]/gu, '\\$&')],
  ])('%s is replaced by its name', (_, form) => {
    expect(redact(notice(`before ${form} after`), [secret])).toEqual(notice('before (secret registry_password) after'));
  });

  test.each([0, 1, 2, 3])('base64 of it behind %d other bytes', (offset) => {
    const long = 'a long enough password';
    const encoded = Buffer.from(`${'u'.repeat(offset)}${long}:tail`).toString('base64');
    const text = redact(notice(encoded), [{ name: 'p', value: long }]);
    expect(JSON.stringify(text)).toContain('(secret p)');
    const core = Buffer.from(long).toString('base64').slice(8, 16);
    expect(JSON.stringify(text)).not.toContain(core);
  });

  test('the lines of a key, and the whole of it', () => {
    const key = '-----BEGIN KEY-----\nQUJDREVGR0hJSktMTU5P\nUFFSU1RVVldYWVo=\n-----END KEY-----\n';
    const secrets = [{ name: 'key', value: key }];
    expect(redact(notice('read QUJDREVGR0hJSktMTU5P'), secrets)).toEqual(notice('read (secret key)'));
    expect(redact(notice(`whole ${key.trim()}.`), secrets)).toEqual(notice('whole (secret key).'));
    expect(redact(notice('-----BEGIN KEY-----'), secrets)).toEqual(notice('-----BEGIN KEY-----'));
  });

  test('a short one only where it stands alone, and an empty one never', () => {
    expect(redact(notice('yes yesterday, x yes.'), [{ name: 'p', value: 'yes' }])).toEqual(notice('(secret p) yesterday, x (secret p).'));
    expect(redact(notice('text'), [{ name: 'p', value: '' }])).toEqual(notice('text'));
  });

  test('the longer one wins where one secret contains another', () => {
    const secrets = [
      { name: 'short', value: 'opensesame' },
      { name: 'long', value: 'opensesame-and-more' },
    ];
    expect(redact(notice('opensesame-and-more opensesame'), secrets)).toEqual(notice('(secret long) (secret short)'));
  });
});

describe('events', () => {
  test('are cleaned wherever text stands in them', () => {
    const step = makeStep('h', `file:/etc/${value}`, {
      summary: value,
      change: { kind: 'update', fields: [{ field: value, before: { [value]: [value] }, after: value }] },
      texts: [{ path: '/x', before: value, after: `x${value}` }],
      actions: [{ do: 'run', argv: ['echo', value], stdin: value, environment: { [value]: value }, timeoutMs: 1, onTimeout: 'leave' }],
    });
    const clean = redact({ at, event: 'plan_ready', plan: makePlan([makeHost(value)], [step]), digest: 'd'.repeat(64) }, [secret]);
    for (const form of secretForms(value)) expect(JSON.stringify(clean)).not.toContain(form);
    // The host and the batch it is in; id, address, task and summary; four in the change, two texts, four in the action.
    expect(JSON.stringify(clean).match(/\(secret registry_password\)/gu)).toHaveLength(16);
  });

  test('keep their own words even where a secret is such a word', () => {
    expect(
      redact({ ...done, status: 'changed' }, [
        { name: 'p', value: 'changed' },
        { name: 'q', value: 'step_done' },
      ]),
    ).toEqual(done);
  });

  test('that hold no secret are the same', () => {
    expect(createRedactor([secret]).push(done)).toEqual([done]);
  });
});

describe('output in pieces', () => {
  const others = ['registry', `'a "s`, 'opensesame', 'same-old', '\n', 'p', "p'", '한글', value, JSON.stringify(value)];
  const secrets = [secret, { name: 'two', value: 'opensesame-and-more' }, { name: 'three', value: 'more-or-less' }];

  test('has no part of a secret, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...others, ...secrets.map((one) => one.value)), { maxLength: 8 }),
        fc.array(fc.nat({ max: 150 })),
        (parts, cuts) => {
          const text = parts.join(' ');
          const whole = redact(output(text), secrets);
          expect(redactInPieces(text, cuts, secrets)).toBe(textOf([whole]));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a secret inside which another begins is not cut', () => {
    const overlapping = [
      { name: 'one', value: 'xyz-abcd' },
      { name: 'two', value: 'abcd-efgh' },
    ];
    expect(redactInPieces('<xyz-abcd', [9], overlapping)).toBe('<(secret one)');
    expect(redactInPieces('<xyz-abcd more', [9], overlapping)).toBe('<(secret one) more');
    expect(redactInPieces('<abcd-efgh', [5], overlapping)).toBe('<(secret two)');
  });

  test('is not held back longer than it must be', () => {
    const redactor = createRedactor([{ name: 'p', value: 'opensesame' }]);
    expect(textOf(redactor.push(output('hello\n')))).toBe('hello\n');
    expect(textOf(redactor.push(output('an open')))).toBe('an ');
    expect(textOf(redactor.push(output(' door')))).toBe('open door');
  });

  test('of one step does not mix with that of another', () => {
    const redactor = createRedactor([{ name: 'p', value: 'opensesame' }]);
    redactor.push(output('open', 'a'));
    expect(textOf(redactor.push(output('sesame', 'b')))).toBe('sesame');
    expect(textOf(redactor.push(done))).toBe('open');
  });

  test.each<RunEvent>([
    done,
    { at, event: 'host_done', host: 'h', play: 'p', status: 'failed' },
    { at, event: 'host_failed', host: 'h', status: 'failed', diagnostic: { code: 'RB1', severity: 'error', what: 'x' } },
    { at, event: 'run_done', exitCode: 1, durationMs: 1, changed: 0, hosts: [] },
  ])('what was held back comes before $event', (event) => {
    const redactor = createRedactor([{ name: 'p', value: 'opensesame' }]);
    redactor.push(output('open'));
    expect(redactor.push(event)).toEqual([output('open'), event]);
    expect(redactor.push(event)).toEqual([event]);
  });

  test('a secret that is learnt later is taken out from then on', () => {
    const redactor = createRedactor([]);
    redactor.add([{ name: 'token', value: 'abcdef.0123456789abcdef' }]);
    expect(redactor.push(notice('kubeadm join abcdef.0123456789abcdef'))).toEqual([notice('kubeadm join (secret token)')]);
  });
});
