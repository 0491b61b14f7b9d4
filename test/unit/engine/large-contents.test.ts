import { expect, test, vi } from 'vitest';
import { contentName, sha256 } from '../../../src/core/digest.ts';
import { LARGE_CONTENT_BYTES } from '../../../src/core/large-content.ts';
import { file } from '../../../src/resources/file.ts';
import { bindResource } from '../../support/bind.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { contentOf } from '../../support/large-content.ts';
import { madeResource } from '../../support/made-resource.ts';

const bytes = Buffer.alloc(LARGE_CONTENT_BYTES + 1, 'x');
const digest = sha256(bytes);
const STORED = { file: 'roles/image/files/image.tar', sizeBytes: bytes.length };

/** A parameter to set, a large file, and another parameter. */
function benchWith(host: FakeHost, onRead: () => void = () => undefined): Bench {
  const large = bindResource(file, { path: '/opt/image.tar', source: `${contentName(digest)} ${bytes.length}` });
  return createBench({
    sessions: [host],
    items: () => ({ a: inPlay(0, madeResource('x'), large, madeResource('y')) }),
    stored: new Map([[digest, STORED]]),
    largeContent: () => {
      onRead();
      return contentOf(bytes).content;
    },
  });
}

const freshHost = (freeBytes?: number): FakeHost =>
  new FakeHost({ name: 'a', sysctls: { x: '0', y: '0' }, ...(freeBytes === undefined ? {} : { freeBytes }) });

test('a plan names the file; the content is brought when all before it is done, and is in no frame', async () => {
  const host = freshHost();
  const bench = benchWith(host);
  const plan = await bench.plan();
  expect(plan.contents).toEqual({ [digest]: STORED });
  expect(JSON.stringify(plan)).not.toContain('xxxx');
  expect(plan.steps[1]?.summary).toBe(`0644 root:root, ${bytes.length} bytes`);
  const outcome = await bench.apply(plan);
  expect(outcome.hosts.get('a')?.status).toBe('ok');
  expect([host.model.digest('/opt/image.tar'), host.brought.size]).toEqual([digest, 0]);
  expect(bench.of('steps_sent').map((event) => event.addresses)).toEqual([['made:x'], ['file:/opt/image.tar', 'made:y']]);
  // It begins once.
  expect(bench.of('step_started').map((event) => event.address)).toEqual(['made:x', 'file:/opt/image.tar', 'made:y']);
});

test('a host that has no room fails that step with its own words, and what comes after does not begin', async () => {
  const host = freshHost(LARGE_CONTENT_BYTES);
  const bench = benchWith(host);
  const outcome = await bench.apply(await bench.plan());
  expect(outcome.hosts.get('a')).toMatchObject({ status: 'failed', changed: 1 });
  const done = bench.of('step_done').map((event) => [event.address, event.status, event.diagnostic?.code, event.diagnostic?.why]);
  expect(done).toEqual([
    ['made:x', 'changed', undefined, undefined],
    ['file:/opt/image.tar', 'failed', 'RB3102', 'it printed last:\nNo space left on device'],
  ]);
  expect([host.model.digest('/opt/image.tar'), host.answer({ ask: 'sysctl', key: 'y' })]).toEqual(['absent', '0']);
});

test('nothing is sent to a host that has the file already, nor to one that is not as it was', async () => {
  let opened = 0;
  const host = freshHost();
  const bench = benchWith(host, () => (opened += 1));
  const plan = await bench.plan();
  host.model.write('/opt/image.tar', { base64: bytes.toString('base64') }, '0644', 'root', 'root');
  await bench.apply(plan);
  expect([opened, bench.of('step_done')[1]?.status]).toEqual([0, 'already']);

  const other = freshHost();
  const again = benchWith(other, () => (opened += 1));
  const second = await again.plan();
  other.model.write('/opt/image.tar', { text: 'by another hand\n' }, '0644', 'root', 'root');
  await again.apply(second);
  expect([opened, again.of('step_done')[1]?.status]).toEqual([0, 'refused']);
});

test('what takes longer than two seconds is told of, once a second at most', async () => {
  const clock = vi.spyOn(performance, 'now');
  let nowMs = 1000;
  clock.mockImplementation(() => nowMs);
  try {
    const host = freshHost();
    host.bring = async (_content, _identity, onProgress) => {
      for (let part = 1; part <= 50; part += 1) {
        nowMs += 100;
        onProgress(part);
      }
      return { output: 'enough' };
    };
    const bench = benchWith(host);
    await bench.apply(await bench.plan());
    expect(bench.of('step_progress').map((event) => [event.doneBytes, event.totalBytes])).toEqual(
      [20, 30, 40, 50].map((doneBytes) => [doneBytes, bytes.length]),
    );
  } finally {
    clock.mockRestore();
  }
});
