import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answersDigest, sha256 } from '../../../src/core/digest.ts';
import type { Channel, ChannelEnd } from '../../../src/transport/channel.ts';
import { bytes, contentOf, digest, MIB, stepThatWrites } from '../../support/large-content.ts';
import { openLocalPlace, type LocalPlace } from '../../support/local-session.ts';

let place: LocalPlace;
beforeEach(() => {
  place = openLocalPlace();
});
afterEach(() => place.close());

const depot = (): string => join(place.folder, '..', 'state', 'transfer');
const staged = (): string => join(depot(), digest);

const nothing = (): void => undefined;

test('a content is brought whole, for nobody else to read, and the step moves it to its place', async () => {
  const session = place.open();
  const done: number[] = [];
  expect(await session.bring(contentOf(bytes).content, 'login', (doneBytes) => done.push(doneBytes))).toBeUndefined();
  expect(done.at(-1)).toBe(bytes.length);
  expect([statSync(depot()).mode & 0o777, statSync(staged()).mode & 0o777]).toEqual([0o700, 0o600]);
  const { ino } = statSync(staged());
  const path = join(place.folder, 'large');
  const [result] = await session.execute([stepThatWrites(path)], 'login', nothing);
  expect(result).toMatchObject({ status: 'changed' });
  expect(readFileSync(path).equals(bytes)).toBe(true);
  // It was moved, not copied, and nothing is left.
  expect([statSync(path).ino, statSync(path).mode & 0o777, readdirSync(depot())]).toEqual([ino, 0o640, []]);
  await session.close();
});

test.each(['bash', 'dash'])('raw bytes of every kind pass a shell as they are: %s', async (shell) => {
  const awkward = Buffer.concat([Buffer.from('\0\n\r\x1b]z12\nrb0\n'), Buffer.from(Array.from({ length: 256 }, (_, index) => index))]);
  const all = Buffer.concat(Array.from({ length: 40_000 }, () => awkward));
  const session = place.open({ shell });
  expect(await session.bring(contentOf(all).content, 'login', nothing)).toBeUndefined();
  expect(readFileSync(join(depot(), sha256(all))).equals(all)).toBe(true);
  await session.close();
});

test('what an earlier run brought is not sent again; a piece that is another is', async () => {
  const first = place.open();
  await first.bring(contentOf(bytes).content, 'login', nothing);
  await first.close();
  const torn = readFileSync(staged());
  torn.fill(0, 5 * MIB, 5 * MIB + 100);
  writeFileSync(staged(), torn);
  const seen: number[] = [];
  const counted = contentOf(bytes);
  const second = place.open();
  expect(await second.bring(counted.content, 'login', (doneBytes) => seen.push(doneBytes))).toBeUndefined();
  expect(readFileSync(staged()).equals(bytes)).toBe(true);
  // Each piece was read to compare it, and one of 4 MiB to send it.
  expect([seen[0], counted.readBytes()]).toEqual([bytes.length - 4 * MIB, bytes.length + 4 * MIB]);
  await second.close();
});

/** Puts a link under channels that breaks for good when so many raw bytes went through. */
function cutAfter(bytesLeft: number): (channel: Channel) => Channel {
  let left = bytesLeft;
  return (channel) => cutOver(channel, (length) => (left -= length) >= 0);
}

function cutOver(channel: Channel, passes: (length: number) => boolean): Channel {
  const broken = Promise.withResolvers<ChannelEnd>();
  return {
    ...channel,
    pour: async (some) => {
      if (passes(some.length)) return channel.pour(some);
      channel.close();
      broken.resolve({ diagnostic: { code: 'RB4040', severity: 'error', host: 'here', what: 'the link broke' } });
      return new Promise(nothing);
    },
    ended: Promise.race([channel.ended, broken.promise]),
  };
}

test('a link that breaks in the middle is told of, and the next run sends the rest', async () => {
  const cut = place.open({ through: cutAfter(5 * MIB) });
  await expect(cut.bring(contentOf(bytes).content, 'login', nothing)).rejects.toMatchObject({ diagnostics: [{ code: 'RB4040' }] });
  await cut.close();
  const counted = contentOf(bytes);
  const again = place.open();
  expect(await again.bring(counted.content, 'login', nothing)).toBeUndefined();
  expect(readFileSync(staged()).equals(bytes)).toBe(true);
  // The first piece had arrived.
  expect(counted.readBytes() - bytes.length).toBeLessThanOrEqual(bytes.length - 4 * MIB);
  await again.close();
});

test('what a lane that is lost had in hand goes over another', async () => {
  let channels = 0;
  const session = place.open({
    through: (channel) => {
      channels += 1;
      // The first is that of the steps.
      return channels === 2 ? cutAfter(5 * MIB)(channel) : channel;
    },
  });
  expect(await session.bring(contentOf(bytes).content, 'login', nothing)).toBeUndefined();
  expect([channels, readFileSync(staged()).equals(bytes)]).toEqual([3, true]);
  await session.close();
});

test('bytes that are not those of the digest are found before anything is written', async () => {
  const session = place.open();
  const wrong = sha256('something else');
  await expect(session.bring(contentOf(bytes, wrong).content, 'login', nothing)).rejects.toMatchObject({
    diagnostics: [{ code: 'RB5008', host: 'here' }],
  });
  await session.close();
});

test('a depot that others could enter is refused', async () => {
  mkdirSync(depot(), { recursive: true });
  chmodSync(depot(), 0o755);
  const session = place.open();
  expect((await session.bring(contentOf(bytes).content, 'login', nothing))?.output).toContain('nobody else can enter');
  await session.close();
});

test('the words of the host are told also when the lane that opens meanwhile is lost', async () => {
  mkdirSync(depot(), { recursive: true });
  chmodSync(depot(), 0o755);
  let channels = 0;
  const session = place.open({
    through: (channel) => {
      channels += 1;
      if (channels === 2) throw new Error('no second channel');
      return channel;
    },
  });
  expect((await session.bring(contentOf(bytes).content, 'login', nothing))?.output).toContain('nobody else can enter');
  expect(channels).toBe(2);
  await session.close();
});

test('what nobody has gone on with for a day is gone with the next content', async () => {
  mkdirSync(depot(), { recursive: true, mode: 0o700 });
  const ages = { old: 25, young: 23 };
  for (const [name, hours] of Object.entries(ages)) {
    writeFileSync(join(depot(), name), '');
    const at = Date.now() / 1000 - hours * 3600;
    utimesSync(join(depot(), name), at, at);
  }
  const session = place.open();
  await session.bring(contentOf(bytes).content, 'login', nothing);
  expect(readdirSync(depot()).sort()).toEqual([digest, 'young'].sort());
  await session.close();
});

test('without a folder for the file the step fails, and the content stays for the next run', async () => {
  const session = place.open();
  await session.bring(contentOf(bytes).content, 'login', nothing);
  const [result] = await session.execute([stepThatWrites(join(place.folder, 'none', 'large'))], 'login', nothing);
  expect(result).toMatchObject({ status: 'failed', failedAction: 0, output: expect.stringContaining('is not there') });
  expect(readdirSync(depot())).toEqual([digest]);
  await session.close();
});

test('a command that does not accept the candidate leaves the file as it was', async () => {
  const session = place.open();
  const path = join(place.folder, 'kept');
  writeFileSync(path, 'as it was\n');
  await session.bring(contentOf(bytes).content, 'login', nothing);
  const step = {
    ...stepThatWrites(path, { validate: ['grep', '-q', 'not in there', '%s'] }),
    before: answersDigest([sha256('as it was\n')]),
  };
  const [result] = await session.execute([step], 'login', nothing);
  expect(result).toMatchObject({ status: 'failed', output: expect.stringContaining('was not accepted') });
  expect(readFileSync(path, 'utf8')).toBe('as it was\n');
  await session.close();
});
