import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { holeText } from '../../../src/core/hole.ts';
import { canonicalJson, isJsonObject, toJson, type Json, type JsonObject } from '../../../src/core/json.ts';
import { packPlan } from '../../../src/core/plan-pack.ts';
import { planText } from '../../../src/core/plan-digest.ts';
import type { Plan, Step } from '../../../src/core/plan.ts';
import { readPlanFile } from '../../../src/definition/plan-file.ts';
import { makeStep } from '../../support/make-step.ts';
import { soundPlan } from '../../support/sound-plan.ts';

const packed = packPlan(soundPlan());
const text = planText(packed);
const read = (from: string): Plan => readPlanFile(Buffer.from(from), 'x.plan');

/** The code with which a text is refused, and why; undefined when it is read. Anything but a refusal is thrown on. */
function refusal(from: string | Uint8Array): { readonly code: string; readonly why: string } | undefined {
  try {
    readPlanFile(typeof from === 'string' ? Buffer.from(from) : from, 'x.plan');
    return undefined;
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    const [first] = error.diagnostics;
    return { code: first?.code ?? '', why: first?.why ?? '' };
  }
}

/** The text of the sound plan with another value at a path. */
function withValue(path: readonly (string | number)[], value: Json | undefined): string {
  return canonicalJson(changed(toJson(packed) ?? null, path, value));
}

function changed(from: Json, path: readonly (string | number)[], value: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value ?? null;
  if (Array.isArray(from)) return from.map((one: Json, index) => (index === key ? changed(one, rest, value) : one));
  const before: JsonObject = isJsonObject(from) ? from : {};
  const { [key]: old, ...others } = before;
  return rest.length === 0 && value === undefined ? others : { ...others, [key]: changed(old ?? null, rest, value) };
}

const withSteps = (change: (steps: readonly Step[]) => readonly Step[]): string => planText({ ...packed, steps: change(packed.steps) });

describe('a plan file', () => {
  test('that the program wrote is read as it was', () => expect(read(text)).toEqual(JSON.parse(text)));

  test.each<[string, string | Uint8Array, string, string]>([
    ['nothing', '', 'RB6022', 'no JSON object'],
    ['a list', '[]', 'RB6022', 'no JSON object'],
    ['one that breaks off', text.slice(0, -1), 'RB6022', 'breaks off'],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'RB6022', 'in UTF-8'],
    ['a byte order mark', `\uFEFF${text}`, 'RB6022', 'no JSON object'],
    ['no format', '{}', 'RB6023', 'it says none; this program knows "runbook.plan/1"'],
    ['a format to come', withValue(['format'], 'runbook.plan/2'), 'RB6023', '"runbook.plan/2"'],
    ['a line end behind it', `${text}\n`, 'RB6024', 'RFC 8785'],
    ['spaces', JSON.stringify(JSON.parse(text), undefined, 1), 'RB6024', 'RFC 8785'],
    [
      'members in another order',
      `{"format":"runbook.plan/1",${text.slice(1).replace('"format":"runbook.plan/1",', '')}`,
      'RB6024',
      'RFC 8785',
    ],
    ['a member twice', text.replace('{', '{"aaa":1,').replace('"aaa":1', '"forks":7'), 'RB6024', 'RFC 8785'],
    ['a number as nobody writes it', text.replace('"forks":50', '"forks":5e1'), 'RB6024', 'RFC 8785'],
    ['a key that objects inherit', text.replace('"contents":{', '"contents":{"__proto__":{"text":""},'), 'RB6025', '__proto__'],
    ['U+0000', withValue(['playbook'], 'a\0b'), 'RB6025', 'U+0000'],
    ['half of a character', text.replace('"playbook":"', '"playbook":"\\ud800'), 'RB6025', 'half of a character'],
    ['what is nested without end', `{"format":"runbook.plan/1","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'RB6025', 'in each other'],
    ['an unknown member', withValue(['extra'], 1), 'RB6025', 'extra'],
    ['a missing member', withValue(['forks'], undefined), 'RB6025', 'forks'],
    ['a day that does not exist', withValue(['validUntil'], '2026-02-30T00:00:00.000Z'), 'RB6025', 'validUntil'],
    ['a relative path', withValue(['steps', 1, 'actions', 0, 'path'], 'etc/passwd'), 'RB6025', 'absolute path'],
    ['a path that climbs', withValue(['steps', 1, 'actions', 0, 'path'], '/etc/../root'), 'RB6025', 'absolute path'],
    ['a mode that is none', withValue(['steps', 1, 'actions', 0, 'mode'], '0999'), 'RB6025', 'mode'],
    ['an owner that is an option', withValue(['steps', 1, 'actions', 0, 'owner'], '-R'), 'RB6025', 'account'],
    ['an unknown action', withValue(['steps', 1, 'actions', 0], { do: 'format', path: '/' }), 'RB6025', 'steps.1.actions.0'],
    ['a hole where none may be', withValue(['steps', 1, 'task'], holeText({ kind: 'secret', name: 'x' })), 'RB6025', 'holes'],
    ['a pattern that is none', withValue(['steps', 0, 'outputs', 'key', 'pattern'], '('), 'RB6025', 'regular expression'],
    ['a file of elsewhere', withValue(['contents', 'a'.repeat(64)], { file: '../../etc/shadow', sizeBytes: 1 }), 'RB6025', 'below roles/'],
    [
      'a climbing file',
      withValue(['contents', 'a'.repeat(64)], { file: 'roles/../.runbook/marks.key', sizeBytes: 1 }),
      'RB6025',
      'below roles/',
    ],
    [
      'a secret of the project by its file',
      withValue(['contents', 'a'.repeat(64)], { file: 'inventory/site/secrets/token', sizeBytes: 1 }),
      'RB6025',
      'below roles/',
    ],
  ])('is refused for %s', (_what, from, code, why) => {
    expect(refusal(from)).toMatchObject({ code });
    expect(refusal(from)?.why).toContain(why);
  });

  const [content = ''] = Object.keys(packed.contents);
  test.each<[string, string, string]>([
    ['a content with another digest', withValue(['contents', content], { text: 'other' }), 'its digest is another'],
    ['base64 with rests', withValue(['contents', 'a'.repeat(64)], { base64: 'AAAB=' }), 'no base64'],
    [
      'a reference to nothing',
      withValue(['steps', 0, 'actions', 0, 'stdin'], `content:sha256:${'b'.repeat(64)}`),
      'no text among the contents',
    ],
    [
      'bytes that are not there',
      withValue(['steps', 2, 'actions', 0, 'content', 'base64'], `content:sha256:${'b'.repeat(64)}`),
      'no bytes among the contents',
    ],
    ['a piece of a hole', withValue(['steps', 0, 'actions', 0, 'argv', 3], '\uE000{"kind":"secret"'), 'not well written'],
    [
      'a hole spelled another way',
      withValue(['steps', 0, 'actions', 0, 'argv', 3], '\uE000{"name":"x","kind":"secret"}\uE001'),
      'not well written',
    ],
    [
      'a host that is not in it',
      withValue(
        ['steps', 0, 'actions', 0, 'argv', 3],
        holeText({ kind: 'output', host: 'x', address: 'a', output: 'o', pattern: '.', secret: false }),
      ),
      'not in the plan',
    ],
    [
      'a value that never comes',
      withValue(['steps', 0, 'actions', 0, 'argv', 3], holeText({ kind: 'unknown', until: 'x' })),
      'never comes',
    ],
    [
      'a digest of no content',
      withValue(['steps', 0, 'actions', 0, 'argv', 3], holeText({ kind: 'digest', content: 'c'.repeat(64) })),
      'not there',
    ],
    ['a step twice', withSteps((steps) => [...steps, ...steps.slice(-1)]), 'stands there already'],
    ['steps out of order', withSteps((steps) => steps.toReversed()), 'after a step of a later host'],
    ['a step of a stranger', withSteps((steps) => [...steps, makeStep('stranger', 'x')]), 'stranger is not in the play'],
    ['a step of a play that is not there', withSteps((steps) => steps.map((step) => ({ ...step, play: 7 }))), 'is not in the play 7'],
    ['an id of another step', withSteps((steps) => steps.map((step) => ({ ...step, id: 'x' }))), 'its id is not'],
    ['too few answers', withValue(['steps', 1, 'guard', 'seen'], ['absent']), 'not one answer for each request'],
    ['a guard that compares nothing', withValue(['steps', 0, 'guard', 'after'], 'a'.repeat(64)), 'nothing to compare'],
    ['a guard by what may change at any time', withValue(['steps', 2, 'guard', 'requests', 0], { ask: 'facts' }), 'can compare nothing'],
    ['answers that the host does not compare', withValue(['steps', 1, 'guard', 'seen', 0], 'absent'), 'is not what the host compares'],
    ['a diff from another text than the host has', withValue(['steps', 1, 'texts', 0, 'before'], 'as if'), 'is said to hold'],
    ['a diff to another text than is written', withValue(['steps', 1, 'texts', 0, 'after'], 'as if'), 'is said to become'],
    ['marks of no secret', withValue(['steps', 2, 'secret'], undefined), 'not said to hold a secret'],
    ['a play with a host that is not in it', withValue(['plays', 0, 'batches', 0], ['cp-1', 'relay-1', 'x']), 'x is not among the hosts'],
    ['a host without identity', withValue(['identities', 'cp-1'], undefined), 'cp-1 is missing'],
  ])('contradicts itself with %s', (_what, from, why) => {
    expect(refusal(from)).toMatchObject({ code: 'RB6026' });
    expect(refusal(from)?.why).toContain(why);
  });

  test.each<[string, string]>([
    ['large lists in each other', `{"format":"runbook.plan/1","x":${'['.repeat(600_000)}${']'.repeat(600_000)}}`],
    [
      'many holes after a long text',
      withValue(['steps', 2, 'actions', 0, 'content'], {
        text: `${'x'.repeat(4_000_000)}${holeText({ kind: 'secret', name: 'x' }).repeat(50_000)}`,
      }),
    ],
  ])('keeps nobody waiting with %s', (_what, from) => {
    const began = performance.now();
    refusal(from);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test('with any one byte changed is refused, or is another plan in full order', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, by) => {
        const other = Buffer.from(bytes);
        other[place] = ((other[place] ?? 0) + by) % 256;
        const again = refusal(other) === undefined ? planText(readPlanFile(other, 'x.plan')) : other.toString();
        expect(again).toBe(other.toString());
      }),
      { numRuns: 400 },
    );
  });

  test('with anything in the place of any value never brings the program down', () => {
    const paths = pathsOf(toJson(packed) ?? null, []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const json = toJson(value);
        if (json !== undefined) refusal(withValue(path, json));
      }),
      { numRuns: 400 },
    );
  });

  test('that is no plan at all never brings the program down', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void refusal(bytes)));
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(refusal(json)).toBeDefined();
      }),
    );
  });
});

function pathsOf(value: Json, path: readonly (string | number)[]): readonly (readonly (string | number)[])[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((one: Json, index) => pathsOf(one, [...path, index]))];
  if (!isJsonObject(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]))];
}
