import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { RunbookError } from '../../../../src/core/diagnostic.ts';
import { answersDigest } from '../../../../src/core/digest.ts';
import { holeText } from '../../../../src/core/hole.ts';
import type { Request } from '../../../../src/core/request.ts';
import type { ReadyStep, StepProgress } from '../../../../src/core/session.ts';
import { createRecordReader } from '../../../../src/transport/shell/records.ts';
import { hostileSession, joined, type Say, type Script } from '../../../support/hostile-channel.ts';

const stat: Request = { ask: 'stat', path: '/etc/motd' };
const AFTER = 'file 0644 root root';
const step = (id: string): ReadyStep => ({
  id,
  requests: [stat],
  before: answersDigest(['absent']),
  after: answersDigest([AFTER]),
  actions: [{ do: 'remove', path: '/x' }],
});

/** What the operator is told of a promise that must fail. */
async function told(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RunbookError) return error.diagnostics.map((one) => `${one.code} ${one.what}; ${one.why ?? ''}`).join('\n');
    throw error;
  }
  throw new Error('it was believed');
}

async function execute(
  script: Script,
  steps: readonly ReadyStep[] = [step('a'), step('b')],
): Promise<{ readonly said: string; readonly heard: readonly StepProgress[] }> {
  const heard: StepProgress[] = [];
  const said = await told(hostileSession(script).execute(steps, 'login', (progress) => heard.push(progress)));
  return { said, heard };
}

describe('a host that lies about steps', () => {
  const lies: readonly (readonly [string, (say: Say) => void, string])[] = [
    ['ends the frame and has done nothing', (say) => say.record('over', '0', ''), 'before every step had ended'],
    ['does the first and ends the frame', (say) => (good(say, 0), say.record('over', '0', '')), 'before every step had ended'],
    ['ends in the middle of a step', (say) => (say.record('begin', '0', ''), say.record('over', '0', '')), 'before every step had ended'],
    ['begins a step that was not sent', (say) => say.record('begin', '7', ''), 'names a step that was not sent'],
    ['begins with the second step', (say) => say.record('begin', '1', ''), 'out of its turn'],
    ['begins a step twice', (say) => (say.record('begin', '0', ''), say.record('begin', '0', '')), 'out of its turn'],
    ['does a step twice', (say) => (good(say, 0), say.record('begin', '0', '')), 'out of its turn'],
    [
      'goes on after a step failed',
      (say) => (say.record('begin', '0', ''), say.record('failed', '0 0 1', 'no'), say.record('begin', '1', '')),
      'out of its turn',
    ],
    ['ends a step that has not begun', (say) => say.record('changed', '0', joined(AFTER)), 'has not begun'],
    [
      'says changed, and its answers say otherwise',
      (say) => (say.record('begin', '0', ''), say.record('changed', '0', joined('absent'))),
      'the answers say otherwise',
    ],
    [
      'says already, and its answers say otherwise',
      (say) => (say.record('begin', '0', ''), say.record('already', '0', joined('absent'))),
      'the answers say otherwise',
    ],
    [
      'says changed with words of a failure, to send no answers',
      (say) => (say.record('begin', '0', ''), say.record('changed', '0 1 1', 'x')),
      'the answers say otherwise',
    ],
    ['answers as if it had been asked', (say) => say.record('answers', '', joined('absent')), 'of another kind was due'],
    ['says again that it is ready', (say) => say.record('ready', '1', ''), 'say once that it is ready'],
    ['fails without numbers', (say) => (say.record('begin', '0', ''), say.record('failed', '0 NaN 1', '')), 'without its numbers'],
    [
      'tells how it was before, which nobody asked',
      (say) => (say.record('begin', '0', ''), say.record('was', '0', joined('absent'))),
      'nobody asked',
    ],
    ['keeps what nobody asked it to keep', (say) => (say.record('begin', '0', ''), say.record('kept', '0', '')), 'nobody asked'],
    ['could not keep what nobody asked for', (say) => (say.record('begin', '0', ''), say.record('unkept', '0', 'full')), 'nobody asked'],
    ['announces more than was asked', (say) => say.record('changed', '0', '', 50_000_000), 'longer than anything that was asked for'],
  ];
  test.each(lies)('%s', async (_name, lie, expected) => {
    const { said } = await execute({ onFrame: lie });
    expect(said).toContain('RB5002');
    expect(said).toContain(expected);
  });

  test('what it did before it lied was told', async () => {
    const { heard } = await execute({ onFrame: (say) => (good(say, 0), say.record('begin', '0', '')) });
    expect(heard.flatMap((one) => (one.kind === 'end' ? [one.result.status] : []))).toEqual(['changed']);
  });

  test('output without end is not kept without end, and does not keep the run waiting', async () => {
    let kept = 0;
    let timer: NodeJS.Timeout | undefined;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const talk = (say: Say): void => {
        say.record('begin', '0', '');
        timer = setInterval(() => {
          vi.advanceTimersByTime(200);
          say.record('output', '0', 'x'.repeat(65_536));
        }, 0);
      };
      const run = told(
        hostileSession({ onFrame: talk }).execute([step('a')], 'login', (progress) => {
          if (progress.kind === 'output') kept += progress.text.length;
        }),
      );
      expect(await run).toContain('RB5001 no answer');
      expect(kept).toBeLessThan(17 * 1024 * 1024);
      expect(kept).toBeGreaterThan(1024 * 1024);
    } finally {
      clearInterval(timer);
      vi.useRealTimers();
    }
  });
});

describe('a host that lies about what it keeps', () => {
  const keeping: ReadyStep = {
    id: 'a',
    requests: [stat],
    actions: [{ do: 'remove', path: '/x' }],
    keep: { at: 'run/step', things: ['path:/x'] },
  };
  const begun = (...more: readonly ((say: Say) => void)[]): Script => ({
    onFrame: (say, { kind }) => {
      if (kind === 'load') return;
      say.record('begin', '0', '');
      for (const one of more) one(say);
    },
  });
  const was = (say: Say): void => say.record('was', '0', joined('absent'));
  const kept = (say: Say): void => say.record('kept', '0', '');

  test.each<[string, Script, string]>([
    ['tells twice how it was', begun(was, was), 'nobody asked'],
    ['tells how it was when it has begun', begun(kept, was), 'nobody asked'],
    ['keeps twice', begun(kept, kept), 'nobody asked'],
    ['keeps of a step that was not sent', begun((say) => say.record('kept', '1', '')), 'was not sent'],
    ['gives too few answers', begun((say) => say.record('was', '0', '')), '1 answers were expected'],
    ['gives too many answers', begun((say) => say.record('was', '0', joined('a', 'b'))), '1 answers were expected'],
    ['writes a hole into what was', begun((say) => say.record('was', '0', joined('\uE000{}\uE001'))), 'only runbook itself may write'],
    ['writes a hole into what is', begun((say) => say.record('changed', '0', joined('\uE000{}\uE001'))), 'only runbook itself may write'],
  ])('%s', async (_name, script, expected) => {
    const { said } = await execute(script, [keeping]);
    expect(said).toContain('RB5002');
    expect(said).toContain(expected);
  });

  test('what it said in its turn is believed', async () => {
    const session = hostileSession(begun(was, kept, (say) => (say.record('changed', '0', joined(AFTER)), say.record('over', '0', ''))));
    expect(await session.execute([keeping], 'login', () => undefined)).toMatchObject([
      { status: 'changed', before: ['absent'], answers: [AFTER], kept: true },
    ]);
  });

  test('a step that could not keep what an undo needs has failed, and no action with it', async () => {
    const session = hostileSession(begun((say) => (say.record('unkept', '0', 'No space left'), say.record('over', '0', ''))));
    const [result] = await session.execute([keeping], 'login', () => undefined);
    expect(result).toMatchObject({ status: 'failed', kept: false, output: 'No space left', answers: [] });
    expect(result?.failedAction).toBeUndefined();
  });
});

function good(say: Say, number: number): void {
  say.record('begin', String(number), '');
  say.record('changed', String(number), joined(AFTER));
}

describe('a host that lies in its answers', () => {
  const ask = (onFrame: NonNullable<Script['onFrame']>): Promise<readonly string[]> => hostileSession({ onFrame }).ask([stat], 'login');

  test.each<[string, (say: Say) => void, string]>([
    ['more than was asked', (say) => say.record('answers', '', '0\n\n'.repeat(40_000)), 'RB5002'],
    ['none', (say) => say.record('answers', '', ''), 'RB5002'],
    ['an end without an answer', (say) => say.record('over', '0', ''), 'RB5002'],
    ['records of steps', (say) => say.record('output', '0', 'x'), 'RB5002'],
    ['a length that is longer than what comes', (say) => say.record('answers', '', '9\nab\n'), 'RB5002'],
    [
      'a record shorter than its length, and then another',
      (say) => (say.record('answers', '', joined('absent'), 3), say.record('answers', '', joined('absent'))),
      'RB5002',
    ],
    ['64 MiB', (say) => say.record('answers', '', '', 64 * 1024 * 1024), 'RB5002'],
    [
      'a hole for a secret',
      (say) => say.record('answers', '', joined(`link 0777 root root ${holeText({ kind: 'secret', name: 'password' })}`)),
      'RB5007',
    ],
    ['half a hole', (say) => say.record('answers', '', joined('link 0777 root root \uE001')), 'RB5007'],
    ['nothing, and closes', (say) => say.end(), 'RB5002'],
  ])('%s', async (_name, lie, code) => {
    expect(await told(ask(lie))).toContain(code);
  });

  const fetch = (packed: Buffer, limitBytes: number): Promise<readonly string[]> =>
    hostileSession({ onFrame: (say) => say.record('answers', '', joined(`gz:${packed.toString('base64')}`)) }).ask(
      [{ ask: 'content', path: '/etc/motd', limitBytes }],
      'login',
    );

  test('a content that unpacks to more than was asked for is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024), { level: 1 }).subarray(0, 1024 * 1024);
    const before = process.memoryUsage().rss;
    expect(await told(fetch(bomb, 1024 * 1024))).toContain('longer than what was asked for');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    const text = Buffer.from('x'.repeat(1000));
    expect(await fetch(gzipSync(text), 1000)).toEqual([text.toString('base64')]);
    expect(await told(fetch(gzipSync(text), 999))).toContain('RB5002');
    expect(await told(fetch(Buffer.from('no gzip'), 999))).toContain('RB5002');
    expect(await told(fetch(gzipSync(text).subarray(0, 20), 1000))).toContain('RB5002');
  });

  test('a text that is longer than what was asked for is not taken', async () => {
    const say = (limitBytes: number): Promise<readonly string[]> =>
      hostileSession({ onFrame: (host) => host.record('answers', '', joined('text:0123456789')) }).ask(
        [{ ask: 'content', path: '/etc/motd', limitBytes }],
        'login',
      );
    expect(await say(10)).toEqual([Buffer.from('0123456789').toString('base64')]);
    expect(await told(say(9))).toContain('RB5002');
  });

  test('and what it says after it was given up is not heard', async () => {
    const session = hostileSession({ onFrame: (say) => (say.record('output', '0', 'x'), say.record('answers', '', joined('absent'))) });
    expect(await told(session.ask([stat], 'login'))).toContain('RB5002');
    expect(await told(session.ask([stat], 'login'))).toContain('RB5002');
  });

  test('bytes that are no text, and terminal escapes, come as an answer and nothing more', async () => {
    const [answer] = await ask((say) =>
      say.record('answers', '', Buffer.concat([Buffer.from('6\n'), Buffer.from([0xff, 0xfe, 0x1b, 0x5b, 0x32, 0x4a]), Buffer.from('\n')])),
    );
    expect(answer).toBe('\uFFFD\uFFFD\u001B[2J');
  });

  test('one that never answers is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked = told(ask(() => undefined));
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      await vi.advanceTimersByTimeAsync(61_000);
      expect(await asked).toContain('RB5001');
    } finally {
      vi.useRealTimers();
    }
  });

  test('one that sends a byte a second is given up too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval'] });
    try {
      const asked = told(
        ask((say) => {
          say.record('answers', '', '', 100);
          setInterval(() => say.bytes('x'), 1000);
        }),
      );
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      await vi.advanceTimersByTimeAsync(200);
      await vi.advanceTimersByTimeAsync(61_000);
      expect(await asked).toContain('RB5001');
    } finally {
      vi.useRealTimers();
    }
  });
});

test('the place that is cut off by a full disk of the journal is told, and does not end the program', async () => {
  const run = hostileSession({ onFrame: (say) => good(say, 0) }).execute([step('a')], 'login', () => {
    throw new Error('ENOSPC: no space left on device');
  });
  await expect(run).rejects.toThrow('ENOSPC');
});

test('a byte at a time, noise and records cost no more than their length', () => {
  const reader = createRecordReader('rb00');
  const byte = Buffer.from('x');
  const startedMs = performance.now();
  for (let count = 0; count < 200_000; count += 1) reader.push(byte);
  reader.push(Buffer.from(`rb00 answers 200000 \n`));
  for (let count = 0; count < 199_999; count += 1) reader.push(byte);
  expect(reader.push(Buffer.from('x\n'))).toHaveLength(1);
  expect(performance.now() - startedMs).toBeLessThan(3000);
});
