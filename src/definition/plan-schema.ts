import { z } from 'zod';
import { hasSentinel } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import type { Label } from '../core/resource.ts';

/*
 * The members of a plan file, all of them and no others. What they mean stands at the types in core; here is what a value must look like before any code relies on it.
 */

/** Text whose value is known. */
const plain = z.string().refine((text) => !hasSentinel(text), { error: 'must not contain a character that only holes may contain' });
/** Text that may contain holes. */
const holey = z.string();
const named = plain.min(1).max(512);
const hex = z.string().regex(/^[0-9a-f]{64}$/u, { error: 'must be a SHA-256 in hex' });
const mark = z.string().regex(/^mark:[0-9a-f]{64}$/u, { error: 'must be a mark' });
const time = z.string().refine(isTime, { error: 'must be a time in UTC (2026-11-30T03:30:00.000Z)' });
const count = z.int().min(0).max(1_000_000);
const limitMs = z
  .int()
  .min(1)
  .max(7 * 24 * 3_600_000);
const durationMs = z
  .int()
  .min(0)
  .max(366 * 24 * 3_600_000);
const pattern = plain.max(1000).refine(isPattern, { error: 'must be a regular expression' });
const path = plain.refine(isPath, { error: 'must be an absolute path in its plain form' });
const account = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/u, { error: 'must be a name of an account or group' });
const json = z.custom<Json>((value) => value !== undefined);
const labels = ['reversible', 'guarded', 'disruptive', 'point_of_no_return', 'opaque'] as const satisfies readonly Label[];
const footprint = z.array(plain);

const identity = z.union([z.literal('login'), z.strictObject({ become: account, method: z.enum(['sudo', 'su']) })]);

const request = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.enum(['exists', 'stat', 'digest', 'key_state', 'public_key']), path: plain }),
  z.strictObject({ ask: z.enum(['unit', 'package', 'package_version', 'module']), name: named }),
  z.strictObject({
    ask: z.literal('user'),
    name: account,
    fields: z.array(z.enum(['uid', 'group', 'comment', 'home', 'shell', 'groups'])),
  }),
  z.strictObject({ ask: z.literal('group'), name: account, number: z.enum(['exact', 'any']) }),
  z.strictObject({ ask: z.literal('sysctl'), key: named }),
  z.strictObject({ ask: z.literal('config_in_use'), unit: named, paths: z.array(plain) }),
  z.strictObject({ ask: z.literal('run'), argv: z.array(plain).min(1), reads: footprint, timeoutMs: limitMs }),
  z.strictObject({ ask: z.literal('content'), path: plain, limitBytes: z.int().min(0), unless: plain.exactOptional() }),
  z.strictObject({ ask: z.literal('facts') }),
  z.strictObject({ ask: z.literal('transaction'), verb: z.enum(['install', 'remove']), name: named, version: plain.exactOptional() }),
]);

/** A question as it is kept for the next run. */
export const questionSchema = z.strictObject({ identity, request });

const content = z.union([z.strictObject({ text: holey }), z.strictObject({ base64: plain })]);
const stored = z.union([
  content,
  z.strictObject({
    file: plain.refine(isFileBelow, { error: 'must be a file of a role, below roles/' }),
    sizeBytes: z.int().min(1),
  }),
]);

const action = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('run'),
    argv: z.array(holey).min(1),
    stdin: holey.exactOptional(),
    environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u), holey).exactOptional(),
    timeoutMs: limitMs,
    onTimeout: z.enum(['terminate', 'leave']),
    long: z.boolean().exactOptional(),
    refusal: z.int().min(1).max(255).exactOptional(),
  }),
  z.strictObject({
    do: z.literal('write'),
    path,
    content,
    mode: z.string().regex(/^0[0-7]{3}$|^[0-7]{4}$/u, { error: 'must be a mode of four octal digits' }),
    owner: account,
    group: account,
    validate: z.array(plain).min(1).exactOptional(),
  }),
  z.strictObject({ do: z.literal('remove'), path }),
  z.strictObject({ do: z.literal('record_config'), unit: named, paths: z.array(path) }),
  z.strictObject({
    do: z.literal('restore'),
    thing: plain.regex(/^[a-z]+:[^\p{Cc}]*$/u, { error: 'must be a thing as a footprint names it' }),
    from: z
      .string()
      .regex(/^[0-9A-Za-z-]{1,64}\/[0-9a-f]{1,64}$/u, { error: 'must be a place in the undo store' })
      .exactOptional(),
  }),
]);

const source = z.strictObject({ file: plain, line: count, column: count, text: holey.exactOptional() });
const diagnostic = z.strictObject({
  code: z.string().regex(/^RB\d{4}$/u),
  severity: z.enum(['error', 'warning']),
  what: holey,
  source: source.exactOptional(),
  host: plain.exactOptional(),
  address: plain.exactOptional(),
  why: holey.exactOptional(),
  mend: holey.exactOptional(),
});

const guard = z.strictObject({
  requests: z.array(request),
  before: hex.exactOptional(),
  after: hex.exactOptional(),
  afterAnswers: z.array(holey).exactOptional(),
  seen: z.array(plain).exactOptional(),
  marks: z.array(mark).exactOptional(),
  marksAfter: z.array(mark).exactOptional(),
});

/** A step of a plan file. */
export const stepSchema = z.strictObject({
  id: named,
  host: named,
  address: named,
  task: plain,
  play: count,
  change: z.strictObject({
    kind: z.enum(['none', 'create', 'update', 'delete']),
    fields: z.array(z.strictObject({ field: plain, before: json.exactOptional(), after: json.exactOptional() })),
  }),
  guard,
  actions: z.array(action),
  undo: z.array(action).exactOptional(),
  secret: z.literal(true).exactOptional(),
  identity,
  labels: z.array(z.enum(labels)),
  footprint,
  outputs: z.record(named, z.strictObject({ request, pattern })),
  summary: holey.exactOptional(),
  warning: holey.exactOptional(),
  texts: z
    .array(z.strictObject({ path: plain, before: holey.exactOptional(), after: holey.exactOptional(), unseen: plain.exactOptional() }))
    .exactOptional(),
});

const flowEnd = z.strictObject({ names: z.array(plain), hosts: z.array(plain) });

/** A plan file, read as JSON. */
export const planSchema = z.strictObject({
  format: z.literal('runbook.plan/1'),
  undoOf: named.exactOptional(),
  playbook: plain,
  inventory: plain,
  createdAt: time,
  validUntil: time.exactOptional(),
  origin: z.strictObject({
    operator: plain,
    version: plain,
    files: z.record(named, hex),
    marks: z.record(named, mark),
    options: z.record(named, plain),
  }),
  identities: z.record(
    named,
    z.strictObject({
      address: named,
      port: z.int().min(1).max(65_535),
      via: z.array(named),
      hostKeys: z.array(z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/u, { error: 'must be a fingerprint' })),
    }),
  ),
  stage: z.int().min(1).max(10_000),
  stageEnds: z.array(z.strictObject({ host: named, task: plain, until: plain })),
  hosts: z.array(
    z.strictObject({
      name: named,
      zone: named,
      via: z.array(named),
      address: named,
      groups: z.array(named),
      unchanged: count,
      failure: diagnostic.exactOptional(),
      readOnly: z.boolean().exactOptional(),
    }),
  ),
  flows: z.array(
    z.strictObject({
      from: flowEnd,
      to: flowEnd,
      ports: z.array(plain),
      over: plain.exactOptional(),
      purpose: plain,
      ticket: plain.exactOptional(),
    }),
  ),
  sizes: z.record(named, count),
  duration: z
    .strictObject({
      estimateMs: durationMs,
      steps: count,
      last: z.strictObject({ run: named, durationMs, changed: count }).exactOptional(),
    })
    .exactOptional(),
  plays: z.array(z.strictObject({ name: plain, batches: z.array(z.array(named)), maxFailures: count.exactOptional() })),
  forks: z.int().min(1).max(9999),
  concurrency: z.record(named, z.int().min(1).max(9999)).exactOptional(),
  guardSeconds: z.int().min(10).max(600).exactOptional(),
  steps: z.array(stepSchema),
  demands: z.array(
    z.strictObject({ host: named, address: named, output: named, argv: z.array(plain).min(1), pattern, timeoutMs: limitMs, identity }),
  ),
  contents: z.record(hex, stored),
  warnings: z.array(diagnostic),
  signatures: z.array(plain.max(64 * 1024)).exactOptional(),
});

function isTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u.test(text)) return false;
  const time_ = new Date(text);
  return !Number.isNaN(time_.getTime()) && time_.toISOString() === text;
}

function isPattern(source_: string): boolean {
  try {
    return new RegExp(`^(?:${source_})$`, 'u').unicode;
  } catch {
    return false;
  }
}

function isPath(text: string): boolean {
  return text.startsWith('/') && text.length <= 4096 && !/\p{Cc}/u.test(text) && areParts(text.slice(1));
}

function isFileBelow(text: string): boolean {
  // Secrets, keys and journals of the project lie elsewhere.
  return text.startsWith('roles/') && text.length <= 4096 && !/[\p{Cc}\\]/u.test(text) && areParts(text);
}

function areParts(text: string): boolean {
  return text.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
