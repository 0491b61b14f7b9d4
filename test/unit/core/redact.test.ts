import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { firstOf, lastOf } from '../../../src/core/cut-text.ts';
import { createMask, type NamedSecret } from '../../../src/core/mask.ts';
import { createRedactor, redact } from '../../../src/core/redact.ts';
import { secretForms } from '../../../src/core/secret-forms.ts';
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

/** With a quote, a line break, a letter beyond ASCII and one beyond the first plane; its lines are long enough to be looked for. */
const canary = `ca"nary' 8f3a<b>&c\n둘째 줄 of 😀 $(it)/+`;
const named: NamedSecret = { name: 'canary', value: canary };

describe('what other programs make of a secret', () => {
  const inEnglish = { ...process.env, LC_ALL: 'C' };
  test.each([
    ['bash, quoting for itself', ['bash', '-c', 'printf %q "$0"', canary], ''],
    ['bash, telling what it runs', ['bash', '-xc', 'exec 2>&1; : "$0"', canary], ''],
    ['base64 in lines', ['base64'], `${'x'.repeat(50)}${canary}${'y'.repeat(50)}`],
    ['base64 in short lines', ['base64', '-w', '61'], `${'x'.repeat(31)}${canary}`],
    ['hexadecimal digits in lines', ['sh', '-c', 'od -An -v -tx1 | tr -d " \\n" | fold -w 60'], canary],
    ['sed, line by line', ['sed', 's/^/> /'], canary],
    ['python, as JSON', ['python3', '-c', 'import json,sys; print(json.dumps(sys.stdin.read()))'], canary],
    ['python, as a URL', ['python3', '-c', 'import urllib.parse,sys; print(urllib.parse.quote(sys.stdin.read()))'], canary],
    ['python, as HTML', ['python3', '-c', 'import html,sys; print(html.escape(sys.stdin.read(), quote=False))'], canary],
    ['python, as itself', ['python3', '-c', 'import sys; print(repr(sys.stdin.read()))'], canary],
  ])('%s: nothing is left of it', (_, [program = '', ...args], input) => {
    const said = execFileSync(program, args, { input, encoding: 'utf8', env: inEnglish });
    const clean = createMask([named]).replace(said);
    expect(clean).toContain('(secret canary)');
    // No six characters in a row of any form.
    expect(piecesOf(said).filter((piece) => clean.includes(piece))).toEqual([]);
  });

  /** Pieces of six characters of the secret, as plain text and in this output's own spelling of its letters. */
  function piecesOf(said: string): readonly string[] {
    const known = [canary, Buffer.from(canary).toString('hex'), Buffer.from(canary).toString('base64').slice(4, -8)];
    const pieces = known.flatMap((text) => Array.from({ length: Math.max(0, text.length - 5) }, (_, at) => text.slice(at, at + 6)));
    return pieces.filter((piece) => said.includes(piece) && !'(secret canary)'.includes(piece));
  }
});

describe('a secret through which a text was cut', () => {
  test.each([4, 5, 9, 17, 30])('is masked behind the cut when %i characters of it are left', (left) => {
    const mask = createMask([named]);
    const text = lastOf(`${'before '.repeat(9)}${canary} after`, ' after'.length + left);
    expect(mask.replace(text)).toBe('…(secret canary) after');
  });

  test.each([4, 5, 9, 17, 30])('is masked before the cut when %i characters of it are left', (left) => {
    const text = firstOf(`before ${canary}`, 'before '.length + left);
    expect(createMask([named]).replace(text)).toBe('before (secret canary)…');
  });

  test('in base64 too; what is no part of it stays, and so do single characters', () => {
    const mask = createMask([named]);
    const encoded = Buffer.from(canary).toString('base64');
    expect(mask.replace(lastOf(encoded, 20))).toBe('…(secret canary)');
    expect(mask.replace('… of all, and more…')).toBe('… of all, and more…');
    expect(mask.replace(lastOf(`${canary}.`, 3))).toBe(`…${canary.slice(-2)}.`);
  });

  test.each([16, 32, 60])('is masked in hexadecimal digits in lines of %i too, behind and before the cut', (width) => {
    const digits = Buffer.from(canary)
      .toString('hex')
      .replace(new RegExp(`.{${width}}`, 'gu'), '$&\n');
    for (let left = 5; left < digits.length - 5; left += 1) {
      const [tail, head] = [lastOf(digits, left), firstOf(digits, left)].map((text) => createMask([named]).replace(text));
      expect([tail, head]).toEqual([
        expect.stringMatching(/^…\n?\(secret canary\)\n?$/u),
        expect.stringMatching(/^\(secret canary\)\n?…$/u),
      ]);
    }
  });

  test('leaves no half character', () => {
    const bytes = Buffer.from('한글 text').subarray(1);
    expect(lastOf(`x${bytes.toString()}`, bytes.toString().length)).toBe('…글 text');
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
    for (const form of secretForms(value)) expect(JSON.stringify(clean)).not.toContain(form.text);
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

  test('has no part of an encoded secret that is broken into lines, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 80 }),
        fc.constantFrom(60, 61, 64, 76),
        fc.array(fc.nat({ max: 300 }), { maxLength: 6 }),
        (ahead, width, cuts) => {
          const encoded = Buffer.from(`${'a'.repeat(ahead)}${canary}${'z'.repeat(40)}`).toString('base64');
          const text = encoded.replace(new RegExp(`.{${width}}`, 'gu'), '$&\n');
          const clean = redactInPieces(text, cuts, [named]);
          expect(clean).toBe(createMask([named]).replace(text));
          const core = Buffer.from(canary).toString('base64');
          for (let at = 4; at + 12 < core.length; at += 1) expect(clean.replaceAll('\n', '')).not.toContain(core.slice(at, at + 8));
          expect(clean).toContain('(secret canary)');
        },
      ),
      { numRuns: 300 },
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

test('what was held back of all steps is given when nothing more comes of them', () => {
  const redactor = createRedactor([{ name: 'p', value: 'opensesame' }]);
  redactor.push(output('open', 'a'));
  redactor.push(output('opens', 'b'));
  expect(redactor.rest(at)).toEqual([output('open', 'a'), output('opens', 'b')]);
  expect(redactor.rest(at)).toEqual([]);
});
