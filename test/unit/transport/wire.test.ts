import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { paceOf } from '../../../src/transport/pace.ts';
import { pausableClock } from '../../../src/transport/pausable-clock.ts';
import { madeToSend } from '../../../src/transport/own-memory.ts';
import { countedWire } from '../../../src/transport/wire.ts';

/** A stream that keeps what is written to it and says "full" above a limit, until it is let go on. */
function recording(fullAt = Infinity): { raw: Duplex; written: string[]; goOn: () => void } {
  const written: string[] = [];
  let held: (() => void) | undefined;
  const raw = new Duplex({
    writableHighWaterMark: fullAt === Infinity ? undefined : fullAt,
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      if (fullAt === Infinity) done();
      else held = done;
    },
  });
  return { raw, written, goOn: () => held?.() };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a wire', () => {
  it('sends the writes of one turn as one, in order, and counts both ways', async () => {
    const { raw, written } = recording();
    const wire = countedWire(raw, queueMicrotask);
    const heard: string[] = [];
    wire.stream.on('data', (bytes: Buffer) => heard.push(bytes.toString()));
    for (const word of ['one ', 'two ', 'three']) wire.stream.write(word);
    await turn();
    wire.stream.write('later');
    raw.push('SSH-2.0-x\r\n');
    await turn();
    expect(written).toEqual(['one two three', 'later']);
    expect(heard).toEqual(['SSH-2.0-x\r\n']);
    expect([wire.sentBytes(), wire.receivedBytes(), wire.greeting()]).toEqual([18, 11, 'SSH-2.0-x\r\n']);
  });

  it('sends what comes after a pause by itself: when the pause is over, when something is heard, or at the end', async () => {
    const { raw, written } = recording();
    const wire = countedWire(raw, queueMicrotask);
    wire.stream.on('data', () => undefined);
    const write = async (...words: readonly string[]): Promise<void> => {
      for (const word of words) wire.stream.write(word);
      await turn();
    };
    await write('a');
    wire.stream.write('b');
    wire.hold(30);
    await write('c', 'd');
    expect(written).toEqual(['a', 'b']);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(written).toEqual(['a', 'b', 'cd']);
    wire.hold(60_000);
    await write('e');
    raw.push('heard');
    await turn();
    expect(written).toEqual(['a', 'b', 'cd', 'e']);
    wire.hold(60_000);
    await write('f');
    wire.stream.end('g');
    await wire.flushed;
    expect(written).toEqual(['a', 'b', 'cd', 'e', 'fg']);
  });

  it('does not end a pause for the little that was to be expected', async () => {
    const { raw, written } = recording();
    const wire = countedWire(raw, queueMicrotask);
    wire.stream.on('data', () => undefined);
    raw.push('before');
    await turn();
    wire.hold(60_000, 10);
    wire.stream.write('a');
    for (const [heard, sent] of [
      ['12345', []],
      ['67890', []],
      ['!', ['a']],
    ] as const) {
      raw.push(heard);
      await turn();
      expect(written).toEqual(sent);
    }
  });

  it('hands much on as it is, and gives back the memory of what was made to be sent, when it was taken, and no other', async () => {
    const taken: Buffer[] = [];
    const held: (() => void)[] = [];
    const raw = new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        taken.push(chunk);
        held.push(done);
      },
    });
    const wire = countedWire(raw, queueMicrotask);
    const [ours, theirs] = [Buffer.alloc(20_000, 'o'), Buffer.alloc(20_000, 't')];
    wire.stream.write(madeToSend(ours));
    wire.stream.write(theirs);
    await turn();
    // Still under way.
    expect([taken.length, ours.length]).toEqual([1, 20_000]);
    held.shift()?.();
    await turn();
    expect([taken[0] === ours, taken[1] === theirs, ours.length]).toEqual([true, true, 0]);
    held.shift()?.();
    await turn();
    expect([theirs.length, wire.sentBytes()]).toEqual([20_000, 40_000]);
  });

  it('holds the writer back while the stream below is full', async () => {
    const { raw, goOn } = recording(4);
    const wire = countedWire(raw, queueMicrotask);
    wire.stream.write('12345678');
    await turn();
    let done = false;
    wire.stream.write('more', () => {
      done = true;
    });
    await turn();
    expect(done).toBe(false);
    // Each of the two pieces below is let go.
    for (const _piece of [1, 2]) {
      goOn();
      await turn();
    }
    expect(done).toBe(true);
  });

  it('closes when the other side ends, also where the stream below stays half open, after all that came was read', async () => {
    const { raw } = recording();
    const wire = countedWire(raw, queueMicrotask);
    const heard: string[] = [];
    wire.stream.on('data', (bytes: Buffer) => heard.push(bytes.toString()));
    const closed = new Promise<void>((resolve) => wire.stream.once('close', resolve));
    raw.push('last words');
    raw.push(null);
    await closed;
    expect({ heard, raw: raw.destroyed }).toEqual({ heard: ['last words'], raw: true });
  });

  it('sends what is pending before it ends, and closes when the stream below does', async () => {
    const { raw, written } = recording();
    const wire = countedWire(raw, setImmediate);
    const closed = new Promise<void>((resolve) => wire.stream.once('close', resolve));
    wire.stream.write('last words');
    wire.stream.end();
    await turn();
    expect(written).toEqual(['last words']);
    raw.destroy();
    await closed;
  });
});

describe('a pace', () => {
  it('lets only so many be under way, and goes on after a failure', async () => {
    const pace = paceOf(2);
    let under = 0;
    let most = 0;
    const work = Array.from({ length: 7 }, (_, index) =>
      pace(async () => {
        under += 1;
        most = Math.max(most, under);
        await turn();
        under -= 1;
        if (index === 1) throw new Error('one fails');
        return index;
      }),
    );
    const settled = await Promise.allSettled(work);
    expect(most).toBe(2);
    expect(settled.map((one) => one.status === 'fulfilled')).toEqual([true, false, true, true, true, true, true]);
  });

  it('with patience lets one more begin each time that those under way only wait, and no more than that', async () => {
    const pace = paceOf(2, 20);
    const never = new Promise<undefined>(() => undefined);
    const begunMs: number[] = [];
    const startMs = performance.now();
    for (let index = 0; index < 6; index += 1)
      pace(() => {
        begunMs.push(performance.now() - startMs);
        return never;
      }).catch(() => undefined);
    while (begunMs.length < 6) await turn();
    begunMs.forEach((ms, index) => expect(ms).toBeGreaterThanOrEqual(20 * Math.max(0, index - 1) - 3));
  });

  it('with patience goes back to the limit when all ended', async () => {
    const pace = paceOf(1, 5);
    const ends: (() => void)[] = [];
    const slow = (): Promise<void> => pace(() => new Promise<void>((resolve) => ends.push(resolve)));
    const first = [slow(), slow(), slow()];
    while (ends.length < 3) await turn();
    for (const end of ends) end();
    await Promise.all(first);
    let under = 0;
    let most = 0;
    const quick = Array.from({ length: 5 }, () =>
      pace(async () => {
        under += 1;
        most = Math.max(most, under);
        await turn();
        under -= 1;
      }),
    );
    await Promise.all(quick);
    expect(most).toBe(1);
  });
});

describe('a clock that can pause', () => {
  it('does not run while it waits for somebody else', async () => {
    let expired = 0;
    const clock = pausableClock(60, () => {
      expired += 1;
    });
    await clock.pausedFor(new Promise((resolve) => setTimeout(resolve, 150)));
    expect(expired).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(expired).toBe(1);
  });
});
