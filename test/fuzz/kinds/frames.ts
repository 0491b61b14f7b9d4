import fc from 'fast-check';
import { answersDigest } from '../../../src/core/digest.ts';
import { hasSentinel } from '../../../src/core/hole.ts';
import { isJsonObject, type Json } from '../../../src/core/json.ts';
import type { Request } from '../../../src/core/request.ts';
import type { ReadyStep, StepProgress } from '../../../src/core/session.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { hostileSession, joined, type Say } from '../../support/hostile-channel.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { verdictOf } from '../oracles.ts';
import { readInPieces } from '../read-in-pieces.ts';
import { jsonOf } from '../tree.ts';

/** What a host says at a time: a record, whose length may be a lie, or bytes. */
interface Saying {
  readonly kind: string;
  readonly words: string;
  /** A character a byte. */
  readonly text: string;
  /** Added to the true length. */
  readonly lie: number;
}

const AFTER = 'file 0644 root root';
const requests: readonly Request[] = [
  { ask: 'stat', path: '/etc/motd' },
  { ask: 'content', path: '/etc/motd', limitBytes: 1000 },
];
const steps: readonly ReadyStep[] = [
  {
    id: 'a',
    requests: requests.slice(0, 1),
    before: answersDigest(['absent']),
    after: answersDigest([AFTER]),
    actions: [{ do: 'remove', path: '/x' }],
  },
  { id: 'b', requests: requests.slice(0, 1), actions: [{ do: 'remove', path: '/x' }], keep: { at: 'run/step', things: ['path:/x'] } },
];

const say = (kind: string, words: string, text = ''): Saying => ({ kind, words, text: Buffer.from(text).toString('latin1'), lie: 0 });
const scripts: Readonly<Record<'ask' | 'do', readonly (readonly Saying[])[]>> = {
  ask: [
    [say('answers', '', joined(AFTER, 'bW90ZA=='))],
    [say('answers', '', joined('absent', 'absent'))],
    // One that is honest but for a hole.
    [say('answers', '', joined(AFTER, '\uE000{}\uE001'))],
  ],
  do: [
    [
      say('begin', '0'),
      say('changed', '0', joined(AFTER)),
      say('begin', '1'),
      say('was', '1', joined('absent')),
      say('kept', '1'),
      say('changed', '1', joined(AFTER)),
      say('over', '0'),
    ],
    [
      say('already', '0', joined(AFTER)),
      say('begin', '1'),
      say('kept', '1'),
      say('output', '1', 'doing\n'),
      say('failed', '1 0 4', 'no'),
      say('over', '0'),
    ],
    [say('refused', '0', joined('link 0777 a b /x')), say('over', '0')],
    [say('begin', '0'), say('output', '0', '\u001B[2Jx\r'), say('timed_out', '0 0 143', 'x'), say('over', '0')],
  ],
};

const texts = [
  '',
  'x',
  joined(AFTER),
  joined('absent'),
  joined(AFTER, 'x'),
  joined('\uE000{}\uE001'),
  joined(AFTER, '\uE000{}\uE001'),
  '9\nab\n',
  '-1\n\n',
  '00000000000\n',
  '\u001B]0;x\u0007',
  joined(`link 0777 root root \u202E`, 'gz:AAAA'),
  joined('a'.repeat(5000)),
  '5\nabsent\n',
  'rb00 over 0 \n\n',
  '\n',
  '1e3\nx\n',
].map((text) => Buffer.from(text).toString('latin1'));
const saying: fc.Arbitrary<Saying> = fc.record({
  kind: fc.oneof(
    {
      arbitrary: fc.constantFrom(
        'answers',
        'over',
        'begin',
        'output',
        'was',
        'kept',
        'unkept',
        'changed',
        'already',
        'refused',
        'failed',
        'unmet',
        'timed_out',
        'still_running',
        'ready',
        'bytes',
      ),
      weight: 12,
    },
    { arbitrary: fc.constantFrom('nope', '__proto__', 'constructor', 'toString', ''), weight: 1 },
  ),
  words: fc.constantFrom(
    '',
    '0',
    '1',
    '0 0 1',
    '1 0 4',
    '2',
    '-1',
    '0 NaN 1',
    '0x0',
    '1e0',
    ' ',
    '0 99999 99999',
    '0 0',
    '__proto__',
    '00',
    '1 1',
    '0\u001B[2J',
  ),
  text: fc.oneof(
    { arbitrary: fc.constantFrom(...texts), weight: 4 },
    { arbitrary: fc.string({ maxLength: 20, unit: 'binary-ascii' }), weight: 1 },
  ),
  lie: fc.oneof(
    { arbitrary: fc.constant(0), weight: 8 },
    { arbitrary: fc.constantFrom(-1, 1, 5, 100, 1_000_000, 900_000_000, 1e12), weight: 1 },
  ),
});
interface Change {
  readonly at: number;
  readonly remove: number;
  readonly put: readonly Saying[];
}
const changes = fc.array(fc.record({ at: fc.nat(8), remove: fc.constantFrom(0, 0, 1, 1, 2, 9), put: fc.array(saying, { maxLength: 2 }) }), {
  maxLength: 2,
});

function changed(script: readonly Saying[], all: readonly Change[]): readonly Saying[] {
  return all.reduce((now, { at, remove, put }) => now.toSpliced(at % (now.length + 1), remove, ...put), script);
}

const inputs: fc.Arbitrary<Texts> = fc
  .constantFrom<('ask' | 'do')[]>('ask', 'do', 'do')
  .chain((asked) =>
    fc.record({
      asked: fc.constant(asked),
      script: fc.tuple(fc.constantFrom(...scripts[asked]), changes).map(([script, all]) => changed(script, all)),
      noise: fc.constantFrom('', '', 'Welcome\r\n', 'rb', 'rb00', '\u001B[2J'),
      cut: fc.integer({ min: 1, max: 40 }),
    }),
  )
  .map(({ asked, script, noise, cut }) => ({ asked, script: JSON.stringify(script), noise, cut: String(cut) }));

/** What hosts send where frames are awaited: it is taken as it was sent, in whatever pieces it comes, or the shell is given up. */
export const frames: FuzzKind = {
  name: 'frames',
  share: 12,
  sources: [
    'transport/shell/records.ts',
    'transport/shell/session.ts',
    'transport/shell/follow-steps.ts',
    'transport/shell/shell.ts',
    'transport/shell/content-answer.ts',
    'transport/shell/answer-limits.ts',
  ],
  inputs,
  judge: async (input) => {
    const script = readScript(textOf(input, 'script'));
    readInPieces(
      Buffer.concat([Buffer.from(textOf(input, 'noise'), 'latin1'), ...script.map((one) => bytesOf('rb00', one))]),
      Number(textOf(input, 'cut')),
    );
    const session = hostileSession({
      onFrame: (to) => {
        for (const one of script) tell(to, one);
        setImmediate(() => to.end());
      },
    });
    try {
      await (textOf(input, 'asked') === 'ask' ? ask(session, script) : execute(session, script));
      return verdictOf([]);
    } catch (error) {
      if (!(error instanceof RunbookError)) throw error;
      const verdict = verdictOf(error.diagnostics);
      // What is said of the syntax of records has no code of its own.
      const isSyntax = error.diagnostics.some((one) =>
        /does not begin with the marker|no end of its first line|longer than (?:it says|64 MiB)/u.test(one.why ?? ''),
      );
      return { ...verdict, reached: isSyntax ? 'syntax' : 'meaning' };
    } finally {
      await session.close();
    }
  },
};

async function ask(session: ReturnType<typeof hostileSession>, script: readonly Saying[]): Promise<void> {
  const answers = await session.ask(requests, 'login');
  must(answers.length === requests.length, () => `${answers.length} answers to ${requests.length} questions`);
  must(!answers.some((answer) => hasSentinel(answer)), () => 'an answer holds a hole');
  const said = script.map((one) => Buffer.from(one.text, 'latin1').toString()).join('\n');
  must(
    answers.every((answer) => said.includes(answer) || said.includes('gz:')),
    () => `nobody said ${JSON.stringify(answers)}`,
  );
}

async function execute(session: ReturnType<typeof hostileSession>, script: readonly Saying[]): Promise<void> {
  const heard: StepProgress[] = [];
  const results = await session.execute(steps, 'login', (progress) => heard.push(progress));
  must(results.length === steps.length, () => `${results.length} results for ${steps.length} steps`);
  must(heard.filter((one) => one.kind === 'end').length <= steps.length, () => 'a step ended twice');
  results.forEach((result, index) => {
    const isDone = result.status === 'changed' || result.status === 'already';
    must(
      !isDone || script.some((one) => ['changed', 'already'].includes(one.kind) && one.words.startsWith(String(index))),
      () => `step ${index} is ${result.status}, and nobody said so`,
    );
    const after = steps[index]?.after;
    must(
      !isDone || after === undefined || answersDigest(result.answers) === after,
      () => `step ${index} is ${result.status}, and its answers say otherwise`,
    );
    must(
      !results.slice(0, index).some((one) => !['changed', 'already'].includes(one.status)) || result.status === 'not_begun',
      () => 'a step was done after one that failed',
    );
    must(![...result.answers, ...(result.before ?? [])].some((answer) => hasSentinel(answer)), () => 'an answer holds a hole');
  });
}

function tell(to: Say, one: Saying): void {
  if (one.kind === 'bytes') to.bytes(Buffer.from(one.text, 'latin1'));
  else to.record(one.kind, one.words, Buffer.from(one.text, 'latin1'), one.text.length + one.lie);
}

function bytesOf(marker: string, one: Saying): Buffer {
  return Buffer.from(
    one.kind === 'bytes' ? one.text : `${marker} ${one.kind} ${one.text.length + one.lie} ${one.words}\n${one.text}\n`,
    'latin1',
  );
}

function readScript(text: string): readonly Saying[] {
  const value = jsonOf(text);
  return (Array.isArray(value) ? value : []).flatMap((one: Json): Saying[] => {
    if (!isJsonObject(one)) return [];
    return [{ kind: word(one['kind']), words: word(one['words']), text: word(one['text']), lie: Number(one['lie']) }];
  });
}

function word(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
