import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../src/core/action.ts';
import { sha256 } from '../../src/core/digest.ts';
import { tryCommand } from '../../src/lab/run-command.ts';
import { openLocalPlace } from '../support/local-session.ts';

const driver = fileURLToPath(new URL('../../src/transport/shell/driver.sh', import.meta.url));
const place = openLocalPlace();
afterAll(() => place.close());

test('the driver passes shellcheck for POSIX sh', async () => {
  const done = await tryCommand(['shellcheck', '-s', 'sh', driver]);
  expect([done.status, `${done.output}${done.errors}`]).toEqual([0, '']);
});

test('the driver answers and acts under the shell of busybox', async () => {
  const session = place.open({ shell: 'busybox ash' });
  const path = `${place.folder}/it's "$x" 한글`;
  const text = 'a\\b $(x) `y`\n\n한글';
  const write = { do: 'write', path, content: { text }, mode: '0640', owner: 'root', group: 'root' } as const;
  const results = await session.execute(
    [{ id: 'one', requests: [], actions: [write, run(['test', '-s', path])] }],
    'login',
    () => undefined,
  );
  expect(results).toMatchObject([{ status: 'changed' }]);
  const answers = await session.ask(
    [
      { ask: 'stat', path },
      { ask: 'digest', path },
      { ask: 'content', path, limitBytes: 1000 },
      { ask: 'run', argv: ['printf', '%s|', '', ' ', "'"], reads: [], timeoutMs: 5000 },
    ],
    'login',
  );
  expect(answers).toEqual(['file 0640 root root', sha256(text), Buffer.from(text).toString('base64'), "0\n| |'|"]);
  await session.close();
});
